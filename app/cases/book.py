"""The case book: takes a case once, with the messages it sends out, and finds it again."""

import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, false, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.cases.database import CaseBookUnavailable, Database
from app.cases.files import claim
from app.cases.models import CaseRow, OutboxRow, OutboxState
from app.domain.case import Case, CaseDraft, accepted
from app.domain.case_reference import new_reference, normalise_reference
from app.domain.routing import Fallback, Way

DESK = "desk"
ALSO = "also"
CONFIRMATION = "confirmation"
SECRET_BYTES = 24
SECRET = re.compile(r"[A-Za-z0-9_-]{22,64}")
TRIES = 8
HERE = Way("")
"""The site's own desk, where no routing names one."""


@dataclass(frozen=True)
class Receipt:
    """What became of a draft.

    `is_new` is false where its idempotency key was known: `case` is then the one first stored, and `differs` says that
    the draft asked for something else. Show such a case to nobody who does not hold its secret.
    """

    case: Case
    is_new: bool
    differs: bool = False


@dataclass(frozen=True)
class DeliveryState:
    """How far one message of a case has come; `remote_reference` is what the desk calls the case, where it says so."""

    destination: str
    message_id: str
    state: OutboxState
    attempts: int
    next_attempt_at: datetime
    delivered_at: datetime | None
    remote_reference: str
    last_error: str


class CaseBook:
    """Stores and finds cases.

    `host` ends the ids of messages. Every verb raises CaseBookUnavailable where the database cannot be used now;
    nothing is half-written then.
    """

    def __init__(self, database: Database, host: str, randbelow: Callable[[int], int] = secrets.randbelow) -> None:
        self._database = database
        self._host = host
        self._randbelow = randbelow

    def submit(self, draft: CaseDraft, now: datetime) -> Receipt:
        """Stores the draft with its messages in one transaction; a known idempotency key gives the case it made.

        `now` is aware.
        """
        for _ in range(TRIES):
            try:
                return self._submit(draft, now)
            except IntegrityError:
                # A reference was drawn twice, or another process stored the same key meanwhile: the next look tells.
                continue
        raise CaseBookUnavailable("no free reference was found")

    def by_secret(self, secret: str) -> Case | None:
        """The case whose page the secret opens; None for whatever else stands in an address."""
        return self._find(CaseRow.secret == secret) if SECRET.fullmatch(secret) else None

    def by_reference(self, typed: str) -> Case | None:
        """The case that a person names, however the reference was typed; for staff only, references can be guessed."""
        reference = normalise_reference(typed)
        return self._find(CaseRow.reference == reference) if reference else None

    def delivery_state(self, case: Case) -> tuple[DeliveryState, ...]:
        """How far the messages of the case have come, the one to the desk first."""
        query = select(OutboxRow).join(OutboxRow.case).where(CaseRow.reference == case.reference).order_by(OutboxRow.id)
        with self._database.reading() as session:
            return tuple(_delivery_state(row) for row in session.scalars(query))

    def check(self) -> None:
        """Raises CaseBookUnavailable unless a case could be stored now."""
        with self._database.writing() as session:
            session.execute(update(CaseRow).where(false()).values(policy=""))

    def _submit(self, draft: CaseDraft, now: datetime) -> Receipt:
        with self._database.writing() as session:
            known = session.scalar(select(CaseRow).where(CaseRow.idempotency_key == draft.idempotency_key))
            if known is not None:
                case = known.to_case()
                return Receipt(case, is_new=False, differs=not case.says_the_same(draft))
            secret = secrets.token_urlsafe(SECRET_BYTES)
            case = accepted(draft, new_reference(self._randbelow), secret, now)
            self._add(session, case)
        return Receipt(case, is_new=True)

    def _add(self, session: Session, case: Case) -> None:
        row = CaseRow.of(case)
        row.outbox = list(self._messages(case))
        session.add(row)
        session.flush()
        claim(session, row.id, 0, case.idempotency_key, case.files)

    def _messages(self, case: Case) -> Iterator[OutboxRow]:
        """The messages of the case; none to a desk whose form the customer sends by hand."""
        route = case.route
        if route is None:
            yield self._message(case, DESK)
        elif not route.is_by_hand:
            yield self._message(case, DESK, route.first, route.fallback)
        if route and route.also:
            yield self._message(case, ALSO, route.also)
        if case.contact_email:
            yield self._message(case, CONFIRMATION)

    def _message(self, case: Case, destination: str, way: Way = HERE, fallback: Fallback | None = None) -> OutboxRow:
        row = OutboxRow(
            destination=destination,
            message_id=f"<{case.reference}.{destination}@{self._host}>",
            next_attempt_at=case.submitted_at,
            desk=way.desk,
            queue=way.queue,
        )
        if fallback:
            row.fallback_desk, row.fallback_queue = fallback.way.desk, fallback.way.queue
            row.fallback_attempts = fallback.after_failures
            row.fallback_at = case.submitted_at + fallback.after if fallback.after else None
        return row

    def _find(self, condition: ColumnElement[bool]) -> Case | None:
        with self._database.reading() as session:
            row = session.scalar(select(CaseRow).where(condition))
            return row.to_case() if row else None


def _delivery_state(row: OutboxRow) -> DeliveryState:
    return DeliveryState(
        destination=row.destination,
        message_id=row.message_id,
        state=row.state,
        attempts=row.attempts,
        next_attempt_at=row.next_attempt_at,
        delivered_at=row.delivered_at,
        remote_reference=row.remote_reference,
        last_error=row.last_error,
    )
