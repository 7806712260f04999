"""Files that were sent in: taken for a form, claimed by the case that it becomes, and found again."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from app.cases.database import CaseBookUnavailable, Database
from app.cases.file_kinds import FileRefused, kind_of
from app.cases.file_names import apart, clean_name, is_like
from app.cases.file_store import FileStore, NoRoom, TooLong
from app.cases.models import AdditionRow, CaseRow, FileRow
from app.domain.case import CaseFile
from app.domain.wording import size_text

log = logging.getLogger(__name__)
MOST_FILES = 10
STAGED_FOR = timedelta(days=7)
"""How long a file waits for its form, as long as a draft of the text does in the browser."""
LEFT_OUT_FOR = timedelta(hours=1)
"""How long a file stays whose form was sent without it."""
MOST_TRIES = 3
"""So many times what a form may have may come in for it, as files are taken out of it again."""
BETWEEN_SWEEPS = timedelta(hours=1)


class FilesUnavailable(Exception):
    """No file can be taken now; a case can still be sent without. `cause` is for the log."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


@dataclass(frozen=True)
class FileLimits:
    """How much may come: `file_bytes` a file, together twice that, as mails that carry more reach few desks.

    Of all forms together that were not sent yet, so much may lie here as `forms` of them may have.
    """

    file_bytes: int
    files: int = MOST_FILES
    forms: int = 100

    @property
    def total_bytes(self) -> int:
        """The most that the files of one form may have together."""
        return 2 * self.file_bytes

    @property
    def waiting_bytes(self) -> int:
        """The most that all files may have together whose forms were not sent yet."""
        return self.forms * self.total_bytes

    def refuse_beyond(self, name: str, sizes: Sequence[int]) -> None:
        """Refuses the file of that name where these sizes, of which its own is the last, are too many or too much."""
        if len(sizes) > self.files:
            raise FileRefused(f"“{name}” is one too many: {self.files} files at most, so pack some into an archive.")
        if sum(sizes) > self.total_bytes:
            most = size_text(self.total_bytes)
            raise FileRefused(f"“{name}” is too much: all files together may have {most}. Pack it, or leave one out.")


class Files:
    """Takes and finds files. A form is known by its key: only who has it reaches the form's files.

    Every verb raises CaseBookUnavailable where the database cannot be used now.
    """

    def __init__(self, database: Database, store: FileStore, limits: FileLimits, now: Callable[[], datetime]) -> None:
        self._database = database
        self._store = store
        self.limits = limits
        self._now = now
        self._swept_at: datetime | None = None

    def stage(self, form_key: str, name: str, stream: BinaryIO, now: datetime) -> CaseFile:
        """Takes a file for a form, in pieces and no longer than it may be. The same file again is that file.

        `name` is as it was sent, `now` is aware. Raises: FileRefused; FilesUnavailable where there is no room for it.
        """
        try:
            with self._store.receiving(stream, self.limits.file_bytes) as incoming:
                kind = kind_of(clean_name(name), incoming.file)
                file = CaseFile(self._store.keep(incoming), kind.name, kind.media_type, incoming.size, incoming.sha256)
        except TooLong:
            most = size_text(self.limits.file_bytes)
            raise FileRefused(
                f"“{clean_name(name)}” is larger than {most}: pack it, or send the part that matters."
            ) from None
        except NoRoom as fault:
            raise FilesUnavailable(fault.cause) from fault
        taken = None
        try:
            with self._database.writing() as session:
                taken = self._taken(session, form_key, file, now)
        finally:
            if taken is None or taken.id != file.id:
                self._store.remove([file.id])
        return taken

    def staged(self, form_key: str) -> tuple[CaseFile, ...]:
        """The files that wait for a form to be sent, in the order in which they came."""
        return self._found(FileRow.form_key == form_key, FileRow.case_id.is_(None))

    def named(self, form_key: str, ids: Sequence[str]) -> tuple[CaseFile, ...]:
        """Those of a form's files that are named, in that order: also after they went with its case."""
        found = (
            {each.id: each for each in self._found(FileRow.form_key == form_key, FileRow.id.in_(ids))} if ids else {}
        )
        return tuple(found[each] for each in dict.fromkeys(ids) if each in found)

    def drop(self, form_key: str, file_id: str) -> None:
        """Takes a file out of a form that was not sent yet, for good."""
        self._forget(FileRow.id == file_id, FileRow.form_key == form_key, FileRow.case_id.is_(None))

    def renew(self, files: Iterable[CaseFile], form_key: str, new_key: str, now: datetime) -> tuple[CaseFile, ...]:
        """Gives files of a form to another one, as one that was sent becomes a second case: copies of those that went.

        Raises: FilesUnavailable.
        """
        return tuple(self._renewed(each, form_key, new_key, now) for each in files)

    def of(self, reference: str, addition: int | None = None) -> tuple[CaseFile, ...]:
        """The files of a case; with `addition` those that came with that, 0 for the case itself."""
        case = select(CaseRow.id).where(CaseRow.reference == reference).scalar_subquery()
        wanted = [FileRow.case_id == case]
        return self._found(*wanted, *([FileRow.addition == addition] if addition is not None else []))

    def path(self, file_id: str) -> Path | None:
        """Where the contents of a file are; None where they are missing."""
        return self._store.path(file_id)

    def tend(self) -> None:
        """Erases, now and then, the files whose form was never sent, and contents of which no row knows."""
        now = self._now()
        if self._swept_at is not None and now - self._swept_at < BETWEEN_SWEEPS:
            return
        self._swept_at = now
        try:
            self.sweep(now)
        except CaseBookUnavailable as unavailable:
            log.info("files that were never sent could not be erased: %s", unavailable.cause)

    def sweep(self, now: datetime) -> None:
        """Erases what waited for too long, at this moment (aware)."""
        before = now - STAGED_FOR
        self._forget(FileRow.case_id.is_(None), FileRow.uploaded_at < before)
        for sent in (CaseRow.idempotency_key, AdditionRow.idempotency_key):
            was_sent = FileRow.form_key.in_(select(sent))
            self._forget(FileRow.case_id.is_(None), was_sent, FileRow.uploaded_at < now - LEFT_OUT_FOR)
        old = list(self._store.left_over(before.timestamp()))
        with self._database.reading() as session:
            known = set(session.scalars(select(FileRow.id)))
        if known:
            # A database that knows no file at all is a new one beside an old folder, or the wrong one.
            self._store.remove(each for each in old if each not in known)

    def _taken(self, session: Session, form_key: str, file: CaseFile, now: datetime) -> CaseFile:
        """The row of a file that came, or the one of an earlier try to send it."""
        rows = session.scalars(select(FileRow).where(FileRow.form_key == form_key)).all()
        for row in rows:
            if row.sha256 == file.sha256 and is_like(row.name, file.name):
                return _file(row)
        waiting = [row for row in rows if row.case_id is None]
        self._refuse_beyond(session, file, waiting)
        named = file._replace(name=apart(file.name, [row.name for row in waiting]))
        session.add(_row(named, form_key, now))
        return named

    def _refuse_beyond(self, session: Session, file: CaseFile, waiting: Sequence[FileRow]) -> None:
        limits = self.limits
        size = sum(row.size for row in waiting) + file.size
        if len(waiting) >= MOST_TRIES * limits.files or size > MOST_TRIES * limits.total_bytes:
            raise FileRefused(f"“{file.name}” is too much for this form: send it first, then add files to the case.")
        lying = session.scalar(select(func.coalesce(func.sum(FileRow.size), 0)).where(FileRow.case_id.is_(None))) or 0
        if lying + file.size > limits.waiting_bytes:
            raise FilesUnavailable("too many files wait for forms that were not sent")

    def _renewed(self, file: CaseFile, form_key: str, new_key: str, now: datetime) -> CaseFile:
        mine = (FileRow.id == file.id, FileRow.form_key == form_key, FileRow.case_id.is_(None))
        with self._database.writing() as session:
            moved = session.scalar(update(FileRow).where(*mine).values(form_key=new_key).returning(FileRow.id))
            if moved is not None:
                return file
            try:
                copy = file._replace(id=self._store.again(file.id))
            except NoRoom as fault:
                raise FilesUnavailable(fault.cause) from fault
            session.add(_row(copy, new_key, now))
        return copy

    def _found(self, *conditions: ColumnElement[bool]) -> tuple[CaseFile, ...]:
        query = select(FileRow).where(*conditions).order_by(FileRow.uploaded_at, FileRow.name)
        with self._database.reading() as session:
            return tuple(_file(row) for row in session.scalars(query))

    def _forget(self, *conditions: ColumnElement[bool]) -> None:
        with self._database.writing() as session:
            ids = session.scalars(delete(FileRow).where(*conditions).returning(FileRow.id)).all()
        self._store.remove(ids)


def claim(session: Session, case_id: int, addition: int, form_key: str, files: Iterable[CaseFile]) -> None:
    """Gives files of a form to the case that it became, in the transaction that stores this; 0 is the case itself.

    Raises: CaseBookUnavailable where one of them is not there any more: then nothing is stored.
    """
    ids = [each.id for each in files]
    if not ids:
        return
    mine = (FileRow.id.in_(ids), FileRow.form_key == form_key, FileRow.case_id.is_(None))
    claimed = update(FileRow).where(*mine).values(case_id=case_id, addition=addition).returning(FileRow.id)
    if len(session.scalars(claimed).all()) != len(set(ids)):
        raise CaseBookUnavailable("a file of the form is not there any more")


def _row(file: CaseFile, form_key: str, now: datetime) -> FileRow:
    return FileRow(**file._asdict(), form_key=form_key, uploaded_at=now)


def _file(row: FileRow) -> CaseFile:
    return CaseFile(row.id, row.name, row.media_type, row.size, row.sha256)
