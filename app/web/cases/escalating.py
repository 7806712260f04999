"""Whether the first response of a case is due by now, as its customer reads it."""

from datetime import datetime
from typing import NamedTuple

from app.domain.case import Case
from app.domain.wording import lapse_text
from app.web.moments import Place, clocks
from app.web.site import now


class DueState(NamedTuple):
    """When the first response is or was due; `has_passed` by the site's clock, `by` so much (or still to go)."""

    at: Place
    has_passed: bool
    by: str


def due_state(case: Case) -> DueState | None:
    """None where no moment was promised."""
    due_at: datetime | None = case.first_response_due_at
    if due_at is None:
        return None
    at = clocks(due_at.replace(second=0, microsecond=0), case.zone, None).yours
    return DueState(at, now() > due_at, lapse_text(abs(now() - due_at)))
