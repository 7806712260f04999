"""The proof finds each thing that makes a policy unfit, at its field, and warns of what a person should look at."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

from app.domain.policy import Clause, Policy
from app.domain.proof import MOST_QUESTIONS, Finding, calendar_warnings, prove
from tests.content.example_policy import Change, Data, findings, policy, rule

ACME = policy()


def found(of: Iterable[Finding], *, warnings: bool = False) -> dict[tuple[str | int, ...], str]:
    """Messages by field, those of one field one after the other."""
    messages: dict[tuple[str | int, ...], list[str]] = {}
    for finding in of:
        if finding.is_warning == warnings:
            messages.setdefault(finding.field, []).append(finding.message)
    return {field: "\n".join(said) for field, said in messages.items()}


def errors(change: Change) -> dict[tuple[str | int, ...], str]:
    return found(findings(change))


def warnings(change: Change) -> dict[tuple[str | int, ...], str]:
    return found(findings(change), warnings=True)


def question(**more: object) -> Data:
    return {"text": "So?", "why": "It decides.", "clause": "about", "options": {"yes": "Yes", "no": "No"}, **more}


def test_a_sound_policy_has_no_findings() -> None:
    proof = prove(ACME)
    assert (proof.findings, proof.errors, proof.warnings) == ((), (), ())
    assert proof.graph.paths == 44


# -- errors ----------------------------------------------------------------------------------------------------------


def test_a_gap_is_an_error_with_the_answers_that_fall_into_it() -> None:
    message = errors(lambda data: data["decisions"]["severity"]["rules"].pop(1))["decisions", "severity"]
    assert message.startswith("a gap: no rule holds on 9 paths, the first being need: broken, plan: starter")
    assert "impact: degraded" in message


def test_rules_of_a_unique_table_may_not_overlap_even_with_one_result() -> None:
    def overlap(data: Data) -> None:
        data["decisions"]["tier"]["rules"].append(rule({"plan": ["starter", "full"]}, "gold", "tiers"))

    assert (
        "overlaps with rule 1: both can hold, with “basic” and “gold”"
        in errors(overlap)["decisions", "tier", "rules", 2]
    )


def any_table(result: str) -> Change:
    def change(data: Data) -> None:
        table = data["decisions"]["tier"]
        table["hit_policy"] = "any"
        table["rules"].append(rule({"plan": "full", "need": ["broken", "question"]}, result, "tiers"))
        table["rules"].reverse()

    return change


def test_rules_of_an_any_table_may_overlap_with_one_result_only() -> None:
    assert not [at for at, text in errors(any_table("gold")).items() if "overlaps" in text]
    assert "overlaps" in errors(any_table("basic"))["decisions", "tier", "rules", 1]


def test_rules_of_a_first_table_may_overlap() -> None:
    def first(data: Data) -> None:
        table = data["decisions"]["severity"]
        table["hit_policy"] = "first"
        table["rules"][-1]["when"] = {"impact": ["outage", "degraded", "blemish"]}

    assert errors(first) == {}


def test_a_rule_is_never_reached_when_an_earlier_one_hides_it() -> None:
    def hidden(data: Data) -> None:
        table = data["decisions"]["severity"]
        table["hit_policy"] = "first"
        table["rules"].append(rule({"impact": "outage"}, 2, "severities"))

    assert set(errors(hidden)) == {("decisions", "severity", "rules", 3)}


def test_a_rule_is_never_reached_when_only_a_union_of_earlier_rules_hides_it() -> None:
    def hidden(data: Data) -> None:
        table = data["decisions"]["severity"]
        table["hit_policy"] = "first"
        table["rules"].insert(2, rule({"impact": ["outage", "degraded"]}, 3, "severities"))

    assert set(errors(hidden)) == {("decisions", "severity", "rules", 2)}


def test_a_rule_that_no_answers_can_meet_is_never_reached() -> None:
    def barred(data: Data) -> None:
        data["decisions"]["severity"]["rules"].append(rule({"impact": "blemish", "need": "question"}, 1, "severities"))
        data["decisions"]["severity"]["rules"][2]["when"]["need"] = "broken"

    assert set(errors(barred)) == {("decisions", "severity", "rules", 3)}


def test_a_completion_that_never_holds_is_never_reached() -> None:
    def complete(data: Data) -> None:
        data["decisions"]["severity"]["otherwise"] = {
            "then": 3, "because": "Else.", "clause": "severities", "reading": "third-day",
        }  # fmt: skip

    assert set(errors(complete)) == {("decisions", "severity", "otherwise")}


def unreached_question(data: Data) -> None:
    data["questions"]["mood"] = question()


def unreached_outcome(data: Data) -> None:
    data["outcomes"]["nowhere"] = {**data["outcomes"]["ask-around"], "title": "Nowhere"}


def unreached_tier(data: Data) -> None:
    data["tiers"]["platinum"] = data["tiers"]["gold"]
    for measure in data["targets"].values():
        measure["table"]["platinum"] = {"all": "none promised"}
    for name in ("entitlements", "scope"):
        for row in data[name].values():
            row["tiers"]["platinum"] = "not stated"


def unreached_severity(data: Data) -> None:
    data["severities"][4] = {**data["severities"][3], "effort": "None."}
    for tier in ("basic", "gold"):
        data["targets"]["first_response"]["table"][tier][4] = "best effort"


def unreached_condition(data: Data) -> None:
    data["conditions"]["never"] = {
        "text": "Never.",
        "when": {"outcome": "ask-around", "severity": 1},
        "clause": "about",
    }


@pytest.mark.parametrize(
    ("change", "at"),
    [
        (unreached_question, ("questions", "mood")),
        (unreached_outcome, ("outcomes", "nowhere")),
        (unreached_tier, ("tiers", "platinum")),
        (unreached_severity, ("severities", 4)),
        (unreached_condition, ("conditions", "never")),
    ],
    ids=["question", "outcome", "tier", "severity", "side condition"],
)
def test_what_no_answers_lead_to_is_an_error(change: Change, at: tuple[str | int, ...]) -> None:
    assert errors(change) == {at: "never reached: no answers lead here"}


def test_an_option_that_no_rule_takes_is_found_as_a_gap() -> None:
    def orphan(data: Data) -> None:
        data["questions"]["impact"]["options"]["odd"] = "It is odd"

    assert "impact: odd" in errors(orphan)["decisions", "severity"]


def test_a_band_that_no_number_can_fall_into_is_never_reached() -> None:
    def beyond(data: Data) -> None:
        data["questions"]["spend"] = question(
            options={}, number={"unit": "EUR", "most": 300}, bands={"small": "at most 300", "large": "over 300"}
        )
        data["decisions"]["tier"]["rules"] = [
            rule({"spend": "small", "plan": "starter"}, "basic", "tiers"),
            rule({"spend": ["small", "large"], "plan": "full"}, "gold", "tiers"),
        ]

    assert ("questions", "spend", "bands", "large") in errors(beyond)


def test_a_plan_that_nobody_can_choose_is_never_reached() -> None:
    def offered_by_hand(data: Data) -> None:
        data["plans"]["hidden"] = {"name": "Hidden", "text": "Nobody can name it.", "clause": "tiers"}
        data["questions"]["plan"].pop("options_from")
        data["questions"]["plan"]["options"] = {"starter": "Starter", "full": "Full"}

    assert ("plans", "hidden") in errors(offered_by_hand)


def test_the_only_plan_of_a_product_need_not_be_offered() -> None:
    def by_product(data: Data) -> None:
        for plan in data["plans"].values():
            plan["product"] = "acme"
        data["products"]["other"] = {"name": "Other", "text": "Another.", "clause": "about"}
        data["plans"]["only"] = {"name": "Only", "product": "other", "text": "The one there is.", "clause": "tiers"}
        data["questions"]["plan"]["of"] = "acme"

    assert errors(by_product) == {}


def test_a_row_of_a_cell_that_no_answers_lead_to_is_never_reached() -> None:
    def covered_twice(data: Data) -> None:
        data["targets"]["first_response"]["table"]["gold"][1] = [
            {"target": "1 hour on always", "when": {"environment": ["production", "test"]}},
            {"target": "2 hours on always"},
        ]

    assert errors(covered_twice)


def test_a_question_that_changes_nothing_is_an_error() -> None:
    def idle(data: Data) -> None:
        data["questions"]["mood"] = question()
        data["decisions"]["outcome"]["rules"][0]["when"]["mood"] = ["yes", "no"]

    assert errors(idle) == {("questions", "mood"): "can change nothing: every answer leads to the same"}


def cycle_of_two(data: Data) -> None:
    for name, needs in (("egg", "hen"), ("hen", "egg")):
        data["decisions"][name] = {
            "title": name, "hit_policy": "unique", "rules": [rule({needs: "old"}, "old")],
        }  # fmt: skip
    data["decisions"]["tier"]["rules"][0]["when"]["egg"] = "old"


def tier_by_allowance(data: Data) -> None:
    data["decisions"]["tier"]["rules"][0]["when"]["allowance"] = "left"


def severity_by_itself(data: Data) -> None:
    data["decisions"]["severity"]["rules"][0]["when"]["severity"] = 1


def cap_by_capped_severity(data: Data) -> None:
    data["decisions"]["cap"]["rules"][1]["when"]["severity"] = 1


def tier_by_outcome(data: Data) -> None:
    data["decisions"]["tier"]["rules"][0]["when"]["outcome"] = "open-case"
    data["decisions"]["outcome"]["rules"][2]["when"]["tier"] = "gold"


@pytest.mark.parametrize(
    ("change", "decisions"),
    [
        (cycle_of_two, {"egg", "hen"}), (tier_by_allowance, {"tier"}), (severity_by_itself, {"severity"}),
        (cap_by_capped_severity, {"severity", "cap"}), (tier_by_outcome, {"tier", "outcome"}),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)  # fmt: skip
def test_decisions_that_need_each_other_are_a_cycle(change: Change, decisions: set[str]) -> None:
    assert errors(change) == {("decisions", d): "this decision needs its own result: a cycle" for d in decisions}


def test_a_cap_may_look_at_the_severity_by_the_facts_without_a_cycle() -> None:
    def by_facts(data: Data) -> None:
        data["decisions"]["cap"]["rules"][1]["when"]["facts_severity"] = 1

    assert errors(by_facts) == {}


def test_an_outcome_that_opens_cases_may_not_lead_to_a_cell_that_is_not_entitled() -> None:
    def bar(data: Data) -> None:
        data["targets"]["first_response"]["table"]["gold"][3] = "not entitled"

    assert "opens a case for which the tier is not entitled (1 paths" in errors(bar)["outcomes", "open-case"]


def asks(count: int) -> Change:
    """The forum after so many more questions, which the first rule asks one by one."""

    def change(data: Data) -> None:
        names = [f"more_{n}" for n in range(count)]
        rules = data["decisions"]["outcome"]["rules"]
        for n, name in enumerate(names):
            data["questions"][name] = question()
            before = dict.fromkeys(names[:n], "yes")
            rules.append(rule({"need": "question", **before, name: "no"}, "ask-around"))
        rules[1] |= {"when": {"need": "question", **dict.fromkeys(names, "yes")}, "then": "existing-case"}

    return change


def test_a_dozen_questions_are_the_most_that_a_path_may_ask() -> None:
    assert errors(asks(MOST_QUESTIONS - 1)) == {}
    assert errors(asks(MOST_QUESTIONS)) == {("questions",): "a path asks 13 questions; 12 are the most"}


def test_a_plan_in_two_tiers_is_an_error_under_every_hit_policy() -> None:
    for hit_policy in ("unique", "any", "first"):

        def two(data: Data, hit_policy: str = hit_policy) -> None:
            data["decisions"]["tier"]["hit_policy"] = hit_policy
            data["decisions"]["tier"]["rules"].append(rule({"plan": "full"}, "basic", "tiers"))

        assert ("decisions", "tier", "rules", 2) in errors(two)


# -- warnings --------------------------------------------------------------------------------------------------------


def table(data: Data, tier: str, measure: str = "first_response") -> dict[object, object]:
    cells: dict[object, object] = data["targets"][measure]["table"][tier]
    return cells


@pytest.mark.parametrize(
    ("tier", "level", "text", "message"),
    [
        ("gold", 1, "5 business hours on office", "severity 1 on “gold” is promised less than severity 2"),
        ("gold", 1, "none promised", "severity 1 on “gold” is promised less than severity 2"),
        ("gold", 2, "2 business days on office", "severity 2 on “gold” is promised less than severity 3"),
        ("basic", 1, "best effort", "severity 1 on “basic” is promised less than severity 2"),
        ("basic", 1, "not entitled", "severity 1 on “basic” is promised less than severity 2"),
    ],
)
def test_a_higher_severity_that_is_promised_less_is_a_warning(tier: str, level: int, text: str, message: str) -> None:
    def less(data: Data) -> None:
        table(data, tier)[level] = text

    assert warnings(less)["targets", "first_response", "table", tier, level].split("\n")[0] == message


def test_a_better_tier_that_is_promised_less_is_a_warning() -> None:
    def less(data: Data) -> None:
        table(data, "gold")[3] = "4 business days on office"

    at = ("targets", "first_response", "table", "gold", 3)
    assert warnings(less) == {at: "severity 3 on “gold” is promised less than the tier “basic”"}


@pytest.mark.parametrize(
    ("graver", "lesser", "is_less"),
    [
        ("24 hours on always", "8 business hours on office", False),  # eight office hours take as long as a day here
        ("100 hours on always", "8 business hours on office", True),
        ("1 business day on office", "8 business hours on office", False),
        ("1.5 business days on office", "1 business day on office", True),
        ("90 minutes on always", "1.5 hours on always", False),
        ("91 minutes on always", "1.5 hours on always", True),
    ],
)
def test_promises_on_different_schedules_are_compared_by_the_time_they_usually_take(
    graver: str, lesser: str, is_less: bool
) -> None:
    def two(data: Data) -> None:
        table(data, "gold")[1], table(data, "gold")[2] = graver, lesser

    assert (("targets", "first_response", "table", "gold", 1) in warnings(two)) == is_less


def test_a_higher_severity_is_held_against_every_lesser_one() -> None:
    def between(data: Data) -> None:
        table(data, "gold")[1] = "1 business day on office"
        table(data, "gold")[2] = "per agreement"
        table(data, "gold")[3] = "4 business hours on office"

    assert ("targets", "first_response", "table", "gold", 1) in warnings(between)


def test_every_row_of_a_cell_is_compared() -> None:
    def two_rows(data: Data) -> None:
        table(data, "gold")[1] = [
            {"target": "9 business days on office", "when": {"environment": "production"}},
            {"target": "2 hours on always"},
        ]

    assert ("targets", "first_response", "table", "gold", 1) in warnings(two_rows)


def test_two_severities_that_promise_the_same_are_a_warning() -> None:
    def alike(data: Data) -> None:
        data["severities"][3]["effort"] = data["severities"][2]["effort"]
        for tier in ("basic", "gold"):
            table(data, tier)[3] = {"target": table(data, tier)[2], "reading": "third-day"}

    assert warnings(alike) == {("severities", 3): "severities 2 and 3 are promised the same"}


def test_severities_that_differ_only_in_what_the_vendor_does_about_them_are_not_alike() -> None:
    def nearly(data: Data) -> None:
        for tier in ("basic", "gold"):
            table(data, tier)[3] = {"target": table(data, tier)[2], "reading": "third-day"}

    assert warnings(nearly) == {}


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("mailto:help@acme.exampel", "acme.exampel"),
        ("https://acme.example.evil.test/x", "acme.example.evil.test"),
        ("https://notacme.example", "notacme.example"),
        ("https://support.acme.example", None),
        ("mailto:help@mail.acme.example", None),
        ("tel:+49-30-1234", None),
    ],
)
def test_a_contact_on_another_domain_than_the_vendors_is_a_warning(address: str, host: str | None) -> None:
    def move(data: Data) -> None:
        data["contacts"]["portal"]["address"] = address

    said = warnings(move)
    assert bool(said) == (host is not None)
    if host:
        assert f"({host})" in said["contacts", "portal", "address"]


# -- the calendar ----------------------------------------------------------------------------------------------------


def told(on: str, of: Policy = ACME) -> dict[tuple[str | int, ...], str]:
    return found(calendar_warnings(of, date.fromisoformat(on)), warnings=True)


@pytest.mark.parametrize(("today", "warns"), [("2025-06-19", False), ("2025-06-20", True), ("2030-01-01", True)])
def test_closed_dates_that_end_within_a_year_are_a_warning(today: str, warns: bool) -> None:
    of = replace(ACME, effective_on=date(2025, 1, 1))
    expected = {("schedules", "office", "closed"): "its closed dates end on 2026-06-19, within a year"}
    assert told(today, of) == (expected if warns else {})


def test_a_review_that_is_overdue_is_a_warning() -> None:
    of = replace(ACME, review_due_on=date(2026, 3, 1), schedules={})
    assert told("2026-03-01", of) == {}
    assert told("2026-03-02", of) == {("review", "next_on"): "the review was due on 2026-03-01"}


def test_a_version_still_to_come_is_a_warning() -> None:
    of = replace(ACME, schedules={})
    assert told("2025-12-31", of) == {("effective_on",): "a future version: in force from 2026-01-01"}
    assert told("2026-01-01", of) == {}


def test_the_calendar_never_makes_a_proof_fail() -> None:
    old = replace(ACME, review_due_on=date(1999, 1, 1), clauses=(Clause("about", "About", 2, "section 1"),))
    assert all(finding.is_warning for finding in calendar_warnings(old, date(2099, 1, 1)))
    assert prove(old).findings == ()
