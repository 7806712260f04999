"""A target becomes a moment on its schedule, with what must be said beside it and what another reading makes of it."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from app.domain.evaluation import Promised, Verdict, replay
from app.domain.policy import Measure, Policy, Target, TargetKind
from app.domain.promises import (
    FactsNeeded,
    Promise,
    arithmetic,
    other_readings,
    promise,
    row_for,
    times_of_report,
)
from app.domain.schedules import NaiveMoment, UnknownZone
from app.domain.wording import target_text
from tests.content.example_policy import Change, Data, findings, policy

FIRST = Measure.FIRST_RESPONSE
THURSDAY = "2026-06-18T15:00:00+02:00"  # two hours before the office closes; the Friday after it is a closed date


def cell(tier: str, level: object, value: object) -> Change:
    def change(data: Data) -> None:
        data["targets"]["first_response"]["table"][tier][level] = value

    return change


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def made(
    of: Policy, tier: str, level: int, when: str = THURSDAY, zone: str | None = None, channel: str = ""
) -> Promise:
    target = row_for(of, tier, level, FIRST, {"channel": channel} if channel else {})
    assert target is not None
    return promise(of, Promised(target), FIRST, at(when), zone)


def due(made_: Promise) -> str:
    assert made_.due is not None
    return made_.due.due_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M")


def test_a_promise_is_due_on_its_schedule_and_names_its_clauses() -> None:
    found = made(policy(), "gold", 2)
    assert (due(found), found.zone, found.kind) == ("2026-06-22 09:00", "Europe/Berlin", TargetKind.DURATION)
    assert found.clauses == ("targets", "hours")
    assert arithmetic(found) == "4 business hours"


def test_closed_dates_that_are_passed_over_are_named() -> None:
    assert made(policy(), "gold", 2).notes == ("Festival (Friday 19 June 2026) is a closed date and does not count.",)


def test_extra_closed_dates_stand_on_top_of_a_calendar() -> None:
    def also(data: Data) -> None:
        data["schedules"]["office"]["also_closed"] = {"2026-06-22": "Works outing"}

    found = made(policy(also), "gold", 2)
    assert due(found) == "2026-06-23 09:00"
    assert [note.split(" (")[0] for note in found.notes] == ["Festival", "Works outing"]


def test_a_report_while_closed_starts_the_clock_at_the_next_opening_and_says_so() -> None:
    found = made(policy(), "gold", 2, "2026-06-20T12:00:00Z")
    assert due(found) == "2026-06-22 11:00"
    assert found.notes[0] == "Support is closed at the moment of the report: the clock starts at the next opening."


def test_a_due_time_that_touches_an_advisory_date_says_so() -> None:
    def advise(data: Data) -> None:
        data["schedules"]["office"]["advisory"] = data["schedules"]["office"].pop("closed")

    found = made(policy(advise), "gold", 2)
    assert due(found) == "2026-06-19 09:00"
    assert found.notes == (
        "Festival (Friday 19 June 2026) may turn out closed: "
        "the answer may then come a day later, on the next open day.",
    )


@pytest.mark.parametrize(
    ("target", "moment", "words"),
    [
        ("1.5 hours on always", "2026-06-18 14:30", "1.5 hours"),
        ("0.5 business days on office", "2026-06-22 09:00", "0.5 business days"),
        ("30 minutes on office", "2026-06-18 13:30", "30 minutes"),
        ("2.5 business hours on office", "2026-06-22 07:30", "2.5 business hours"),
        ("1 business day on office", "2026-06-22 13:00", "1 business day"),
        ("1.5 business days on office", "2026-06-23 09:00", "1.5 business days"),
        ("1 business day on always", "2026-06-19 13:00", "1 business day"),
    ],
)
def test_durations_are_said_as_people_say_them_fractions_too(target: str, moment: str, words: str) -> None:
    found = made(policy(cell("gold", 2, target)), "gold", 2)
    assert (due(found), arithmetic(found)) == (moment, words)


def test_a_share_of_cases_goes_with_the_target_that_holds_for_it() -> None:
    of = policy(cell("gold", 1, {"target": "2 hours on always", "share": 97.5}))
    found = made(of, "gold", 1)
    assert found.target.share == Fraction("97.5")
    assert found.notes == ("The target holds for 97.5 % of cases.",)
    assert target_text(of, found.target) == "2 hours, around the clock for 97.5 % of cases"


def test_a_typical_time_is_named_and_never_due() -> None:
    of = policy(cell("gold", 3, {"target": "best effort", "typical": "within a day"}))
    found = made(of, "gold", 3)
    assert (found.due, found.notes) == (None, ("Usually within a day: that is no target.",))
    assert target_text(of, found.target) == "best effort (usually within a day, which is no target)"


def test_a_typical_time_beside_a_target_is_named_too() -> None:
    of = policy(cell("gold", 1, {"target": "2 hours on always", "typical": "within minutes"}))
    assert made(of, "gold", 1).notes == ("Usually within minutes: that is no target.",)


@pytest.mark.parametrize("text", ["best effort", "none promised", "not entitled", "per agreement", "unknown"])
def test_where_no_time_is_promised_nothing_is_due(text: str) -> None:
    found = made(policy(cell("gold", 2, text)), "gold", 2)
    assert (found.due, found.zone, found.others, arithmetic(found)) == (None, None, (), text.capitalize())


# -- a zone chosen by the customer ------------------------------------------------------------------------------------


def follows_customer(data: Data) -> None:
    data["schedules"]["office"]["zone"] = "customer"


@pytest.mark.parametrize(
    ("zone", "moment"),
    [("America/New_York", "2026-06-18 17:00"), ("Asia/Kolkata", "2026-06-22 07:30"), ("UTC", "2026-06-18 17:00")],
)
def test_a_schedule_may_run_in_the_zone_that_the_customer_chooses(zone: str, moment: str) -> None:
    found = made(policy(follows_customer), "gold", 2, "2026-06-18T13:00:00Z", zone)
    assert (due(found), found.zone) == (moment, zone)
    assert found.notes[-1] == f"The schedule runs in the customer's zone: {zone}."


def test_without_a_zone_a_customers_schedule_is_read_in_utc_and_says_so() -> None:
    found = made(policy(follows_customer), "gold", 2, "2026-06-18T08:00:00Z")
    assert (due(found), found.zone) == ("2026-06-18 13:00", "UTC")
    assert "none was given" in found.notes[-1]


def test_a_zone_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UnknownZone):
        made(policy(follows_customer), "gold", 2, zone="Mars/Olympus")


def test_the_customers_zone_does_not_move_a_schedule_that_has_its_own() -> None:
    assert due(made(policy(), "gold", 2, zone="Asia/Tokyo")) == due(made(policy(), "gold", 2))


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(NaiveMoment):
        made(policy(), "gold", 2, "2026-06-18T15:00:00")


# -- rows of a cell, contracts ----------------------------------------------------------------------------------------


def by_channel(data: Data) -> None:
    data["questions"]["channel"] = {
        "text": "How?",
        "why": "Phone is quicker.",
        "clause": "targets",
        "options": {"phone": "Phone", "email": "E-mail"},
    }
    cell("gold", 1, [
        {"target": "30 minutes on always", "when": {"channel": "phone"}}, {"target": "2 business hours on office"},
    ])(data)  # fmt: skip


def test_the_row_of_a_cell_is_found_by_the_channel_used() -> None:
    of = policy(by_channel)
    assert due(made(of, "gold", 1, channel="phone")) == "2026-06-18 13:30"
    assert due(made(of, "gold", 1, channel="email")) == "2026-06-18 15:00"


def test_rows_that_depend_on_the_channel_need_it() -> None:
    with pytest.raises(FactsNeeded) as caught:
        row_for(policy(by_channel), "gold", 1, FIRST, {})
    assert caught.value.wanted == {"channel": ("phone",)}


def test_a_cell_without_severity_answers_for_each_and_one_that_is_not_there_for_none() -> None:
    of = policy()
    rows: list[Target | None] = [row_for(of, "gold", level, Measure.RESOLUTION, {}) for level in (1, 2, 3, 4)]
    assert [row.kind if row else None for row in rows] == [TargetKind.NONE] * 3 + [None]


def test_a_contract_with_hours_of_its_own_makes_the_promise_per_agreement() -> None:
    of = policy()
    target = row_for(of, "gold", 2, FIRST, {})
    assert target is not None
    found = promise(of, Promised(target, by_contract=True), FIRST, at(THURSDAY), None)
    assert (found.kind, found.due, found.clauses) == (TargetKind.PER_AGREEMENT, None, ("targets", "hours"))
    assert found.notes == ("Office hours: Monday to Friday.",)
    assert times_of_report(Promised(target, by_contract=True), of, at(THURSDAY), None) == []


# -- other readings ---------------------------------------------------------------------------------------------------


def others(change: Change | None, answers: dict[str, str], applied: tuple[str, ...] = ()) -> dict[str, str | None]:
    """Due moments by the other readings, None where nothing is due by them."""
    of = policy(change)
    verdict = replay(of, answers)
    assert isinstance(verdict, Verdict)
    promised = dict(verdict.promised)[FIRST]
    other = other_readings(of, promised, FIRST, applied, answers)
    found = promise(of, promised, FIRST, at(THURSDAY), None, other).others
    return {reading.id: due(made_) if made_.due else None for reading, made_ in found}


STARTER = {"need": "broken", "plan": "starter", "incidents_used": "0", "impact": "blemish"}
GOLD = {"need": "broken", "plan": "full", "impact": "degraded"}


def reading(**alternative: object) -> Data:
    return {
        "clause": "targets", "says": "Two things.", "read_as": "One.", "other": "The other.", "changes": "The time.",
        "alternative": alternative,
    }  # fmt: skip


def test_the_other_reading_of_a_target_gives_another_moment() -> None:
    assert others(None, STARTER) == {"third-day": "2026-06-22 13:00"}


def test_another_reading_that_comes_to_the_same_moment_is_left_out() -> None:
    def same(data: Data) -> None:
        data["readings"]["third-day"]["alternative"]["target"] = "24 business hours on office"

    assert others(same, STARTER) == {}


def test_the_other_reading_of_a_schedule_applies_to_every_target_on_it() -> None:
    def clock(data: Data) -> None:
        data["readings"]["clock"] = reading(schedule={"office": "always"})
        data["schedules"]["office"]["reading"] = "clock"

    assert others(clock, GOLD) == {"clock": "2026-06-18 17:00"}
    assert others(clock, {**GOLD, "impact": "outage", "environment": "production"}) == {}


def test_the_other_reading_of_a_severity_gives_that_severitys_moment() -> None:
    def graver(data: Data) -> None:
        data["readings"]["graver"] = reading(severity=3)
        data["decisions"]["severity"]["rules"][1]["reading"] = "graver"

    assert others(graver, GOLD, ("graver",)) == {"graver": "2026-06-22 13:00"}
    assert others(graver, GOLD) == {}


def test_the_other_reading_of_a_cap_is_not_capped_again() -> None:
    def uncapped(data: Data) -> None:
        data["readings"]["uncapped"] = reading(severity=1)
        data["decisions"]["cap"]["rules"][1]["reading"] = "uncapped"

    answers = {**GOLD, "impact": "outage", "environment": "test"}
    assert others(uncapped, answers, ("uncapped",)) == {"uncapped": "2026-06-18 15:00"}


def test_the_other_reading_of_a_tier_gives_that_tiers_moment() -> None:
    def better(data: Data) -> None:
        data["readings"]["better"] = reading(tier="gold")
        data["decisions"]["tier"]["rules"][0]["reading"] = "better"

    found = others(better, STARTER, ("better",))
    assert found == {"better": "2026-06-22 13:00", "third-day": "2026-06-22 13:00"}


def test_where_a_contract_decides_no_other_reading_is_shown() -> None:
    of = policy()
    target = row_for(of, "basic", 3, FIRST, {})
    assert target is not None
    assert list(other_readings(of, Promised(target, by_contract=True), FIRST, ("third-day",), STARTER)) == []


# -- other times of report --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reported", "expected"),
    [
        ("2026-06-18T13:00:00Z", ["2026-06-18 14:00:00", "2026-06-18 14:59:59", "2026-06-22 07:00:00"]),
        ("2026-06-20T12:00:00Z", ["2026-06-20 13:00:00", "2026-06-22 07:00:00"]),
        ("2026-06-18T14:59:59Z", ["2026-06-18 15:59:59", "2026-06-22 07:00:00"]),
    ],
    ids=["open", "closed", "last second"],
)
def test_other_times_of_report_are_an_hour_on_the_last_second_before_closing_and_the_next_opening(
    reported: str, expected: list[str]
) -> None:
    of = policy()
    target = row_for(of, "gold", 2, FIRST, {})
    assert target is not None
    found = times_of_report(Promised(target), of, at(reported), None)
    assert [f"{moment:%Y-%m-%d %H:%M:%S}" for _, moment in found] == expected


def test_around_the_clock_no_closing_is_near() -> None:
    of = policy()
    target = row_for(of, "gold", 1, FIRST, {})
    assert target is not None
    assert [name for name, _ in times_of_report(Promised(target), of, at(THURSDAY), None)] == ["in one hour"]


def test_the_policies_of_these_tests_are_sound() -> None:
    for change in (by_channel, follows_customer, cell("gold", 3, {"target": "best effort", "typical": "a day"})):
        assert [finding for finding in findings(change) if not finding.is_warning] == []
