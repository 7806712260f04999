"""The triage through the API: the next question, one outcome, or those still possible."""

from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from app.config import CHECKOUT
from app.content.library_reader import LibraryReader
from app.domain.decisions import UNKNOWN

SLUGS = ("clickhouse", "clusterpoint", "photoprism", "severalnines")
FIELDS = ["policy", "version", "state", "answers", "ignored", "question", "outcomes", "decided_by"]
OUTCOME = [
    "kind", "id", "title", "text", "eligible", "severity", "tier", "reasons", "channels", "conditions",
    "first_response", "resolution", "what_if", "articles", "case_url",
]  # fmt: skip
KINDS = {
    "open_case", "forum", "documentation", "provider", "professional_services", "upgrade_first", "feature_request",
    "per_agreement", "not_covered", "existing_case",
}  # fmt: skip
SEV1 = {
    "product": "clustercontrol", "need": "broken", "plan": "enterprise", "concerns": "product", "phase": "ga",
    "impact": "all-down", "workaround": "none", "business": "halted", "environment": "production",
}  # fmt: skip
ADVANCED = {**SEV1, "plan": "advanced", "incidents_used": "3", "own_hours": "no"}
SPENDING = {"product": "clusterpoint-cloud", "need": "broken", "sla_agreement": "standard", "plan": "cloud-account",
            "environment": "production", "effect": "stopped"}  # fmt: skip


def triage(client: FlaskClient, slug: str, **answers: str) -> dict[str, Any]:
    """Where answers lead."""
    answer = client.get(f"/api/v1/triage/{slug}", query_string=answers)
    assert (answer.status_code, answer.content_type) == (200, "application/json"), answer.text
    found: dict[str, Any] = answer.get_json()
    assert list(found) == FIELDS
    return found


def outcome(client: FlaskClient, slug: str, **answers: str) -> dict[str, Any]:
    """The one outcome that answers lead to."""
    found = triage(client, slug, **answers)
    assert (found["state"], found["question"], found["decided_by"]) == ("outcome", None, None)
    (only,) = found["outcomes"]
    result: dict[str, Any] = only
    assert list(result) == OUTCOME
    return result


@pytest.mark.parametrize("slug", SLUGS)
def test_the_first_question_comes_first(client: FlaskClient, slug: str) -> None:
    found = triage(client, slug)
    assert (found["policy"], found["state"], found["answers"], found["outcomes"]) == (slug, "question", {}, [])
    question = found["question"]
    assert list(question) == ["id", "text", "why", "type", "options"]
    assert (question["id"], question["type"]) == ("product", "choice")
    assert all(list(option) == ["value", "label"] for option in question["options"])
    assert len({option["value"] for option in question["options"]}) == len(question["options"]) > 1


def test_a_number_is_asked_without_options(client: FlaskClient) -> None:
    spending = {name: SPENDING[name] for name in ("product", "need", "sla_agreement", "plan")}
    question = triage(client, "clusterpoint", **spending)["question"]
    assert (question["id"], question["type"], question["options"]) == ("monthly_spend", "number", [])


def test_not_knowing_is_an_option_where_it_is_an_answer(client: FlaskClient) -> None:
    question = triage(client, "severalnines", product="clustercontrol", need="broken", plan="enterprise",
                      concerns="product")["question"]  # fmt: skip
    assert question["id"] == "phase"
    assert question["options"][-1]["value"] == UNKNOWN


@pytest.mark.parametrize("slug", SLUGS)
def test_whoever_always_takes_the_first_option_comes_to_an_outcome_in_a_dozen_questions(
    client: FlaskClient, slug: str
) -> None:
    answers: dict[str, str] = {}
    found = triage(client, slug)
    while found["state"] == "question":
        assert len(answers) < 12
        question = found["question"]
        assert question["id"] not in answers
        answers[question["id"]] = question["options"][0]["value"] if question["options"] else "1"
        found = triage(client, slug, **answers)
        assert found["answers"] == answers
    assert {each["kind"] for each in found["outcomes"]} <= KINDS


def test_an_outcome_says_everything_that_its_page_says(client: FlaskClient) -> None:
    found = outcome(client, "severalnines", **SEV1)
    assert (found["kind"], found["eligible"], found["severity"], found["tier"]) == ("open_case", True, 1, "enterprise")
    assert found["first_response"]["due_at"] == "2026-12-03T15:00:00Z"  # two hours after the site's now
    assert found["resolution"]["kind"] == "none"
    assert [channel["id"] for channel in found["channels"]] == ["web", "email"]
    assert found["channels"][0]["address"] == "https://support.severalnines.com"
    assert found["case_url"].startswith("/cases/new?policy=severalnines&product=clustercontrol")
    assert client.get(found["case_url"]).status_code == 200
    assert {change["kind"] for change in found["what_if"]} == {"answer", "tier", "time"}
    page = client.get("/policies/severalnines/").text
    for told in (*found["reasons"], *found["conditions"]):
        assert told["text"]
        assert f'id="{told["clause_url"].partition("#")[2]}"' in page


def test_what_is_our_reading_is_marked(client: FlaskClient) -> None:
    found = outcome(client, "severalnines", **{**SEV1, "impact": "data-loss"})
    assert found["severity"] == 1
    assert any(reason["reading"] for reason in found["reasons"])


def test_articles_that_may_help_are_linked(client: FlaskClient) -> None:
    articles = outcome(client, "severalnines", **{**SEV1, "impact": "minor", "own_hours": "no"})["articles"]
    assert articles
    assert all(client.get(article["url"]).status_code == 200 for article in articles)


def test_due_times_count_from_the_moment_reported(client: FlaskClient) -> None:
    reported = {"reported_at": "2026-06-18T15:00:00+02:00", "zone": "Europe/Stockholm"}
    found = outcome(client, "severalnines", **ADVANCED, **reported)
    assert found["first_response"]["due_at"] == "2026-06-19T13:00:00Z"
    assert any("Midsummer's Eve" in note for note in found["first_response"]["notes"])


@pytest.mark.parametrize(
    ("slug", "answers", "kind", "eligible", "severity", "tier"),
    [
        ("severalnines", {**ADVANCED, "incidents_used": "12", "incidents_bought": "0"}, "per_agreement", False, None,
         "advanced"),
        ("severalnines", {**ADVANCED, "incidents_used": "11"}, "open_case", True, 1, "advanced"),
        ("severalnines", {**SEV1, "phase": "end-of-support"}, "upgrade_first", False, None, "enterprise"),
        ("severalnines", {**SEV1, "environment": "other", "own_hours": "no"}, "open_case", True, 3, "enterprise"),
        ("severalnines", {"product": "ccx", "need": "broken", "concerns": "product", "phase": "ga"}, "per_agreement",
         None, None, None),
        ("clusterpoint", {**SPENDING, "monthly_spend": "200"}, "open_case", True, 1, "basic"),
        ("clusterpoint", {**SPENDING, "monthly_spend": "200.01"}, "open_case", True, 1, "production"),
        ("clickhouse", {"product": "clickhouse-cloud", "need": "broken", "cause": "none-of-these",
                        "cloud_release": "current", "support_tier": "basic", "environment": "production",
                        "impact": "down"}, "open_case", True, 3, "basic"),
        ("photoprism", {"product": "photoprism", "need": "broken", "plan": "gold", "incidents_used": "0",
                        "reach": "majority", "workaround": "missing", "business": "affected"}, "open_case", True, 1,
         "gold"),
    ],
)  # fmt: skip
def test_answers_lead_where_the_policy_says(
    client: FlaskClient, slug: str, answers: dict[str, str], kind: str, eligible: bool | None, severity: int | None,
    tier: str | None,
) -> None:  # fmt: skip
    found = triage(client, slug, **answers)
    assert [(each["kind"], each["eligible"], each["severity"], each["tier"]) for each in found["outcomes"]] == [
        (kind, eligible, severity, tier)
    ]


def test_hours_of_an_order_form_leave_the_due_time_to_the_agreement(client: FlaskClient) -> None:
    found = outcome(client, "severalnines", **{**ADVANCED, "own_hours": "yes"})["first_response"]
    assert (found["kind"], found["due_at"], found["clock"]) == ("per_agreement", None, [])


def test_not_knowing_leads_to_all_that_is_possible_and_the_question_that_decides(client: FlaskClient) -> None:
    found = triage(client, "severalnines", **{**ADVANCED, "phase": UNKNOWN})
    assert (found["state"], found["question"], found["decided_by"]) == ("undecided", None, "phase")
    assert [each["kind"] for each in found["outcomes"]] == ["open_case", "upgrade_first", "not_covered"]
    assert [each["case_url"] is not None for each in found["outcomes"]] == [True, False, False]


def test_an_answer_that_no_rule_needs_is_named_and_changes_nothing(client: FlaskClient) -> None:
    plain, more = triage(client, "severalnines", **SEV1), triage(client, "severalnines", **SEV1, nodes="3", hue="red")
    assert more["ignored"] == ["nodes", "hue"]
    assert plain["ignored"] == []
    assert more["answers"] == plain["answers"]


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"product": "nope"}, "clustercontrol, ccx, ccx-cloud, provider-customer"),
        ({"product": UNKNOWN}, "“product” takes one of"),
        ({**ADVANCED, "incidents_used": "-1"}, "a number from 0 to 500"),
        ({**ADVANCED, "incidents_used": "many"}, "a number from 0 to 500"),
        ({**ADVANCED, "phase": "new"}, "withdrawn, unknown"),
        ({"reported_at": "2026-06-18T15:00:00"}, "no offset from UTC"),
        ({"reported_at": "now"}, "2026-06-18T15:00:00+02:00"),
        ({"zone": "Stockholm"}, "Europe/Stockholm"),
    ],
)
def test_an_answer_that_its_question_does_not_take_is_refused_with_those_it_does(
    client: FlaskClient, answers: dict[str, str], sentence: str
) -> None:
    answer = client.get("/api/v1/triage/severalnines", query_string=answers)
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert answer.json
    assert sentence in answer.json["detail"]


def test_the_answers_are_those_of_the_page(client: FlaskClient) -> None:
    found = outcome(client, "severalnines", **SEV1)
    page = client.get(f"/triage/severalnines?{urlencode(SEV1)}").text
    assert found["title"] in page
    assert f'href="{found["reasons"][0]["clause_url"]}"' in page


def test_every_kind_of_outcome_is_reached_by_some_policy() -> None:
    library = LibraryReader(CHECKOUT / "content").read()
    reached = {
        version.policy.outcomes[name].kind.value
        for versions in library.policies.values()
        for version in versions
        for name in version.proof.graph.outcomes
    }
    assert reached == KINDS
