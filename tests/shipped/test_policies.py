"""The four policies promise what their vendors' texts promise: figures and scenarios typed by hand from the sources."""

from datetime import UTC, date, datetime

import pytest

from app.domain.explanation import Explanation, explain
from app.domain.policy import Measure
from app.domain.triage import Position, other_tiers, position
from app.domain.wording import allowance_text, target_text
from tests.shipped.scenarios import (
    ADVANCED,
    ALL_DOWN,
    DOWN,
    ENTERPRISE,
    HIGH,
    NORMAL,
    PHOTO,
    READY,
    SCENARIOS,
    SOFTWARE,
    SPENDS,
    STOPPED,
    URGENT,
    Scenario,
)
from tests.shipped.shelf import VERSIONS, library, shipped

# -- the tables: a text per severity, the gravest first ----------------------------------------------------------------

NONE, BEST, UNKNOWN, BARRED = "none promised", "best effort", "unknown", "not entitled"
TABLES: dict[str, dict[str, dict[str, list[str]]]] = {
    "clusterpoint": {
        "first_response": {
            "basic": ["best effort (usually within 24 hours, which is no target)"] * 3,
            "production": ["2 hours, around the clock"] * 3,
            "on-premises": ["2 hours, around the clock"] * 3,
        },
        "resolution": {"basic": [BEST] * 3, "production": [UNKNOWN] * 3, "on-premises": [UNKNOWN] * 3},
    },
    "photoprism": {
        "first_response": {
            "professional": [NONE, NONE, NONE, "24 business hours"],
            "enterprise": ["8 business hours", "16 business hours", "24 business hours", "24 business hours"],
            "gold": ["8 business hours", "8 business hours", "8 business hours", "24 business hours"],
        },
        "resolution": {
            "professional": [NONE, NONE, NONE, BEST],
            "enterprise": ["32 business hours", "7 business days", "14 business days", BEST],
            "gold": ["16 business hours", "3 business days", "7 business days", BEST],
        },
    },
    "severalnines": {
        "first_response": {
            "community": [BEST] * 4,
            "advanced": ["1 business day", "1 business day", "1 business day", "2 business days"],
            "enterprise": [
                "2 hours, around the clock",
                "4 hours, around the clock",
                "1 business day",
                "2 business days",
            ],
        },
        "resolution": {"community": [NONE] * 4, "advanced": [NONE] * 4, "enterprise": [NONE] * 4},
    },
    "clickhouse": {
        "first_response": {
            "basic": [BARRED, BARRED, "24 business hours"],
            "scale": ["1 business hour", "4 business hours", "24 business hours"],
            "enterprise": ["30 minutes, around the clock", "2 business hours", "24 business hours"],
        },
        "resolution": {"basic": [NONE] * 3, "scale": [NONE] * 3, "enterprise": [NONE] * 3},
    },
}


@pytest.mark.parametrize("slug", VERSIONS)
def test_every_cell_of_every_table_says_what_the_vendor_says(slug: str) -> None:
    policy = shipped(slug).policy
    found = {
        terms.measure.value: {
            tier.id: [
                " or ".join(target_text(policy, row) for row in policy.cells[tier.id, s.level, terms.measure])
                for s in policy.severities
            ]
            for tier in policy.tiers
        }
        for terms in policy.measures
    }
    assert found == TABLES[slug]


ALLOWANCES = {
    "clusterpoint": dict.fromkeys(["basic", "production", "on-premises"], "not stated by the vendor"),
    "photoprism": {
        "professional": "1 incident a month", "enterprise": "2 incidents a month", "gold": "4 incidents a month",
    },
    "severalnines": {
        "community": "no incidents", "advanced": "12 incidents a contract year", "enterprise": "unlimited incidents",
    },
    "clickhouse": dict.fromkeys(["basic", "scale", "enterprise"], "unlimited incidents"),
}  # fmt: skip


@pytest.mark.parametrize("slug", VERSIONS)
def test_every_tier_includes_the_incidents_that_the_vendor_says(slug: str) -> None:
    assert {tier.id: allowance_text(tier.allowance) for tier in shipped(slug).policy.tiers} == ALLOWANCES[slug]


HOURS = {
    ("clusterpoint", "around-the-clock"): ("UTC", 7, 0, 1440),
    ("photoprism", "business-hours"): ("Europe/Berlin", 5, 540, 1020),
    ("photoprism", "fixed-cet"): ("Etc/GMT-1", 5, 540, 1020),
    ("severalnines", "business-hours"): ("Europe/Stockholm", 5, 540, 1020),
    ("severalnines", "around-the-clock"): ("UTC", 7, 0, 1440),
    ("clickhouse", "normal-business-hours"): ("UTC", 5, 0, 1440),
    ("clickhouse", "around-the-clock"): ("UTC", 7, 0, 1440),
}


def test_every_schedule_has_the_hours_that_the_vendor_says() -> None:
    found = {}
    for slug in VERSIONS:
        for name, terms in shipped(slug).policy.schedules.items():
            windows = terms.schedule.windows
            assert {(w.opens, w.closes) for w in windows} == {(windows[0].opens, windows[0].closes)}
            found[slug, name] = (terms.schedule.zone, len(windows), windows[0].opens, windows[0].closes)
    assert found == HOURS


@pytest.mark.parametrize(
    ("slug", "effective_on", "text", "stated"),
    [
        ("clusterpoint", None, "", None),
        ("photoprism", None, "", None),
        ("severalnines", date(2026, 6, 1), "June 2026", "1.0"),
        ("clickhouse", date(2025, 1, 23), "23 January 2025", None),
    ],
)
def test_a_version_and_a_date_stand_only_where_the_vendor_states_them(
    slug: str, effective_on: date | None, text: str, stated: str | None
) -> None:
    policy = shipped(slug).policy
    assert (policy.effective_on, policy.effective_text, policy.stated_version) == (effective_on, text, stated)


def test_the_yearly_review_of_severalnines_is_kept() -> None:
    policy = shipped("severalnines").policy
    assert (policy.updated_on, policy.review_due_on) == (date(2026, 6, 13), date(2027, 6, 13))


def test_only_swedish_public_holidays_are_closed_and_the_eves_may_turn_out_closed() -> None:
    schedules = {
        (slug, name): terms.schedule for slug in VERSIONS for name, terms in shipped(slug).policy.schedules.items()
    }
    sweden = schedules["severalnines", "business-hours"]
    assert [len([day for day in sweden.closed if day.year == year]) for year in (2026, 2027, 2028)] == [13, 13, 13]
    assert {(day.month, day.day) for day in sweden.advisory} == {(6, 19), (6, 25), (6, 23), (12, 24), (12, 31)}
    assert [name for name, schedule in schedules.items() if schedule.closed] == [("severalnines", "business-hours")]
    german = schedules["photoprism", "business-hours"].advisory
    assert [len([day for day in german if day.year == year]) for year in (2026, 2027, 2028)] == [9, 9, 9]


def test_no_address_is_linked_that_the_vendor_does_not_state() -> None:
    mails = {c.address for slug in VERSIONS for c in shipped(slug).policy.contacts if "mailto" in (c.address or "")}
    phones = [c for slug in VERSIONS for c in shipped(slug).policy.contacts if c.kind == "phone" and c.address]
    assert mails == {"mailto:support@clusterpoint.com"}
    assert phones == []


def test_prices_stand_where_the_vendor_names_them() -> None:
    tiers = {(slug, tier.id): tier.price for slug in VERSIONS for tier in shipped(slug).policy.tiers}
    assert tiers["photoprism", "gold"] == "EUR 1,499.00 a month, billed annually"
    assert "EUR 200" in tiers["clusterpoint", "production"]
    assert "EUR 250 a node a month" in tiers["severalnines", "community"]
    assert tiers["clusterpoint", "on-premises"] == "On request"


@pytest.mark.parametrize("slug", VERSIONS)
def test_every_reading_names_the_other_one_and_what_the_choice_changes(slug: str) -> None:
    for reading in shipped(slug).policy.readings.values():
        assert all((reading.says, reading.read_as, reading.other, reading.changes)), reading.id
        assert reading.clause in shipped(slug).policy.clause_by_id


WARNED = {
    "clickhouse": [f"severity {level} on “basic” is promised less than severity 3" for level in (1, 2)],
    "clusterpoint": ["severities 2 and 3 are promised the same"],
    "photoprism": [f"severity {level} on “professional” is promised less than severity 4" for level in (1, 2, 3)] * 2,
    "severalnines": [],
}


@pytest.mark.parametrize("slug", VERSIONS)
def test_the_proof_warns_of_what_is_odd_in_the_source_and_of_nothing_else(slug: str) -> None:
    proof = shipped(slug).proof
    assert proof.errors == ()
    assert [f.message for f in proof.warnings if "on another domain" not in f.message] == WARNED[slug]


def test_nothing_shipped_has_an_error_and_every_policy_is_there() -> None:
    assert set(library().policies) == set(VERSIONS)
    assert all(problem.is_warning for problem in library().warnings)


# -- scenarios ---------------------------------------------------------------------------------------------------------


def at_end_of(slug: str, answers: str) -> Position:
    """Where these answers lead; each of them must be needed and taken."""
    at = position(shipped(slug).policy, dict(pair.split("=") for pair in answers.split()))
    assert (at.state, at.idle, at.refused) == ("outcome", (), None), at.question or at
    return at


def explained(slug: str, answers: str, when: str = "2026-06-18 13:00") -> Explanation:
    (possibility,) = at_end_of(slug, answers).possible
    return explain(shipped(slug).policy, possibility, datetime.fromisoformat(f"{when}+00:00"))


def due(found: Explanation, measure: Measure = Measure.FIRST_RESPONSE) -> str | None:
    promise = found.promises.get(measure)
    return f"{promise.due.due_at.astimezone(UTC):%Y-%m-%d %H:%M}" if promise and promise.due else None


@pytest.mark.parametrize(
    "case", SCENARIOS, ids=lambda case: f"{case.slug} {case.answers[:90]} reported {case.reported}"
)
def test_a_situation_leads_where_the_vendors_text_leads(case: Scenario) -> None:
    found = explained(case.slug, case.answers, case.reported)
    verdict, promise = found.possibility.verdict, found.promises.get(Measure.FIRST_RESPONSE)
    target = target_text(found.policy, promise.target) if promise else None
    assert (found.outcome.kind.value, verdict.tier, verdict.severity, target, due(found)) == (
        case.kind, case.tier, case.severity, case.target, case.due,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("slug", "answers", "moment"),
    [
        ("photoprism", f"{PHOTO}enterprise incidents_used=0 {URGENT}", "2026-06-24 13:00"),
        ("photoprism", f"{PHOTO}enterprise incidents_used=0 {HIGH}", "2026-06-29 13:00"),
        ("photoprism", f"{PHOTO}enterprise incidents_used=0 {NORMAL}", "2026-07-08 13:00"),
        ("photoprism", f"{PHOTO}gold incidents_used=0 {URGENT}", "2026-06-22 13:00"),
        ("photoprism", f"{PHOTO}gold incidents_used=0 {HIGH}", "2026-06-23 13:00"),
        ("photoprism", f"{PHOTO}gold incidents_used=0 {NORMAL}", "2026-06-29 13:00"),
        ("photoprism", f"{PHOTO}gold incidents_used=0 reach=nobody", None),
        ("severalnines", f"{ENTERPRISE} {ALL_DOWN}", None),
        ("clickhouse", f"{SOFTWARE}enterprise {DOWN} {READY}", None),
        ("clusterpoint", f"{SPENDS}250 {STOPPED}", None),
    ],
)
def test_a_resolution_is_due_only_where_the_vendor_promises_one(slug: str, answers: str, moment: str | None) -> None:
    assert due(explained(slug, answers), Measure.RESOLUTION) == moment


THURSDAY, SATURDAY = "2026-06-18 13:00", "2026-06-20 12:00"
ONLY_CLUSTER = "impact=only-cluster-down workaround=none business=halted environment=production"
OTHER_READINGS = [
    ("severalnines", f"{ADVANCED} impact=minor own_hours=no", THURSDAY, "sev-4-advanced 2026-06-19 13:00"),
    ("severalnines", f"{ENTERPRISE} impact=some own_hours=no", SATURDAY, "enterprise-clock 2026-06-21 12:00"),
    ("severalnines", f"{ENTERPRISE} {ONLY_CLUSTER}", THURSDAY, "cluster-or-all 2026-06-18 17:00"),
    (
        "severalnines",
        f"{ENTERPRISE} impact=data-loss environment=production",
        THURSDAY,
        "data-loss 2026-06-18 17:00",
    ),
    ("photoprism", f"{PHOTO}enterprise incidents_used=0 {HIGH}", THURSDAY, "table-over-opening 2026-06-19 13:00"),
    (
        "photoprism",
        f"{PHOTO}enterprise incidents_used=0 {URGENT}",
        "2026-06-18 07:30",
        "cet-is-civil-time 2026-06-18 16:00",
    ),
    # In winter both readings of CET are the same.
    ("photoprism", f"{PHOTO}enterprise incidents_used=0 {URGENT}", "2026-12-03 08:30", ""),
    ("photoprism", f"{PHOTO}professional incidents_used=0 {URGENT}", THURSDAY, "dash nothing due"),
    (
        "clickhouse",
        f"{SOFTWARE}enterprise {DOWN} {READY}",
        SATURDAY,
        "enterprise-level-1-around-the-clock 2026-06-22 00:30",
    ),
    ("clickhouse", f"{SOFTWARE}enterprise {DOWN} {READY}", THURSDAY, ""),
    (
        "clickhouse",
        f"{SOFTWARE}scale {DOWN} maturity=production-ready channel=email",
        THURSDAY,
        "email-at-level-1 2026-06-18 14:00",
    ),
    (
        "clusterpoint",
        f"{SPENDS}200 {STOPPED}",
        THURSDAY,
        "exactly-the-limit 2026-06-18 15:00, basic-has-no-clock 2026-06-19 13:00",
    ),
    ("clusterpoint", f"{SPENDS}250 {STOPPED}", THURSDAY, "reaction-around-the-clock nothing due"),
]


@pytest.mark.parametrize(("slug", "answers", "when", "expected"), OTHER_READINGS)
def test_where_another_reading_gives_another_moment_both_are_shown(
    slug: str, answers: str, when: str, expected: str
) -> None:
    others = explained(slug, answers, when).promises[Measure.FIRST_RESPONSE].others
    said = [
        f"{reading.id} {other.due.due_at.astimezone(UTC):%Y-%m-%d %H:%M}" if other.due else f"{reading.id} nothing due"
        for reading, other in others
    ]
    assert ", ".join(said) == expected


def test_a_due_time_that_touches_midsummers_eve_or_a_german_holiday_says_so() -> None:
    eve = explained("severalnines", f"{ADVANCED} {ALL_DOWN} own_hours=no").promises[Measure.FIRST_RESPONSE]
    assert any("Midsummer's Eve (Friday 19 June 2026) may turn out closed" in note for note in eve.notes)
    ascension = explained("photoprism", f"{PHOTO}gold incidents_used=0 {URGENT}", "2026-05-13 12:00")
    assert any("Ascension Day" in note for note in ascension.promises[Measure.FIRST_RESPONSE].notes)


def test_the_fixed_hours_of_a_contract_leave_no_moment() -> None:
    found = explained("severalnines", f"{ADVANCED} {ALL_DOWN} own_hours=yes").promises[Measure.FIRST_RESPONSE]
    assert (found.kind.value, found.due) == ("per_agreement", None)


def test_a_grave_case_on_basic_shows_what_was_lowered_and_why() -> None:
    found = explained("clickhouse", f"{SOFTWARE}basic {DOWN}")
    assert (found.possibility.verdict.facts_severity, found.is_capped) == (1, True)
    assert "graver-than-basic" in {condition.id for condition in found.conditions}


def test_a_grave_case_on_basic_shows_what_scale_and_enterprise_would_promise() -> None:
    (possibility,) = at_end_of("clickhouse", f"{SOFTWARE}basic {DOWN}").possible
    assert {tier for tier, _ in other_tiers(shipped("clickhouse").policy, possibility)} == {"scale", "enterprise"}


def test_professional_is_told_that_a_grave_problem_is_not_to_be_filed_as_a_low_one() -> None:
    found = explained("photoprism", f"{PHOTO}professional incidents_used=0 {URGENT}")
    assert "report-as-it-is" in {condition.id for condition in found.conditions}
    better = {
        tier: {
            target_text(found.policy, dict(p.verdict.promised)[Measure.FIRST_RESPONSE].target)
            for p in possible
            if p.verdict.promised
        }
        for tier, possible in other_tiers(found.policy, found.possibility)
    }
    assert better == {"enterprise": {"8 business hours"}, "gold": {"8 business hours"}}


def test_the_gravest_outcomes_are_critical_and_carry_their_side_conditions() -> None:
    grave = {
        "clusterpoint": f"{SPENDS}250 {STOPPED}", "photoprism": f"{PHOTO}gold incidents_used=0 {URGENT}",
        "severalnines": f"{ENTERPRISE} {ALL_DOWN}", "clickhouse": f"{SOFTWARE}enterprise {DOWN} {READY}",
    }  # fmt: skip
    heeded = {slug: {c.id for c in explained(slug, answers).conditions} for slug, answers in grave.items()}
    assert all(explained(slug, answers).is_critical for slug, answers in grave.items())
    assert "call-as-well" in heeded["clusterpoint"]
    assert {"administrators-only", "company-address"} <= heeded["severalnines"]
    assert {"write-english", "named-contact", "keep-off-email"} <= heeded["clickhouse"]
