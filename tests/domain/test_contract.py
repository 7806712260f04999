"""Contracts: the period that a day lies in, and what of the incidents counts in it."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.contract import Contract, Period, counted_from, period_of, standing, used_text
from app.domain.policy import Allowance

YEARLY = Allowance("limited", 12, "contract year", "incidents_used", "incidents_bought")
DAYS = st.dates(date(1999, 1, 1), date(2080, 12, 31))
LEAP_DAYS = st.sampled_from([date(year, 2, 29) for year in range(1996, 2081, 4)])


def contract(**changes: object) -> Contract:
    plain: dict[str, object] = {
        "policy": "acme",
        "support_id": "S-1",
        "organisation": "Example",
        "email_domains": ("example.com",),
        "tier": "basic",
        "starts_on": date(2026, 3, 1),
        "ends_on": None,
        "incidents_used": 3,
        "incidents_bought": 2,
        "counted_on": date(2026, 11, 20),
    }
    return Contract(**(plain | changes))  # type: ignore[arg-type]


def day_by_day(starts_on: date, day: date) -> date:
    """The last day up to this one on which a year begins: walked to, one day after the other."""
    began, at = starts_on, starts_on
    while at < day:
        yesterday, at = at, at + timedelta(days=1)
        is_its_day = (at.month, at.day) == (starts_on.month, starts_on.day)
        stands_in = (starts_on.month, starts_on.day) == (2, 29) and (at.month, at.day) == (3, 1)
        if is_its_day or (stands_in and (yesterday.month, yesterday.day) == (2, 28)):
            began = at
    return began


@given(st.one_of(DAYS, LEAP_DAYS), st.integers(0, 3000))
def test_a_contract_year_begins_where_one_comes_day_by_day(starts_on: date, later: int) -> None:
    day = starts_on + timedelta(days=later)
    period = period_of(contract(starts_on=starts_on), "contract year", day)
    assert period.holds(day)
    assert period.from_on == day_by_day(starts_on, day)
    assert period.until_on is not None
    assert period_of(contract(starts_on=starts_on), "contract year", period.until_on).from_on == period.until_on


@given(DAYS, st.integers(0, 400), st.sampled_from(["month", "calendar year", "contract year"]))
def test_periods_leave_no_day_out_and_hold_none_twice(starts_on: date, later: int, per: str) -> None:
    days = [starts_on + timedelta(days=later + n) for n in range(400)]
    periods = list(dict.fromkeys(period_of(contract(starts_on=starts_on), per, day) for day in days))
    assert all(one.until_on == other.from_on for one, other in pairwise(periods))
    assert all(sum(period.holds(day) for period in periods) == 1 for day in days)


@pytest.mark.parametrize(
    ("per", "day", "period"),
    [
        ("month", date(2026, 12, 31), Period(date(2026, 12, 1), date(2027, 1, 1))),
        ("month", date(2028, 2, 29), Period(date(2028, 2, 1), date(2028, 3, 1))),
        ("calendar year", date(2026, 5, 1), Period(date(2026, 1, 1), date(2027, 1, 1))),
        ("contract year", date(2027, 2, 28), Period(date(2026, 3, 1), date(2027, 3, 1))),
        ("contract year", date(2027, 3, 1), Period(date(2027, 3, 1), date(2028, 3, 1))),
        ("contract", date(2030, 1, 1), Period(date(2026, 3, 1), None)),
        (None, date(2030, 1, 1), Period(date(2026, 3, 1), None)),
    ],
)
def test_a_day_lies_in_the_period_that_the_policy_counts_over(per: str | None, day: date, period: Period) -> None:
    assert period_of(contract(), per, day) == period


def test_the_only_period_of_a_contract_ends_with_its_last_day() -> None:
    assert period_of(contract(ends_on=date(2027, 2, 28)), "contract", date(2026, 5, 1)).until_on == date(2027, 3, 1)


def test_a_contract_holds_from_its_first_day_to_its_last() -> None:
    held = contract(ends_on=date(2027, 2, 28))
    days = (date(2026, 2, 28), date(2026, 3, 1), date(2027, 2, 28), date(2027, 3, 1))
    assert [held.is_in_force(day) for day in days] == [False, True, True, False]


def test_what_was_sent_here_comes_on_top_of_the_vendors_count() -> None:
    stands = standing(contract(), YEARLY, date(2026, 12, 3), sent=4)
    assert (stands.used, stands.included, stands.left) == (7, 14, 7)


def test_a_count_of_another_year_says_nothing_of_this_one() -> None:
    stands = standing(contract(), YEARLY, date(2027, 3, 1), sent=1)
    assert (stands.used, stands.bought, stands.included, stands.left) == (1, 0, 12, 11)


def test_more_used_than_included_leaves_none() -> None:
    assert standing(contract(incidents_used=20), YEARLY, date(2026, 12, 3), sent=0).left == 0


def test_a_tier_without_a_number_leaves_nothing_to_count() -> None:
    stands = standing(contract(), Allowance("unlimited"), date(2026, 12, 3), sent=1)
    assert (stands.included, stands.left) == (None, None)


NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("counted_on", "told_at", "since"),
    [
        pytest.param(date(2026, 11, 20), NOON, datetime(2026, 11, 21, tzinfo=UTC), id="told later: with its day"),
        pytest.param(date(2026, 11, 21), NOON, NOON, id="told on its day: up to then"),
        pytest.param(date(2026, 11, 22), NOON, NOON, id="a zone ahead of us: up to then"),
        pytest.param(date(2025, 11, 21), NOON, datetime(2026, 3, 1, tzinfo=UTC), id="of another year: all of this one"),
    ],
)
def test_cases_count_from_where_the_vendors_count_ends(counted_on: date, told_at: datetime, since: datetime) -> None:
    assert counted_from(contract(counted_on=counted_on), YEARLY, told_at, date(2026, 12, 3)) == since


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ((3, 12, "contract year"), "3 of 12 incidents used this contract year"),
        ((0, 1, "month"), "0 of 1 incident used this month"),
        ((5, 4, "contract"), "5 of 4 incidents used under this contract"),
    ],
)
def test_what_is_used_is_told_with_what_it_is_counted_over(said: tuple[int, int, str], text: str) -> None:
    assert used_text(*said) == text
