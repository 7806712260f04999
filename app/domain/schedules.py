"""When a team is at work: weekly windows in a zone, and the stretches of real time they open.

An instant is open when the zone's wall clock shows a time inside a window, the day on which that window opens
is not a closed date, and the date shown is not a closed date either. Windows are half-open: [opens, closes).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import TypeVar
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)
SEARCHED = timedelta(days=5 * 366)  # no promise is longer; a schedule closed for all of it never opens
YEARS = range(1970, 9000)  # enough room on both sides for every search to stay inside the calendar
DAY_MINUTES = 24 * 60
LATEST_CLOSING = timedelta(days=2)  # counted from the midnight before the window opens

Stretch = tuple[datetime, datetime]
Hours = tuple[timedelta, timedelta]
T = TypeVar("T", datetime, timedelta)


class NaiveMoment(ValueError):
    """A moment without a zone was given."""


class MomentOutOfRange(ValueError):
    """A moment lies outside the years that are counted."""


class UnknownZone(ValueError):
    """The name is no zone of the IANA database (or a zone that is still to be chosen)."""


class ImpossibleWindow(ValueError):
    """A window's weekday or minutes are out of range, or it closes before it opens."""


@dataclass(frozen=True, slots=True)
class Window:
    """One weekly opening. Minutes count from the midnight before it opens: 1440 is 24:00, 1800 is 06:00 next day."""

    weekday: int  # 0 Monday .. 6 Sunday, the day on which it opens
    opens: int
    closes: int

    def __post_init__(self) -> None:
        is_within_a_day = 0 <= self.weekday <= 6 and 0 <= self.opens < DAY_MINUTES
        if not (is_within_a_day and self.opens < self.closes <= 2 * DAY_MINUTES):
            raise ImpossibleWindow(f"{self.weekday}: {self.opens}-{self.closes}")


@dataclass(frozen=True, slots=True)
class Schedule:
    """A union of weekly windows in one zone, without its closed dates. Its mappings are not to be changed."""

    id: str
    title: str
    zone: str  # an IANA name; "customer" stands for one to be set with in_zone() before any question is asked
    windows: tuple[Window, ...]
    closed: Mapping[date, str] = field(default_factory=dict)
    advisory: Mapping[date, str] = field(default_factory=dict)  # may turn out closed, count as open
    _opening: tuple[tuple[Hours, ...], ...] = field(init=False, repr=False, compare=False)
    _shown: tuple[tuple[Hours, ...], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        opening = tuple(_weekday_hours(self.windows, weekday) for weekday in range(7))
        shown = tuple(_with_tail(opening[weekday], opening[weekday - 1]) for weekday in range(7))
        object.__setattr__(self, "_opening", opening)
        object.__setattr__(self, "_shown", shown)

    def __hash__(self) -> int:
        return hash((self.id, self.zone, self.windows))

    @property
    def is_always(self) -> bool:
        """Whether it is open at every moment: 24x7 without closed dates, so that elapsed time is counted."""
        return not self.closed and all(hours == ((timedelta(0), ONE_DAY),) for hours in self._shown)

    def in_zone(self, zone: str) -> Schedule:
        """The same windows and dates by the wall clock of another zone. Raises: UnknownZone."""
        zone_named(zone)
        return replace(self, zone=zone)

    def local(self, at: datetime) -> datetime:
        """The moment in the schedule's zone. Raises: NaiveMoment, MomentOutOfRange, UnknownZone."""
        return in_utc(at).astimezone(zone_named(self.zone))

    def instant(self, day_on: date, after_midnight: timedelta) -> datetime:
        """The first moment (UTC) at which the wall clock shows this time, or a later one where it is skipped."""
        wall = _midnight(day_on) + after_midnight
        parts = _offsets(self.zone, wall - 2 * ONE_DAY, wall + 2 * ONE_DAY)
        return next(max(wall - offset, starts_at) for starts_at, ends_at, offset in parts if wall - offset < ends_at)

    def is_open(self, at: datetime) -> bool:
        """Whether the moment is open. Raises: NaiveMoment, MomentOutOfRange, UnknownZone."""
        local = self.local(at)
        since_midnight = local.replace(tzinfo=None) - datetime.combine(local, time())
        return any(opens <= since_midnight < closes for opens, closes in self._hours_shown(local.date()))

    def open_windows(self, from_at: datetime, until_at: datetime | None = None) -> Iterator[Stretch]:
        """Open time in UTC, ascending, as long half-open stretches, cut at from_at and until_at (five years on)."""
        if self.is_always:
            return iter([(in_utc(from_at), _end_of_search(from_at, until_at))])
        return _joined(self.stretches(from_at, until_at))

    def stretches(self, from_at: datetime, until_at: datetime | None = None) -> Iterator[Stretch]:
        """The same open time, also cut at local midnights and clock changes: quick where windows are months long."""
        return self._stretches(in_utc(from_at), _end_of_search(from_at, until_at))

    def next_opening(self, at: datetime) -> datetime | None:
        """When it next goes from closed to open, after the moment; None when it does not within five years."""
        at = in_utc(at)
        return next((opens_at for opens_at, _ in self.open_windows(at) if opens_at > at), None)

    def open_until(self, at: datetime) -> datetime | None:
        """When the stretch around the moment closes; None when closed at the moment, or open for five years."""
        at = in_utc(at)  # where the end of the search is the same sum as in open_windows
        if not self.is_open(at):
            return None
        _, closes_at = next(self.open_windows(at))
        return closes_at if closes_at < at + SEARCHED else None

    def day_windows(self, day_on: date) -> tuple[Stretch, ...]:
        """Open time in UTC of the windows that open on a local date, joined, with what runs on after midnight."""
        return _day_windows(self, day_on)

    def opening_day(self, open_at: datetime) -> date:
        """The local date on which the window around an open moment opened; after midnight that is the day before."""
        today_on = self.local(open_at).date()
        is_todays = any(opens_at <= open_at < closes_at for opens_at, closes_at in self.day_windows(today_on))
        return today_on if is_todays else today_on - ONE_DAY

    def upcoming_closed(self, after_on: date, count: int) -> list[tuple[date, str]]:
        """The next closed dates after a date (not that date itself), soonest first, at most `count`."""
        return sorted(item for item in self.closed.items() if item[0] > after_on)[:count]

    def has_hours_on(self, day_on: date) -> bool:
        """Whether an ordinary week has open time on this date's weekday, closed or not."""
        return bool(self._shown[day_on.weekday()])

    def _stretches(self, from_at: datetime, until_at: datetime) -> Iterator[Stretch]:
        for starts_at, ends_at, offset in _offsets(self.zone, from_at, until_at):
            midnight = _midnight((starts_at + offset).date())
            while midnight - offset < ends_at:
                for opens, closes in self._hours_shown(midnight.date()):
                    opens_at = max(midnight + opens - offset, starts_at)
                    closes_at = min(midnight + closes - offset, ends_at)
                    if opens_at < closes_at:
                        yield opens_at, closes_at
                midnight += ONE_DAY

    def _hours_shown(self, day_on: date) -> tuple[Hours, ...]:
        """Open hours while the wall clock shows this date, from midnight to midnight."""
        if day_on in self.closed:
            return ()
        if day_on - ONE_DAY in self.closed:
            return _with_tail(self._opening[day_on.weekday()], ())
        return self._shown[day_on.weekday()]

    def _hours_opening(self, day_on: date) -> tuple[Hours, ...]:
        """Hours of the windows that open on this date, cut at midnight when the next date is closed."""
        if day_on in self.closed:
            return ()
        latest = ONE_DAY if day_on + ONE_DAY in self.closed else LATEST_CLOSING
        return tuple((opens, min(closes, latest)) for opens, closes in self._opening[day_on.weekday()])


@lru_cache(maxsize=4096)
def _day_windows(schedule: Schedule, day_on: date) -> tuple[Stretch, ...]:
    midnight, hours = _midnight(day_on), schedule._hours_opening(day_on)
    pieces = [
        (max(midnight + opens - offset, starts_at), min(midnight + closes - offset, ends_at))
        for starts_at, ends_at, offset in _offsets(schedule.zone, midnight - 2 * ONE_DAY, midnight + 4 * ONE_DAY)
        for opens, closes in hours
    ]
    return tuple(_joined(sorted(piece for piece in pieces if piece[0] < piece[1])))


def in_utc(at: datetime) -> datetime:
    """The moment in UTC. Raises: NaiveMoment, MomentOutOfRange."""
    if at.utcoffset() is None:
        raise NaiveMoment(at.isoformat())
    if at.year not in YEARS:
        raise MomentOutOfRange(at.isoformat())
    return at.astimezone(UTC)


@lru_cache(maxsize=1024)
def zone_named(name: str) -> ZoneInfo:
    """The zone of an IANA name. Raises: UnknownZone."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # absent; not a name; a folder, or longer than a file's name
        raise UnknownZone(name) from error


@lru_cache(maxsize=1024)
def _year_offsets(zone: str, year: int) -> tuple[tuple[datetime, datetime, timedelta], ...]:
    """A UTC year in parts [starts, ends) of one offset each. No zone has changed twice within a day since 1970."""

    def offset(at: datetime) -> timedelta:
        return at.astimezone(zone_named(zone)).utcoffset() or timedelta(0)

    def change_after(at: datetime) -> datetime:
        def has_changed(seconds: int) -> bool:
            return offset(at + timedelta(seconds=seconds)) != offset(at)

        return at + timedelta(seconds=bisect_right(range(86400), False, key=has_changed))

    first, last = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    days = [first + n * ONE_DAY for n in range((last - first).days)]
    edges = [first, *(change_after(at) for at in days if offset(at) != offset(at + ONE_DAY)), last]
    return tuple((start, end, offset(start)) for start, end in pairwise(edges) if start < end)


def _offsets(zone: str, from_at: datetime, until_at: datetime) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """The time between two moments in parts [starts, ends) of one offset each."""
    for year in range(from_at.year, until_at.year + 1):
        for starts_at, ends_at, offset in _year_offsets(zone, year):
            if from_at < ends_at and starts_at < until_at:
                yield max(starts_at, from_at), min(ends_at, until_at), offset


def _midnight(day_on: date) -> datetime:
    """A wall clock's midnight, written as if its offset were zero: subtract the offset to get the moment."""
    return datetime(day_on.year, day_on.month, day_on.day, tzinfo=UTC)


def _end_of_search(from_at: datetime, until_at: datetime | None) -> datetime:
    return in_utc(from_at) + SEARCHED if until_at is None else in_utc(until_at)


def _weekday_hours(windows: Iterable[Window], weekday: int) -> tuple[Hours, ...]:
    minutes = sorted((window.opens, window.closes) for window in windows if window.weekday == weekday)
    return tuple(_joined((timedelta(minutes=opens), timedelta(minutes=closes)) for opens, closes in minutes))


def _with_tail(hours: Iterable[Hours], hours_before: Iterable[Hours]) -> tuple[Hours, ...]:
    """Hours between two midnights: those that open on the day, and what runs on from the day before."""
    own = [(opens, min(closes, ONE_DAY)) for opens, closes in hours]
    tail = [(timedelta(0), closes - ONE_DAY) for _, closes in hours_before if closes > ONE_DAY]
    return tuple(_joined(sorted(tail + own)))


def _joined(pieces: Iterable[tuple[T, T]]) -> Iterator[tuple[T, T]]:
    """Ascending pieces, those that touch or overlap made one."""
    held: tuple[T, T] | None = None
    for opens, closes in pieces:
        if held is not None and opens <= held[1]:
            held = held[0], max(held[1], closes)
            continue
        if held is not None:
            yield held
        held = opens, closes
    if held is not None:
        yield held
