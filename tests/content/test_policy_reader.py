"""A policy file becomes values as it says, or every mistake in it is told with file, line, field and hint."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.content.library_reader import LibraryReader
from app.content.policy_reader import read_policy
from app.content.problems import ContentRefused, Problem, Problems
from app.domain.due import Unit
from app.domain.policy import Measure, OutcomeKind, TargetKind
from app.domain.proof import prove
from app.domain.schedules import Window
from tests.content.example_policy import (
    PATH,
    TEXT,
    Change,
    Data,
    changed,
    front_matter,
    policy,
    policy_of,
    problems_of,
    replaced,
)
from tests.content.mistakes import MISTAKES, MOST, Mistake

ACME = policy()


def says(found: list[Problem], mistake: Mistake) -> Problem:
    """The problem that tells of a mistake."""
    named = [p for p in found if p.field == mistake.field and mistake.message in p.message]
    assert named, f"of {mistake.name} nothing is said but: {[str(p) for p in found]}"
    return named[0]


def line_of(text: str, start: str) -> int:
    """The last line of the first place where the text says this."""
    end = start.rstrip("\n").count("\n") if start.startswith("vendor") else 0
    return text[: text.index(f"\n{start}") + 1].count("\n") + 1 + end


# -- mistakes --------------------------------------------------------------------------------------------------------


def test_the_example_itself_has_no_mistake() -> None:
    assert problems_of(TEXT) == []


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake_is_told_with_file_field_and_hint(mistake: Mistake) -> None:
    problem = says(problems_of(replaced((mistake.old, mistake.new))), mistake)
    assert problem.path == PATH
    assert mistake.hint in problem.hint
    assert str(problem).startswith(f"{PATH}:{problem.line}: ")


def test_every_mistake_is_told_at_its_line() -> None:
    wrong = {}
    for mistake in MISTAKES:
        text = replaced((mistake.old, mistake.new))
        line = says(problems_of(text), mistake).line
        if line != line_of(text, mistake.line):
            wrong[mistake.name] = (line, line_of(text, mistake.line))
    assert wrong == {}


def test_a_file_with_a_mistake_is_no_policy() -> None:
    for mistake in MISTAKES:
        text, problems = replaced((mistake.old, mistake.new)), Problems(PATH)
        read = read_policy(PATH, "acme", "1.0", text.encode(), problems)
        assert read is None or "[[" in mistake.new or "2 hours." in mistake.new, mistake.name


HINTLESS = "what the schema itself refuses is told in the words of a library, and without a hint"


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("1: 2 hours on always", "1: two hours", "targets.first_response.table.gold.1"),
        ("1: 2 hours on always", "1: 0 hours on always", "targets.first_response.table.gold.1"),
        ("mon-fri: 09:00-17:00", "mon-fri: 9 to 5", "schedules.office.open.mon-fri"),
        ("mon-fri: 09:00-17:00", "workdays: 09:00-17:00", "schedules.office.open.workdays"),
        (MOST, "      most: 50\n    bands: {few: many}\n    may_not_know: yes", "questions.incidents_used.bands.few"),
        ("summary: How Acme supports its database.", "summary: [How]", "summary"),
        ("captured_on: 2026-01-02", "captured_on: tomorrow", "captured_on"),
        ("  starter:\n", "  Starter:\n", "plans.Starter"),
        ("site: https://acme.example\n", "site: acme.example\n", "site"),
        ("address: https://support.acme.example", "address: support.acme.example", "contacts.portal.address"),
        ("          reading: third-day\n", "          share: 120\n", "targets.first_response.table.basic.3.share"),
    ],
    ids=lambda text: text.strip().split("\n")[-1][:40],
)
def test_what_cannot_be_read_is_told_at_its_field_with_a_hint(old: str, new: str, field: str) -> None:
    (problem,) = problems_of(replaced((old, new)))
    assert problem.field == field
    assert problem.hint
    assert "pattern" not in problem.message
    assert "Input should be" not in problem.message


def test_what_cannot_be_read_is_refused_in_words_that_say_what_to_write() -> None:
    for old, new, words in (
        ("mon-fri: 09:00-17:00", "mon-fri: 9 to 5", "“9 to 5” is no opening window (write “09:00-17:00”"),
        ("mon-fri: 09:00-17:00", "workdays: 09:00-17:00", "“workdays” names no days (write “mon”"),
        (MOST, f"{MOST}\n    bands: {{few: many}}", "“many” is no band (write “at most 200”"),
        ("1: 2 hours on always", "1: 0 hours on always", "“0 hours on always” is no target (write “2 hours"),
    ):
        assert any(words in str(problem) for problem in problems_of(replaced((old, new))))


def test_several_mistakes_in_one_file_are_all_told_at_once() -> None:
    found = problems_of(
        replaced(
            ("then: gold\n", "then: golf\n"),
            ("zone: Europe/Berlin", "zone: Berlin"),
            ("{impact: outage}", "{impac: outage}"),
            ("        2: 4 business hours on office\n", ""),
            ("## Hours", "## Extra {#extra}\n\n## Hours"),
        )
    )
    assert {
        "decisions.tier.rules.1.then", "schedules.office.zone", "decisions.severity.rules.0.when.impac",
        "targets.first_response.table.gold", "",
    } <= {problem.field for problem in found}  # fmt: skip


def test_several_mistakes_against_the_schema_are_all_told_at_once() -> None:
    found = problems_of(replaced(("kind: forum\n", "kind: forums\n"), ("vendor: Acme\n", ""), ("summary:", "summry:")))
    assert {p.field for p in found} == {"outcomes.ask-around.kind", "vendor", "summary", "summry"}


def test_the_mistakes_of_several_files_are_all_told_at_once(tmp_path: Path) -> None:
    for slug, text in (
        ("acme", replaced(("then: gold\n", "then: golf\n"))),
        ("other", replaced(("vendor: Acme\n", ""))),
    ):
        (tmp_path / "content" / "policies" / slug).mkdir(parents=True)
        (tmp_path / "content" / "policies" / slug / "1.0.md").write_text(text, encoding="utf-8")
    with pytest.raises(ContentRefused) as caught:
        LibraryReader(tmp_path / "content").read()
    assert [(p.path, p.field) for p in caught.value.problems] == [
        ("content/policies/acme/1.0.md", "decisions.tier.rules.1.then"), ("content/policies/other/1.0.md", "vendor"),
    ]  # fmt: skip


def test_a_wrong_zone_makes_no_second_problem() -> None:
    assert len(problems_of(replaced(("zone: Europe/Berlin", "zone: Berlin")))) == 1


def test_the_product_whose_plans_a_question_offers_must_exist() -> None:
    found = problems_of(replaced(("    options_from: plans\n", "    options_from: plans\n    of: acne\n")))
    assert "questions.plan.of" in {problem.field for problem in found}


@pytest.mark.parametrize("stray", ["    bands: {few: at most 3}\n", "    of: acme\n"])
def test_what_plays_no_part_in_a_question_is_refused(stray: str) -> None:
    assert problems_of(replaced(("    text: How bad is it?\n", f"    text: How bad is it?\n{stray}")))


def test_the_other_reading_puts_one_thing_in_the_place_of_ours() -> None:
    old = "      target: 1 business day on office\n"
    assert problems_of(replaced((old, f"{old}      tier: gold\n")))


@pytest.mark.parametrize("most", ["inf", "1e30"])
def test_a_number_question_needs_bounds_that_are_numbers(most: str) -> None:
    assert problems_of(replaced(("      most: 50\n", f"      most: {most}\n")))


def test_the_most_of_a_number_is_not_under_its_least() -> None:
    assert problems_of(replaced(("      most: 50\n", "      least: 60\n      most: 50\n")))


# -- values ----------------------------------------------------------------------------------------------------------


def test_the_head_of_a_policy_is_read_as_it_stands() -> None:
    assert (ACME.slug, ACME.version, ACME.stated_version) == ("acme", "1.0", "1.0")
    assert (ACME.vendor, ACME.effective_on, ACME.captured_on) == ("Acme", date(2026, 1, 1), date(2026, 1, 2))
    assert [clause.id for clause in ACME.clauses] == ["about", "tiers", "severities", "targets", "hours"]
    assert len(ACME.hash) == 64


@pytest.mark.parametrize(
    ("stated", "in_force_from", "text"),
    [
        ("effective_on: 2026-06-05\n", date(2026, 6, 5), "5 June 2026"),
        ("effective_on: 2026-06\n", date(2026, 6, 1), "June 2026"),
        ("", date(2026, 1, 2), ""),
    ],
    ids=["a day", "a month", "not stated: the day of capture"],
)
def test_a_policy_counts_from_its_date_its_month_or_its_capture(stated: str, in_force_from: date, text: str) -> None:
    read = policy_of(replaced(("effective_on: 2026-01-01\n", stated)))
    assert (read.in_force_from, read.effective_text) == (in_force_from, text)


def cell(value: object, tier: str = "gold", level: object = 1) -> Change:
    def change(data: Data) -> None:
        data["targets"]["first_response"]["table"][tier][level] = value

    return change


@pytest.mark.parametrize(
    ("text", "kind", "amount", "unit", "schedule"),
    [
        ("30 minutes on always", "duration", "30", Unit.MINUTES, "always"),
        ("1.5 hours on always", "duration", "1.5", Unit.HOURS, "always"),
        ("24 business hours on office", "duration", "24", Unit.BUSINESS_HOURS, "office"),
        ("0.5 business days on office", "duration", "0.5", Unit.BUSINESS_DAYS, "office"),
        ("best effort", "best_effort", None, None, None),
        ("none promised", "none", None, None, None),
        ("not entitled", "not_entitled", None, None, None),
        ("per agreement", "per_agreement", None, None, None),
        ("unknown", "unknown", None, None, None),
    ],
)
def test_a_cell_is_one_of_six_kinds(
    text: str, kind: str, amount: str | None, unit: Unit | None, schedule: str | None
) -> None:
    (target,) = policy(cell(text)).cells["gold", 1, Measure.FIRST_RESPONSE]
    assert (target.kind, target.unit, target.schedule) == (TargetKind(kind), unit, schedule)
    assert target.amount == (Fraction(amount) if amount else None)


def test_a_cell_may_hold_for_a_share_of_cases_and_name_a_typical_time_its_own_clause_and_a_reading() -> None:
    value = {
        "target": "2 hours on always", "share": 97.5, "typical": "minutes", "clause": "hours", "reading": ["third-day"],
    }  # fmt: skip
    (target,) = policy(cell(value)).cells["gold", 1, Measure.FIRST_RESPONSE]
    assert (target.share, target.typical, target.clause, target.readings) == (
        Fraction("97.5"), "minutes", "hours", ("third-day",),
    )  # fmt: skip


def test_targets_that_depend_on_the_tier_alone_stand_in_each_of_its_cells() -> None:
    rows = [ACME.cells["gold", level, Measure.RESOLUTION] for level in (1, 2, 3)]
    assert rows[0] == rows[1] == rows[2]
    assert (rows[0][0].severity, rows[0][0].kind) == (None, TargetKind.NONE)


def test_every_tier_severity_and_measure_has_its_cell() -> None:
    assert set(ACME.cells) == {(t, s, m) for t in ("basic", "gold") for s in (1, 2, 3) for m in Measure}


SCHEDULES = {
    "24x7": ({"every day": "00:00-24:00"}, [(d, 0, 1440) for d in range(7)]),
    "24x5": ({"mon-fri": "00:00-24:00"}, [(d, 0, 1440) for d in range(5)]),
    "several windows a day": (
        {"mon-tue": "09:00-12:00, 13:00-17:00"},
        [(0, 540, 720), (0, 780, 1020), (1, 540, 720), (1, 780, 1020)],
    ),
    "a shorter Friday": ({"mon": "09:00-17:00", "fri": "09:00-13:00"}, [(0, 540, 1020), (4, 540, 780)]),
    "across midnight": ({"fri": "22:00-06:00"}, [(4, 1320, 1800)]),
    "until 24:00": ({"sat-sun": "18:00-24:00"}, [(5, 1080, 1440), (6, 1080, 1440)]),
}


@pytest.mark.parametrize("kind", SCHEDULES)
def test_every_kind_of_week_can_be_said(kind: str) -> None:
    open_, expected = SCHEDULES[kind]
    read = policy(lambda data: data["schedules"]["office"].update(open=open_)).schedules["office"].schedule
    assert sorted(read.windows, key=lambda w: (w.weekday, w.opens)) == [Window(*window) for window in sorted(expected)]


def test_closed_dates_come_from_calendars_with_more_on_top_and_advisory_dates_stand_apart() -> None:
    def calendars(data: Data) -> None:
        data["calendars"]["eves"] = {"title": "Eves", "source": "custom", "dates": {"2026-12-24": "Eve"}}
        data["schedules"]["office"] |= {"also_closed": {"2026-07-01": "Outing"}, "advisory": ["eves"]}

    read = policy(calendars).schedules["office"]
    assert read.schedule.closed == {date(2026, 6, 19): "Festival", date(2026, 7, 1): "Outing"}
    assert read.schedule.advisory == {date(2026, 12, 24): "Eve"}
    assert read.closed_source == "made up"


def test_a_schedule_may_leave_its_zone_to_the_customer_and_give_way_to_a_contract() -> None:
    def own(data: Data) -> None:
        data["questions"]["own"] = {"text": "?", "why": "!", "clause": "hours", "options": {"yes": "Yes", "no": "No"}}
        data["schedules"]["office"] |= {"zone": "customer", "per_agreement_when": {"own": "yes"}}

    read = policy(own).schedules["office"]
    assert (read.schedule.zone, read.per_agreement_when) == ("customer", (("own", frozenset({"yes"})),))


@pytest.mark.parametrize(
    ("value", "kind", "incidents", "per"),
    [
        ("unlimited", "unlimited", None, None), ("none", "none", None, None), ("unstated", "unstated", None, None),
        ({"incidents": 4, "per": "month"}, "limited", 4, "month"),
        ({"incidents": 12, "per": "contract year"}, "limited", 12, "contract year"),
        ({"incidents": 12, "per": "calendar year"}, "limited", 12, "calendar year"),
        ({"incidents": 3, "per": "contract"}, "limited", 3, "contract"),
    ],
)  # fmt: skip
def test_an_allowance_is_a_number_for_a_period_or_says_why_there_is_none(
    value: object, kind: str, incidents: int | None, per: str | None
) -> None:
    read = policy(lambda data: data["tiers"]["gold"].update(allowance=value)).tier_by_id["gold"].allowance
    assert (read.kind, read.incidents, read.per) == (kind, incidents, per)


def test_an_allowance_names_the_questions_that_count_it_add_ons_too() -> None:
    allowance = ACME.tier_by_id["basic"].allowance
    assert (allowance.incidents, allowance.used, allowance.add_ons) == (2, "incidents_used", "incidents_bought")


def test_channels_are_a_word_or_say_at_which_severities_they_are_open() -> None:
    web, phone = ACME.tier_by_id["gold"].channels
    assert (web.id, web.name, web.severities, web.contact) == ("web", "Web", (), None)
    assert (phone.id, phone.name, phone.severities, phone.contact) == ("phone", "Phone", (1,), "hotline")


def test_a_matrix_cell_is_a_word_or_differs_by_severity() -> None:
    def cells(data: Data) -> None:
        data["entitlements"]["sessions"]["tiers"]["gold"] = [
            {"value": "included", "severities": [1]},
            {"value": "extra charge", "severities": [2, 3], "text": "by the hour"},
        ]

    row = policy(cells).entitlements[0]
    assert [c.value for c in row.cells["basic"]] == ["not included"]
    assert [(c.value, c.severities, c.text) for c in row.cells["gold"]] == [
        ("included", (1,), ""), ("extra charge", (2, 3), "by the hour"),
    ]  # fmt: skip


def test_plans_are_drawn_as_options_with_more_behind_them() -> None:
    def more(data: Data) -> None:
        data["questions"]["plan"]["options"] = {"none": "None of these"}
        data["decisions"]["tier"]["rules"][0]["when"] = {"plan": ["starter", "none"]}

    question = policy(more).question_by_id["plan"]
    assert [(o.value, o.label) for o in question.options] == [
        ("starter", "Starter"), ("full", "Full"), ("none", "None of these"),
    ]  # fmt: skip


def test_a_question_may_offer_the_plans_of_one_product_only() -> None:
    def two(data: Data) -> None:
        data["products"]["other"] = {"name": "Other", "text": "Another.", "clause": "about"}
        data["plans"]["else"] = {"name": "Else", "product": "other", "text": "Of the other.", "clause": "about"}
        for plan in ("starter", "full"):
            data["plans"][plan]["product"] = "acme"
        data["questions"]["plan"]["of"] = "acme"

    assert policy(two).question_by_id["plan"].values == ("starter", "full")


def test_products_and_tiers_can_be_offered_too() -> None:
    def drawn(data: Data) -> None:
        data["questions"]["impact"] |= {"options_from": "tiers"}
        data["questions"]["environment"] |= {"options_from": "products"}

    read = policy(drawn).question_by_id
    assert read["impact"].values == ("basic", "gold", "outage", "degraded", "blemish")
    assert read["environment"].values == ("acme", "production", "test")


def test_a_number_question_has_exact_bounds_and_steps() -> None:
    def money(data: Data) -> None:
        data["questions"]["incidents_used"]["number"] = {"unit": "EUR", "least": 0.1, "most": 1000000, "decimals": 2}

    terms = policy(money).question_by_id["incidents_used"].number
    assert terms is not None
    assert (terms.least, terms.most, terms.step) == (Decimal("0.10"), Decimal(1000000), Decimal("0.01"))


def test_rules_know_the_line_on_which_they_stand_and_the_readings_behind_them() -> None:
    table = ACME.decisions["outcome"]
    assert [rule.when[0] for rule in table.rules] == [
        ("need", frozenset({need})) for need in ("existing", "question", "broken", "broken")
    ]  # fmt: skip
    lines = [rule.line for rule in table.rules]
    assert lines == sorted(set(lines))


@pytest.mark.parametrize("kind", OutcomeKind)
def test_every_kind_of_outcome_can_be_said(kind: OutcomeKind) -> None:
    assert policy(lambda d: d["outcomes"]["ask-around"].update(kind=kind.value)).outcomes["ask-around"].kind is kind


@pytest.mark.parametrize(("word", "value"), [("yes", True), ("no", False), ("not stated", None)])
def test_whether_an_outcome_is_eligible_may_be_left_unstated(word: str, value: bool | None) -> None:
    read = policy(lambda d: d["outcomes"]["buy-more"].update(eligible=word))
    assert read.outcomes["buy-more"].eligible is value


def test_the_hash_changes_with_any_byte() -> None:
    assert policy_of(TEXT.replace("What Acme", "What  Acme")).hash != ACME.hash


# -- any file --------------------------------------------------------------------------------------------------------


def _places(value: object, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(place for key, child in children for place in _places(child, (*at, key)))]


ODD: st.SearchStrategy[object] = st.sampled_from(
    [None, "", [], {}, 0, -1, True, "x", [1], [None], {"a": {"b": []}}, 10**40, 1.5, "a" * 100, "unknown"]
)
PLACES = [place for place in _places(front_matter()) if place]


def _put(place: tuple[str | int, ...], odd: object) -> Callable[[Data], None]:
    def change(data: Data) -> None:
        target: object = data
        for step in place[:-1]:
            target = target[step]  # type: ignore[index]
        target[place[-1]] = odd  # type: ignore[index]

    return change


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(PLACES), ODD)
def test_no_value_however_odd_breaks_the_reading_or_the_proof(place: tuple[str | int, ...], odd: object) -> None:
    text = changed(_put(place, odd))
    found = problems_of(text)
    if not found:
        assert prove(policy_of(text)).policy.slug == "acme"
