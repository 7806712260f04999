"""How the clock ran up to a due time, row by row: the stretches that counted, and the closed dates between them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.domain.promises import Promise
from app.domain.wording import day_text


@dataclass(frozen=True, slots=True)
class ClockRow:
    """A stretch that counted, or a closed date that did not (`closed` says why)."""

    day: str
    starts: str
    ends: str
    counted: str
    total: str
    closed: str = ""


def clock_rows(promise: Promise) -> tuple[ClockRow, ...]:
    """The rows in the order of time, by the clock of the schedule's zone."""
    return tuple(_rows(promise)) if promise.due else ()


def _rows(promise: Promise) -> Iterator[ClockRow]:
    due, zone = promise.due, ZoneInfo(promise.zone or "UTC")
    if due is None:
        return
    total = 0.0
    closed = list(due.skipped)
    for span in due.clock:
        starts, ends = span.from_at.astimezone(zone), span.to_at.astimezone(zone)
        while closed and closed[0][0] < starts.date():
            yield _closed(*closed.pop(0), total)
        total += span.minutes
        yield ClockRow(
            day_text(starts.date()), _time(starts), _until(starts, ends), length(span.minutes), length(total)
        )
    for day, name in closed:
        yield _closed(day, name, total)


def _closed(day: date, name: str, total: float) -> ClockRow:
    return ClockRow(day_text(day), "", "", "", length(total), name)


def _time(at: datetime) -> str:
    return f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"


def _until(starts: datetime, ends: datetime) -> str:
    """The end of a stretch, with its day where that is another; midnight at its end is 24:00."""
    if ends.date() == starts.date():
        return _time(ends)
    if (ends.date() - starts.date()).days == 1 and _time(ends) == "00:00":
        return "24:00"
    return f"{_time(ends)} on {day_text(ends.date())}"


def length(minutes: float) -> str:
    """A length of time as people write it: 7 h 30 min."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{int(hours)} h" if hours else "", f"{rest:g} min" if rest else ""]
    return " ".join(part for part in parts if part) or "0 min"
