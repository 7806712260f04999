"""When an answer is due: an amount of business time added to the moment reported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from fractions import Fraction

from app.domain.schedules import ONE_DAY, SEARCHED, Schedule, Stretch

INSTANT = timedelta.resolution


class Unit(StrEnum):
    """What an amount counts. All but days are counted over open time only, which on 24x7 is elapsed time."""

    MINUTES = "minutes"
    HOURS = "hours"
    BUSINESS_HOURS = "business_hours"
    BUSINESS_DAYS = "business_days"


UNIT_SECONDS = {Unit.MINUTES: 60, Unit.HOURS: 3600, Unit.BUSINESS_HOURS: 3600}


class NeverOpen(ValueError):
    """A schedule does not open, or not for long enough, within the five years that are searched."""

    def __init__(self, schedule_id: str, from_at: datetime) -> None:
        super().__init__(f"{schedule_id} from {from_at.isoformat()}")
        self.schedule_id = schedule_id
        self.from_at = from_at


class NegativeAmount(ValueError):
    """An amount of time below zero was to be added."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch [from, to) during which the clock ran, in UTC."""

    from_at: datetime
    to_at: datetime

    @property
    def minutes(self) -> int | float:
        """Its length in minutes; a whole number where it is one."""
        minutes = (self.to_at - self.from_at) / timedelta(minutes=1)
        return int(minutes) if minutes.is_integer() else minutes


@dataclass(frozen=True, slots=True)
class Due:
    """A due time with its arithmetic. Moments are in UTC, dates are dates of the schedule's zone, ascending."""

    due_at: datetime
    starts_at: datetime  # when the clock starts: when reported, or at the next opening
    clock: tuple[Span, ...]
    advisory: tuple[tuple[date, str], ...]  # the clock ran on them; they may turn out closed
    skipped: tuple[tuple[date, str], ...]  # closed dates passed over, where their weekday has hours


def due_at(reported_at: datetime, amount: Fraction, unit: Unit, schedule: Schedule) -> Due:
    """When `amount` is over, to the nearest second; exactly at a closing it is due at that closing.

    N business days end at the same local time on the Nth open day after the one on which the clock starts, kept
    inside that day's windows; when the clock starts with a day's first opening, that day counts and the Nth ends
    it at its last closing. A fraction of a day is that share of the open time of the day reached.
    Raises: NaiveMoment, MomentOutOfRange, UnknownZone, NegativeAmount, NeverOpen.
    """
    if amount < 0:
        raise NegativeAmount(str(amount))
    starts_at = _start(schedule, reported_at)
    if unit is Unit.BUSINESS_DAYS:
        due = _after_days(schedule, starts_at, amount)
    else:
        due = _after(schedule, starts_at, amount * UNIT_SECONDS[unit])
    clock = _clock(schedule, starts_at, due)
    skipped = _closed_between(schedule, reported_at, due)
    return Due(due, starts_at, clock, _advisory_touched(schedule, clock, due), skipped)


def _start(schedule: Schedule, reported_at: datetime) -> datetime:
    """The moment reported when open, else the next opening."""
    for opens_at, _ in schedule.stretches(reported_at):
        return opens_at
    raise NeverOpen(schedule.id, reported_at)


def _after(schedule: Schedule, from_at: datetime, seconds: Fraction) -> datetime:
    """The moment at which this much open time has passed."""
    left = timedelta(seconds=round(seconds))
    for opens_at, closes_at in schedule.stretches(from_at):
        if left <= closes_at - opens_at:
            return opens_at + left
        left -= closes_at - opens_at
    raise NeverOpen(schedule.id, from_at)


def _after_days(schedule: Schedule, starts_at: datetime, amount: Fraction) -> datetime:
    whole, rest = divmod(amount, 1)
    reached_at, windows = _after_whole_days(schedule, starts_at, whole)
    if not rest:
        return reached_at
    open_time = sum((closes_at - opens_at for opens_at, closes_at in windows), timedelta(0))
    return _after(schedule, reached_at, rest * Fraction(open_time // INSTANT, 1_000_000))


def _after_whole_days(schedule: Schedule, starts_at: datetime, days: int) -> tuple[datetime, tuple[Stretch, ...]]:
    """The moment reached, and the windows of the day it is on."""
    first_on = schedule.opening_day(starts_at)
    windows = schedule.day_windows(first_on)
    if days == 0:
        return starts_at, windows
    if starts_at == windows[0][0]:
        _, windows = _open_day(schedule, first_on, days - 1)
        return windows[-1][1], windows
    reached_on, windows = _open_day(schedule, first_on, days)
    since_midnight = schedule.local(starts_at).replace(tzinfo=None) - datetime.combine(first_on, time())
    return _kept_inside(windows, schedule.instant(reached_on, since_midnight)), windows


def _open_day(schedule: Schedule, first_on: date, following: int) -> tuple[date, tuple[Stretch, ...]]:
    """The open day so many open days after the first, with its windows."""
    for days in range(SEARCHED.days):
        day_on = first_on + days * ONE_DAY
        if windows := schedule.day_windows(day_on):
            if following == 0:
                return day_on, windows
            following -= 1
    raise NeverOpen(schedule.id, schedule.instant(first_on, timedelta(0)))


def _kept_inside(windows: tuple[Stretch, ...], wanted_at: datetime) -> datetime:
    """The moment itself inside a window or at its closing, else the closing before it, else the first opening."""
    for opens_at, closes_at in reversed(windows):
        if opens_at < wanted_at:
            return min(wanted_at, closes_at)
    return windows[0][0]


def _clock(schedule: Schedule, starts_at: datetime, due: datetime) -> tuple[Span, ...]:
    if due == starts_at:
        return (Span(starts_at, due),)
    return tuple(Span(opens_at, closes_at) for opens_at, closes_at in schedule.open_windows(starts_at, due))


def _advisory_touched(schedule: Schedule, clock: tuple[Span, ...], due: datetime) -> tuple[tuple[date, str], ...]:
    """The advisory dates that would move the due time, should they turn out closed."""
    if not schedule.advisory:
        return ()
    days = {schedule.opening_day(clock[0].from_at)}
    for span in clock:
        days.update(_dates(schedule, span.from_at, span.to_at))
    if due > clock[-1].to_at:
        days.add(schedule.local(due).date())
    return tuple((day_on, schedule.advisory[day_on]) for day_on in sorted(days) if day_on in schedule.advisory)


def _closed_between(schedule: Schedule, from_at: datetime, to_at: datetime) -> tuple[tuple[date, str], ...]:
    days = (day_on for day_on in _dates(schedule, from_at, to_at) if day_on in schedule.closed)
    return tuple((day_on, schedule.closed[day_on]) for day_on in days if schedule.has_hours_on(day_on))


def _dates(schedule: Schedule, from_at: datetime, to_at: datetime) -> Iterator[date]:
    """The local dates of the time [from, to)."""
    day_on, last_on = schedule.local(from_at).date(), schedule.local(to_at - INSTANT).date()
    while day_on <= last_on:
        yield day_on
        day_on += ONE_DAY
