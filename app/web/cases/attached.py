"""The files of a form: those that go along with it, and what became of the others that came in."""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import BinaryIO

from werkzeug.datastructures import MultiDict

from app.cases.database import CaseBookUnavailable
from app.cases.file_kinds import FileRefused
from app.cases.file_names import clean_name
from app.cases.files import Files, FilesUnavailable
from app.domain.case import CaseFile
from app.web.site import site

log = logging.getLogger(__name__)
KEY = re.compile(r"[A-Za-z0-9_-]{22,64}")
NAMED = "file"
"""The control that names a file which goes along, by its id: a box that a person may untick."""
CONTROL = "files"
"""The control that files are chosen in; its id too."""
UNSEEN = (
    "The files that you attached before are kept, but cannot be looked up at the moment. Send it again in a minute."
)
GONE = "A file that you attached is not here any more: attach it again."


@dataclass(frozen=True)
class Attached:
    """What a form's page shows of its files.

    `unseen` are ids of files that cannot be looked up now and go along all the same. `refused` says of each file that
    is not taken why; `unkept` are names of those for which there was no room.
    """

    files: tuple[CaseFile, ...] = ()
    unseen: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    unkept: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all files that go along."""
        return (*(each.id for each in self.files), *self.unseen)

    @property
    def problems(self) -> tuple[str, ...]:
        """What a person must know before the form goes out without them, in sentences."""
        names = ", ".join(f"“{name}”" for name in self.unkept)
        unkept = f"There is no room here for {names} at the moment. Try again later, or send without." if names else ""
        return (*self.refused, *filter(None, [unkept, UNSEEN if self.unseen else ""]))

    @property
    def is_fault_of_ours(self) -> bool:
        """Whether files cannot be taken or looked up now."""
        return bool(self.unkept or self.unseen)

    @property
    def problem(self) -> list[tuple[str, str]]:
        """The same as one problem of the form's control."""
        return [(CONTROL, " ".join(self.problems))] if self.problems else []

    def renewed(self, old_key: str, new_key: str, now: datetime) -> "Attached":
        """The same files for a form under a new key."""
        try:
            return replace(self, files=site().files.renew(self.files, form_key(old_key), form_key(new_key), now))
        except (CaseBookUnavailable, FilesUnavailable):
            return Attached(unkept=tuple(each.name for each in self.files))


def form_key(key: str) -> str:
    """The idempotency key of a form: its files are kept under it, and what it becomes."""
    return f"form:{key}"


def waiting(key: str) -> Attached:
    """The files that came in for a form before, in this browser."""
    try:
        return Attached(site().files.staged(form_key(key)))
    except CaseBookUnavailable:
        return Attached()


class Receiver:
    """Takes the files of one form as they come in, after its key and the names of those that go along."""

    def __init__(self, files: Files, now: datetime) -> None:
        self._files = files
        self._now = now
        self._held: list[CaseFile] | None = None
        self.taken: list[CaseFile] = []
        self._refused: list[str] = []
        self._unkept: list[str] = []

    def take(self, sent: MultiDict[str, str], name: str, contents: BinaryIO) -> None:
        """One file; `sent` is what came before it. What cannot be taken is told of, and never ends the form."""
        key = sent.get("key", "")
        if self._unkept or not KEY.fullmatch(key):
            self._unkept.append(clean_name(name))
            return
        try:
            self._take(key, sent.getlist(NAMED), name, contents)
        except FileRefused as refused:
            self._refused.append(refused.sentence)
        except (FilesUnavailable, CaseBookUnavailable) as fault:
            log.warning("an attached file could not be kept: %s", fault.cause)
            self._unkept.append(clean_name(name))

    def attached(self, sent: MultiDict[str, str]) -> Attached:
        """The files of the form, once all of it came in."""
        named = [*dict.fromkeys([*sent.getlist(NAMED), *(each.id for each in self.taken)])]
        refused, unkept = tuple(self._refused), tuple(self._unkept)
        try:
            found = self._files.named(form_key(sent.get("key", "")), named)
        except CaseBookUnavailable:
            return Attached((), tuple(named), refused, unkept)
        gone = [GONE] if len(found) < len(named) else []
        kept, beyond = self._within_limits(found)
        return Attached(kept, (), (*refused, *gone, *beyond), unkept)

    def _within_limits(self, files: Sequence[CaseFile]) -> tuple[tuple[CaseFile, ...], list[str]]:
        """Those that may go along together, and what to say of the others: each may have come in by itself."""
        kept: list[CaseFile] = []
        beyond = []
        for file in files:
            try:
                self._files.limits.refuse_beyond(file.name, [*(each.size for each in kept), file.size])
            except FileRefused as refused:
                beyond.append(refused.sentence)
            else:
                kept.append(file)
        return tuple(kept), beyond

    def _take(self, key: str, named: Sequence[str], name: str, contents: BinaryIO) -> None:
        if self._held is None:
            self._held = list(self._files.named(form_key(key), named))
        sizes = [each.size for each in self._held]
        self._files.limits.refuse_beyond(clean_name(name), [*sizes, 0])
        file = self._files.stage(form_key(key), name, contents, self._now)
        if file in self._held:
            return
        try:
            self._files.limits.refuse_beyond(file.name, [*sizes, file.size])
        except FileRefused:
            self._files.drop(form_key(key), file.id)
            raise
        self._held.append(file)
        self.taken.append(file)
