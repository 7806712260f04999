"""A slow second opinion on business time: every UTC minute is turned into local time and judged alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from app.domain.schedules import Schedule, Window

MINUTE = timedelta(minutes=1)
WALK_FROM_AT = datetime(2026, 2, 26, tzinfo=UTC)  # days before the first report, so that its day is seen whole
REPORT_FROM_AT = datetime(2026, 3, 1, tzinfo=UTC)
REPORT_UNTIL_AT = datetime(2027, 1, 20, tzinfo=UTC)
WALK_UNTIL_AT = datetime(2027, 4, 1, tzinfo=UTC)


def daily(opens: int, closes: int, weekdays: range = range(7)) -> tuple[Window, ...]:
    """One window a day, in hours."""
    return tuple(Window(weekday, opens * 60, closes * 60) for weekday in weekdays)


MON_FRI = range(5)
# The legal holidays of Sweden (Lag 1989:253), without ordinary Sundays.
SWEDISH_HOLIDAYS = {
    date.fromisoformat(day_on): "legal holiday"
    for day_on in """
    2026-01-01 2026-01-06 2026-04-03 2026-04-05 2026-04-06 2026-05-01 2026-05-14 2026-05-24 2026-06-06 2026-06-20
    2026-10-31 2026-12-25 2026-12-26
    2027-01-01 2027-01-06 2027-03-26 2027-03-28 2027-03-29 2027-05-01 2027-05-06 2027-05-16 2027-06-06 2027-06-26
    2027-11-06 2027-12-25 2027-12-26
    2028-01-01 2028-01-06 2028-04-14 2028-04-16 2028-04-17 2028-05-01 2028-05-25 2028-06-04 2028-06-06 2028-06-24
    2028-11-04 2028-12-25 2028-12-26
    """.split()
}
CHRISTMAS = {date(2026, 12, 25): "Christmas Day"}
SCHEDULES = {
    schedule.id: schedule
    for schedule in (
        Schedule("stockholm", "Office", "Europe/Stockholm", daily(9, 17, MON_FRI), SWEDISH_HOLIDAYS),
        Schedule("utc-24x5", "Round the clock", "UTC", daily(0, 24, MON_FRI)),
        Schedule("always", "At any time", "Europe/Stockholm", daily(0, 24)),
        Schedule("split", "With a lunch", "Europe/Paris", daily(9, 12, MON_FRI) + daily(13, 17, MON_FRI), CHRISTMAS),
        Schedule("nights", "Nights", "Europe/Berlin", daily(22, 30), CHRISTMAS),
        Schedule("santiago", "Until 24:00", "America/Santiago", (*daily(16, 24), Window(6, 0, 240)), CHRISTMAS),
        Schedule("lord-howe", "Half-hour shift", "Australia/Lord_Howe", daily(1, 9)),
        Schedule("cairo", "Friday shift", "Africa/Cairo", daily(0, 9, range(2, 6)) + daily(18, 24, range(1, 6))),
        Schedule("kolkata", "Six days", "Asia/Kolkata", tuple(Window(day, 570, 1110) for day in range(6))),
    )
}


class MinuteWalk:
    """Each minute between two moments with the day whose window it is in. Seconds count from the first of them."""

    def __init__(self, schedule: Schedule, from_at: datetime, until_at: datetime) -> None:
        self.zone, self.from_at = ZoneInfo(schedule.zone), from_at
        self.days = list(_days_of_minutes(schedule, from_at, until_at))
        self.minutes: dict[date, list[int]] = defaultdict(list)
        for minute, day in enumerate(self.days):
            if day is not None:
                self.minutes[day].append(minute)
        self.open_days = sorted(self.minutes)

    def stretches(self) -> list[tuple[datetime, datetime]]:
        """Runs of open minutes."""
        found, opened = [], None
        for minute, day in enumerate([*self.days, None]):
            if day is not None and opened is None:
                opened = minute
            if day is None and opened is not None:
                found.append((self._moment(opened * 60), self._moment(minute * 60)))
                opened = None
        return found

    def after_open_seconds(self, reported_at: datetime, seconds: int) -> datetime:
        """When so many open seconds (at least one) have passed."""
        now = self._seconds(reported_at)
        while True:
            next_minute = (now // 60 + 1) * 60
            if self.days[now // 60] is not None:
                if seconds <= next_minute - now:
                    return self._moment(now + seconds)
                seconds -= next_minute - now
            now = next_minute

    def after_days(self, reported_at: datetime, count: int) -> tuple[datetime, int]:
        """When `count` business days are over, and how many seconds the day reached is open."""
        start = self._first_open(self._seconds(reported_at))
        day = self.days[start // 60]
        assert day is not None
        index = self.open_days.index(day)
        if count and start == self.minutes[day][0] * 60:
            reached_on = self.open_days[index + count - 1]
            return self._moment((self.minutes[reached_on][-1] + 1) * 60), self._open_seconds(reached_on)
        reached_on = self.open_days[index + count]
        end = (
            start if count == 0 else self._kept_inside(reached_on, self._same_time(start, reached_on - day, reached_on))
        )
        return self._moment(end), self._open_seconds(reached_on)

    def _kept_inside(self, day: date, wanted: int) -> int:
        reached = self.minutes[day][0] * 60
        for minute in self.minutes[day]:
            if minute * 60 < wanted:
                reached = min((minute + 1) * 60, wanted)
        return reached

    def _same_time(self, start: int, later: timedelta, near: date) -> int:
        """The first minute, walking through the days around, that shows the start's time (or a later one)."""
        wanted = self._wall(start - start % 60) + later
        first = self._seconds(datetime(near.year, near.month, near.day, tzinfo=UTC) - timedelta(days=1))
        for now in range(first, first + 5 * 86400, 60):
            if self._wall(now) == wanted:
                return now + start % 60
            if self._wall(now) > wanted:
                return now
        raise LookupError(wanted)

    def _first_open(self, now: int) -> int:
        while self.days[now // 60] is None:
            now = (now // 60 + 1) * 60
        return now

    def _open_seconds(self, day: date) -> int:
        return len(self.minutes[day]) * 60

    def _wall(self, seconds: int) -> datetime:
        return self._moment(seconds).astimezone(self.zone).replace(tzinfo=None)

    def _seconds(self, at: datetime) -> int:
        return (at - self.from_at) // timedelta(seconds=1)

    def _moment(self, seconds: int) -> datetime:
        return self.from_at + timedelta(seconds=seconds)


@cache
def walk(schedule_id: str) -> MinuteWalk:
    """The walk through the months of the property tests, made once."""
    return MinuteWalk(SCHEDULES[schedule_id], WALK_FROM_AT, WALK_UNTIL_AT)


def _days_of_minutes(schedule: Schedule, from_at: datetime, until_at: datetime) -> Iterator[date | None]:
    zone, closed, one_day = ZoneInfo(schedule.zone), schedule.closed, timedelta(days=1)
    inside = {(window.weekday, minute) for window in schedule.windows for minute in range(window.opens, window.closes)}
    now_at = from_at
    while now_at < until_at:
        local = now_at.astimezone(zone)
        day, weekday, minute = local.date(), local.weekday(), local.hour * 60 + local.minute
        if day in closed:
            yield None
        elif (weekday, minute) in inside:
            yield day
        elif ((weekday - 1) % 7, minute + 1440) in inside and day - one_day not in closed:
            yield day - one_day
        else:
            yield None
        now_at += MINUTE
