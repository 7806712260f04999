"""Additions: what a customer adds to a case later, stored once, with the messages that carry it to the case's desk."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.cases.book import ALSO, CONFIRMATION, DESK, SECRET, TRIES
from app.cases.database import CaseBookUnavailable, Database
from app.cases.files import claim
from app.cases.models import AdditionRow, CaseRow, OutboxRow, OutboxState
from app.domain.addition import Addition, AdditionDraft, AdditionKind, added


@dataclass(frozen=True)
class Added:
    """What became of a draft.

    `is_new` is false where its idempotency key was known: `addition` is then the one first stored, and `differs` says
    that the draft said something else.
    """

    addition: Addition
    is_new: bool
    differs: bool = False


@dataclass(frozen=True)
class Ended:
    """How a customer ended a case, and when; `is_stopped` where it was withdrawn before anything had left."""

    kind: AdditionKind
    ended_at: datetime
    is_stopped: bool


class CaseWithdrawn(Exception):
    """Nothing can be added to a case that its customer withdrew."""


class Additions:
    """Stores and finds additions. Every verb raises CaseBookUnavailable where the database cannot be used now."""

    def __init__(self, database: Database, host: str) -> None:
        self._database = database
        self._host = host

    def add(self, secret: str, draft: AdditionDraft, now: datetime) -> Added | None:
        """Stores the draft with its messages in one transaction, once for each key; None where there is no such case.

        `now` is aware. Raises: CaseWithdrawn.
        """
        if not SECRET.fullmatch(secret):
            return None
        for _ in range(TRIES):
            try:
                with self._database.writing() as session:
                    # Whoever else adds to the case, or erases it, waits: numbers follow each other.
                    row = session.scalar(select(CaseRow).where(CaseRow.secret == secret).with_for_update())
                    return self._add(session, row, draft, now) if row else None
            except IntegrityError:
                # The same key came in elsewhere at the same moment: the next look finds it.
                continue
        raise CaseBookUnavailable("the addition could not be stored")

    def of_case(self, reference: str) -> tuple[Addition, ...]:
        """Everything that was added to a case, in order."""
        query = select(AdditionRow).join(CaseRow, AdditionRow.case_id == CaseRow.id)
        with self._database.reading() as session:
            found = session.scalars(query.where(CaseRow.reference == reference).order_by(AdditionRow.number))
            return tuple(row.to_addition() for row in found)

    def ended(self, reference: str) -> Ended | None:
        """How the customer ended the case; None while it is open."""
        with self._database.reading() as session:
            row = session.scalar(select(CaseRow).where(CaseRow.reference == reference))
            if row is None or row.ended_at is None:
                return None
            stopped = (each.state == OutboxState.WITHDRAWN for each in row.outbox if each.destination == DESK)
            return Ended(AdditionKind(row.ended_as), row.ended_at, any(stopped))

    def _add(self, session: Session, row: CaseRow, draft: AdditionDraft, now: datetime) -> Added:
        known = session.scalar(select(AdditionRow).where(AdditionRow.idempotency_key == draft.idempotency_key))
        if known is not None:
            before = known.to_addition()
            return Added(before, is_new=False, differs=known.case_id != row.id or not before.says_the_same(draft))
        if row.ended_as == AdditionKind.WITHDRAWAL:
            raise CaseWithdrawn
        last = session.scalar(select(func.max(AdditionRow.number)).where(AdditionRow.case_id == row.id))
        addition = added(draft, row.to_case(), (last or 0) + 1, now)
        session.add(AdditionRow.of(row.id, addition))
        claim(session, row.id, addition.number, draft.idempotency_key, draft.files)
        row.added_to_at = addition.added_at
        row.ended_as, row.ended_at = (draft.kind.value, addition.added_at) if draft.kind.ends_case else ("", None)
        if draft.kind is AdditionKind.WITHDRAWAL:
            _stop(session, row.id)
        session.add_all(self._messages(session, row, addition))
        return Added(addition, is_new=True)

    def _messages(self, session: Session, row: CaseRow, addition: Addition) -> Iterator[OutboxRow]:
        """One to each desk that the case itself goes to; none to a desk whose form the customer sends by hand.

        Those of the case are locked: whoever marks one as delivered, or hands it to a fallback, sees these too.
        """
        own = OutboxRow.case_id == row.id, OutboxRow.addition == 0, OutboxRow.destination.in_((DESK, ALSO))
        for sent in session.scalars(select(OutboxRow).where(*own).order_by(OutboxRow.id).with_for_update()).all():
            if sent.state == OutboxState.WITHDRAWN:
                continue
            destination = f"{sent.destination}.{addition.number}"
            yield OutboxRow(
                case_id=row.id,
                addition=addition.number,
                destination=destination,
                message_id=f"<{addition.reference}.{destination}@{self._host}>",
                next_attempt_at=addition.added_at,
                desk=sent.desk,
                queue=sent.queue,
            )


def _stop(session: Session, case_id: int) -> None:
    """Stops what has not left: the case on its way to each desk that no worker has tried, and what would follow it.

    Where nothing of it has left at all the customer gets no confirmation either.
    """
    untried = OutboxRow.case_id == case_id, OutboxRow.state == OutboxState.PENDING, OutboxRow.attempts == 0
    stopped = {"state": OutboxState.WITHDRAWN}
    roles = []
    for role in (DESK, ALSO):
        found = update(OutboxRow).where(*untried, OutboxRow.destination == role).values(**stopped)
        if session.execute(found.returning(OutboxRow.id)).all():
            roles.append(role)
            session.execute(
                update(OutboxRow).where(*untried, OutboxRow.destination.like(f"{role}.%")).values(**stopped)
            )
    left = select(OutboxRow.id).where(
        OutboxRow.case_id == case_id, OutboxRow.addition == 0,
        OutboxRow.destination.in_((DESK, ALSO)), OutboxRow.state != OutboxState.WITHDRAWN,
    )  # fmt: skip
    if roles and session.scalar(left.limit(1)) is None:
        session.execute(update(OutboxRow).where(*untried, OutboxRow.destination == CONFIRMATION).values(**stopped))
