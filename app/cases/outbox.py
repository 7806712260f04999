"""The outbox: which message goes next, who carries it, and what became of each attempt."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, exists, func, not_, or_, select, update
from sqlalchemy.orm import Session, aliased

from app.cases.breakers import Breakers, is_held
from app.cases.database import Database
from app.cases.models import AdditionRow, AttemptResult, DeliveryAttemptRow, OutboxRow, OutboxState
from app.domain import addition_json
from app.domain.addition import Addition
from app.domain.case import Case
from app.domain.case_json import from_json

LONGEST_DETAIL = 200
BREAKERS = Breakers()
TAKEN_OVER = {
    "state": OutboxState.PENDING,
    "lease_owner": None,
    "leased_until": None,
    "desk": OutboxRow.fallback_desk,
    "queue": OutboxRow.fallback_queue,
    "fallback_desk": "",
    "fallback_queue": "",
}
"""What becomes of a message that goes to its fallback."""


@dataclass(frozen=True)
class Retries:
    """When a message that failed is tried again, and when it is given up.

    `random` draws evenly from 0 up to 1. The defaults try hourly in the end and give up after about three days.
    """

    random: Callable[[], float]
    first_delay: timedelta = timedelta(seconds=30)
    longest_delay: timedelta = timedelta(hours=1)
    most_attempts: int = 90

    def delay(self, attempt: int, retry_after: timedelta | None = None) -> timedelta:
        """How long to wait after this attempt, counted from 1: doubling, less up to a quarter so that crowds part.

        Waits for as long as the desk asks, but never longer than `longest_delay`.
        """
        doubled: timedelta = self.first_delay * 2 ** min(attempt - 1, 20)
        wanted = min(doubled, self.longest_delay) * (1 - self.random() / 4)
        return min(max(wanted, retry_after or wanted), self.longest_delay)


@dataclass(frozen=True)
class Follows:
    """What an addition's message follows: the case's own one, and what the desk that has it calls the case."""

    message_id: str
    remote_reference: str
    payload: Mapping[str, Any] = field(repr=False)
    idempotency_key: str = field(repr=False)

    @property
    def addition(self) -> Addition:
        """What was added. Raises: KeyError or ValueError for what is no addition; only this message suffers then."""
        return addition_json.from_json(self.payload, self.idempotency_key)


@dataclass(frozen=True)
class Parcel:
    """A message leased to one worker, for one attempt; `follows` where it carries an addition."""

    outbox_id: int
    attempt_id: int
    attempt: int
    lease: str
    destination: str
    message_id: str
    desk: str
    queue: str
    payload: Mapping[str, Any] = field(repr=False)
    secret: str = field(repr=False)
    idempotency_key: str = field(repr=False)
    follows: Follows | None = field(default=None, repr=False)

    @property
    def case(self) -> Case:
        """Raises: KeyError or ValueError for what is no case; only this message suffers then."""
        return from_json(self.payload, self.secret, self.idempotency_key)


class Outbox:
    """Leases messages and keeps what became of them; each verb is one short transaction.

    A message that is leased belongs to one worker until `lease_time` is over. After that another one may send it
    again, under the same message id. What a breaker holds back uses up no attempt, and still goes to its fallback in
    time. Every verb raises CaseBookUnavailable where the database cannot be used now.
    """

    def __init__(
        self,
        database: Database,
        retries: Retries,
        lease_time: timedelta = timedelta(minutes=10),
        breakers: Breakers = BREAKERS,
    ) -> None:
        self._database = database
        self._retries = retries
        self._lease_time = lease_time
        self._breakers = breakers

    def lease(self, now: datetime) -> Parcel | None:
        """The next message that is due, fresh ones before those that failed; None when there is nothing to do."""
        with self._database.reading() as session:
            is_due = or_(_is_due(now), _is_overdue(now))
            if session.scalar(select(OutboxRow.id).where(is_due).limit(1)) is None:
                return None
        with self._database.writing() as session:
            self._give_up_the_abandoned(session, now)
            session.execute(update(OutboxRow).where(_is_overdue(now)).values(**TAKEN_OVER, next_attempt_at=now))
            row = session.scalar(next_due(now))
            if row is None or not self._breakers.may_try(session, row.desk, now, self._lease_time):
                return None
            return self._leased(session, row, now)

    def delivered(self, parcel: Parcel, remote_reference: str, now: datetime, detail: str = "") -> None:
        """The desk has it; `detail` is what it dropped. This holds whoever owns the lease by now."""
        with self._database.writing() as session:
            row = _end_attempt(session, parcel, AttemptResult.DELIVERED, detail, now)
            self._breakers.reached(session, parcel.desk)
            if row.state != OutboxState.DELIVERED:
                _release(row, OutboxState.DELIVERED, "")
                row.delivered_at = now
                row.remote_reference = remote_reference[:255]
                _lead_additions(session, row)

    def failed(
        self, parcel: Parcel, detail: str, now: datetime, retry_after: timedelta | None = None,
        *, is_desk_down: bool = False,
    ) -> OutboxState:  # fmt: skip
        """The message stays, to be tried again later, goes to its fallback, or is given up; says which.

        `is_desk_down` where other messages would fare no better: that counts for the desk's breaker.
        """
        with self._database.writing() as session:
            row = _end_attempt(session, parcel, AttemptResult.FAILED, detail, now)
            if is_desk_down:
                self._breakers.failed(session, parcel.desk, now)
            else:
                self._breakers.reached(session, parcel.desk)
            if row.lease_owner == parcel.lease:
                is_last = row.attempts >= self._retries.most_attempts
                _release(row, OutboxState.GIVEN_UP if is_last else OutboxState.PENDING, detail)
                row.next_attempt_at = now + self._retries.delay(parcel.attempt, retry_after)
                if is_last or (row.fallback_attempts is not None and row.attempts >= row.fallback_attempts):
                    _take_over(row, now)
            return row.state

    def refused(self, parcel: Parcel, detail: str, now: datetime) -> OutboxState:
        """The desk will never take it as it is: to its fallback, else given up, and kept for a person to look at."""
        with self._database.writing() as session:
            row = _end_attempt(session, parcel, AttemptResult.REFUSED, detail, now)
            self._breakers.reached(session, parcel.desk)
            if row.lease_owner == parcel.lease:
                _release(row, OutboxState.GIVEN_UP, detail)
                _take_over(row, now)
            return row.state

    def counts(self) -> dict[OutboxState, int]:
        """How many messages stand in each state."""
        with self._database.reading() as session:
            counted = session.execute(select(OutboxRow.state, func.count()).group_by(OutboxRow.state)).all()
        return dict.fromkeys(OutboxState, 0) | dict(counted)

    def _leased(self, session: Session, row: OutboxRow, now: datetime) -> Parcel:
        row.state = OutboxState.SENDING
        row.attempts += 1
        row.leased_until = now + self._lease_time
        row.lease_owner = lease = uuid.uuid4().hex
        attempt = DeliveryAttemptRow(outbox_id=row.id, number=row.attempts, desk=row.desk, started_at=now)
        session.add(attempt)
        session.flush()
        return Parcel(
            outbox_id=row.id,
            attempt_id=attempt.id,
            attempt=row.attempts,
            lease=lease,
            destination=row.destination,
            message_id=row.message_id,
            desk=row.desk,
            queue=row.queue,
            payload=row.case.payload,
            secret=row.case.secret,
            idempotency_key=row.case.idempotency_key,
            follows=_followed(session, row) if row.addition else None,
        )

    def _give_up_the_abandoned(self, session: Session, now: datetime) -> None:
        """A message whose last attempt ended its worker must not end another one."""
        abandoned = and_(_is_abandoned(now), OutboxRow.attempts >= self._retries.most_attempts)
        given_up = {"state": OutboxState.GIVEN_UP, "lease_owner": None, "leased_until": None}
        session.execute(update(OutboxRow).where(abandoned).values(**given_up, last_error="the worker ended"))


def _is_abandoned(now: datetime) -> ColumnElement[bool]:
    return and_(OutboxRow.state == OutboxState.SENDING, OutboxRow.leased_until <= now)


def _is_due(now: datetime) -> ColumnElement[bool]:
    waits = and_(OutboxRow.state == OutboxState.PENDING, OutboxRow.next_attempt_at <= now)
    return and_(or_(waits, _is_abandoned(now)), not_(is_held(now)), _may_follow())


def _may_follow() -> ColumnElement[bool]:
    """Whether a message is the case itself, or the case has arrived at the desk that this addition to it is for."""
    case = aliased(OutboxRow)
    arrived = exists().where(
        case.case_id == OutboxRow.case_id,
        case.addition == 0,
        case.state == OutboxState.DELIVERED,
        OutboxRow.destination == case.destination + "." + cast(OutboxRow.addition, String),
    )
    return or_(OutboxRow.addition == 0, arrived)


def _is_overdue(now: datetime) -> ColumnElement[bool]:
    """Whether a message has waited so long for its desk that the fallback takes over."""
    waits = or_(OutboxRow.state == OutboxState.PENDING, _is_abandoned(now))
    return and_(waits, OutboxRow.fallback_desk != "", OutboxRow.fallback_at <= now)


def next_due(now: datetime) -> Select[OutboxRow]:
    """The lock makes a server's database hand each worker another row; on SQLite one writes at a time anyway."""
    fresh_first = (OutboxRow.attempts, OutboxRow.next_attempt_at, OutboxRow.id)
    return select(OutboxRow).where(_is_due(now)).order_by(*fresh_first).limit(1).with_for_update(skip_locked=True)


def _followed(session: Session, row: OutboxRow) -> Follows:
    """What the addition in this row follows."""
    role = row.destination.removesuffix(f".{row.addition}")
    of_case = OutboxRow.case_id == row.case_id, OutboxRow.destination == role
    sent = session.scalars(select(OutboxRow).where(*of_case)).one()
    numbered = AdditionRow.case_id == row.case_id, AdditionRow.number == row.addition
    kept = session.scalars(select(AdditionRow).where(*numbered)).one()
    return Follows(sent.message_id, sent.remote_reference, kept.payload, kept.idempotency_key)


def _lead_additions(session: Session, row: OutboxRow) -> None:
    """Sends what was added to the case after it, to the desk that has it now: a fallback may have taken over."""
    after = OutboxRow.case_id == row.case_id, OutboxRow.destination.like(f"{row.destination}.%")
    if row.addition == 0:
        way = {"desk": row.desk, "queue": row.queue}
        session.execute(update(OutboxRow).where(*after, OutboxRow.addition > 0).values(**way))


def _end_attempt(session: Session, parcel: Parcel, result: AttemptResult, detail: str, now: datetime) -> OutboxRow:
    attempt = session.get_one(DeliveryAttemptRow, parcel.attempt_id)
    attempt.ended_at, attempt.result, attempt.detail = now, result, detail[:LONGEST_DETAIL]
    return session.get_one(OutboxRow, parcel.outbox_id, with_for_update=True)


def _release(row: OutboxRow, state: OutboxState, detail: str) -> None:
    row.state, row.last_error = state, detail[:LONGEST_DETAIL]
    row.leased_until = row.lease_owner = None


def _take_over(row: OutboxRow, now: datetime) -> None:
    """Hands a message on to its fallback at once, where it has one left."""
    if row.fallback_desk:
        row.state, row.desk, row.queue, row.next_attempt_at = (
            OutboxState.PENDING,
            row.fallback_desk,
            row.fallback_queue,
            now,
        )
        row.fallback_desk = row.fallback_queue = ""
