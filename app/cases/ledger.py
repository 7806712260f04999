"""What staff see of the outbox: what waits, what was given up, each attempt; and how to send again."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select, update
from sqlalchemy.orm import contains_eager

from app.cases.database import Database
from app.cases.models import AttemptResult, BreakerRow, CaseRow, DeliveryAttemptRow, OutboxRow, OutboxState

OVER = (OutboxState.DELIVERED, OutboxState.WITHDRAWN)


@dataclass(frozen=True)
class Waiting:
    """A message that has not arrived; `desk` is empty for the site's own mail."""

    reference: str
    destination: str
    desk: str
    queue: str
    state: OutboxState
    attempts: int
    submitted_at: datetime
    next_attempt_at: datetime
    last_error: str


@dataclass(frozen=True)
class HeldDesk:
    """A desk that is left alone until a moment, after so many failures in a row."""

    desk: str
    failures: int
    until: datetime


@dataclass(frozen=True)
class Attempt:
    """One attempt to deliver a message; `detail` is why it failed, or what the desk dropped."""

    destination: str
    desk: str
    number: int
    started_at: datetime
    ended_at: datetime | None
    result: AttemptResult
    detail: str
    remote_reference: str


class Ledger:
    """Reads the outbox for staff. Every verb raises CaseBookUnavailable where the database cannot be used now."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def waiting(self) -> tuple[Waiting, ...]:
        """Every message that has not arrived, those given up first, then by age."""
        order = ((OutboxRow.state != OutboxState.GIVEN_UP), OutboxRow.id)
        query = _with_case().where(OutboxRow.state.not_in(OVER)).order_by(*order)
        with self._database.reading() as session:
            return tuple(_waiting(row) for row in session.scalars(query))

    def held(self, now: datetime) -> tuple[HeldDesk, ...]:
        """The desks that are left alone now."""
        query = select(BreakerRow).where(BreakerRow.open_until > now).order_by(BreakerRow.desk)
        with self._database.reading() as session:
            return tuple(HeldDesk(row.desk, row.failures, row.open_until) for row in session.scalars(query))

    def attempts(self, reference: str) -> tuple[Attempt, ...]:
        """Every attempt at the messages of a case, in order."""
        query = (
            select(DeliveryAttemptRow, OutboxRow)
            .join(OutboxRow, DeliveryAttemptRow.outbox_id == OutboxRow.id)
            .join(OutboxRow.case)
            .where(CaseRow.reference == reference)
            .order_by(DeliveryAttemptRow.id)
        )
        with self._database.reading() as session:
            return tuple(_attempt(*found) for found in session.execute(query))

    def retry(self, reference: str | None, now: datetime) -> int:
        """Puts what was given up back to the start, of one case or of all; how many messages that were."""
        cases = select(CaseRow.id).where(CaseRow.reference == reference)
        given_up = OutboxRow.state == OutboxState.GIVEN_UP
        wanted = (given_up, OutboxRow.case_id.in_(cases)) if reference else (given_up,)
        again = {"state": OutboxState.PENDING, "attempts": 0, "next_attempt_at": now}
        with self._database.writing() as session:
            rows = session.scalars(update(OutboxRow).where(*wanted).values(**again).returning(OutboxRow.id))
            return len(rows.all())


def _with_case() -> Select[OutboxRow]:
    return select(OutboxRow).join(OutboxRow.case).options(contains_eager(OutboxRow.case))


def _waiting(row: OutboxRow) -> Waiting:
    return Waiting(
        reference=row.case.reference,
        destination=row.destination,
        desk=row.desk,
        queue=row.queue,
        state=row.state,
        attempts=row.attempts,
        submitted_at=row.case.submitted_at,
        next_attempt_at=row.next_attempt_at,
        last_error=row.last_error,
    )


def _attempt(attempt: DeliveryAttemptRow, row: OutboxRow) -> Attempt:
    return Attempt(
        destination=row.destination,
        desk=attempt.desk,
        number=attempt.number,
        started_at=attempt.started_at,
        ended_at=attempt.ended_at,
        result=attempt.result,
        detail=attempt.detail,
        remote_reference=row.remote_reference if attempt.result == AttemptResult.DELIVERED else "",
    )
