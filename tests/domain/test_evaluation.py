"""A question is asked exactly when a rule needs it, and every way of speaking of a policy comes out as it says."""

from dataclasses import replace
from fractions import Fraction

import pytest

from app.domain.decisions import HitPolicy
from app.domain.due import Unit
from app.domain.evaluation import Ask, Evaluation, Gap, Verdict, replay
from app.domain.policy import Measure, Policy, TargetKind
from tests.content.example_policy import Change, Data, findings, policy, rule

ACME = policy()
GOLD_OUTAGE = {"need": "broken", "plan": "full", "impact": "outage", "environment": "production"}


def verdict(of: Policy, **answers: str) -> Verdict:
    result = replay(of, answers)
    assert isinstance(result, Verdict), f"{result} is asked"
    return result


def asked(of: Policy, **answers: str) -> str:
    result = replay(of, answers)
    assert isinstance(result, Ask)
    return result.question


def first_response(of: Policy, **answers: str) -> tuple[TargetKind, Fraction | None, Unit | None, str | None]:
    promised = dict(verdict(of, **answers).promised)[Measure.FIRST_RESPONSE]
    return promised.kind, promised.target.amount, promised.target.unit, promised.target.schedule


def starter(**more: str) -> dict[str, str]:
    return {"need": "broken", "plan": "starter", **more}


def test_a_question_is_asked_only_when_a_rule_needs_its_answer() -> None:
    assert asked(ACME) == "need"
    assert asked(ACME, need="broken") == "plan"
    assert asked(ACME, **starter()) == "incidents_used"
    assert asked(ACME, need="broken", plan="full") == "impact"
    assert verdict(ACME, need="existing").outcome == "existing-case"


def test_an_outcome_that_decides_no_severity_has_no_tier_and_no_promise() -> None:
    found = verdict(ACME, need="question")
    assert (found.outcome, found.tier, found.severity, found.promised) == ("ask-around", None, None, ())


def test_a_condition_known_to_fail_spares_the_questions_of_the_rest_of_its_rule() -> None:
    def also_ask(data: Data) -> None:
        data["decisions"]["outcome"]["rules"][0]["when"] = {"impact": "outage", "need": "existing"}

    of = policy(also_ask)
    assert asked(of) == "impact"
    assert asked(of, need="broken") == "plan"  # the first rule fails by `need`, so `impact` is not asked for it


def test_a_verdict_names_the_rule_of_every_decision_that_led_to_it() -> None:
    found = verdict(ACME, **GOLD_OUTAGE)
    assert dict(found.hits) == {"outcome": 2, "tier": 1, "severity": 0, "cap": 0}
    assert ACME.rule("tier", 1).then == "gold"


def test_a_gap_says_where_it_is() -> None:
    of = policy(lambda data: data["decisions"]["severity"]["rules"].pop(1))
    with pytest.raises(Gap) as caught:
        replay(of, {**GOLD_OUTAGE, "impact": "degraded"})
    assert caught.value.decision == "severity"
    assert caught.value.answers["impact"] == "degraded"


# -- hit policies ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hit_policy", HitPolicy)
def test_every_hit_policy_gives_the_result_of_the_rule_that_holds(hit_policy: HitPolicy) -> None:
    def use(data: Data) -> None:
        data["decisions"]["severity"]["hit_policy"] = hit_policy.value

    assert verdict(policy(use), **GOLD_OUTAGE).severity == 1


def test_with_first_the_earlier_of_two_rules_counts() -> None:
    def first(data: Data) -> None:
        table = data["decisions"]["severity"]
        table["hit_policy"] = "first"
        table["rules"].insert(0, rule({"impact": ["outage", "degraded"]}, 2, "severities"))

    assert verdict(policy(first), **GOLD_OUTAGE).severity == 2


def completed(data: Data) -> None:
    """The blemish rule replaced by a completion, which is marked as a reading."""
    table = data["decisions"]["severity"]
    table["rules"].pop()
    table["otherwise"] = {"then": 3, "because": "Else.", "clause": "severities", "reading": "third-day"}


def test_a_completion_holds_where_no_rule_does_and_stands_behind_them_in_the_hits() -> None:
    of = policy(completed)
    found = verdict(of, need="broken", plan="full", impact="blemish")
    assert found.severity == 3
    assert dict(found.hits)["severity"] == 2
    assert of.rule("severity", 2).readings == ("third-day",)


# -- caps ------------------------------------------------------------------------------------------------------------


def test_a_cap_by_environment_lowers_the_severity_and_keeps_that_of_the_facts() -> None:
    found = verdict(ACME, **{**GOLD_OUTAGE, "environment": "test"})
    assert (found.facts_severity, found.severity, found.capped) == (1, 2, True)
    assert first_response(ACME, **{**GOLD_OUTAGE, "environment": "test"})[1] == 4


def test_a_cap_that_could_not_lower_the_severity_asks_nothing() -> None:
    assert verdict(ACME, need="broken", plan="full", impact="degraded").severity == 2
    assert asked(ACME, need="broken", plan="full", impact="outage") == "environment"


def test_a_cap_never_raises_a_severity() -> None:
    def two_caps(data: Data) -> None:
        data["decisions"]["cap"]["rules"][1] = rule({"environment": "test", "tier": "gold"}, 2, "severities")
        data["decisions"]["cap"]["rules"].append(rule({"environment": "test", "tier": "basic"}, 3, "severities"))

    of = policy(two_caps)
    blemish = verdict(of, need="broken", plan="full", impact="blemish")
    degraded = verdict(of, need="broken", plan="full", impact="degraded", environment="test")
    assert (blemish.severity, degraded.severity, degraded.capped) == (3, 2, False)


@pytest.mark.parametrize(
    ("by", "when", "answers"),
    [
        ("tier", {"tier": "gold"}, {}),
        ("severity by the facts", {"facts_severity": 1}, {}),
        ("channel", {"channel": "email"}, {"channel": "email"}),
    ],
)
def test_a_cap_may_hang_on_tier_facts_or_channel(by: str, when: dict[str, object], answers: dict[str, str]) -> None:
    others: dict[str, dict[str, object]] = {
        "tier": {"tier": "basic"}, "severity by the facts": {"facts_severity": [2, 3]}, "channel": {"channel": "phone"},
    }  # fmt: skip

    def cap(data: Data) -> None:
        channel_question(data)
        data["questions"].pop("environment")
        data["decisions"]["cap"]["rules"] = [rule(when, 3, "severities"), rule(others[by], "none", "severities")]

    found = verdict(policy(cap), need="broken", plan="full", impact="outage", **answers)
    assert (found.facts_severity, found.severity) == (1, 3)


# -- allowances ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("used", "bought", "state"),
    [
        ("0", None, "left"), ("1", None, "left"), ("2", "0", "used_up"), ("2", "1", "left"), ("3", "1", "used_up"),
        ("3", "2", "left"), ("50", "48", "used_up"), ("50", "49", "left"),
    ],
)  # fmt: skip
def test_an_allowance_counts_incidents_with_those_bought_on_top(used: str, bought: str | None, state: str) -> None:
    answers = {"incidents_used": used} | ({"incidents_bought": bought} if bought else {})
    found = Evaluation(ACME, starter(**answers))
    assert found.value("allowance") == state


def test_add_ons_are_asked_for_only_when_none_of_the_included_incidents_is_left() -> None:
    assert asked(ACME, **starter(incidents_used="1")) == "impact"
    assert asked(ACME, **starter(incidents_used="2")) == "incidents_bought"


@pytest.mark.parametrize("state", ["unlimited", "none", "unstated"])
def test_an_allowance_that_counts_nothing_asks_nothing(state: str) -> None:
    def allow(data: Data) -> None:
        data["tiers"]["basic"]["allowance"] = state
        data["decisions"]["outcome"]["rules"][2]["when"]["allowance"] = ["unlimited", "none", "unstated"]

    found = verdict(policy(allow), **starter(impact="blemish"))
    assert found.allowance == state


def test_a_limited_allowance_without_a_question_is_limited_and_asks_nothing() -> None:
    def silent(data: Data) -> None:
        for name in ("used", "add_ons"):
            data["tiers"]["basic"]["allowance"].pop(name)

    of = policy(silent)
    assert Evaluation(of, starter()).value("allowance") == "limited"


# -- rows of a cell --------------------------------------------------------------------------------------------------


def channel_question(data: Data) -> None:
    data["questions"]["channel"] = {
        "text": "How will you report it?", "why": "Phone is quicker.", "clause": "targets",
        "options": {"phone": "Phone", "email": "E-mail"},
    }  # fmt: skip


def by_channel(data: Data) -> None:
    channel_question(data)
    data["targets"]["first_response"]["table"]["gold"][1] = [
        {"target": "30 minutes on always", "when": {"channel": "phone"}},
        {"target": "2 business hours on office"},
    ]


def test_a_schedule_may_depend_on_the_channel_used() -> None:
    of = policy(by_channel)
    assert asked(of, **GOLD_OUTAGE) == "channel"
    assert first_response(of, **GOLD_OUTAGE, channel="phone")[1:] == (Fraction(30), Unit.MINUTES, "always")
    assert first_response(of, **GOLD_OUTAGE, channel="email")[1:] == (Fraction(2), Unit.BUSINESS_HOURS, "office")


def test_a_schedule_may_depend_on_the_severity_within_one_tier() -> None:
    answers = {"need": "broken", "plan": "full"}
    assert first_response(ACME, **GOLD_OUTAGE)[3] == "always"
    assert first_response(ACME, **answers, impact="degraded")[3] == "office"


def test_targets_may_depend_on_the_tier_alone() -> None:
    def by_tier(data: Data) -> None:
        data["targets"]["first_response"]["table"]["gold"] = {"all": "90 minutes on always"}

    of = policy(by_tier)
    for impact in ("outage", "degraded", "blemish"):
        answers = {**GOLD_OUTAGE, "impact": impact}
        assert first_response(of, **answers) == (TargetKind.DURATION, Fraction(90), Unit.MINUTES, "always")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("best effort", "best_effort"), ("none promised", "none"), ("not entitled", "not_entitled"),
        ("per agreement", "per_agreement"), ("unknown", "unknown"),
    ],
)  # fmt: skip
def test_where_no_time_is_promised_the_cell_says_why(text: str, kind: str) -> None:
    def cell(data: Data) -> None:
        data["targets"]["first_response"]["table"]["gold"][3] = text

    found = first_response(policy(cell), need="broken", plan="full", impact="blemish")
    assert found == (TargetKind(kind), None, None, None)


def own_hours(data: Data) -> None:
    data["questions"]["own_hours"] = {
        "text": "Does your contract name hours?", "why": "They count then.", "clause": "hours",
        "options": {"yes": "Yes", "no": "No"},
    }  # fmt: skip
    data["schedules"]["office"]["per_agreement_when"] = {"own_hours": "yes"}


def test_a_contract_may_put_hours_of_its_own_in_the_place_of_a_schedule() -> None:
    of, answers = policy(own_hours), {"need": "broken", "plan": "full", "impact": "blemish"}
    assert asked(of, **answers) == "own_hours"
    assert first_response(of, **answers, own_hours="yes")[0] is TargetKind.PER_AGREEMENT
    assert first_response(of, **answers, own_hours="no")[0] is TargetKind.DURATION


def test_a_schedule_that_a_contract_cannot_replace_asks_nothing_of_it() -> None:
    assert first_response(policy(own_hours), **GOLD_OUTAGE)[0] is TargetKind.DURATION


# -- what if ---------------------------------------------------------------------------------------------------------


def test_another_tier_or_severity_can_take_the_place_of_what_the_rules_decide() -> None:
    basic = replay(ACME, GOLD_OUTAGE, {"tier": "basic"})
    assert basic == Ask("incidents_used")  # Basic counts incidents
    lower = replay(ACME, GOLD_OUTAGE, {"facts_severity": "3"})
    assert isinstance(lower, Verdict)
    assert (lower.tier, lower.severity) == ("gold", 3)
    uncapped = replay(ACME, {**GOLD_OUTAGE, "environment": "test"}, {"severity": "1"})
    assert isinstance(uncapped, Verdict)
    assert uncapped.severity == 1


def test_the_result_leaves_out_the_way_that_led_to_it() -> None:
    one = verdict(ACME, **starter(incidents_used="0", impact="blemish"))
    other = verdict(ACME, **starter(incidents_used="2", incidents_bought="1", impact="blemish"))
    assert one.result == other.result
    assert replace(one, severity=2).result != one.result


def test_side_conditions_are_weighed_by_what_is_known_and_ask_nothing() -> None:
    evaluation = Evaluation(ACME, GOLD_OUTAGE)
    when = ACME.side_conditions[0].when
    assert not evaluation.is_settled(when, "open-case")  # nothing is decided before the verdict
    evaluation.verdict()
    assert evaluation.is_settled(when, "open-case")
    assert evaluation.is_settled((("outcome", frozenset({"open-case"})),), "open-case")
    assert not evaluation.is_settled((("incidents_used", frozenset({"0"})),), "open-case")


CHANGES: tuple[Change, ...] = (by_channel, own_hours, completed)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_the_policies_of_these_tests_are_sound(change: Change) -> None:
    assert [finding for finding in findings(change) if not finding.is_warning] == []
