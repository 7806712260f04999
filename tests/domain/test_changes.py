"""What changed between two versions: every difference is told, none is made up, and the way back mirrors it."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from app.domain.change import Change, Direction, Kind, Topic, summed
from app.domain.changes import changes_between
from app.domain.policy import Policy
from tests.content.example_policy import Data, policy
from tests.domain.every_field import Mutant, mutants
from tests.shipped.shelf import VERSIONS, shipped

SLUGS = sorted(VERSIONS)

# What names a thing within its list: another name is another thing, and the place of neither names the field.
NAMES = {"id", "level", "measure", "name", "value"}
# Fields that are told together, in one sentence: a target, what a tier is granted, a number, a window, an allowance.
TOLD_AS_ONE = {"Target", "MatrixCell", "NumberTerms", "Window", "Allowance", "Alternative"}
# Where a rule stands in its file is nothing to a customer.
NOT_TOLD = {("Rule", "line")}


def changed(change: Callable[[Data], object]) -> tuple[Change, ...]:
    """What differs between the example and the example changed."""
    return changes_between(policy(), policy(change))


def told(change: Callable[[Data], object]) -> list[tuple[str, Direction]]:
    """The same as sentences, without dates and document."""
    return [(each.text, each.direction) for each in changed(change) if each.topic is not Topic.RECORD]


def silent(policy: Policy) -> list[str]:
    """The mutants of a policy of which no change names the field."""
    return [str(each) for each in mutants(policy) if (each.owner, each.steps[-1]) not in NOT_TOLD and not _names(each)]


def _names(mutant: Mutant) -> bool:
    before = ORIGINALS[mutant.policy.slug.removesuffix(" otherwise")]
    found = [each for each in changes_between(before, mutant.policy) if each.place[0] == mutant.steps[0]]
    named = {step for each in found for step in each.place}
    is_told = mutant.steps[-1] in named or mutant.steps[-1] in NAMES or mutant.owner in TOLD_AS_ONE
    is_without_words = mutant.steps[-3:-1] == ("alternative", "target")  # of it, only the time and its schedule count
    return is_told and any(each.before != each.after or is_without_words for each in found)


ORIGINALS = {**{slug: shipped(slug).policy for slug in SLUGS}, policy().slug: policy()}


@pytest.mark.parametrize("slug", [*SLUGS, "acme"])
def test_a_change_of_any_field_is_told_by_its_name(slug: str) -> None:
    assert silent(ORIGINALS[slug]) == []


def test_the_mutants_of_the_shipped_policies_change_every_field_that_a_policy_can_have() -> None:
    made = [each for original in ORIGINALS.values() for each in mutants(original)]
    found, led_through = {(m.owner, m.steps[-1]) for m in made}, {step for m in made for step in m.steps[:-1]}
    assert {field for field in _fields(Policy, set()) - found if field[1] not in led_through} == set()


def _fields(kind: Any, seen: set[Any]) -> set[tuple[str, str]]:
    """Every field of a class and of the classes in it."""
    if get_origin(kind) in (tuple, UnionType) or get_args(kind):
        return set().union(*(_fields(each, seen) for each in get_args(kind)), set())
    if not is_dataclass(kind) or kind in seen:
        return set()
    seen.add(kind)
    hints, name = get_type_hints(kind), getattr(kind, "__name__", "")
    own = {each.name for each in fields(kind) if each.init}
    return {(name, each) for each in own}.union(*(_fields(hints[each], seen) for each in own))


@pytest.mark.parametrize("slug", [*SLUGS, "acme"])
def test_equal_policies_have_no_changes(slug: str) -> None:
    assert changes_between(ORIGINALS[slug], replace(ORIGINALS[slug])) == ()


@pytest.mark.parametrize("slug", [*SLUGS, "acme"])
def test_the_way_back_mirrors_every_change(slug: str) -> None:
    before = ORIGINALS[slug]
    for mutant in mutants(before):
        there = [_core(each.mirrored) for each in changes_between(before, mutant.policy)]
        back = [_core(each) for each in changes_between(mutant.policy, before)]
        assert sorted(map(repr, there)) == sorted(map(repr, back)), str(mutant)


def _core(change: Change) -> tuple[object, ...]:
    """A change without its subject, which bears the newer name of what was renamed."""
    return replace(change, subject=""), change.kind


def test_two_unlike_policies_can_be_compared_too() -> None:
    first, *others = (ORIGINALS[slug] for slug in SLUGS)
    for other in others:
        there, back = changes_between(first, other), changes_between(other, first)
        assert {each.topic for each in there} == {each.topic for each in back}
        assert len(there) == len(back)


# -- targets ----------------------------------------------------------------------------------------------------------


def target(cell: object, tier: str = "gold", level: int = 1) -> Callable[[Data], object]:
    """The example with another first response in one cell."""
    return lambda data: data["targets"]["first_response"]["table"][tier].update({level: cell})


@pytest.mark.parametrize(
    ("change", "sentence", "direction"),
    [
        (target("1 hour on always"), "2 hours, around the clock → 1 hour, around the clock", "better"),
        (target("90 minutes on always"), "2 hours, around the clock → 90 minutes, around the clock", "better"),
        (target("3 hours on always"), "2 hours, around the clock → 3 hours, around the clock", "worse"),
        (target("1 hour on office"), "2 hours, around the clock → 1 hour, on Office hours", "other"),
        (target("2 hours on office"), "2 hours, around the clock → 2 hours, on Office hours", "worse"),
        (target("best effort"), "2 hours, around the clock → best effort", "worse"),
        (target("not entitled"), "2 hours, around the clock → not entitled", "worse"),
        (target("per agreement"), "2 hours, around the clock → per agreement", "other"),
    ],
)  # fmt: skip
def test_a_target_is_told_with_what_it_was(change: Callable[[Data], object], sentence: str, direction: str) -> None:
    assert told(change) == [(f"First response, Gold, S1 Critical: {sentence}", direction)]


def test_the_same_time_around_the_clock_is_better_than_on_office_hours() -> None:
    assert told(target("4 hours on always", level=2)) == [
        ("First response, Gold, S2 Major: 4 business hours, on Office hours → 4 hours, around the clock", "better")
    ]


def test_business_days_are_not_weighed_against_hours() -> None:
    (change,) = changed(target("8 hours on office", "basic"))[:1]
    assert change.direction is Direction.OTHER


def test_a_shorter_time_on_other_hours_is_only_told() -> None:
    def shorter_on_shorter_hours(data: Data) -> None:
        data["targets"]["first_response"]["table"]["basic"][2] = "1 business day on office"
        data["schedules"]["office"]["open"] = {"mon-thu": "09:00-17:00"}

    changes = {change.subject: change.direction for change in changed(shorter_on_shorter_hours)}
    assert changes["First response, Basic, S2 Major"] is Direction.OTHER
    assert changes["Office hours, hours"] is Direction.OTHER


def test_a_year_of_closed_dates_that_only_one_version_knows_does_not_hide_a_shorter_time() -> None:
    def next_year_too(data: Data) -> None:
        data["targets"]["first_response"]["table"]["basic"][2] = "1 business day on office"
        data["calendars"]["festival"]["dates"]["2027-06-18"] = "Festival"

    changes = {change.subject: change.direction for change in changed(next_year_too)}
    assert changes["First response, Basic, S2 Major"] is Direction.BETTER
    assert changes["Office hours, closed, 2027"] is Direction.OTHER


def test_the_same_change_at_every_severity_is_told_once() -> None:
    def promise(data: Data) -> None:
        data["targets"]["resolution"]["table"]["gold"] = {"all": "5 business days on office"}

    assert told(promise) == [
        ("Resolution, Gold, every severity: none promised → 5 business days, on Office hours", "better")
    ]


# -- schedules, allowances, caps and the rest -------------------------------------------------------------------------


def closed(**dates: str) -> Callable[[Data], object]:
    """The example with other closed dates, written as d2026_06_19."""
    days = {day[1:].replace("_", "-"): why for day, why in dates.items()}
    return lambda data: data["calendars"]["festival"].update(dates=days)


def test_a_closed_date_that_came_is_worse_and_one_that_went_is_better() -> None:
    kept = {"d2026_06_19": "Festival"}
    assert told(closed(**kept, d2026_06_18="Feast")) == [
        ("Office hours, closed, Thursday 18 June 2026, added: Feast", "worse")
    ]
    assert ("Office hours, closed, Friday 19 June 2026, removed: Festival", "better") in told(
        closed(d2026_06_18="Feast")
    )


def test_a_closed_date_on_a_day_without_hours_takes_nothing_away() -> None:
    assert told(closed(d2026_06_19="Festival", d2026_06_20="Fair")) == [
        ("Office hours, closed, Saturday 20 June 2026, added: Fair", "other")
    ]


def without_days(data: Data) -> None:
    """Every target of the example in business hours."""
    table = data["targets"]["first_response"]["table"]
    table["basic"] = {"all": "8 business hours on office"}
    table["gold"][3] = "8 business hours on office"
    del data["readings"]


@pytest.mark.parametrize(
    ("hours", "direction"),
    [({"mon-fri": "08:00-17:00"}, "better"), ({"mon-fri": "10:00-17:00"}, "worse"), ({"sat": "09:00-17:00"}, "other")],
)
def test_longer_hours_are_better(hours: Data, direction: str) -> None:
    def other(data: Data) -> None:
        without_days(data)
        data["schedules"]["office"]["open"] = hours

    found = [each for each in changes_between(policy(without_days), policy(other)) if each.place[0] == "schedules"]
    assert [each.direction for each in found] == [direction]
    assert found[0].text.startswith("Office hours, hours: Monday to Friday 09:00–17:00 → ")


def test_longer_hours_are_only_told_where_a_target_counts_business_days_which_may_then_end_later() -> None:
    assert told(lambda data: data["schedules"]["office"].update(open={"mon-fri": "09:00-18:00"})) == [
        ("Office hours, hours: Monday to Friday 09:00–17:00 → Monday to Friday 09:00–18:00", "other")
    ]


def test_the_same_hours_in_another_zone_are_only_told() -> None:
    assert told(lambda data: data["schedules"]["office"].update(zone="Asia/Kolkata")) == [
        ("Office hours, time zone: Europe/Berlin → Asia/Kolkata", "other")
    ]


@pytest.mark.parametrize(
    ("allowance", "sentence", "direction"),
    [
        ({"incidents": 3, "per": "month"}, "2 incidents a month → 3 incidents a month", "better"),
        ({"incidents": 1, "per": "month"}, "2 incidents a month → 1 incident a month", "worse"),
        ({"incidents": 30, "per": "contract year"}, "2 incidents a month → 30 incidents a contract year", "other"),
        ("unlimited", "2 incidents a month → unlimited incidents", "better"),
        ("none", "2 incidents a month → no incidents", "worse"),
        ("unstated", "2 incidents a month → not stated by the vendor", "other"),
    ],
)
def test_a_larger_allowance_is_better(allowance: Any, sentence: str, direction: str) -> None:
    def other(data: Data) -> None:
        asked = {"used": "incidents_used", "add_ons": "incidents_bought"}
        data["tiers"]["basic"]["allowance"] = allowance | asked if isinstance(allowance, dict) else allowance

    assert (f"Tier Basic, incidents included: {sentence}", direction) in told(other)


def test_a_price_is_only_told() -> None:
    assert told(lambda data: data["tiers"]["basic"].update(price="EUR 10")) == [
        ("Tier Basic, price: free → EUR 10", "other")
    ]


def test_another_cap_is_only_told_since_a_graver_severity_may_be_promised_less() -> None:
    (change,) = told(lambda data: data["decisions"]["cap"]["rules"][1].update(then=1))
    assert change == ("“Highest severity”, where Is it production? No, result: S2 Major → S1 Critical", "other")


def test_what_was_not_included_and_now_is_is_better() -> None:
    (change,) = told(lambda data: data["entitlements"]["sessions"]["tiers"].update(basic="included"))
    assert change == ("Screen sharing, Basic: not included → included", "better")


def test_a_new_channel_names_the_severities_that_it_is_open_at() -> None:
    phone = {"id": "phone", "name": "Phone", "severities": [1, 2]}
    (change,) = changed(lambda data: data["tiers"]["basic"]["channels"].append(phone))[:1]
    assert (change.text, change.kind) == ("Tier Basic, channel Phone, added: S1 and S2", Kind.ADDED)


def test_a_clause_renamed_is_one_change_with_its_place_in_both_versions() -> None:
    before = policy()
    clauses = tuple(replace(c, id="costs", title="Tiers") if c.id == "tiers" else c for c in before.clauses)
    (change,) = changes_between(before, replace(before, clauses=clauses))
    assert change.text == "§ Tiers, address: tiers → costs"
    assert (change.clause_before, change.clause_after) == ("tiers", "costs")


def test_a_sentence_that_was_worded_otherwise_is_not_told_as_gone_and_come() -> None:
    before = shipped("severalnines").policy
    first, *others = before.exclusions
    reworded = replace(first, text=f"{first.text} Or so.")
    (change,) = changes_between(before, replace(before, exclusions=(*others, reworded)))
    assert (change.before, change.after) == (first.text, reworded.text)


def test_a_change_leads_to_its_clause() -> None:
    (change,) = changed(target("1 hour on always"))[:1]
    assert (change.clause_before, change.clause_after, change.level) == ("targets", "targets", 1)


# -- in short ---------------------------------------------------------------------------------------------------------


def several(data: Data) -> None:
    """A price, a longer time at a low severity, a shorter one at the gravest, and a smaller allowance."""
    data["tiers"]["gold"]["price"] = "EUR 200 a month"
    data["targets"]["first_response"]["table"]["basic"][2] = "3 business days on office"
    data["targets"]["first_response"]["table"]["gold"][1] = "1 hour on always"
    data["tiers"]["basic"]["allowance"]["incidents"] = 1


def test_the_summary_counts_and_puts_first_what_is_sure_and_grave() -> None:
    summary = summed(changed(several))
    assert (summary.better, summary.worse, summary.other, summary.count) == (1, 2, 1, 4)
    assert [change.place[0] for change in summary.gravest] == ["targets", "targets", "tiers"]
    assert [change.level for change in summary.gravest] == [1, 2, None]


def test_dates_and_document_are_told_and_not_counted() -> None:
    changes = changed(lambda data: data.update(version="2.0", effective_on="2027-01-01"))
    assert {change.topic for change in changes} == {Topic.RECORD}
    assert summed(changes).count == 0
