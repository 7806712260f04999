"""The year of a schedule: every closed date at its place, told by more than colour, as far as dates are known."""

import gzip
import re
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.domain.schedules import Schedule, Window
from app.web.policies.calendar import Day, YearCalendar, calendars_of, week_bars
from tests.shipped.shelf import shipped
from tests.web.conftest import Clock
from tests.web.pages import Page, Reader, words

ADDRESS = "/policies/severalnines/calendar"
MOST_BYTES_A_YEAR = 4096
WEEKDAYS = tuple(Window(day, 9 * 60, 17 * 60) for day in range(5))


def calendar(slug: str, year: int) -> YearCalendar:
    """The calendar of a policy's first schedule that closes."""
    return next(iter(calendars_of(shipped(slug).policy, year).values()))


def days(found: YearCalendar) -> dict[date, Day]:
    """Every day of the calendar by its date, read as the page lays it out."""
    return {
        date(found.year, number, day.number): day
        for number, month in enumerate(found.months, 1)
        for week in month.weeks
        for day in week
    }


@pytest.mark.parametrize("year", [2024, 2026, 2027, 2028, 2100])
def test_every_day_of_the_year_stands_in_the_column_of_its_weekday(year: int) -> None:
    found = calendar("severalnines", year)
    assert len(days(found)) == (date(year, 12, 31) - date(year, 1, 1)).days + 1
    for number, month in enumerate(found.months, 1):
        columns = [[*range(month.lead, 7)], *[[*range(7)]] * (len(month.weeks) - 1)]
        for week, places in zip(month.weeks, columns, strict=True):
            assert all(
                date(year, number, day.number).weekday() == place for day, place in zip(week, places, strict=False)
            )
        assert month.lead + sum(map(len, month.weeks)) + month.tail == 7 * len(month.weeks)


@pytest.mark.parametrize("year", [2026, 2027, 2028])
def test_a_day_is_as_the_schedule_has_it(year: int) -> None:
    found = calendar("severalnines", year)
    schedule = found.terms.schedule
    for day_on, day in days(found).items():
        is_open = day_on not in schedule.closed and day_on.weekday() < 5
        assert (day.state in ("open", "maybe")) == is_open, day_on
        assert (day.state == "shut", day.why) == (
            day_on in schedule.closed,
            schedule.closed.get(day_on) or schedule.advisory.get(day_on, ""),
        )


def test_a_schedule_that_never_closes_has_no_calendar() -> None:
    assert list(calendars_of(shipped("severalnines").policy, 2026)) == ["business-hours"]
    assert calendars_of(shipped("clusterpoint").policy, 2026) == {}


@pytest.fixture
def page(reader: Reader) -> Page:
    return reader.page(ADDRESS)


def test_closed_days_are_told_in_words_too(page: Page) -> None:
    december = page.main.split("December 2026")[1]
    assert "Sa turday, closed Su nday, closed" in december
    assert "25 closed 26 closed 27" in december
    assert "24 may be closed" in december
    assert "24 Christmas Eve, may be closed 25 Christmas Day 26 Second Day of Christmas" in december
    assert december.count("may be closed") == 5  # two days with their names, and the key


def test_it_says_up_to_when_closed_dates_are_known(page: Page) -> None:
    assert "Closed dates are known up to Tuesday 26 December 2028; later years show the weekly hours only." in page.main


def test_the_ways_to_other_years_end_where_the_dates_end(reader: Reader, page: Page) -> None:
    years = [re.findall(r"year=(\d+)", link)[0] for link in page.links if "year=" in link]
    assert years == ["2027"]
    reader.follow(page)
    last = reader.page(f"{ADDRESS}?schedule=business-hours&year=2028")
    assert "Business hours, 2028: open and closed days" in last.heading
    assert {re.findall(r"year=(\d+)", link)[0] for link in last.links if "year=" in link} == {"2027"}


def test_a_year_after_the_last_known_date_says_so(reader: Reader, clock: Clock) -> None:
    clock.at += timedelta(days=3 * 365)
    text = reader.page(ADDRESS).main
    assert "Of 2029 no dates are known." in text


@pytest.mark.parametrize(
    "query", ["?year=2031", "?year=x", "?year=02027", "?schedule=nope", "?schedule=around-the-clock"]
)
def test_a_year_or_schedule_that_is_not_there_is_a_page_with_ways_on(reader: Reader, query: str) -> None:
    assert "/policies/" in reader.page(f"{ADDRESS}{query}", status=404).links


def test_a_policy_whose_hours_never_close_has_no_calendar_page(reader: Reader) -> None:
    reader.page("/policies/clusterpoint/calendar", status=404)


def test_a_policy_with_several_schedules_leads_from_one_to_the_other(reader: Reader) -> None:
    page = reader.page("/policies/photoprism/calendar")
    assert "The vendor names no closed dates. Dates that may turn out closed are known up to" in page.main
    reader.follow(page)
    assert any("schedule=fixed-cet" in link for link in page.links)


def test_each_version_has_its_own(reader: Reader) -> None:
    reader.page("/policies/severalnines/versions/1.0/calendar?year=2027")


def test_the_calendar_is_the_same_on_every_day_of_the_year(client: FlaskClient, clock: Clock) -> None:
    before = client.get(ADDRESS)
    clock.at += timedelta(days=20)
    assert client.get(ADDRESS).data == before.data
    assert before.headers["Cache-Control"].startswith("public")


@pytest.mark.parametrize("slug", ["clickhouse", "photoprism", "severalnines"])
def test_the_policy_page_holds_the_calendar_of_the_year_folded_and_small(app: Flask, reader: Reader, slug: str) -> None:
    html = reader.page(f"/policies/{slug}/").html
    (fold,) = re.findall(r'<details class="calendar-fold">.*?</details>', html, re.DOTALL)
    assert "Calendar of 2026: open and closed days" in words(fold)
    weight = len(gzip.compress(html.encode())) - len(gzip.compress(html.replace(fold, "").encode()))
    assert weight < MOST_BYTES_A_YEAR


def test_closed_dates_of_other_years_are_folded(reader: Reader) -> None:
    html = reader.page("/policies/severalnines/").html
    text = words(html.split("Closed in 2026")[1])
    assert text.index("Friday 25 December 2026") < text.index("Dates of 2027 and 2028") < text.index("1 January 2027")


def test_the_week_is_drawn_as_the_hours_are() -> None:
    nights = Schedule("nights", "Nights", "UTC", (Window(6, 22 * 60, 30 * 60),))
    assert [(bar.y, bar.width) for bar in week_bars(nights)] == [(84, 18), (0, 54)]
    office = Schedule("office", "Office", "UTC", WEEKDAYS)
    assert len(week_bars(office)) == len(WEEKDAYS)
