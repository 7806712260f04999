"""The days of a year on which a schedule is open or closed: as a page, and for the policy page's schedules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from flask import Blueprint, abort, render_template, request

from app.domain.hours_words import DAYS
from app.domain.policy import Policy, PolicySchedule
from app.domain.schedules import DAY_MINUTES, Schedule
from app.web.policies.tables import Tables
from app.web.policies.versions import head_of, notices_about, version_named
from app.web.public import public
from app.web.site import today

State = Literal["open", "off", "shut", "maybe"]
"""A day's: open, off in every week, shut on this date, or one that may turn out shut."""

ROW, LABEL, HOUR = 14, 34, 9


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a month, with the name of a date that is not like others."""

    number: int
    state: State
    why: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    """A month: its weeks from Monday; `lead` days of the first one, `tail` of the last belong to other months."""

    name: str
    lead: int
    weeks: tuple[tuple[Day, ...], ...]
    tail: int

    @property
    def named(self) -> list[Day]:
        """The days that have a name."""
        return [day for week in self.weeks for day in week if day.why]


@dataclass(frozen=True, slots=True)
class YearCalendar:
    """A year of a schedule. `years` are those with dates in the policy, `known_until` the last such date."""

    id: str
    terms: PolicySchedule
    year: int
    years: tuple[int, ...]
    known_until: date | None

    @property
    def months(self) -> list[Month]:
        """January to December."""
        return [_month(self.terms.schedule, self.year, month) for month in range(1, 13)]

    @property
    def weekdays(self) -> list[tuple[str, bool]]:
        """The days of a week, and whether any hours are open on each."""
        return list(zip(DAYS, _opens(self.terms.schedule), strict=True))

    @property
    def is_known(self) -> bool:
        """Whether the policy has dates of this year."""
        return self.year in self.years

    @property
    def earlier(self) -> int | None:
        """The year before, where the dates reach that far."""
        return max((year for year in self.years if year < self.year), default=None)

    @property
    def later(self) -> int | None:
        """The year after, where the dates reach that far."""
        return min((year for year in self.years if year > self.year), default=None)


def add_to(policies: Blueprint) -> None:
    """Join this page to those of the policies."""
    view = public(page)
    policies.add_url_rule("/<slug>/calendar", "calendar", view)
    policies.add_url_rule("/<slug>/versions/<version>/calendar", "calendar", view)


def page(slug: str, version: str | None = None) -> str:
    """A year of one schedule, with ways to its other years and to the other schedules."""
    found = version_named(slug, version)
    calendars = calendars_of(found.policy, today().year)
    chosen = calendars.get(request.args.get("schedule") or next(iter(calendars), ""))
    if chosen is None:
        abort(404, "There is no such schedule with closed days in this policy.")
    return render_template(
        "policies/calendar.html",
        policy=found.policy,
        head=head_of(found),
        calendars=calendars.values(),
        calendar=_in_year(chosen, request.args.get("year")),
        tables=Tables(found.policy),
        notices=notices_about(found),
    )


def _in_year(calendar: YearCalendar, wanted: str | None) -> YearCalendar:
    """The calendar of the year that the address names; only years that are known, and this one, have one."""
    known = {str(year): year for year in (*calendar.years, calendar.year)}
    if wanted and wanted not in known:
        abort(404, "The closed dates of that year are not known here.")
    year = known[wanted] if wanted else calendar.year
    return YearCalendar(calendar.id, calendar.terms, year, calendar.years, calendar.known_until)


def calendars_of(policy: Policy, year: int) -> Mapping[str, YearCalendar]:
    """The schedules that are closed on some days, each with its calendar of a year."""
    found = {}
    for name, terms in policy.schedules.items():
        dates = {*terms.schedule.closed, *terms.schedule.advisory}
        if dates or not all(_opens(terms.schedule)):
            years = tuple(sorted({day.year for day in dates}))
            found[name] = YearCalendar(name, terms, year, years, max(dates, default=None))
    return found


def _opens(schedule: Schedule) -> list[bool]:
    monday = date(2024, 1, 1)
    return [schedule.has_hours_on(monday + timedelta(days=n)) for n in range(7)]


def _month(schedule: Schedule, year: int, month: int) -> Month:
    first = date(year, month, 1)
    length = (date(year + month // 12, month % 12 + 1, 1) - first).days
    days = [_day(schedule, first + timedelta(days=n)) for n in range(length)]
    lead = first.weekday()
    starts = [0, *range(7 - lead, length, 7)]
    weeks = tuple(tuple(days[a:b]) for a, b in zip(starts, [*starts[1:], length], strict=True))
    return Month(f"{first:%B}", lead, weeks, (-lead - length) % 7)


def _day(schedule: Schedule, day_on: date) -> Day:
    if day_on in schedule.closed:
        return Day(day_on.day, "shut", schedule.closed[day_on])
    if not schedule.has_hours_on(day_on):
        return Day(day_on.day, "off", schedule.advisory.get(day_on, ""))
    if day_on in schedule.advisory:
        return Day(day_on.day, "maybe", schedule.advisory[day_on])
    return Day(day_on.day, "open")


@dataclass(frozen=True, slots=True)
class Bar:
    """Open time within a day of the week as a bar in the drawing of a week, in pixels."""

    x: int
    y: int
    width: int


def week_bars(schedule: Schedule) -> list[Bar]:
    """The open hours of an ordinary week, a row for each day; what runs on after midnight stands in the next row."""
    found = []
    for window in schedule.windows:
        for n, (opens, closes) in enumerate(((window.opens, window.closes), (0, window.closes - DAY_MINUTES))):
            ends = min(closes, DAY_MINUTES)
            if opens < ends:
                x, width = LABEL + opens * HOUR // 60, (ends - opens) * HOUR // 60
                found.append(Bar(x, (window.weekday + n) % 7 * ROW, width))
    return found
