"""Answers are replayed from the first, and lead to the next question, to one outcome, or to those still possible."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.decisions import UNKNOWN
from app.domain.evaluation import Verdict
from app.domain.graph import samples
from app.domain.triage import Change, Position, changes, other_tiers, position
from tests.content.example_policy import Data, policy, rule
from tests.domain.walks import leaves, results_under

ACME = policy()
FULL = {"need": "broken", "plan": "full"}
OUTAGE = {**FULL, "impact": "outage", "environment": "production"}


def outcomes(at: Position) -> set[tuple[str, int | None]]:
    return {(p.verdict.outcome, p.verdict.severity) for p in at.possible}


# -- replay ----------------------------------------------------------------------------------------------------------


def test_without_answers_the_first_question_is_next() -> None:
    at = position(ACME, {})
    assert at.question is not None
    assert (at.state, at.question.id, at.path, at.possible) == ("question", "need", (), ())


def test_answers_are_replayed_in_the_order_of_the_questions_not_of_the_link() -> None:
    at = position(ACME, {"impact": "degraded", "plan": "full", "need": "broken"})
    assert [(a.question.id, a.value, a.label) for a in at.path] == [
        ("need", "broken", "Something is broken"), ("plan", "full", "Full"), ("impact", "degraded", "It is slow"),
    ]  # fmt: skip
    assert (at.state, outcomes(at)) == ("outcome", {("open-case", 2)})


def test_an_answer_given_too_early_waits_for_its_question() -> None:
    at = position(ACME, {"impact": "outage", "environment": "production"})
    assert at.question is not None
    assert (at.question.id, at.idle, at.refused) == ("need", ("impact", "environment"), None)


def test_answers_that_no_rule_needs_are_idle() -> None:
    at = position(ACME, {"need": "question", "plan": "full", "weather": "fine"})
    assert (at.state, at.idle, at.answers) == ("outcome", ("plan", "weather"), {"need": "question"})


def test_an_answer_that_its_question_does_not_take_is_refused_where_it_is_asked() -> None:
    at = position(ACME, {**FULL, "impact": "unheard-of"})
    assert at.question is not None
    assert (at.question.id, at.refused) == ("impact", ("impact", "unheard-of"))
    assert at.answers == FULL


def test_a_wrong_answer_to_a_question_that_is_not_reached_is_idle() -> None:
    at = position(ACME, {"need": "question", "impact": "unheard-of"})
    assert (at.state, at.refused, at.idle) == ("outcome", None, ("impact",))


def test_not_knowing_is_refused_where_the_question_must_be_answered() -> None:
    at = position(ACME, {"need": UNKNOWN})
    assert (at.state, at.refused) == ("question", ("need", UNKNOWN))


@pytest.mark.parametrize(
    ("answer", "taken"), [("2", True), (" 2 ", True), ("51", False), ("-1", False), ("1.5", False)]
)
def test_numbers_are_taken_as_numbers(answer: str, taken: bool) -> None:
    at = position(ACME, {"need": "broken", "plan": "starter", "incidents_used": answer})
    assert at.question is not None
    assert at.question.id == ("incidents_bought" if taken else "incidents_used")
    assert at.answers.get("incidents_used") == ("2" if taken else None)


# -- not knowing -----------------------------------------------------------------------------------------------------


def test_after_not_knowing_the_questions_of_every_way_are_asked() -> None:
    at = position(ACME, {"need": "broken", "plan": UNKNOWN})
    assert at.question is not None
    assert at.question.id == "incidents_used"
    at = position(ACME, {"need": "broken", "plan": UNKNOWN, "incidents_used": "0", "impact": "blemish"})
    assert at.state == "undecided"
    assert {p.verdict.tier for p in at.possible} == {"basic", "gold"}


def test_the_result_of_not_knowing_is_every_outcome_possible_and_the_question_that_decides() -> None:
    at = position(ACME, {**FULL, "impact": UNKNOWN, "environment": "production"})
    assert outcomes(at) == {("open-case", 1), ("open-case", 2), ("open-case", 3)}
    assert at.decided_by is not None
    assert at.decided_by.id == "impact"
    assert [p.answers["impact"] for p in at.possible] == ["outage", "degraded", "blemish"]


def test_not_knowing_what_makes_no_difference_leaves_one_outcome() -> None:
    def open_to_all(data: Data) -> None:
        data["decisions"]["cap"]["rules"][1]["when"] = {"environment": "test", "plan": "starter"}
        data["decisions"]["cap"]["rules"].append(rule({"environment": "test", "plan": "full"}, "none", "severities"))

    at = position(policy(open_to_all), {**FULL, "impact": "outage", "environment": UNKNOWN})
    assert (at.state, outcomes(at), at.decided_by) == ("outcome", {("open-case", 1)}, None)


def test_of_two_questions_not_known_the_first_that_parts_the_results_decides() -> None:
    at = position(ACME, {**FULL, "impact": UNKNOWN, "environment": UNKNOWN})
    assert at.decided_by is not None
    assert (at.state, at.decided_by.id) == ("undecided", "impact")


def test_a_number_not_known_is_tried_on_both_sides_of_its_threshold() -> None:
    answers = {
        "need": "broken",
        "plan": "starter",
        "incidents_used": UNKNOWN,
        "incidents_bought": "0",
        "impact": "blemish",
    }
    assert outcomes(position(ACME, answers)) == {("open-case", 3), ("buy-more", None)}


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_not_knowing_leaves_exactly_the_results_of_every_way_that_stays_open(data: st.DataObject) -> None:
    given_, at = _answered(data, unknowns=3)
    if at.question is None:
        assert {p.verdict.result for p in at.possible} == results_under(ACME, given_)
        assert (at.decided_by is None) == (len(at.possible) == 1)


# -- any sequence of answers -----------------------------------------------------------------------------------------


def _answered(data: st.DataObject, unknowns: int) -> tuple[Mapping[str, str], Position]:
    answers: dict[str, str] = {}
    tried = samples(ACME)
    while (at := position(ACME, answers)).question is not None:
        choices = list(tried[at.question.id])
        if at.question.may_not_know and list(answers.values()).count(UNKNOWN) < unknowns:
            choices.append(UNKNOWN)
        assert at.question.id not in answers, "a question is asked twice"
        answers[at.question.id] = data.draw(st.sampled_from(choices))
        assert len(answers) <= 12
    return answers, at


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_link_made_from_the_answers_replays_to_the_same_position(data: st.DataObject) -> None:
    _, at = _answered(data, unknowns=2)
    assert position(ACME, at.answers) == at
    assert position(ACME, dict(reversed(at.answers.items()))) == at


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from([*samples(ACME), "zone"]), st.text(max_size=8) | st.just(UNKNOWN), max_size=7))
def test_no_link_however_odd_breaks_the_replay(answers: dict[str, str]) -> None:
    at = position(ACME, answers)
    assert at.state in ("question", "outcome", "undecided")
    assert set(at.answers) | set(at.idle) | {at.question.id if at.question else ""} >= set(answers)


# -- what would change the outcome -----------------------------------------------------------------------------------


def changed(at: Position) -> list[Change]:
    return list(changes(ACME, at))


def test_every_other_answer_that_leads_elsewhere_is_a_change() -> None:
    found = [(c.question.id, c.value, c.label) for c in changed(position(ACME, OUTAGE))]
    assert found == [
        ("need", "question", "I have a question"),
        ("need", "existing", "I have a case"),
        ("plan", "starter", "Starter"),
        ("impact", "degraded", "It is slow"),
        ("impact", "blemish", "It is ugly"),
        ("environment", "test", "No"),
    ]


def test_an_answer_that_leads_to_the_same_is_no_change() -> None:
    at = position(ACME, {"need": "broken", "plan": "starter", "incidents_used": "1", "impact": "blemish"})
    numbers = [c.value for c in changed(at) if c.question.id == "incidents_used"]
    assert numbers == ["2"]  # 0 leads to the same, 3 and 50 to what 2 leads to: all that more incidents may change


@pytest.mark.parametrize(("answers", "verdict"), leaves(ACME), ids=lambda value: None)
def test_a_change_leads_where_a_fresh_replay_of_the_changed_answers_leads(
    answers: dict[str, str], verdict: Verdict
) -> None:
    at = position(ACME, answers)
    tried, seen = samples(ACME), {(c.question.id, c.value) for c in changed(at)}
    for change in changed(at):
        instead = {**at.answers, change.question.id: change.value}
        assert {p.verdict.result for p in change.possible} == results_under(ACME, instead)
    for step in at.path:
        for value in tried[step.question.id]:
            reached = results_under(ACME, {**at.answers, step.question.id: value})
            if (step.question.id, value) not in seen and step.question.options:
                assert reached == {verdict.result}


def test_after_not_knowing_an_answer_is_a_change_too() -> None:
    at = position(ACME, {**FULL, "impact": "outage", "environment": UNKNOWN})
    found = [(c.value, {p.verdict.severity for p in c.possible}) for c in changed(at) if c.question.id == "environment"]
    assert found == [("production", {1}), ("test", {2})]


def test_a_band_is_named_by_its_words() -> None:
    def spend(data: Data) -> None:
        data["questions"]["spend"] = {
            "text": "How much?", "why": "It decides.", "clause": "tiers",
            "number": {"unit": "EUR", "most": 1000}, "bands": {"small": "at most 200", "large": "over 200"},
        }  # fmt: skip
        data["decisions"]["tier"]["rules"] = [
            rule({"spend": "small"}, "basic", "tiers"), rule({"spend": "large"}, "gold", "tiers"),
        ]  # fmt: skip
        data["questions"].pop("plan")

    of = policy(spend)
    at = position(of, {"need": "broken", "spend": "731", "impact": "blemish"})
    labels = [c.label for c in changes(of, at) if c.question.id == "spend"]
    assert labels == ["at most 200"]


def test_another_tier_is_shown_where_the_same_answers_decide_it() -> None:
    def unlimited(data: Data) -> None:
        data["tiers"]["basic"]["allowance"] = "unlimited"
        data["decisions"]["outcome"]["rules"].pop()
        for name in ("incidents_used", "incidents_bought"):
            data["questions"].pop(name)

    of = policy(unlimited)
    (possibility,) = position(of, OUTAGE).possible
    ((tier, (other,)),) = other_tiers(of, possibility)
    verdict = other.verdict
    assert (tier, verdict.tier, verdict.severity, verdict.outcome) == ("basic", "basic", 1, "open-case")
    assert verdict.promised != possibility.verdict.promised


def test_another_tier_that_would_ask_more_shows_all_that_is_possible() -> None:
    (possibility,) = position(ACME, OUTAGE).possible
    ((tier, possible),) = other_tiers(ACME, possibility)
    assert (tier, {p.verdict.outcome for p in possible}) == ("basic", {"open-case", "buy-more"})
