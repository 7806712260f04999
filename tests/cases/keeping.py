"""A case book with cases that have everything: messages that arrived, mails as files, additions and attached files."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from app.cases.book import CaseBook
from app.cases.database import Database
from app.cases.deliveries.eml_folder import EmlFolder, file_name
from app.cases.erasure import Eraser
from app.cases.file_store import FileStore
from app.cases.letters import message_key
from app.cases.models import (
    AdditionRow,
    AttemptResult,
    CaseRow,
    DeliveryAttemptRow,
    FileRow,
    OutboxRow,
    OutboxState,
)
from app.cases.retention import Retention
from app.domain.case import Case
from tests.cases.deliveries.samples import message
from tests.cases.samples import HOST, SUBMITTED_AT, draft

DAYS = 30


@dataclass
class Keeping:
    """The case book, with the folders of attachments and mails."""

    database: Database
    folder: Path

    @property
    def eraser(self) -> Eraser:
        return Eraser(self.database, FileStore(self.attachments), self.mails)

    @property
    def retention(self) -> Retention:
        return Retention(self.database, self.eraser, DAYS)

    @property
    def attachments(self) -> Path:
        return self.folder / "attachments"

    @property
    def mails(self) -> Path:
        return self.folder / "mail"

    def case(
        self, at: datetime = SUBMITTED_AT, key: str = "key-1", state: OutboxState = OutboxState.DELIVERED,
        added_to_at: datetime | None = None, **changes: Any,
    ) -> Case:  # fmt: skip
        """A case with two messages in a state, an addition, and a file that came with each of both."""
        case = CaseBook(self.database, HOST).submit(draft(idempotency_key=key, **changes), at).case
        with self.database.writing() as session:
            row = session.scalars(select(CaseRow).where(CaseRow.reference == case.reference)).one()
            row.added_to_at = added_to_at
            session.add(AdditionRow(
                case_id=row.id, number=1, kind="comment", idempotency_key=f"{key}-more", added_at=added_to_at or at,
                payload={"format": "signpost-addition/1", "text": "One more thing"},
            ))  # fmt: skip
            for number in (0, 1):
                session.add(self._file(row.id, number, case.reference))
        self.move(case.reference, state)
        return case

    def move(self, reference: str, state: OutboxState, **values: Any) -> None:
        """Puts the messages of a case into a state, with an attempt and a file in the folder of mails for each."""
        at = SUBMITTED_AT if state == OutboxState.DELIVERED else None
        with self.database.writing() as session:
            case_id = select(CaseRow.id).where(CaseRow.reference == reference).scalar_subquery()
            changed = {"state": state, "delivered_at": at, **values}
            session.execute(update(OutboxRow).where(OutboxRow.case_id == case_id).values(**changed))
            for row in session.scalars(select(OutboxRow).where(OutboxRow.case_id == case_id)):
                session.add(DeliveryAttemptRow(
                    outbox_id=row.id, number=1, started_at=SUBMITTED_AT, result=AttemptResult.DELIVERED,
                ))  # fmt: skip
                EmlFolder(self.mails).deliver(message(key=message_key(row.message_id), message_id=row.message_id))

    def files_of(self, reference: str) -> set[str]:
        """The names of what stands on the disk for a case: attachments and mails."""
        kept = {content_id(reference, number) for number in (0, 1)}
        found = {path.name for path in self.attachments.glob("*")} & kept
        return found | {path.name for path in self.mails.glob("*") if reference in path.name}

    def _file(self, case_id: int, addition: int, reference: str) -> FileRow:
        self.attachments.mkdir(exist_ok=True)
        kept = content_id(reference, addition)
        (self.attachments / kept).write_text("log")
        return FileRow(
            id=kept, form_key=f"{reference}-form", case_id=case_id, addition=addition, name=f"log-{addition}.txt",
            media_type="text/plain", size=3, sha256="0" * 64, uploaded_at=SUBMITTED_AT,
        )  # fmt: skip


def content_id(reference: str, addition: int) -> str:
    """What the contents of the file are called that came with a case (0) or an addition."""
    return hashlib.sha256(f"{reference}.{addition}".encode()).hexdigest()[:32]


def mail_name(reference: str, destination: str) -> str:
    """The file of a message."""
    return file_name(f"{reference}.{destination}")
