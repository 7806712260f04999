"""Schedules held side by side: hours, zone, and the closed dates that came and went."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from app.domain.change import Change, Direction
from app.domain.comparison.facets import CLAUSE, READINGS, About, Facet, Sort, conditions, value
from app.domain.due import Unit
from app.domain.hours_words import hours_text
from app.domain.schedules import Schedule
from app.domain.wording import day_text

WEEK_MINUTES = 7 * 24 * 60


def _schedule(about: About, was: Schedule, now: Schedule) -> Iterator[Change]:
    about = replace(about, place=about.place[:-1])  # the schedule and its place in the policy are one to the reader
    for name, label in (("id", "id"), ("title", "name"), ("zone", "time zone")):
        before, after = getattr(was, name), getattr(now, name)
        if before != after:
            yield about.part(name, label).told(_zone(before), _zone(after))
    if was.windows != now.windows:
        direction = Direction.OTHER if _counts_days(about, now.id) else _longer(was, now)
        yield about.part("windows", "hours").told(hours_text(was), hours_text(now), direction)
    yield from _dates(about.part("closed", "closed"), was, now)
    yield from _advisory(about.part("advisory", "may turn out closed"), was, now)


def _counts_days(about: About, name: str) -> bool:
    """Whether targets count business days on a schedule: these can end later where hours are longer."""
    rows = (*about.before.targets, *about.after.targets)
    return any(row.schedule == name and row.unit is Unit.BUSINESS_DAYS for row in rows)


def _zone(name: str) -> str:
    return "the customer’s own" if name == "customer" else name


def _longer(was: Schedule, now: Schedule) -> Direction:
    """Whether it is open at every minute of the week at which it was, and at more."""
    if was.zone != now.zone:
        return Direction.OTHER
    before, after = _minutes(was), _minutes(now)
    return Direction.BETTER if before < after else Direction.WORSE if after < before else Direction.OTHER


def _minutes(schedule: Schedule) -> set[int]:
    starts = [(window, window.weekday * 24 * 60) for window in schedule.windows]
    return {(s + minute) % WEEK_MINUTES for w, s in starts for minute in range(w.opens, w.closes)}


def _dates(about: About, was: Schedule, now: Schedule) -> Iterator[Change]:
    """Closed dates: one by one in years of which both know some, else year by year."""
    years = {day.year for day in was.closed} & {day.year for day in now.closed}
    yield from _years(about, was.closed, now.closed, years)
    for day in _differing(was.closed, now.closed):
        if day.year in years:
            before, after = was.closed.get(day), now.closed.get(day)
            direction = Direction.OTHER
            if (before is None or after is None) and was.has_hours_on(day) and now.has_hours_on(day):
                direction = Direction.WORSE if before is None else Direction.BETTER
            yield about.part(day.isoformat(), day_text(day)).told(before, after, direction)


def _advisory(about: About, was: Schedule, now: Schedule) -> Iterator[Change]:
    years = {day.year for day in was.advisory} & {day.year for day in now.advisory}
    yield from _years(about, was.advisory, now.advisory, years)
    for day in _differing(was.advisory, now.advisory):
        if day.year in years:
            yield about.part(day.isoformat(), day_text(day)).told(was.advisory.get(day), now.advisory.get(day))


def _differing(was: Mapping[date, str], now: Mapping[date, str]) -> list[date]:
    return sorted(day for day in {*was, *now} if was.get(day) != now.get(day))


def _years(about: About, was: Mapping[date, str], now: Mapping[date, str], shared: set[int]) -> Iterator[Change]:
    """The years of which only one of the two knows any dates."""
    for year in sorted({day.year for day in {*was, *now}} - shared):
        yield about.part(str(year), str(year)).told(_year(was, year), _year(now, year))


def _year(dates: Mapping[date, str], year: int) -> str:
    return "; ".join(f"{day_text(day)} ({why})" for day, why in sorted(dates.items()) if day.year == year)


SCHEDULES = Sort(
    lambda _, item: item.schedule.title,
    lambda _, item: f"{hours_text(item.schedule)}, {_zone(item.schedule.zone)}",
    (
        Facet("schedule", "", _schedule),
        value("text", "text"),
        value("closed_source", "source of the closed dates"),
        value("per_agreement_when", "times are per agreement where", conditions),
        CLAUSE,
        READINGS,
    ),
    key=lambda item: str(item.schedule.id),
    is_ordered=False,
)
