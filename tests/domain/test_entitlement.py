"""What a contract settles: answers that lead to its tier on every path, and whether others agree with it."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.contract import Period, Standing
from app.domain.entitlement import Told, agrees, decides_entitlement, settled_answers, tier_answers
from app.domain.policy import Policy
from app.domain.triage import position
from tests.content.example_policy import policy
from tests.domain.test_contract import contract
from tests.domain.walks import leaves
from tests.shipped.shelf import VERSIONS, shipped

SHIPPED = {slug: shipped(slug).policy for slug in VERSIONS}
TIERS = [(slug, tier.id) for slug in VERSIONS for tier in SHIPPED[slug].tiers]
ONLY_BY_A_NUMBER = {("clusterpoint", "basic")}
STANDS = Standing(3, 1, 13, "contract year", Period(date(2026, 3, 1), date(2027, 3, 1)))
GRAVE = {"need": "broken", "impact": "outage", "environment": "production"}


@pytest.mark.parametrize(("slug", "tier"), TIERS)
def test_the_answers_of_a_tier_lead_to_it_on_every_path(slug: str, tier: str) -> None:
    settled = tier_answers(SHIPPED[slug], tier)
    ends = {
        verdict.tier
        for answers, verdict in leaves(SHIPPED[slug])
        if all(settled.answers.get(name, value) == value for name, value in answers.items())
    }
    assert tier in ends
    assert settled.is_certain == ((slug, tier) not in ONLY_BY_A_NUMBER)
    assert (ends <= {tier, None}) == settled.is_certain


@pytest.mark.parametrize(("slug", "tier"), TIERS)
def test_no_answer_of_a_tier_could_be_left_out(slug: str, tier: str) -> None:
    settled = tier_answers(SHIPPED[slug], tier)
    for name in settled.answers if settled.is_certain else ():
        fewer = {other: value for other, value in settled.answers.items() if other != name}
        assert _tiers_under(SHIPPED[slug], fewer) - {tier, None}


def _tiers_under(of: Policy, settled: dict[str, str]) -> set[str | None]:
    return {v.tier for a, v in leaves(of) if all(settled.get(n, value) == value for n, value in a.items())}


def test_the_plan_that_names_the_tier_is_taken_before_others() -> None:
    assert tier_answers(SHIPPED["severalnines"], "enterprise").answers == {"plan": "enterprise"}
    assert tier_answers(SHIPPED["severalnines"], "community").answers["plan"] == "community-edition"


def test_no_number_is_made_up_for_a_tier() -> None:
    assert tier_answers(SHIPPED["clusterpoint"], "basic").answers == {
        "product": "clusterpoint-cloud",
        "plan": "cloud-account",
    }


def test_a_tier_that_nothing_leads_to_settles_nothing() -> None:
    assert tier_answers(policy(), "platinum") == ({}, False)


def test_the_incidents_of_a_contract_are_answers_too() -> None:
    found = settled_answers(SHIPPED["severalnines"], contract(tier="advanced"), STANDS)
    assert found == {
        "product": "clustercontrol", "plan": "advanced", "incidents_used": "3", "incidents_bought": "1",
    }  # fmt: skip


def test_a_number_that_its_question_does_not_take_is_left_to_be_asked() -> None:
    found = settled_answers(policy(), contract(), replace(STANDS, used=51))
    assert "incidents_used" not in found
    assert found["incidents_bought"] == "1"


@pytest.mark.parametrize(
    ("answers", "does"),
    [
        pytest.param({"plan": "starter", "incidents_used": "1"}, True, id="as it was told"),
        pytest.param({"plan": "starter", "incidents_used": "3", "incidents_bought": "2"}, True, id="as it stands now"),
        pytest.param({"plan": "starter", "incidents_used": "unknown", "incidents_bought": "2"}, True, id="not known"),
        pytest.param({"plan": "starter", "incidents_used": "0"}, False, id="fewer used"),
        pytest.param({"plan": "starter", "incidents_used": "2", "incidents_bought": "9"}, False, id="more bought"),
        pytest.param({"plan": "full"}, False, id="another tier"),
        pytest.param({"plan": "unknown", "incidents_used": "1"}, False, id="any tier"),
        pytest.param({"need": "existing"}, True, id="no tier plays a part"),
    ],
)
def test_answers_agree_with_a_contract_unless_they_say_something_else(answers: dict[str, str], does: bool) -> None:
    at = position(policy(), GRAVE | answers)
    assert at.question is None
    stands = replace(STANDS, used=3, bought=2)
    assert agrees(policy(), at, contract(), Told(1, 1), stands) == does


def test_questions_on_tier_and_incidents_may_be_settled_and_others_not() -> None:
    of = SHIPPED["severalnines"]
    found = {question.id for question in of.questions if decides_entitlement(of, question.id)}
    assert found == {"product", "plan", "trial_agreed", "incidents_used", "incidents_bought"}
