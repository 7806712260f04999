"""A schedule says exactly when a team is at work."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.domain.schedules import (
    ImpossibleWindow,
    MomentOutOfRange,
    NaiveMoment,
    Schedule,
    UnknownZone,
    Window,
)
from tests.domain.time_oracle import SCHEDULES, WALK_FROM_AT, WALK_UNTIL_AT, MinuteWalk, daily, walk

SECOND = timedelta(seconds=1)
STOCKHOLM, ALWAYS, NIGHTS = SCHEDULES["stockholm"], SCHEDULES["always"], SCHEDULES["nights"]
WEEKDAYS = SCHEDULES["utc-24x5"]
NEVER = Schedule("never", "Never", "UTC", ())


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize("schedule_id", SCHEDULES)
def test_it_is_open_in_exactly_the_minutes_that_a_walk_finds_open(schedule_id: str) -> None:
    found = list(SCHEDULES[schedule_id].open_windows(WALK_FROM_AT, WALK_UNTIL_AT))
    assert found == walk(schedule_id).stretches()


@pytest.mark.parametrize("schedule_id", sorted(SCHEDULES.keys() - {"always"}))
def test_windows_include_their_opening_and_exclude_their_closing(schedule_id: str) -> None:
    schedule, whole_windows = SCHEDULES[schedule_id], walk(schedule_id).stretches()[:-1]
    for opens_at, closes_at in whole_windows:
        is_open = [schedule.is_open(moment) for moment in (opens_at, closes_at - SECOND, closes_at)]
        assert is_open == [True, True, False]


@pytest.mark.parametrize(
    ("zone", "from_at", "until_at"),
    [
        pytest.param("America/St_Johns", "2010-11-04T00:00Z", "2010-11-10T00:00Z", id="back-over-midnight"),
        pytest.param("America/St_Johns", "2010-03-11T00:00Z", "2010-03-17T00:00Z", id="forward-after-midnight"),
        pytest.param("Pacific/Apia", "2011-12-27T00:00Z", "2012-01-03T00:00Z", id="a-date-left-out"),
        pytest.param("Africa/Cairo", "2026-10-26T00:00Z", "2026-11-02T00:00Z", id="an-evening-twice"),
        pytest.param("Africa/Cairo", "2026-04-20T00:00Z", "2026-04-27T00:00Z", id="no-midnight"),
    ],
)
@pytest.mark.parametrize(
    "windows",
    [
        pytest.param(daily(0, 1) + daily(23, 24), id="ends"),
        pytest.param(daily(22, 25), id="over-midnight"),
        pytest.param(tuple(Window(day, 1, 1439) for day in range(7)), id="but-midnight"),
    ],
)
def test_odd_clock_changes_are_followed_to_the_minute(
    zone: str, from_at: str, until_at: str, windows: tuple[Window, ...]
) -> None:
    schedule = Schedule("odd", "Odd", zone, windows, {date(2010, 11, 7): "closed"})
    found = list(schedule.open_windows(at(from_at), at(until_at)))
    assert found == MinuteWalk(schedule, at(from_at), at(until_at)).stretches()


def test_an_offset_may_have_seconds() -> None:
    schedule = Schedule("liberia", "Liberia", "Africa/Monrovia", daily(9, 17))
    assert schedule.next_opening(at("1972-01-05T00:00Z")) == at("1972-01-05T09:44:30Z")
    assert schedule.next_opening(at("1972-01-07T00:00Z")) == at("1972-01-07T09:00:00Z")


def test_days_that_touch_make_one_window() -> None:
    monday, saturday = at("2026-06-15T00:00Z"), at("2026-06-20T00:00Z")
    assert next(WEEKDAYS.open_windows(monday)) == (monday, saturday)


def test_windows_that_overlap_make_one_window() -> None:
    schedule = Schedule(
        "over",
        "Overlapping",
        "UTC",
        (Window(0, 600, 900), Window(0, 540, 720), Window(0, 660, 690), Window(6, 1380, 2000)),
    )
    found = list(schedule.open_windows(at("2026-06-14T00:00Z"), at("2026-06-16T00:00Z")))
    assert found == [(at("2026-06-14T23:00Z"), at("2026-06-15T15:00Z"))]


def test_the_first_and_last_windows_are_cut_at_the_moments_asked_for() -> None:
    found = list(STOCKHOLM.open_windows(at("2026-06-18T10:00:30Z"), at("2026-06-19T08:00Z")))
    assert found == [
        (at("2026-06-18T10:00:30Z"), at("2026-06-18T15:00Z")),
        (at("2026-06-19T07:00Z"), at("2026-06-19T08:00Z")),
    ]


def test_a_night_that_runs_into_a_closed_date_ends_at_midnight() -> None:
    assert NIGHTS.open_until(at("2026-12-24T23:00+01:00")) == at("2026-12-25T00:00+01:00")


def test_a_night_that_would_open_on_a_closed_date_does_not_happen() -> None:
    assert NIGHTS.next_opening(at("2026-12-25T12:00+01:00")) == at("2026-12-26T22:00+01:00")


def test_the_next_opening_comes_after_the_moment_also_while_open() -> None:
    tuesday = at("2026-06-16T09:00+02:00")
    assert STOCKHOLM.next_opening(tuesday - SECOND) == tuesday
    assert STOCKHOLM.next_opening(tuesday) == tuesday + timedelta(days=1)
    assert STOCKHOLM.next_opening(at("2026-06-19T17:00+02:00")) == at("2026-06-22T09:00+02:00")


def test_open_until_is_the_closing_while_open_and_nothing_otherwise() -> None:
    assert STOCKHOLM.open_until(at("2026-06-16T09:00+02:00")) == at("2026-06-16T17:00+02:00")
    assert STOCKHOLM.open_until(at("2026-06-16T17:00+02:00")) is None
    assert WEEKDAYS.open_until(at("2026-06-16T17:00Z")) == at("2026-06-20T00:00Z")


def test_open_until_does_not_depend_on_the_zone_in_which_the_moment_is_written() -> None:
    stockholm = ZoneInfo("Europe/Stockholm")
    repeated_at = datetime(2026, 10, 25, 2, 30, tzinfo=stockholm, fold=1)
    assert Schedule("early", "Early", "UTC", daily(0, 6)).open_until(repeated_at) == at("2026-10-25T06:00Z")
    assert ALWAYS.open_until(datetime(2026, 10, 24, 12, tzinfo=stockholm)) is None


def test_a_schedule_that_is_always_open_neither_opens_nor_closes() -> None:
    moment = at("2026-06-16T09:00Z")
    assert ALWAYS.is_always
    assert (ALWAYS.next_opening(moment), ALWAYS.open_until(moment)) == (None, None)


def test_a_closed_date_or_a_missing_minute_makes_a_schedule_less_than_always() -> None:
    with_christmas = replace(ALWAYS, closed={date(2026, 12, 25): "Christmas Day"})
    with_a_gap = replace(ALWAYS, windows=(*daily(0, 24, range(6)), Window(6, 0, 1439)))
    assert not with_christmas.is_always
    assert not with_a_gap.is_always
    assert with_christmas.open_until(at("2026-12-01T00:00Z")) == at("2026-12-25T00:00+01:00")


def test_a_closed_date_long_past_leaves_no_closing_ahead() -> None:
    schedule = replace(ALWAYS, closed={date(2020, 12, 25): "Christmas Day"})
    assert schedule.open_until(at("2026-06-16T09:00Z")) is None


def test_a_schedule_that_never_opens_has_no_next_opening() -> None:
    assert NEVER.next_opening(at("2026-06-16T09:00Z")) is None
    assert list(NEVER.open_windows(at("2026-06-16T09:00Z"))) == []


def test_the_same_windows_can_be_asked_for_in_another_zone() -> None:
    asked = replace(STOCKHOLM, zone="customer").in_zone("America/New_York")
    assert asked.next_opening(at("2026-06-16T04:00Z")) == at("2026-06-16T13:00Z")
    assert asked.closed == STOCKHOLM.closed


@pytest.mark.parametrize("zone", ["customer", "", "Europe", "../etc/passwd", "Europe/Stock\0holm", "x" * 5000])
def test_a_name_that_is_no_zone_is_refused(zone: str) -> None:
    with pytest.raises(UnknownZone):
        STOCKHOLM.in_zone(zone)
    with pytest.raises(UnknownZone):
        replace(STOCKHOLM, zone=zone).is_open(at("2026-06-16T09:00Z"))


def test_naive_moments_are_refused_by_every_question() -> None:
    naive = datetime(2026, 6, 16, 9)
    for question in (STOCKHOLM.is_open, STOCKHOLM.open_windows, STOCKHOLM.next_opening, STOCKHOLM.open_until):
        with pytest.raises(NaiveMoment):
            question(naive)


@pytest.mark.parametrize("moment", ["0001-01-01T00:00+14:00", "1969-12-31T23:59Z", "9999-12-31T23:59-12:00"])
def test_moments_at_the_ends_of_the_calendar_are_refused(moment: str) -> None:
    with pytest.raises(MomentOutOfRange):
        STOCKHOLM.is_open(at(moment))


@pytest.mark.parametrize(
    "window",
    [(7, 0, 60), (-1, 0, 60), (0, -1, 60), (0, 1440, 1500), (0, 60, 60), (0, 60, 30), (0, 0, 2881)],
)
def test_a_window_out_of_range_is_refused(window: tuple[int, int, int]) -> None:
    with pytest.raises(ImpossibleWindow):
        Window(*window)


def test_the_upcoming_closed_dates_start_after_the_date_given() -> None:
    found = STOCKHOLM.upcoming_closed(date(2026, 6, 20), 2)
    assert found == [(date(2026, 10, 31), "legal holiday"), (date(2026, 12, 25), "legal holiday")]
    assert STOCKHOLM.upcoming_closed(date(2028, 12, 26), 2) == []


def test_equal_schedules_are_equal_and_can_be_keys() -> None:
    assert {STOCKHOLM: 1}[replace(STOCKHOLM)] == 1
    assert replace(STOCKHOLM, closed={}) != STOCKHOLM


def test_the_day_of_a_night_is_the_one_on_which_it_opened() -> None:
    assert NIGHTS.opening_day(at("2026-06-17T03:00+02:00")) == date(2026, 6, 16)
    assert NIGHTS.opening_day(at("2026-06-16T22:00+02:00")) == date(2026, 6, 16)
    assert STOCKHOLM.opening_day(at("2026-06-16T16:59:59+02:00")) == date(2026, 6, 16)


def test_a_days_windows_are_whole_across_the_year_end_in_utc() -> None:
    schedule = Schedule("ny", "Evenings", "America/New_York", daily(9, 24))
    assert schedule.day_windows(date(2026, 12, 31)) == ((at("2026-12-31T14:00Z"), at("2027-01-01T05:00Z")),)


def test_a_weekday_without_windows_has_no_hours() -> None:
    assert [STOCKHOLM.has_hours_on(date(2026, 6, day)) for day in (19, 20)] == [True, False]
    assert replace(NIGHTS, windows=(Window(4, 1320, 1800),)).has_hours_on(date(2026, 6, 20))
