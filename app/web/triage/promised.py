"""A promise as people read it: its due moment by every clock, whether support is open, the sum and its drawing."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.policy import Policy, Reading
from app.domain.promises import STARTS_LATER, Promise, arithmetic
from app.domain.wording import KIND_WORDS
from app.web.moments import Clocks, clocks
from app.web.site import chosen_zone
from app.web.timeline.drawing import Timeline, timeline
from app.web.triage.clock_rows import ClockRow, clock_rows


@dataclass(frozen=True, slots=True)
class SupportState:
    """Whether a schedule is open when a case is reported, and when the clock starts where it is not."""

    schedule: str
    is_open: bool
    starts: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A promise by three clocks. `others` are what other readings make of it; `notes` leave out what `state` says."""

    promise: Promise
    title: str
    sum: str
    due: Clocks | None
    state: SupportState | None
    notes: tuple[str, ...]
    others: tuple[tuple[Reading, str, str], ...]
    rows: tuple[ClockRow, ...]
    drawing: Timeline | None


def promised_moment(policy: Policy, promised: Promise, reported_at: datetime, zone: str) -> Moment:
    """A promise for a case reported at that moment (UTC), as a reader in that zone is told of it."""
    due, others = promised.due, []
    for reading, other in promised.others:
        shown = clocks(other.due.due_at, zone, other.zone).text if other.due else KIND_WORDS[other.kind]
        others.append((reading, arithmetic(other), shown))
    return Moment(
        promised,
        next(terms.title for terms in policy.measures if terms.measure is promised.measure),
        arithmetic(promised),
        clocks(due.due_at, zone, promised.zone, is_readers=chosen_zone() is not None) if due else None,
        _state(policy, promised, reported_at, zone),
        tuple(note for note in promised.notes if note != STARTS_LATER),
        tuple(others),
        clock_rows(promised),
        timeline(reported_at, due, promised.zone or "UTC", zone) if due else None,
    )


def _state(policy: Policy, promised: Promise, reported_at: datetime, zone: str) -> SupportState | None:
    due, schedule = promised.due, promised.target.schedule
    if due is None or schedule is None:
        return None
    is_open = due.starts_at == reported_at
    starts = "" if is_open else clocks(due.starts_at, zone, None).text
    return SupportState(policy.schedules[schedule].schedule.title, is_open, starts)
