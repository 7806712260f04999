"""Questions take what a person may answer, bands hold what they say, and rows of conditions overlap or do not."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.short_forms import band
from app.domain.decisions import (
    UNKNOWN,
    Band,
    DecisionTable,
    HitPolicy,
    NumberTerms,
    Option,
    Question,
    Rule,
    overlap,
    parse_number,
)

CHOICE = Question("plan", "Which?", "It decides.", "about", (Option("a", "Plan A"), Option("b", "Plan B")))
NUMBER = Question(
    "spend", "How much?", "It decides.", "about",
    number=NumberTerms("EUR", Decimal(0), Decimal(1000), 2),
    bands=(band("small", "under 200"), band("limit", "200"), band("large", "over 200")), may_not_know=True,
)  # fmt: skip


def test_a_question_takes_its_options_and_nothing_else() -> None:
    assert [CHOICE.accepts(answer) for answer in ("a", "b", "c", "", "A", UNKNOWN)] == [True, True, *[False] * 4]


def test_not_knowing_is_an_answer_only_where_the_question_says_so() -> None:
    assert NUMBER.accepts(UNKNOWN)
    assert not CHOICE.accepts(UNKNOWN)


@pytest.mark.parametrize("answer", ["0", "1000", "199.99", "0.5", " 12 ", "007", "5."])
def test_a_number_question_takes_numbers_within_its_bounds_and_steps(answer: str) -> None:
    assert NUMBER.accepts(answer)


@pytest.mark.parametrize(
    "answer",
    [
        "-1",
        "1000.01",
        "0.001",
        "1e3",
        "NaN",
        "Infinity",
        "",
        " ",
        ".",
        "1.2.3",
        "1,5",
        "١٢",
        "²",
        "+5",
        "0x10",
        "1_000",
        "9" * 17,
    ],
)
def test_a_number_question_refuses_what_is_no_plain_number_within_its_bounds(answer: str) -> None:
    assert not NUMBER.accepts(answer)


@given(st.text(max_size=20))
def test_no_text_however_odd_breaks_the_reading_of_a_number(text: str) -> None:
    number = parse_number(text)
    assert number is None or number >= 0
    assert CHOICE.accepts(text) == (text in ("a", "b"))


def test_an_answer_is_shown_in_words() -> None:
    assert CHOICE.label("a") == "Plan A"
    assert NUMBER.label("250") == "250 EUR"
    assert NUMBER.number
    incidents = replace(NUMBER, number=replace(NUMBER.number, unit="incidents"))
    assert [incidents.label(count) for count in ("0", "1", "2")] == ["0 incidents", "1 incident", "2 incidents"]
    assert NUMBER.label(UNKNOWN) == "I don't know"


def test_rules_see_the_band_of_a_number_and_the_number_itself_where_there_are_no_bands() -> None:
    bare = Question("used", "How many?", "It counts.", "about", number=NumberTerms("", Decimal(0), Decimal(9), 0))
    assert [NUMBER.value_of(n) for n in ("199.99", "200", "200.00", "200.01")] == ["small", "limit", "limit", "large"]
    assert bare.value_of("7") == "7"
    assert (NUMBER.values, CHOICE.values) == (("small", "limit", "large"), ("a", "b"))


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("at most 200", ("0", "199", "200"), ("200.01", "201")),
        ("under 200", ("0", "199.99"), ("200", "201")),
        ("at least 3", ("3", "3.01", "900"), ("2.99", "0")),
        ("over 3", ("3.01", "900"), ("3", "2")),
        ("2 to 5", ("2", "3.5", "5"), ("1.99", "5.01")),
        ("over 2 to 5", ("2.01", "5"), ("2", "5.01")),
        ("2 to under 5", ("2", "4.99"), ("1.99", "5")),
        ("200", ("200", "200.0"), ("199.99", "200.01")),
        ("0.5 to 1.5", ("0.5", "1.5"), ("0.49", "1.51")),
    ],
)
def test_a_band_holds_the_numbers_that_it_says_on_both_sides_of_each_threshold(
    text: str, inside: tuple[str, ...], outside: tuple[str, ...]
) -> None:
    read = band("it", text)
    assert [read.holds_text(n) for n in inside] == [True] * len(inside)
    assert [read.holds_text(n) for n in outside] == [False] * len(outside)


def test_a_band_holds_no_text_that_is_no_number() -> None:
    assert not Band("all", "all", None, None).holds_text(UNKNOWN)


def test_rows_overlap_unless_a_name_that_both_mention_keeps_them_apart() -> None:
    a, b, either = (("plan", frozenset("a")),), (("plan", frozenset("b")),), (("plan", frozenset("ab")),)
    other = (("need", frozenset({"broken"})),)
    assert not overlap(a, b)
    assert overlap(a, either)
    assert overlap(a, other)  # both can hold: neither says anything of what the other asks
    assert overlap((), a)
    assert not overlap((*a, *other), (*b, *other))


@given(
    st.dictionaries(st.sampled_from("xyz"), st.frozensets(st.sampled_from("abc"), min_size=1), max_size=3),
    st.dictionaries(st.sampled_from("xyz"), st.frozensets(st.sampled_from("abc"), min_size=1), max_size=3),
)
def test_rows_overlap_exactly_where_some_answers_meet_both(
    one: dict[str, frozenset[str]], other: dict[str, frozenset[str]]
) -> None:
    everything = [{"x": x, "y": y, "z": z} for x in "abc" for y in "abc" for z in "abc"]
    both = any(all(answers[n] in v for row in (one, other) for n, v in row.items()) for answers in everything)
    assert overlap(one.items(), other.items()) == both


def test_the_completion_rule_stands_behind_the_others() -> None:
    rules = (Rule((("plan", frozenset("a")), ("need", frozenset("x"))), "1", "", "about"),)
    rest = Rule((), "2", "", "about", ("reading",))
    table = DecisionTable("severity", "Severity", HitPolicy.UNIQUE, rules, rest)
    assert table.all_rules == (*rules, rest)
    assert DecisionTable("severity", "Severity", HitPolicy.UNIQUE, rules).all_rules == rules
    assert table.inputs == ("plan", "need")
