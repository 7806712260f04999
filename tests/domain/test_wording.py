"""Values become the words that people use for them, in one place."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from app.domain.due import Unit
from app.domain.policy import Allowance, Measure, Severity
from app.domain.wording import (
    allowance_text,
    counted,
    day_text,
    moment_text,
    number,
    severity_text,
    target_text,
    when_text,
)
from tests.content.example_policy import Data, policy

ACME = policy()


@pytest.mark.parametrize(
    ("amount", "unit", "text"),
    [
        ("1", Unit.BUSINESS_DAYS, "1 business day"), ("2", Unit.BUSINESS_DAYS, "2 business days"),
        ("24", Unit.BUSINESS_HOURS, "24 business hours"), ("1", Unit.HOURS, "1 hour"), ("1.5", Unit.HOURS, "1.5 hours"),
        ("30", Unit.MINUTES, "30 minutes"), ("0.25", Unit.BUSINESS_DAYS, "0.25 business days"),
    ],
)  # fmt: skip
def test_an_amount_is_written_as_people_say_it(amount: str, unit: Unit, text: str) -> None:
    assert counted(Fraction(amount), unit) == text


def test_a_number_has_no_more_digits_than_it_needs() -> None:
    assert [number(Fraction(n)) for n in ("2", "1.5", "99.9", "100")] == ["2", "1.5", "99.9", "100"]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("2 hours on always", "2 hours, around the clock"), ("4 business hours on office", "4 business hours"),
        ("best effort", "best effort"), ("none promised", "none promised"), ("not entitled", "not entitled"),
        ("per agreement", "per agreement"), ("unknown", "unknown"),
        ({"target": "2 hours on always", "share": 95}, "2 hours, around the clock for 95 % of cases"),
        ({"target": "best effort", "typical": "a day"}, "best effort (usually a day, which is no target)"),
    ],
)  # fmt: skip
def test_a_target_is_written_as_a_table_shows_it(cell: object, text: str) -> None:
    def use(data: Data) -> None:
        data["targets"]["first_response"]["table"]["gold"][1] = cell

    of = policy(use)
    (target,) = of.cells["gold", 1, Measure.FIRST_RESPONSE]
    assert target_text(of, target) == text


def test_a_row_says_what_tells_it_apart_in_the_words_of_the_options() -> None:
    def rows(data: Data) -> None:
        data["targets"]["first_response"]["table"]["gold"][1] = [
            {"target": "1 hour on always", "when": {"environment": "production", "plan": ["starter", "full"]}},
            "2 hours on always",
        ]

    of = policy(rows)
    first, last = of.cells["gold", 1, Measure.FIRST_RESPONSE]
    assert target_text(of, first) == "1 hour, around the clock (environment: Yes; plan: Full or Starter)"
    assert target_text(of, last) == "2 hours, around the clock"


def test_conditions_on_what_is_no_question_name_the_value() -> None:
    when = (("facts_severity", frozenset("12")), ("tier", frozenset({"gold"})))
    assert when_text(ACME, when) == "facts severity: 1 or 2; tier: gold"


@pytest.mark.parametrize(
    ("allowance", "text"),
    [
        (Allowance("limited", 1, "month"), "1 incident a month"),
        (Allowance("limited", 12, "contract year"), "12 incidents a contract year"),
        (Allowance("unlimited"), "unlimited incidents"), (Allowance("none"), "no incidents"),
        (Allowance("unstated"), "not stated by the vendor"),
    ],
)  # fmt: skip
def test_an_allowance_is_written_with_its_period_or_says_why_it_has_none(allowance: Allowance, text: str) -> None:
    assert allowance_text(allowance) == text


def test_a_severity_is_called_by_its_label_and_its_name_once() -> None:
    assert severity_text(Severity(1, "SEV-1", "Critical", "", "about", "")) == "SEV-1 Critical"
    assert severity_text(Severity(1, "Critical (1)", "Critical", "", "about", "")) == "Critical (1)"


def test_days_and_moments_are_written_out() -> None:
    assert day_text(date(2026, 11, 3)) == "Tuesday 3 November 2026"
    assert moment_text(datetime(2026, 11, 3, 9, 5, tzinfo=UTC)) == "Tuesday 3 November 2026, 09:05"
    assert moment_text(datetime(2026, 11, 3, 9, 5, 7, tzinfo=UTC)) == "Tuesday 3 November 2026, 09:05:07"
