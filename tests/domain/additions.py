"""An addition as a customer could send it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from app.domain.addition import AdditionDraft, AdditionKind, Due, SaidSeverity
from app.domain.case import CaseAnswer

RAISED = AdditionDraft(
    idempotency_key="add:1",
    kind=AdditionKind.SEVERITY,
    text="All of it.\n<b>Now</b>",
    answers=(CaseAnswer("down", "Is production down?", "all", "All of it"), CaseAnswer("who", "Who?", "us", "Us")),
    asked=SaidSeverity(1, "Severity 1"),
    found=SaidSeverity(None, "Severity 1 or Severity 2"),
    first_response=Due("2 hours", datetime(2026, 6, 18, 17, 0, tzinfo=UTC)),
    resolution=Due("best effort"),
)


def addition_draft(kind: AdditionKind = AdditionKind.COMMENT, **changes: Any) -> AdditionDraft:
    """A plain one of that kind; a higher severity with all that belongs to it."""
    plain = AdditionDraft(idempotency_key=f"add:{kind}", kind=kind, text="More news.")
    return replace(RAISED if kind is AdditionKind.SEVERITY else plain, **changes)
