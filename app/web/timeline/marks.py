"""Where days and hours begin along a timeline, and which of them there is room to name."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.web.timeline.stretches import Stretch
from app.web.timeline.text_width import text_width

ONE_DAY = timedelta(days=1)
ROOM = 0.9
"""What stays free behind a label, in em."""
HOUR_STEPS = (5, 10, 15, 30, 60, 120, 180, 240, 360, 720)
HOUR_ROOM = text_width("00:00") + ROOM
MOST_DAYS_WITH_HOURS = 5
WEEKS = (1, 2, 4, 8, 16, 32)


@dataclass(frozen=True, slots=True)
class Mark:
    """A label that begins at a place (0 to 1). Without `has_line` the day began where nothing is drawn to scale."""

    place: float
    label: str
    has_line: bool


class Day(NamedTuple):
    """A day of the reader with the place where it begins, or where its drawn part does."""

    day_on: date
    place: float
    has_line: bool


def marks(drawn: tuple[Stretch, ...], zone: str, width: float) -> tuple[Mark, ...]:
    """The marks of a line so many em wide, by the wall clock of a zone, in order; no label runs into the next."""
    days = list(_days(drawn, ZoneInfo(zone)))
    named = _named_days(days, width)
    if len(days) > MOST_DAYS_WITH_HOURS:
        return named
    hours = _hours(drawn, ZoneInfo(zone), width)
    free = [hour for hour in hours if not any(_touch(hour, day, width) for day in named)]
    return tuple(sorted((*named, *free), key=lambda mark: mark.place))


def _days(drawn: tuple[Stretch, ...], zone: ZoneInfo) -> Iterator[Day]:
    """The day reported, and each that begins later; of those that begin in a shortened stretch only the last."""
    held = Day(drawn[0].from_at.astimezone(zone).date(), 0.0, False)
    for stretch in drawn:
        for midnight in _wall_clock(stretch, zone, ONE_DAY):
            place = stretch.ends if stretch.is_shortened else stretch.place(midnight)
            day = Day(midnight.astimezone(zone).date(), place, not stretch.is_shortened)
            if held.place < day.place:
                yield held
            held = day
    if held.place < 1:
        yield held


def _wall_clock(stretch: Stretch, zone: ZoneInfo, step: timedelta) -> Iterator[datetime]:
    """The moments (UTC) of a stretch at which the wall clock shows a midnight, or whole steps after one."""
    day_on = stretch.from_at.astimezone(zone).date()
    while (midnight := datetime.combine(day_on, time())).replace(tzinfo=zone) < stretch.to_at:
        for count in range(ONE_DAY // step):
            wall = midnight + count * step
            moment = wall.replace(tzinfo=zone).astimezone(UTC)
            is_skipped = moment.astimezone(zone).replace(tzinfo=None) != wall and count
            if stretch.from_at <= moment < stretch.to_at and not is_skipped:
                yield moment
        day_on += ONE_DAY


def _named_days(days: list[Day], width: float) -> tuple[Mark, ...]:
    """Every day where there is room, else every second, else a Monday in so many; the day reported if it fits."""
    daily = [[Mark(day.place, f"{day.day_on:%a} {day.day_on.day}", day.has_line) for day in days[::n]] for n in (1, 2)]
    mondays = [day for day in days if day.day_on.weekday() == 0 and day.has_line]
    weekly = [
        [Mark(d.place, f"{d.day_on.day} {d.day_on:%b}", True) for d in mondays if d.day_on.toordinal() // 7 % n == 0]
        for n in WEEKS
    ]
    for choice in (*daily, *weekly):
        found = [mark for mark in choice if _ends_within(mark, width)]
        if len(found) > 1 and found[0].place == 0 and _touch(found[0], found[1], width):
            found = found[1:]
        if found and not any(_touch(one, other, width) for one, other in pairwise(found)):
            return tuple(found)
    return ()


def _hours(drawn: tuple[Stretch, ...], zone: ZoneInfo, width: float) -> list[Mark]:
    """The hours, or parts of them, in the smallest steps for which there is room."""
    to_scale = [stretch for stretch in drawn if not stretch.is_shortened]
    a_minute = width * sum(s.ends - s.starts for s in to_scale) / sum(s.minutes for s in to_scale)
    step = next((each for each in HOUR_STEPS if each * a_minute >= HOUR_ROOM), None)
    if step is None:
        return []
    moments = ((s, m) for s in to_scale for m in _wall_clock(s, zone, timedelta(minutes=step)))
    named = (Mark(stretch.place(moment), f"{moment.astimezone(zone):%H:%M}", True) for stretch, moment in moments)
    return [mark for mark in named if mark.label != "00:00" and _ends_within(mark, width)]


def _ends_within(mark: Mark, width: float) -> bool:
    return mark.place * width + text_width(mark.label) + ROOM / 2 <= width


def _touch(one: Mark, other: Mark, width: float) -> bool:
    """Whether the label of the first of two marks runs into the other."""
    first, second = sorted((one, other), key=lambda mark: mark.place)
    return first.place * width + text_width(first.label) + ROOM > second.place * width
