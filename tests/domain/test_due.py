"""A due time is right to the second, on every schedule, on every day of the year."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.due import Due, NegativeAmount, NeverOpen, Span, Unit, due_at
from app.domain.schedules import MomentOutOfRange, NaiveMoment, Schedule, Window
from tests.domain.time_oracle import (
    CHRISTMAS,
    MON_FRI,
    REPORT_FROM_AT,
    REPORT_UNTIL_AT,
    SCHEDULES,
    SWEDISH_HOLIDAYS,
    daily,
    walk,
)

STOCKHOLM, ALWAYS, NIGHTS, SPLIT = (SCHEDULES[name] for name in ("stockholm", "always", "nights", "split"))
WEEKDAYS, SANTIAGO = SCHEDULES["utc-24x5"], SCHEDULES["santiago"]
BERLIN = Schedule("berlin", "Office", "Europe/Berlin", daily(9, 17, MON_FRI))
SHORT_TUESDAY = Schedule("short", "Short Tuesday", "UTC", daily(9, 17, range(1)) + daily(10, 13, range(1, 2)))
OVERLAPPING = Schedule("overlap", "Overlapping", "UTC", (Window(0, 1320, 1800), Window(1, 240, 600)))
NEVER = Schedule("never", "Never", "UTC", ())
MIDSUMMER_EVE = {date(2026, 6, 19): "Midsummer's Eve"}

span_seconds = (REPORT_UNTIL_AT - REPORT_FROM_AT) // timedelta(seconds=1)
moments = st.integers(0, span_seconds).map(lambda seconds: REPORT_FROM_AT + timedelta(seconds=seconds))
# Moments on the full quarter of an hour meet openings, closings and clock changes far more often than others.
quarters = st.integers(0, span_seconds // 900).map(lambda count: REPORT_FROM_AT + timedelta(minutes=15 * count))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def reported(text: str, amount: str, schedule: Schedule) -> Due:
    number, unit = amount.split()
    units = {"m": Unit.MINUTES, "h": Unit.HOURS, "bh": Unit.BUSINESS_HOURS, "bd": Unit.BUSINESS_DAYS}
    return due_at(at(text), Fraction(number), units[unit], schedule)


@pytest.mark.parametrize("schedule_id", SCHEDULES)
@settings(max_examples=150, deadline=None)
@given(reported_at=moments | quarters, seconds=st.integers(1, 60 * 3600) | st.integers(1, 60).map(lambda h: h * 3600))
def test_hours_end_where_a_walk_minute_by_minute_ends(schedule_id: str, reported_at: datetime, seconds: int) -> None:
    due = due_at(reported_at, Fraction(seconds, 3600), Unit.BUSINESS_HOURS, SCHEDULES[schedule_id])
    assert due.due_at == walk(schedule_id).after_open_seconds(reported_at, seconds)


@pytest.mark.parametrize("schedule_id", SCHEDULES)
@settings(max_examples=120, deadline=None)
@given(reported_at=moments | quarters, days=st.integers(0, 14))
def test_business_days_end_where_a_walk_minute_by_minute_ends(
    schedule_id: str, reported_at: datetime, days: int
) -> None:
    due = due_at(reported_at, Fraction(days), Unit.BUSINESS_DAYS, SCHEDULES[schedule_id])
    assert due.due_at == walk(schedule_id).after_days(reported_at, days)[0]


@pytest.mark.parametrize("schedule_id", SCHEDULES)
@settings(max_examples=60, deadline=None)
@given(reported_at=moments | quarters, days=st.integers(0, 5), quarter=st.integers(1, 3))
def test_a_fraction_of_a_day_is_that_share_of_the_open_time_of_the_day_reached(
    schedule_id: str, reported_at: datetime, days: int, quarter: int
) -> None:
    due = due_at(reported_at, days + Fraction(quarter, 4), Unit.BUSINESS_DAYS, SCHEDULES[schedule_id])
    reached_at, open_seconds = walk(schedule_id).after_days(reported_at, days)
    assert due.due_at == walk(schedule_id).after_open_seconds(reached_at, open_seconds * quarter // 4)


@pytest.mark.parametrize(
    ("schedule", "day_hours"),
    [
        pytest.param(STOCKHOLM, Fraction(8), id="office"),
        pytest.param(SPLIT, Fraction(7), id="lunch"),
        pytest.param(WEEKDAYS, Fraction(24), id="weekdays"),
        pytest.param(replace(ALWAYS, zone="UTC"), Fraction(24), id="always"),
        pytest.param(replace(NIGHTS, zone="UTC", closed={}), Fraction(8), id="nights"),
        pytest.param(SCHEDULES["kolkata"], Fraction(9), id="kolkata"),
    ],
)
@settings(max_examples=100, deadline=None)
@given(reported_at=moments | quarters, days=st.integers(1, 30))
def test_on_equal_days_n_days_are_n_times_a_days_opening_hours(
    schedule: Schedule, day_hours: Fraction, reported_at: datetime, days: int
) -> None:
    counted = due_at(reported_at, Fraction(days), Unit.BUSINESS_DAYS, schedule)
    assert counted == due_at(reported_at, days * day_hours, Unit.BUSINESS_HOURS, schedule)


@pytest.mark.parametrize("schedule_id", SCHEDULES)
@settings(max_examples=40, deadline=None)
@given(reported_at=moments | quarters, seconds=st.integers(1, 60 * 3600))
def test_the_spans_of_the_clock_are_the_open_time_and_add_up(
    schedule_id: str, reported_at: datetime, seconds: int
) -> None:
    due = due_at(reported_at, Fraction(seconds, 60), Unit.MINUTES, SCHEDULES[schedule_id])
    assert sum(((span.to_at - span.from_at) for span in due.clock), timedelta(0)) == timedelta(seconds=seconds)
    assert (due.clock[0].from_at, due.clock[-1].to_at) == (due.starts_at, due.due_at)
    assert all(one.to_at < next_one.from_at for one, next_one in zip(due.clock, due.clock[1:], strict=False))


EDGES = [
    # name, schedule, reported, amount, due
    ("plain", STOCKHOLM, "2026-06-18T15:00+02:00", "1 bd", "2026-06-19T13:00Z"),
    ("saturday", STOCKHOLM, "2026-06-20T11:11+02:00", "1 bd", "2026-06-22T17:00+02:00"),
    ("sunday", STOCKHOLM, "2026-06-21T23:59:59+02:00", "2 bh", "2026-06-22T11:00+02:00"),
    ("three-days", BERLIN, "2026-06-19T10:00+02:00", "24 bh", "2026-06-24T10:00+02:00"),
    ("elapsed", ALWAYS, "2026-06-20T23:30:15+02:00", "2 h", "2026-06-21T01:30:15+02:00"),
    ("half-hour", ALWAYS, "2026-06-20T23:45+02:00", "30 m", "2026-06-21T00:15+02:00"),
    ("fraction", STOCKHOLM, "2026-06-18T16:30+02:00", "1.5 bh", "2026-06-19T10:00+02:00"),
    ("third", ALWAYS, "2026-06-18T16:30Z", "1/7 m", "2026-06-18T16:30:09Z"),
    ("nothing", STOCKHOLM, "2026-06-20T11:11+02:00", "0 bh", "2026-06-22T09:00+02:00"),
    ("no-days", STOCKHOLM, "2026-06-18T15:00+02:00", "0 bd", "2026-06-18T15:00+02:00"),
    ("opening", STOCKHOLM, "2026-06-18T09:00+02:00", "1 bd", "2026-06-18T17:00+02:00"),
    ("before", STOCKHOLM, "2026-06-18T08:59:59+02:00", "1 bd", "2026-06-18T17:00+02:00"),
    ("after", STOCKHOLM, "2026-06-18T09:00:01+02:00", "1 bd", "2026-06-19T09:00:01+02:00"),
    ("closing", STOCKHOLM, "2026-06-18T17:00+02:00", "1 bd", "2026-06-19T17:00+02:00"),
    ("last-second", STOCKHOLM, "2026-06-18T16:59:59+02:00", "1 bd", "2026-06-19T16:59:59+02:00"),
    ("closing-hours", STOCKHOLM, "2026-06-18T17:00+02:00", "1 bh", "2026-06-19T10:00+02:00"),
    ("last-second-hours", STOCKHOLM, "2026-06-18T16:59:59+02:00", "1 bh", "2026-06-19T09:59:59+02:00"),
    ("full-day", STOCKHOLM, "2026-06-18T09:00+02:00", "8 bh", "2026-06-18T17:00+02:00"),
    ("half-day", STOCKHOLM, "2026-06-15T10:00+02:00", "1.5 bd", "2026-06-16T14:00+02:00"),
    ("midsummer", STOCKHOLM, "2027-06-25T16:00+02:00", "1 bd", "2027-06-28T16:00+02:00"),
    ("eve", replace(STOCKHOLM, closed=MIDSUMMER_EVE), "2026-06-18T15:00+02:00", "1 bd", "2026-06-22T15:00+02:00"),
    ("christmas", STOCKHOLM, "2026-12-24T16:00+01:00", "1 bd", "2026-12-28T16:00+01:00"),
    ("year-end", STOCKHOLM, "2026-12-30T16:00+01:00", "2 bd", "2027-01-04T16:00+01:00"),
    ("year-end-hours", STOCKHOLM, "2027-12-31T16:00+01:00", "9 bh", "2028-01-03T17:00+01:00"),
    ("leap-day", BERLIN, "2028-02-28T12:00+01:00", "2 bd", "2028-03-01T12:00+01:00"),
    ("spring", NIGHTS, "2026-03-28T23:00+01:00", "7 bh", "2026-03-29T23:00+02:00"),
    ("autumn", NIGHTS, "2026-10-24T23:00+02:00", "7 bh", "2026-10-25T05:00+01:00"),
    ("spring-elapsed", ALWAYS, "2026-03-28T12:00+01:00", "24 h", "2026-03-29T13:00+02:00"),
    ("skipped-hour", ALWAYS, "2026-03-28T02:30+01:00", "1 bd", "2026-03-29T03:00+02:00"),
    ("repeated-hour", ALWAYS, "2026-10-24T02:30+02:00", "1 bd", "2026-10-25T02:30+02:00"),
    ("second-time", ALWAYS, "2026-10-25T02:30+01:00", "1 bd", "2026-10-26T02:30+01:00"),
    ("no-midnight", SCHEDULES["cairo"], "2026-04-23T00:30+02:00", "1 bd", "2026-04-24T01:00+03:00"),
    ("half-shift", SCHEDULES["lord-howe"], "2026-04-05T01:00+11:00", "1 bd", "2026-04-05T09:00+10:30"),
    ("24:00", SANTIAGO, "2026-06-18T16:00-04:00", "8 bh", "2026-06-19T00:00-04:00"),
    ("24:00-days", SANTIAGO, "2026-06-18T12:00-04:00", "1 bd", "2026-06-19T00:00-04:00"),
    ("week-end", WEEKDAYS, "2026-06-19T12:00Z", "12 bh", "2026-06-20T00:00Z"),
    ("over-week-end", WEEKDAYS, "2026-06-19T12:00Z", "24 bh", "2026-06-22T12:00Z"),
    ("whole-friday", WEEKDAYS, "2026-06-19T00:00Z", "1 bd", "2026-06-20T00:00Z"),
    ("whole-day", ALWAYS, "2026-06-18T00:00+02:00", "1 bd", "2026-06-19T00:00+02:00"),
    ("midnight", NIGHTS, "2026-06-18T23:00+02:00", "2 bh", "2026-06-19T01:00+02:00"),
    ("small-hours", NIGHTS, "2026-06-18T03:00+02:00", "1 bd", "2026-06-19T03:00+02:00"),
    ("night", NIGHTS, "2026-06-18T12:00+02:00", "1 bd", "2026-06-19T06:00+02:00"),
    ("into-closed", NIGHTS, "2026-12-24T23:00+01:00", "2 bh", "2026-12-26T23:00+01:00"),
    ("cut-night", NIGHTS, "2026-12-24T03:00+01:00", "1 bd", "2026-12-25T00:00+01:00"),
    ("overlap", OVERLAPPING, "2026-06-15T22:00Z", "9 bh", "2026-06-16T07:00Z"),
    ("lunch", SPLIT, "2026-06-18T12:30+02:00", "1 bh", "2026-06-18T14:00+02:00"),
    ("lunch-day", SPLIT, "2026-06-18T12:30+02:00", "1 bd", "2026-06-19T12:00+02:00"),
    ("to-lunch", SPLIT, "2026-06-18T09:00+02:00", "3 bh", "2026-06-18T12:00+02:00"),
    ("before-lunch", SPLIT, "2026-06-18T11:59:59+02:00", "1 bd", "2026-06-19T11:59:59+02:00"),
    ("closes-earlier", SHORT_TUESDAY, "2026-06-15T15:00Z", "1 bd", "2026-06-16T13:00Z"),
    ("opens-later", SHORT_TUESDAY, "2026-06-15T09:30Z", "1 bd", "2026-06-16T10:00Z"),
    ("in-the-shorter", SHORT_TUESDAY, "2026-06-15T11:00Z", "1 bd", "2026-06-16T11:00Z"),
]


@pytest.mark.parametrize(("name", "schedule", "text", "amount", "due"), EDGES, ids=[edge[0] for edge in EDGES])
def test_every_named_edge_has_its_due_time(name: str, schedule: Schedule, text: str, amount: str, due: str) -> None:
    assert reported(text, amount, schedule).due_at == at(due)


def test_days_leave_out_a_day_whose_windows_the_clock_change_swallows() -> None:
    schedule = Schedule("small", "Small hours", "Europe/Berlin", daily(2, 3))
    assert reported("2026-03-28T02:30+01:00", "1 bd", schedule).due_at == at("2026-03-30T02:30+02:00")


def test_the_zone_in_which_a_moment_is_written_does_not_matter() -> None:
    tokyo = at("2026-06-18T15:00+02:00").astimezone(ZoneInfo("Asia/Tokyo"))
    assert due_at(tokyo, Fraction(1), Unit.BUSINESS_DAYS, STOCKHOLM) == reported(
        "2026-06-18T15:00+02:00", "1 bd", STOCKHOLM
    )


def test_every_moment_of_an_answer_is_in_utc() -> None:
    due = reported("2026-06-20T11:11+02:00", "1 bd", STOCKHOLM)
    moments_given = [
        due.due_at,
        due.starts_at,
        *(moment for span in due.clock for moment in (span.from_at, span.to_at)),
    ]
    assert {moment.tzinfo for moment in moments_given} == {UTC}


def test_the_clock_starts_when_reported_while_open_and_else_at_the_next_opening() -> None:
    assert reported("2026-06-18T15:00:07+02:00", "1 bh", STOCKHOLM).starts_at == at("2026-06-18T15:00:07+02:00")
    assert reported("2026-06-20T11:11+02:00", "1 bh", STOCKHOLM).starts_at == at("2026-06-22T09:00+02:00")


def test_the_arithmetic_of_a_day_is_shown_span_by_span() -> None:
    due = reported("2026-06-18T15:00+02:00", "1 bd", STOCKHOLM)
    assert due.clock == (
        Span(at("2026-06-18T13:00Z"), at("2026-06-18T15:00Z")),
        Span(at("2026-06-19T07:00Z"), at("2026-06-19T13:00Z")),
    )
    assert [span.minutes for span in due.clock] == [120, 360]


def test_days_that_touch_are_one_span() -> None:
    assert len(reported("2026-06-15T12:00Z", "72 bh", WEEKDAYS).clock) == 1


def test_no_time_at_all_is_one_empty_span() -> None:
    due = reported("2026-06-20T11:11+02:00", "0 bd", STOCKHOLM)
    assert [span.minutes for span in due.clock] == [0]


def test_minutes_of_a_span_keep_their_seconds() -> None:
    assert Span(at("2026-06-18T13:00Z"), at("2026-06-18T13:01:30Z")).minutes == 1.5


def test_closed_dates_passed_over_are_named() -> None:
    due = reported("2026-12-30T16:00+01:00", "3 bd", STOCKHOLM)
    assert due.due_at == at("2027-01-05T16:00+01:00")
    assert due.skipped == ((date(2027, 1, 1), "legal holiday"),)


def test_a_closed_date_is_named_when_reported_on_it() -> None:
    due = reported("2027-01-06T12:00+01:00", "1 bh", STOCKHOLM)
    assert due.skipped == ((date(2027, 1, 6), "legal holiday"),)


def test_a_closed_date_on_a_day_off_changes_nothing_and_is_not_named() -> None:
    assert date(2026, 6, 20) in SWEDISH_HOLIDAYS  # a Saturday
    assert reported("2026-06-19T16:00+02:00", "1 bd", STOCKHOLM).skipped == ()


def test_a_closed_date_that_begins_when_the_answer_is_due_is_not_passed_over() -> None:
    schedule = replace(SANTIAGO, closed={date(2026, 6, 19): "closed"})
    assert reported("2026-06-18T16:00-04:00", "8 bh", schedule).skipped == ()


@pytest.mark.parametrize(
    ("text", "amount", "is_touched"),
    [
        pytest.param("2026-06-18T15:00+02:00", "1 bd", True, id="due-on-it"),
        pytest.param("2026-06-19T16:00+02:00", "1 bd", True, id="starts-on-it"),
        pytest.param("2026-06-18T15:00+02:00", "3 bd", True, id="passes-it"),
        pytest.param("2026-06-18T15:00+02:00", "2 bh", False, id="ends-before"),
        pytest.param("2026-06-19T17:00+02:00", "1 bd", False, id="starts-after"),
    ],
)
def test_an_advisory_date_counts_as_open_and_is_named_when_the_clock_touches_it(
    text: str, amount: str, is_touched: bool
) -> None:
    due = reported(text, amount, replace(STOCKHOLM, advisory=MIDSUMMER_EVE))
    assert due.due_at == reported(text, amount, STOCKHOLM).due_at
    assert due.advisory == (tuple(MIDSUMMER_EVE.items()) if is_touched else ())


def test_an_advisory_date_is_named_when_only_the_tail_of_its_night_is_used() -> None:
    due = reported("2026-06-20T03:00+02:00", "1 bh", replace(NIGHTS, advisory=MIDSUMMER_EVE))
    assert due.advisory == tuple(MIDSUMMER_EVE.items())


def test_an_advisory_date_is_named_when_the_answer_is_due_with_its_opening() -> None:
    schedule = replace(SHORT_TUESDAY, advisory={date(2026, 6, 16): "Bridge day"})
    assert reported("2026-06-15T09:30Z", "1 bd", schedule).advisory == ((date(2026, 6, 16), "Bridge day"),)


def test_an_advisory_date_that_begins_when_the_answer_is_due_is_not_touched() -> None:
    schedule = replace(SANTIAGO, advisory=CHRISTMAS, closed={})
    assert reported("2026-12-24T16:00-03:00", "8 bh", schedule).advisory == ()


def test_naive_moments_are_refused() -> None:
    with pytest.raises(NaiveMoment):
        due_at(datetime(2026, 6, 18, 15), Fraction(1), Unit.HOURS, ALWAYS)


@pytest.mark.parametrize("text", ["0001-01-01T00:00+00:00", "9999-12-31T23:59:59+00:00"])
def test_moments_at_the_ends_of_the_calendar_are_refused(text: str) -> None:
    with pytest.raises(MomentOutOfRange):
        reported(text, "1 bd", STOCKHOLM)


def test_negative_amounts_are_refused() -> None:
    with pytest.raises(NegativeAmount):
        reported("2026-06-18T15:00+02:00", "-1 h", ALWAYS)


@pytest.mark.parametrize("amount", ["1 m", "1 bh", "1 bd"])
@pytest.mark.parametrize(
    "schedule",
    [
        pytest.param(NEVER, id="no-windows"),
        pytest.param(
            Schedule(
                "shut",
                "Shut",
                "UTC",
                (Window(0, 0, 60),),
                {date(2026, 1, 5) + timedelta(7 * n): "" for n in range(400)},
            ),
            id="all-closed",
        ),
    ],
)
def test_a_schedule_that_never_opens_is_refused(schedule: Schedule, amount: str) -> None:
    with pytest.raises(NeverOpen) as caught:
        reported("2026-06-18T15:00Z", amount, schedule)
    assert (caught.value.schedule_id, caught.value.from_at) == (schedule.id, at("2026-06-18T15:00Z"))


@pytest.mark.parametrize("amount", ["10000000 m", "50000 bh", "1500 bd"])
def test_an_amount_that_takes_more_than_five_years_is_refused(amount: str) -> None:
    with pytest.raises(NeverOpen):
        reported("2026-06-18T15:00Z", amount, STOCKHOLM)
