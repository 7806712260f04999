"""A case as a customer could send it, and what the tests of cases are made of."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from app.cases.database import Database
from app.cases.deliveries.port import Delivered, Delivery, Message
from app.cases.links import Links
from app.cases.models import Base
from app.cases.routes import Desk, Routes
from app.domain.case import CaseAnswer, CaseDraft, CaseField, CaseReason

HOST = "help.example.com"
SUBMITTED_AT = datetime(2026, 6, 18, 13, 0, tzinfo=UTC)
LINKS = Links("a signing key of the tests", 90)


def draft(**changes: Any) -> CaseDraft:
    plain = CaseDraft(
        idempotency_key="key-1",
        policy="acme",
        policy_title="Acme support policy",
        policy_version="2026-01",
        policy_hash="ab12",
        product="Router",
        summary="Links flap",
        description="Since noon.\nAll of them.",
        fields=(CaseField("support_id", "Support ID", "4711"), CaseField("steps", "Steps", "1. plug\n2. look")),
        contact_name="Ada",
        contact_email="ada@example.org",
        organisation="Example",
        severity=1,
        severity_name="Severity 1",
        tier="advanced",
        tier_name="Advanced",
        outcome="open_case",
        outcome_title="Open a case",
        answers=(CaseAnswer("down", "Is production down?", "yes", "Yes"),),
        reasons=(CaseReason("Production is down.", "/policies/acme/#severity", "down means unusable"),),
        first_response_due_at=datetime(2026, 6, 19, 13, 0, tzinfo=UTC),
        first_response_text="Within 1 business day.",
        zone="Europe/Stockholm",
        articles_read=("/articles/router/flap",),
        desk="support",
    )
    return replace(plain, **changes)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = SUBMITTED_AT) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, by: timedelta) -> None:
        self.now += by


class Recorder:
    """A delivery that takes everything, in order; before that it raises what it was told to, once each."""

    def __init__(self, *faults: Exception) -> None:
        self.messages: list[Message] = []
        self.faults = list(faults)

    def deliver(self, message: Message) -> Delivered:
        if self.faults:
            raise self.faults.pop(0)
        self.messages.append(message)
        return Delivered(remote_reference=f"desk-{len(self.messages)}")


def routes(delivery: Delivery) -> Routes:
    """All messages go the same way."""
    desk = Desk(delivery, "desk@example.com")
    return Routes(desk, delivery, "signpost@example.com", "https://help.example.com", LINKS)


def rows(database: Database, table: type[Base]) -> int:
    """How many rows the table has."""
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0
