"""Durations, opening windows and bands are read as people write them, and anything else is refused with a hint."""

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.short_forms import TARGET_PATTERN, band, target_terms, weekdays, windows
from app.domain.due import Unit
from app.domain.policy import TargetKind
from app.domain.schedules import Window


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("30 minutes on always", "30", Unit.MINUTES),
        ("1 minute on always", "1", Unit.MINUTES),
        ("2 hours on always", "2", Unit.HOURS),
        ("1.5 hours on always", "1.5", Unit.HOURS),
        ("1 business hour on always", "1", Unit.BUSINESS_HOURS),
        ("24 business hours on always", "24", Unit.BUSINESS_HOURS),
        ("0.5 business days on always", "0.5", Unit.BUSINESS_DAYS),
        ("1 business day on always", "1", Unit.BUSINESS_DAYS),
        ("0.25 business days on always", "0.25", Unit.BUSINESS_DAYS),
    ],
)
def test_a_duration_is_an_amount_a_unit_and_a_schedule(text: str, amount: str, unit: Unit) -> None:
    assert target_terms(text) == (TargetKind.DURATION, Fraction(amount), unit, "always")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("best effort", TargetKind.BEST_EFFORT),
        ("none promised", TargetKind.NONE),
        ("not entitled", TargetKind.NOT_ENTITLED),
        ("per agreement", TargetKind.PER_AGREEMENT),
        ("unknown", TargetKind.UNKNOWN),
    ],
)
def test_where_there_is_no_duration_a_word_says_why(text: str, kind: TargetKind) -> None:
    assert target_terms(text) == (kind, None, None, None)


@pytest.mark.parametrize(
    "text",
    ["", "2 hours", "two hours on always", "2 days on always", "0 hours on always", "-1 hours on always", "2 hours on",
     "2 hours on Always", "soon", "Best effort", "1.5.5 hours on always", ".5 hours on always", "2 weeks on always"],
)  # fmt: skip
def test_what_is_no_target_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no target: write “2 hours on <schedule>”"):
        target_terms(text)


@given(st.from_regex(TARGET_PATTERN, fullmatch=True))
def test_what_an_editor_accepts_can_be_read_unless_it_is_no_time_at_all(text: str) -> None:
    assert re.match(TARGET_PATTERN, text)
    amount = re.match(r"[\d.]+", text)
    if amount and not float(amount[0]):
        with pytest.raises(ValueError, match="is no target"):
            target_terms(text)
    else:
        assert (target_terms(text).schedule is None) == (target_terms(text).kind is not TargetKind.DURATION)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon", (0,)), ("sun", (6,)), ("mon-fri", (0, 1, 2, 3, 4)), ("sat-sun", (5, 6)), ("fri-mon", (4, 5, 6, 0)),
        ("every day", (0, 1, 2, 3, 4, 5, 6)), ("tue-tue", (1,)),
    ],
)  # fmt: skip
def test_days_are_one_a_stretch_or_all(text: str, days: tuple[int, ...]) -> None:
    assert weekdays(text) == days


@pytest.mark.parametrize("text", ["", "monday", "mon - fri", "Mon", "mon,tue", "daily"])
def test_what_names_no_days_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(ValueError, match="names no days: write “mon”, “mon-fri” or “every day”"):
        weekdays(text)


def test_several_windows_a_day_are_written_with_a_comma() -> None:
    assert windows("mon", "09:00-12:00, 13:00-17:30") == (Window(0, 540, 720), Window(0, 780, 1050))


def test_a_day_may_end_at_24_00() -> None:
    assert windows("sun", "00:00-24:00") == (Window(6, 0, 1440),)


def test_a_window_that_closes_at_or_before_its_opening_crosses_midnight() -> None:
    assert windows("fri", "22:00-06:00") == (Window(4, 1320, 1800),)
    assert windows("fri", "09:00-09:00") == (Window(4, 540, 1980),)
    assert windows("fri", "22:00-00:00") == (Window(4, 1320, 1440),)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("9:00-17:00", "is no opening window"),
        ("09:00", "is no opening window"),
        ("", "is no opening window"),
        ("09:00–17:00", "is no opening window"),
        ("09:00-17:00,", "is no opening window"),
        ("09:60-17:00", "is not on the clock"),
        ("09:00-24:30", "is not on the clock"),
        ("24:00-06:00", "is not on the clock"),
        ("25:00-26:00", "is not on the clock"),
    ],
)
def test_what_is_no_window_is_refused_with_a_hint(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        windows("mon", text)


@pytest.mark.parametrize(
    ("text", "low", "high", "is_open_low", "is_open_high"),
    [
        ("at most 200", None, "200", False, False),
        ("under 200", None, "200", False, True),
        ("at least 200", "200", None, False, False),
        ("over 200", "200", None, True, False),
        ("2 to 5", "2", "5", False, False),
        ("over 2 to 5", "2", "5", True, False),
        ("2 to under 5", "2", "5", False, True),
        ("200", "200", "200", False, False),
        ("0.5 to 1.5", "0.5", "1.5", False, False),
    ],
)
def test_a_band_says_its_ends_and_whether_they_belong_to_it(
    text: str, low: str | None, high: str | None, is_open_low: bool, is_open_high: bool
) -> None:
    read = band("it", text)
    assert (read.id, read.label, read.is_open_low, read.is_open_high) == ("it", text, is_open_low, is_open_high)
    assert (read.low, read.high) == (low and Decimal(low), high and Decimal(high))


@pytest.mark.parametrize("text", ["", "many", "200+", "2-5", "at most", "more than 5", "-5"])
def test_what_is_no_band_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(ValueError, match="is no band: write “at most 200”"):
        band("it", text)


@pytest.mark.parametrize("text", ["at most 1.2.3", "over .", "1..2"])
def test_a_band_whose_number_is_no_number_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(ValueError, match="is no band"):
        band("it", text)


@pytest.mark.parametrize("text", ["5 to 2", "over 5 to 5", "5 to under 5"])
def test_a_band_that_holds_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no number"):
        band("it", text)
