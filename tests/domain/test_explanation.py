"""An outcome says why it was reached, by which clauses, where to go, what to heed, and what is promised when."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from app.domain.explanation import Explanation, explain
from app.domain.policy import Measure, Policy
from app.domain.triage import position
from tests.content.example_policy import Change, Data, policy

ACME = policy()
REPORTED_AT = datetime(2026, 6, 18, 13, 0, tzinfo=UTC)
GOLD = {"need": "broken", "plan": "full", "impact": "outage", "environment": "production"}


def explained(answers: dict[str, str], of: Policy = ACME, zone: str | None = None) -> Explanation:
    (possibility,) = position(of, answers).possible
    return explain(of, possibility, REPORTED_AT, zone)


def with_readings(data: Data) -> None:
    text = {"clause": "about", "says": "Two.", "read_as": "One.", "other": "Other.", "changes": "Something."}
    for name in ("capped", "tiered", "aside", "routed"):
        data["readings"][name] = dict(text)
    data["readings"]["capped"]["alternative"] = {"severity": 1}
    data["decisions"]["cap"]["rules"][1]["reading"] = "capped"
    data["tiers"]["gold"]["reading"] = "tiered"
    data["conditions"]["call-as-well"] |= {"when": {"tier": "gold"}, "reading": "aside"}
    data["outcomes"]["open-case"]["reading"] = "routed"


def test_reasons_begin_with_the_severity_and_end_with_the_outcomes_own_rule() -> None:
    found = explained({**GOLD, "environment": "test"})
    assert [(r.decision, r.text, r.clause) for r in found.reasons] == [
        ("severity", "It is down.", "severities"),
        ("cap", "The gravest severity is for production.", "severities"),
        ("tier", "Full has Gold.", "tiers"),
        ("outcome", "Your tier includes cases.", "tiers"),
    ]


def test_a_cap_that_lowers_nothing_is_no_reason() -> None:
    assert [reason.decision for reason in explained(GOLD).reasons] == ["severity", "tier", "outcome"]


def test_an_outcome_without_severity_gives_the_reasons_that_led_there() -> None:
    found = explained({"need": "broken", "plan": "starter", "incidents_used": "2", "incidents_bought": "0"})
    assert [reason.text for reason in found.reasons] == ["Starter has Basic.", "No incident is left."]
    assert (found.severity, dict(found.promises), found.channels) == (None, {}, ())


def test_every_reason_names_a_clause_that_exists() -> None:
    for answers in (GOLD, {"need": "existing"}, {"need": "question"}):
        assert all(reason.clause in ACME.clause_by_id for reason in explained(answers).reasons)


def test_tier_and_severity_stand_there_with_the_severity_by_the_facts() -> None:
    found = explained({**GOLD, "environment": "test"})
    assert found.tier is not None
    assert found.severity is not None
    assert found.facts_severity is not None
    assert (found.tier.id, found.severity.level, found.facts_severity.level, found.is_capped) == ("gold", 2, 1, True)
    assert not explained(GOLD).is_capped


def test_only_the_gravest_severity_of_an_outcome_that_takes_cases_is_critical() -> None:
    assert explained(GOLD).is_critical
    assert not explained({**GOLD, "impact": "degraded"}).is_critical
    assert not explained({"need": "question"}).is_critical


def test_channels_are_those_of_the_tier_that_are_open_at_the_severity() -> None:
    assert [channel.id for channel in explained(GOLD).channels] == ["web", "phone"]
    assert [channel.id for channel in explained({**GOLD, "impact": "degraded"}).channels] == ["web"]


def test_a_channel_may_depend_on_the_severity_within_one_tier() -> None:
    def apart(data: Data) -> None:
        data["tiers"]["gold"]["channels"] = [{"id": "phone", "severities": [1]}, {"id": "mail", "severities": [2, 3]}]

    of = policy(apart)
    assert [c.id for c in explained(GOLD, of).channels] == ["phone"]
    assert [c.id for c in explained({**GOLD, "impact": "blemish"}, of).channels] == ["mail"]


def test_side_conditions_are_those_that_hold_for_what_is_known() -> None:
    assert [condition.id for condition in explained(GOLD).conditions] == ["call-as-well"]
    assert explained({**GOLD, "impact": "degraded"}).conditions == ()


def test_readings_of_every_part_that_was_used_are_named_once() -> None:
    found = explained({**GOLD, "environment": "test"}, policy(with_readings))
    assert {reading.id for reading in found.readings} == {"capped", "tiered", "aside", "routed"}
    assert len(found.readings) == 4
    (cap,) = (reason for reason in found.reasons if reason.decision == "cap")
    assert [reading.id for reading in cap.readings] == ["capped"]


def test_readings_of_parts_that_were_not_used_are_left_out() -> None:
    found = explained(GOLD, policy(with_readings))
    assert {reading.id for reading in found.readings} == {"tiered", "aside", "routed"}


def test_the_severity_by_another_reading_is_named_with_what_it_would_promise() -> None:
    found = explained({**GOLD, "environment": "test"}, policy(with_readings))
    assert [(reading.id, severity.level) for reading, severity in found.other_severities] == [("capped", 1)]
    ((reading, other),) = found.promises[Measure.FIRST_RESPONSE].others
    assert other.due is not None
    assert (reading.id, other.due.due_at) == ("capped", datetime(2026, 6, 18, 15, 0, tzinfo=UTC))


def test_both_measures_are_promised_from_the_moment_of_report() -> None:
    found = explained(GOLD)
    first, resolution = found.promises[Measure.FIRST_RESPONSE], found.promises[Measure.RESOLUTION]
    assert first.due is not None
    assert first.due.due_at == datetime(2026, 6, 18, 15, 0, tzinfo=UTC)
    assert (resolution.due, resolution.kind.value) == (None, "none")


# -- the allowance ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("used", "bought", "text", "left"),
    [
        ("0", None, "2 incidents a month, 0 used: 2 left", "2"),
        ("1", None, "2 incidents a month, 1 used: 1 left", "1"),
        ("3", "2", "2 incidents a month + 2 bought, 3 used: 1 left", "1"),
        ("2", "0", "2 incidents a month + 0 bought, 2 used: 0 left", "0"),
        ("50", "0", "2 incidents a month + 0 bought, 50 used: 0 left", "0"),
    ],
)
def test_the_arithmetic_of_an_allowance_is_shown(used: str, bought: str | None, text: str, left: str) -> None:
    answers = {"need": "broken", "plan": "starter", "incidents_used": used, "impact": "blemish"}
    found = explained({**answers, "incidents_bought": bought} if bought is not None else answers).allowance
    assert found is not None
    assert (found.text, found.left, found.state) == (text, Decimal(left), "left" if left != "0" else "used_up")


def allowance(value: object) -> Change:
    def change(data: Data) -> None:
        data["tiers"]["gold"]["allowance"] = value
        data["decisions"]["outcome"]["rules"][2]["when"]["allowance"] = ["left", "unlimited", "none", "unstated"]

    return change


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("unlimited", "unlimited incidents"), ("none", "no incidents"), ("unstated", "not stated by the vendor"),
        ({"incidents": 12, "per": "contract year"}, "12 incidents a contract year"),
    ],
)  # fmt: skip
def test_an_allowance_that_nobody_counts_is_said_without_a_sum(value: object, text: str) -> None:
    def no_cases_counted(data: Data) -> None:
        allowance(value)(data)
        data["decisions"]["outcome"]["rules"][2]["when"] = {"need": "broken", "plan": "full"}
        data["decisions"]["outcome"]["rules"][3]["when"] = {"need": "broken", "plan": "starter"}

    found = explained(GOLD, policy(no_cases_counted)).allowance
    assert found is not None
    assert (found.text, found.left) == (text, None)


def test_an_outcome_without_a_tier_has_no_allowance() -> None:
    assert explained({"need": "question"}).allowance is None


# -- the customer's zone, the moment -----------------------------------------------------------------------------------


def test_a_schedule_in_the_customers_zone_takes_it_from_the_explanation() -> None:
    of = policy(lambda data: data["schedules"]["office"].update(zone="customer"))
    found = explained({**GOLD, "impact": "degraded"}, of, "America/New_York")
    assert found.promises[Measure.FIRST_RESPONSE].zone == "America/New_York"


def test_the_same_possibility_is_due_later_when_it_is_reported_later() -> None:
    (possibility,) = position(ACME, GOLD).possible
    sooner, later = (explain(ACME, possibility, moment) for moment in (REPORTED_AT, REPORTED_AT.replace(hour=14)))
    first, second = (e.promises[Measure.FIRST_RESPONSE].due for e in (sooner, later))
    assert first is not None
    assert second is not None
    assert (second.due_at - first.due_at).total_seconds() == 3600
    assert replace(sooner, promises=later.promises, reported_at=later.reported_at) == later
