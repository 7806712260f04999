"""Opening hours in words: days as a sentence lists them, times as a clock shows them."""

from collections.abc import Sequence
from itertools import groupby, pairwise

from app.domain.schedules import Schedule

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def opening_hours(schedule: Schedule) -> list[tuple[str, str]]:
    """The weekly windows in words: (Monday to Friday, 09:00–17:00)."""
    by_day = [tuple((w.opens, w.closes) for w in schedule.windows if w.weekday == day) for day in range(7)]
    runs = [(hours, [day for day, _ in run]) for hours, run in groupby(enumerate(by_day), key=lambda item: item[1])]
    return [(_days(days), ", ".join(_span(*window) for window in sorted(hours))) for hours, days in runs if hours]


def hours_text(schedule: Schedule) -> str:
    """The weekly windows in one line: Monday to Friday 09:00–17:00."""
    return "; ".join(f"{days} {times}" for days, times in opening_hours(schedule))


def joined(words: Sequence[str]) -> str:
    """Words as a sentence lists them: a, b and c."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def _days(days: list[int]) -> str:
    if len(days) == 7:
        return "Every day"
    if len(days) > 2 and all(later == day + 1 for day, later in pairwise(days)):
        return f"{DAYS[days[0]]} to {DAYS[days[-1]]}"
    return joined([DAYS[day] for day in days])


def _span(opens: int, closes: int) -> str:
    return f"{_clock(opens)}–{_clock(closes)}"


def _clock(minutes: int) -> str:
    next_day = " (next day)" if minutes > 24 * 60 else ""
    hours = minutes // 60 - (24 if next_day else 0)
    return f"{hours:02}:{minutes % 60:02}{next_day}"
