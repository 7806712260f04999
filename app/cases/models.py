"""The tables of the case book: cases with their files and additions, the outbox with its attempts, and contracts."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    Enum,
    ForeignKey,
    Index,
    MetaData,
    String,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry, relationship

from app.domain import addition_json
from app.domain.addition import Addition
from app.domain.case import Case
from app.domain.case_json import as_json, from_json

# Named constraints, so that a later migration can change them on every database.
NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class OutboxState(StrEnum):
    """Where a message stands.

    `sending` is leased to a worker, `given_up` is kept for a person to look at, `withdrawn` was stopped by the customer
    before it had left.
    """

    PENDING = "pending"
    SENDING = "sending"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"
    WITHDRAWN = "withdrawn"


class AttemptResult(StrEnum):
    """How one attempt ended; `started` stays where the worker ended before it could tell."""

    STARTED = "started"
    DELIVERED = "delivered"
    FAILED = "failed"
    REFUSED = "refused"


class UtcMoment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; SQLite has no zones, so they are put back when it is read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Raises: ValueError for a naive moment."""
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError("a moment without a zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """All tables of the site's database."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={datetime: UtcMoment, dict[str, Any]: JSON, list[str]: JSON},
    )


def _named(states: type[StrEnum]) -> Enum:
    return Enum(states, native_enum=False, length=20, values_callable=lambda kind: [each.value for each in kind])


class CaseRow(Base):
    """One case: what is looked up in columns, the whole case in `payload` (format signpost-case/1).

    `support_id` is that of a verified contract. `added_to_at` is when something was last added, `ended_as` how the
    customer ended it, empty while it is open.
    """

    __tablename__ = "cases"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    secret: Mapped[str] = mapped_column(String(64), unique=True)
    idempotency_key: Mapped[str] = mapped_column(String(255), unique=True)
    policy: Mapped[str] = mapped_column(index=True)
    product: Mapped[str]
    severity: Mapped[int | None]
    tier: Mapped[str]
    desk: Mapped[str]
    contact_email: Mapped[str] = mapped_column(index=True)
    submitted_at: Mapped[datetime] = mapped_column(index=True)
    first_response_due_at: Mapped[datetime | None]
    payload: Mapped[dict[str, Any]]
    outcome: Mapped[str] = mapped_column(String(40), default="")
    support_id: Mapped[str] = mapped_column(String(100), default="", index=True)
    ended_as: Mapped[str] = mapped_column(String(20), default="")
    ended_at: Mapped[datetime | None]
    added_to_at: Mapped[datetime | None]
    outbox: Mapped[list["OutboxRow"]] = relationship(back_populates="case", order_by="OutboxRow.id")

    @classmethod
    def of(cls, case: Case) -> "CaseRow":
        """The row that keeps this case."""
        return cls(
            reference=case.reference,
            secret=case.secret,
            idempotency_key=case.idempotency_key,
            policy=case.policy,
            product=case.product,
            severity=case.severity,
            tier=case.tier,
            desk=case.desk,
            contact_email=case.contact_email,
            submitted_at=case.submitted_at,
            first_response_due_at=case.first_response_due_at,
            payload=as_json(case),
            outcome=case.outcome,
            support_id=case.entitlement.support_id if case.entitlement else "",
        )

    def to_case(self) -> Case:
        """The case that was kept."""
        return from_json(self.payload, self.secret, self.idempotency_key)


class OutboxRow(Base):
    """One message of a case that has to leave, to the desk or to the customer.

    `addition` is the number of what was added to the case, 0 for the case itself. `desk` is the desk of the routing
    that it goes to now, empty for the site's own mail; the fallback is the desk that takes over, once, after so many
    attempts or at that moment.
    """

    __tablename__ = "outbox"
    __table_args__ = (UniqueConstraint("case_id", "destination"), Index(None, "state", "next_attempt_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    destination: Mapped[str] = mapped_column(String(40))
    message_id: Mapped[str] = mapped_column(String(255), unique=True)
    state: Mapped[OutboxState] = mapped_column(_named(OutboxState), default=OutboxState.PENDING)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    lease_owner: Mapped[str | None] = mapped_column(String(64))
    delivered_at: Mapped[datetime | None]
    remote_reference: Mapped[str] = mapped_column(String(255), default="")
    last_error: Mapped[str] = mapped_column(String(200), default="")
    desk: Mapped[str] = mapped_column(String(60), default="")
    queue: Mapped[str] = mapped_column(String(200), default="")
    fallback_desk: Mapped[str] = mapped_column(String(60), default="")
    fallback_queue: Mapped[str] = mapped_column(String(200), default="")
    fallback_attempts: Mapped[int | None]
    fallback_at: Mapped[datetime | None]
    addition: Mapped[int] = mapped_column(default=0)
    case: Mapped[CaseRow] = relationship(back_populates="outbox")


class DeliveryAttemptRow(Base):
    """One attempt to deliver a message: written when it starts, completed when it ends."""

    __tablename__ = "delivery_attempts"

    id: Mapped[int] = mapped_column(primary_key=True)
    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox.id"), index=True)
    number: Mapped[int]
    desk: Mapped[str] = mapped_column(String(60), default="")
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    result: Mapped[AttemptResult] = mapped_column(_named(AttemptResult), default=AttemptResult.STARTED)
    detail: Mapped[str] = mapped_column(String(200), default="")


class BreakerRow(Base):
    """A desk that has failed lately: how often in a row, and until when no worker tries it."""

    __tablename__ = "desk_breakers"

    desk: Mapped[str] = mapped_column(String(60), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    open_until: Mapped[datetime]


class AdditionRow(Base):
    """Something that a customer added to a case later, the whole of it in `payload` (format signpost-addition/1)."""

    __tablename__ = "case_additions"
    __table_args__ = (UniqueConstraint("case_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    idempotency_key: Mapped[str] = mapped_column(String(255), unique=True)
    added_at: Mapped[datetime]
    payload: Mapped[dict[str, Any]]

    @classmethod
    def of(cls, case_id: int, addition: Addition) -> "AdditionRow":
        """The row that keeps this addition to the case with that id."""
        return cls(
            case_id=case_id,
            number=addition.number,
            kind=addition.kind.value,
            idempotency_key=addition.idempotency_key,
            added_at=addition.added_at,
            payload=addition_json.as_json(addition),
        )

    def to_addition(self) -> Addition:
        """The addition that was kept."""
        return addition_json.from_json(self.payload, self.idempotency_key)


class FileRow(Base):
    """A file that was sent in, whose contents stand in the store of files.

    Until its form is taken it belongs to no case, only to the form's key; then `addition` says with what it came, 0
    for the case itself.
    """

    __tablename__ = "case_files"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    form_key: Mapped[str] = mapped_column(String(255), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    addition: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    uploaded_at: Mapped[datetime] = mapped_column(index=True)


class ContractRow(Base):
    """A contract as its vendor told it; incidents are those used and bought in the period, as counted on that day."""

    __tablename__ = "contracts"
    __table_args__ = (UniqueConstraint("policy", "support_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    policy: Mapped[str] = mapped_column(String(100))
    support_id: Mapped[str] = mapped_column(String(100))
    organisation: Mapped[str] = mapped_column(String(300))
    email_domains: Mapped[list[str]]
    tier: Mapped[str] = mapped_column(String(100))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    incidents_used: Mapped[int] = mapped_column(default=0)
    incidents_bought: Mapped[int] = mapped_column(default=0)
    counted_on: Mapped[date]
    imported_at: Mapped[datetime]
