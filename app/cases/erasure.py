"""Erasing a case everywhere at once: its rows, the contents of its files, and its mails in the folder."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from app.cases.database import Database
from app.cases.deliveries.eml_folder import file_name
from app.cases.file_store import FileStore
from app.cases.letters import message_key
from app.cases.models import AdditionRow, CaseRow, DeliveryAttemptRow, FileRow, OutboxRow, OutboxState

ON_ITS_WAY = (OutboxState.PENDING, OutboxState.SENDING)
ERASED = ""
"""The form of a file that belongs to nothing any more, and whose contents are to go: no form has this key."""


class AtDesk(NamedTuple):
    """A message that a desk has; `desk` is empty for the site's own mail, `remote_reference` where it gave no name."""

    desk: str
    remote_reference: str


@dataclass(frozen=True)
class Kept:
    """What is kept of a case. `active_at` is when it came in, or when something was last added."""

    reference: str
    policy: str
    active_at: datetime
    messages: int
    on_its_way: int
    given_up: int
    additions: int
    files: int
    mails: tuple[Path, ...]
    at_desks: tuple[AtDesk, ...]


class Eraser:
    """Erases cases. `mails` is the folder of mails as files, which may be missing.

    Every verb raises CaseBookUnavailable where the database cannot be used now.
    """

    def __init__(self, database: Database, contents: FileStore, mails: Path) -> None:
        self._database = database
        self._contents = contents
        self._mails = mails

    def kept(self, reference: str) -> Kept | None:
        """What is kept of the case with this reference; None where there is none."""
        with self._database.reading() as session:
            row = session.scalar(select(CaseRow).where(CaseRow.reference == reference))
            return self._kept(session, row) if row else None

    def erase(
        self, reference: str, *, inactive_before: datetime | None = None, even_undelivered: bool = False
    ) -> Kept | None:
        """Erases a case, whole; what went with it. None where it is not there, or not to be erased.

        It is not where something was added since `inactive_before`, nor, unless `even_undelivered`, where one of its
        messages is on its way or was given up. A process that ends meanwhile leaves the case whole, or gone but for
        the contents of its files, which `sweep` removes. Raises: OSError where a mail cannot be removed; all stays.
        """
        with self._database.writing() as session:
            # Who adds to a case, or erases it too, holds its row meanwhile: such a case is none to erase now.
            wanted = select(CaseRow).where(CaseRow.reference == reference).with_for_update(skip_locked=True)
            row = session.scalar(wanted)
            found = self._kept(session, row) if row else None
            if row is None or found is None or _stays(found, inactive_before, even_undelivered=even_undelivered):
                return None
            for path in found.mails:
                # Before the rows: each can be made again from its case, and no list of them would be left afterwards.
                path.unlink(missing_ok=True)
            _erase_rows(session, row.id)
        return found

    def sweep(self) -> None:
        """Removes the contents of files whose case was erased, also by a process that ended before it could."""
        erased = (FileRow.case_id.is_(None), FileRow.form_key == ERASED)
        with self._database.reading() as session:
            ids = session.scalars(select(FileRow.id).where(*erased)).all()
        if ids:
            self._contents.remove(ids)
            gone = [each for each in ids if self._contents.path(each) is None]
            with self._database.writing() as session:
                session.execute(delete(FileRow).where(FileRow.id.in_(gone)))
        self._database.empty_log()

    def _kept(self, session: Session, row: CaseRow) -> Kept:
        outbox = session.scalars(select(OutboxRow).where(OutboxRow.case_id == row.id).order_by(OutboxRow.id)).all()
        states = [each.state for each in outbox]
        return Kept(
            reference=row.reference,
            policy=row.policy,
            active_at=row.added_to_at or row.submitted_at,
            messages=len(outbox),
            on_its_way=sum(state in ON_ITS_WAY for state in states),
            given_up=states.count(OutboxState.GIVEN_UP),
            additions=_count(session, AdditionRow, AdditionRow.case_id == row.id),
            files=_count(session, FileRow, FileRow.case_id == row.id),
            mails=tuple(path for each in outbox for path in self._mails_of(each)),
            at_desks=tuple(AtDesk(each.desk, each.remote_reference) for each in outbox if each.delivered_at),
        )

    def _mails_of(self, message: OutboxRow) -> Iterator[Path]:
        """The file of a message, and what an attempt left that ended in the middle."""
        name = file_name(message_key(message.message_id))
        path = self._mails / name
        yield from [path] if path.is_file() else []
        yield from self._mails.glob(f".{name}.*.part")


def _stays(found: Kept, inactive_before: datetime | None, *, even_undelivered: bool) -> bool:
    is_active = inactive_before is not None and found.active_at >= inactive_before
    return is_active or (bool(found.on_its_way or found.given_up) and not even_undelivered)


def _erase_rows(session: Session, case_id: int) -> None:
    """Takes the case's rows away. Those of its files stay, empty, until the contents are gone."""
    messages = select(OutboxRow.id).where(OutboxRow.case_id == case_id)
    session.execute(delete(DeliveryAttemptRow).where(DeliveryAttemptRow.outbox_id.in_(messages)))
    session.execute(delete(OutboxRow).where(OutboxRow.case_id == case_id))
    session.execute(delete(AdditionRow).where(AdditionRow.case_id == case_id))
    nothing = {"case_id": None, "form_key": ERASED, "name": "", "sha256": "", "media_type": ""}
    session.execute(update(FileRow).where(FileRow.case_id == case_id).values(**nothing))
    session.execute(delete(CaseRow).where(CaseRow.id == case_id))


def _count(session: Session, table: type[AdditionRow] | type[FileRow], condition: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(table).where(condition)) or 0
