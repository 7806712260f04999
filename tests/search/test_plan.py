"""A plan says which terms a question is searched by and what each counts, the same for every engine."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.content.search_words import Pin, Synonyms
from app.search.plan import PAIR, PART, SYNONYM, Plan, WeightedPair
from tests.search.vocabularies import DOCUMENTS, planner

DATABASE = Synonyms(
    equal=(("db", "database"), ("ha", "high availability"), ("oom", "out of memory")),
    one_way=(("down", ("outage",)),),
)


def weights(plan: Plan) -> dict[str, float]:
    return dict(plan.terms)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("how do I restore?", {"restor": 1.0}),
        ("how to", {"how": 1.0, "to": 1.0}),
        ("max_connections", {"maxconnect": 1.0, "max": PART, "connect": PART}),
        ("ORA-00600", {"ora00600": 1.0, "ora": PART, "00600": PART}),
        ("SEV-1", {"sev1": 1.0, "sev": PART, "1": PART}),
        ("log in", {"log": 1.0, "login": 1.0}),
        ("settings setting", {"set": 1.0, "settingsset": 1.0}),
        ("", {}),
    ],
)
def test_terms_weigh_by_what_they_are(text: str, expected: dict[str, float]) -> None:
    assert weights(planner().plan(text)) == expected


def test_terms_that_no_document_has_are_left_out() -> None:
    assert weights(planner({"backup": 3}, otherwise=0).plan("backup of nothing-known")) == {"backup": 1.0}


def test_neighbours_that_tell_something_are_pairs() -> None:
    pairs = planner().plan("restore the backup of a cluster").pairs
    assert pairs == (WeightedPair("restor", "backup", PAIR), WeightedPair("backup", "cluster", PAIR))


@pytest.mark.parametrize(
    ("asked", "found"),
    [("db", "databas"), ("database", "db"), ("high availability", "ha"), ("out of memory", "oom"), ("OOM", "memori")],
)
def test_a_synonym_is_found_in_both_directions_and_weighs_less(asked: str, found: str) -> None:
    plan = planner(synonyms=DATABASE).plan(asked)
    assert weights(plan)[found] == SYNONYM
    assert max(weights(plan).values()) == 1.0


def test_a_synonym_of_several_words_shares_its_weight_among_them() -> None:
    assert weights(planner(synonyms=DATABASE).plan("ha")) == {"ha": 1.0, "high": SYNONYM / 2, "avail": SYNONYM / 2}


def test_a_one_way_synonym_is_not_found_back() -> None:
    assert "outag" in weights(planner(synonyms=DATABASE).plan("down"))
    assert "down" not in weights(planner(synonyms=DATABASE).plan("outage"))


def test_a_rare_synonym_counts_no_more_than_the_common_word_it_stands_for() -> None:
    rare = weights(planner({"databas": DOCUMENTS // 2, "db": 1}, synonyms=DATABASE).plan("database"))
    assert 0 < rare["db"] < SYNONYM


def test_a_word_that_was_asked_keeps_its_own_weight() -> None:
    assert weights(planner(synonyms=DATABASE).plan("db database"))["databas"] == 1.0


def test_a_literal_question_has_no_synonyms() -> None:
    assert weights(planner(None, 1, DATABASE).plan("db", is_literal=True)) == {"db": 1.0}


@pytest.mark.parametrize("text", ["Who may open a case", "who may OPEN a case?", "who may opened a cases"])
def test_a_pin_is_found_however_the_question_is_spelled(text: str) -> None:
    plan = planner(None, 1, None, Pin(("Who may open a case?",), ("/articles/a", "/articles/b"))).plan(text)
    assert plan.pinned == ("/articles/a", "/articles/b")


def test_another_question_has_no_pin() -> None:
    assert planner(None, 1, None, Pin(("open a case",), ("/articles/a",))).plan("open a new case").pinned == ()


@given(text=st.text(max_size=300))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_any_text_gives_weights_between_nothing_and_one(text: str) -> None:
    plan = planner(synonyms=DATABASE).plan(text)
    assert all(0 < weight <= 1 for _, weight in plan.terms)
    assert plan.marked == {term for term, _ in plan.terms}
