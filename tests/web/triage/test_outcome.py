"""What an outcome page says: due moments and their arithmetic, reasons, what would change it, and where to go on."""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.domain.policy import Policy
from app.domain.wording import severity_text
from tests.browser.journeys import GRAVEST, JOURNEYS, REPORTED_AT, ZONE, Journey
from tests.domain.walks import Leaf, leaves
from tests.web.pages import Page, Reader, words
from tests.web.triage_pages import COSMETIC, SLUGS, address, given_in, published

WITH_CASE = [journey for journey in JOURNEYS if journey.has_case]
EVERY = {"severalnines": 5, "clickhouse": 3}
"""Of how many ways through a triage one is opened: all of them but where that takes too long."""


def at_the_moment(journey: Journey) -> str:
    return address(journey.policy, journey.answers, zone=ZONE, reported_at=REPORTED_AT)


def shown(page: Page) -> str:
    """The HTML of the page's own part, without the frame of every page."""
    return page.html.split("<main", 1)[1].split("</main>", 1)[0]


def badges(page: Page) -> list[str]:
    return [words(badge) for badge in re.findall(r'<span class="badge[^>]*>([^<]*)</span>', page.html)]


def targets(page: Page) -> list[str]:
    """First response and resolution: words, or the moment by the reader's clock."""
    found = re.findall(r'class="due-(?:moment|words)">(.*?)(?:<span class="due-zone"|</p>)', page.html, re.DOTALL)
    return [words(each) for each in found]


def places(page: Page) -> list[str]:
    """The first due moment by the reader's clock, whose clock that is, and the moment by the others."""
    section = page.html.split('<section class="due', 2)[1].split("</section>")[0]
    zone = words(section.split('class="due-zone">')[1].split("</span>")[0])
    others = re.search(r'<p class="due-note"><time.*?</p>', section, re.DOTALL)
    return [targets(page)[0], zone, *([words(others[0])] if others else [])]


def arithmetic(page: Page) -> list[str]:
    """The rows of the first sum."""
    table = page.html.split('<table class="arithmetic">')[1].split("</table>")[0]
    return [words(row) for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL)][1:]


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.name)
def test_an_outcome_is_what_the_vendors_text_says(journey: Journey, reader: Reader) -> None:
    page = reader.page(at_the_moment(journey))
    assert page.heading == journey.title
    assert {journey.severity, journey.tier} - {""} <= set(badges(page))
    assert targets(page) == [each for each in (journey.first_response, journey.resolution) if each]
    assert [each for each in journey.says if each not in page.main] == []
    assert ("Fill in a case" in page.main) == journey.has_case


@pytest.mark.parametrize("slug", SLUGS)
def test_every_way_through_a_triage_ends_at_a_page_that_holds_together(
    slug: str, app: Flask, client: FlaskClient, reader: Reader
) -> None:
    policy = published(app, slug).policy
    anchors = set(reader.page(f"/policies/{slug}/").ids)
    for leaf in leaves(policy)[:: EVERY.get(slug, 1)]:
        answer = client.get(address(slug, leaf[0]))
        assert answer.status_code == 200, leaf[0]
        assert list(faults(policy, leaf, answer.text.split("<main")[1].split("</main>")[0], anchors)) == [], leaf[0]


def faults(policy: Policy, leaf: Leaf, main: str, anchors: set[str]) -> Iterator[str]:
    """What is wrong with the main part of an outcome page."""
    verdict = leaf[1]
    outcome, level = policy.outcomes[verdict.outcome], verdict.severity or 0
    if re.findall("<h1>(.*?)</h1>", main) != [unescape_back(outcome.title)]:
        yield "its heading is not the outcome"
    severity = policy.severity_by_level.get(level)
    if (f"badge-severity-{level}" in main) != (severity is not None):
        yield "its severity is not the one decided"
    if severity is not None and unescape_back(severity_text(severity)) not in main:
        yield "its severity has another name"
    clauses = re.findall(r'href="/policies/[^"#]+#([^"]+)"', main)
    if not clauses or set(clauses) - anchors:
        yield f"it links clauses that are not there: {set(clauses) - anchors}"
    if ("/cases/new" in main) != outcome.accepts_case:
        yield "it takes a case where none is taken, or takes none"
    if outcome.accepts_case and level == 1 and "/articles/" in main:
        yield "it sends a critical case to articles"
    shown = {reading.read_as for reading in policy.readings.values() if reading.read_as in unescape(main)}
    if shown != {policy.readings[name].read_as for name in re.findall(r'#reading-([^"]+)"', main)}:
        yield "it shows a reading without a link to where it stands, or the other way round"


def unescape_back(text: str) -> str:
    """The text as templates write it."""
    return text.replace("&", "&amp;").replace("'", "&#39;")


class Clocked(NamedTuple):
    """A case with its first response, by hand: on each clock, and row by row."""

    name: str
    policy: str
    answers: Mapping[str, str]
    reported_at: str
    zone: str
    places: list[str]
    rows: list[str]


CLOCKED = [
    Clocked(
        "two business days over a weekend",
        "severalnines",
        COSMETIC,
        "2026-12-03T14:00",
        "Europe/Helsinki",
        [
            "14:00 Monday 7 December 2026",
            "where you are (Europe/Helsinki)",
            "13:00 in Stockholm; 12:00 UTC",
        ],
        [
            "Thursday 3 December 2026 13:00 17:00 4 h 4 h",
            "Friday 4 December 2026 09:00 17:00 8 h 12 h",
            "Monday 7 December 2026 09:00 13:00 4 h 16 h",
            "Promised 2 business days",
        ],
    ),
    Clocked(
        "a day off in between does not count",
        "severalnines",
        COSMETIC,
        "2027-01-05T15:30:00+01:00",
        "Europe/Stockholm",
        ["15:30 Friday 8 January 2027", "where you are (Europe/Stockholm)", "14:30 UTC"],
        [
            "Tuesday 5 January 2027 15:30 17:00 1 h 30 min 1 h 30 min",
            "Wednesday 6 January 2027 closed: Epiphany 0 1 h 30 min",
            "Thursday 7 January 2027 09:00 17:00 8 h 9 h 30 min",
            "Friday 8 January 2027 09:00 15:30 6 h 30 min 16 h",
            "Promised 2 business days",
        ],
    ),
    Clocked(
        "the clocks go forward in between",
        "severalnines",
        GRAVEST["severalnines"].answers,
        "2026-03-29T01:30+01:00",
        "Europe/Stockholm",
        ["04:30 Sunday 29 March 2026", "where you are (Europe/Stockholm)", "02:30 UTC"],
        ["Sunday 29 March 2026 00:30 02:30 2 h 2 h", "Promised 2 hours"],
    ),
    Clocked(
        "business hours over a weekend in UTC, read in Tokyo",
        "clickhouse",
        GRAVEST["clickhouse"].answers | {"support_tier": "scale", "impact": "reduced"},
        "2026-12-05T07:00",
        "Asia/Tokyo",
        ["11:00 Monday 7 December 2026", "where you are (Asia/Tokyo)", "02:00 UTC"],
        [
            "Friday 4 December 2026 22:00 24:00 2 h 2 h",
            "Monday 7 December 2026 00:00 02:00 2 h 4 h",
            "Promised 4 business hours",
        ],
    ),
    Clocked(
        "a zone with a half-hour offset",
        "photoprism",
        GRAVEST["photoprism"].answers,
        "2026-06-18T18:00",
        "Asia/Kolkata",
        [
            "18:00 Friday 19 June 2026",
            "where you are (Asia/Kolkata)",
            "14:30 in Berlin; 12:30 UTC",
        ],
        [
            "Thursday 18 June 2026 14:30 17:00 2 h 30 min 2 h 30 min",
            "Friday 19 June 2026 09:00 14:30 5 h 30 min 8 h",
            "Promised 8 business hours",
        ],
    ),
]


@pytest.mark.parametrize("case", CLOCKED, ids=lambda case: case.name)
def test_a_due_moment_stands_by_every_clock_with_its_sum_row_by_row(case: Clocked, reader: Reader) -> None:
    page = reader.page(address(case.policy, case.answers, reported_at=case.reported_at, zone=case.zone))
    assert places(page) == case.places
    assert arithmetic(page) == case.rows


def test_a_due_moment_on_a_day_that_may_turn_out_closed_says_so(reader: Reader) -> None:
    answers = COSMETIC | {"impact": "some"}
    page = reader.page(address("severalnines", answers, reported_at="2026-06-18T15:00+02:00", zone="Europe/Stockholm"))
    assert targets(page)[0] == "15:00 Friday 19 June 2026"
    assert "Midsummer's Eve (Friday 19 June 2026) may turn out closed" in page.main


def test_without_a_zone_the_sites_own_is_named_and_not_called_the_readers(reader: Reader) -> None:
    page = reader.page(address("severalnines", COSMETIC, reported_at="2026-12-03T12:00Z"))
    assert places(page) == ["12:00 Monday 7 December 2026", "UTC", "13:00 in Stockholm"]
    assert "where you are" not in page.main
    assert "data-wants-zone" in page.html


@pytest.mark.parametrize(
    ("reported_at", "said"),
    [
        ("", "Support is open now (Business hours)."),
        ("2026-12-03T12:00Z", "Support is open at that moment (Business hours)."),
        ("2026-12-03T16:00Z", "Support is closed at that moment (Business hours). The clock starts Friday 4 December"),
    ],
)
def test_next_to_the_due_moment_stands_whether_support_is_open(reported_at: str, said: str, reader: Reader) -> None:
    assert said in reader.page(address("severalnines", COSMETIC, reported_at=reported_at)).main


def test_a_due_moment_that_is_on_another_day_elsewhere_says_on_which(reader: Reader) -> None:
    page = reader.page(address("severalnines", COSMETIC, reported_at="2026-12-03T14:00Z", zone="Pacific/Auckland"))
    assert places(page)[2] == "15:00 on Monday 7 December 2026 in Stockholm; 14:00 on Monday 7 December 2026 UTC"


@pytest.mark.parametrize("journey", WITH_CASE, ids=lambda journey: journey.name)
def test_whether_support_is_open_is_said_once_for_each_schedule(journey: Journey, reader: Reader) -> None:
    said = re.findall(
        r"Support is (?:open|closed) at that moment \(([^)]*)\)", reader.page(at_the_moment(journey)).main
    )
    assert len(said) == len(set(said))
    assert "Support is closed at the moment" not in reader.page(at_the_moment(journey)).main


def test_the_hours_up_to_a_due_moment_are_drawn_and_said(reader: Reader) -> None:
    page = reader.page(address("severalnines", COSMETIC, reported_at="2026-12-04T15:00", zone="Europe/Stockholm"))
    drawing = page.html.split('<svg class="hours-drawing"', 1)[1]
    assert "Due Tuesday 8 December 2026, 15:00." in drawing.split(">", 1)[0]
    assert "style=" not in drawing


def test_every_due_moment_of_a_journey_has_its_drawing(reader: Reader) -> None:
    for journey in JOURNEYS:
        page = reader.page(at_the_moment(journey))
        assert page.html.count('class="hours-drawing') == page.html.count('class="due-moment"'), journey.name


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        ("yesterday", "Write the moment as 2026-06-18T15:00:00+02:00."),
        ("2026-13-01T00:00", "Write the moment as 2026-06-18T15:00:00+02:00."),
        ("1492-10-12T02:00", "The moment lies outside the years 1971 to 2199."),
        ("9999-12-31T23:59:59-14:00", "The moment lies outside the years 1971 to 2199."),
        ("\0", "Write the moment as 2026-06-18T15:00:00+02:00."),
        ("9" * 3000, "Write the moment as 2026-06-18T15:00:00+02:00."),
    ],
)
def test_a_moment_that_cannot_be_used_is_said_beside_its_field_and_now_counts(
    moment: str, sentence: str, reader: Reader
) -> None:
    page = reader.page(address("severalnines", COSMETIC, reported_at=moment), 422)
    assert page.main.count(sentence) == 2
    assert "#reported_at" in page.links
    assert targets(page) == targets(reader.page(address("severalnines", COSMETIC)))


@pytest.mark.parametrize("zone", ["Mars/Base", "../../etc/passwd", "europe/helsinki", "Factory", "\0", "UTC+2"])
def test_a_zone_that_is_none_is_said_beside_its_field_and_the_sites_own_counts(zone: str, reader: Reader) -> None:
    page = reader.page(address("severalnines", COSMETIC, zone=zone), 422)
    assert page.main.count("There is no such time zone. Choose one of these.") == 2
    assert "#zone" in page.links
    assert targets(page) == targets(reader.page(address("severalnines", COSMETIC)))


def test_a_bad_zone_is_told_even_where_no_due_moment_is_shown(reader: Reader) -> None:
    page = reader.page(address("clusterpoint", {"product": "other"}, zone="Mars"), 422)
    assert "There is no such time zone." in page.main


@pytest.mark.parametrize("journey", WITH_CASE, ids=lambda journey: journey.name)
def test_what_would_change_the_outcome_is_what_the_page_behind_its_link_says(journey: Journey, reader: Reader) -> None:
    rows = list(what_if(reader.page(at_the_moment(journey))))
    assert len(rows) > 5
    for link, leads in rows:
        assert given_in(link)["zone"] == ZONE
        there = reader.page(link)
        said = [line for line in leads if not re.fullmatch(r"\d+ more", line)]
        if there.heading.endswith("?"):
            assert {line.split(" · ")[0] for line in said} <= still_open(there), link
        else:
            assert len(leads) == 1
            assert summed(there, said[0]), (link, said[0])


def what_if(page: Page) -> Iterator[tuple[str, list[str]]]:
    """The rows with a link: the link, and the lines that say where it leads."""
    row = re.compile(r'<a href="([^"]*)">(?:(?!</tr>).)*data-label="Then">(.*?)</td>', re.DOTALL)
    for table in page.html.split('<table class="whatif">')[1:]:
        for link, then in row.findall(table.split("</table>")[0]):
            yield unescape(link), [words(line) for line in re.split(r"<br>or ", then)]


def still_open(page: Page) -> set[str]:
    """The outcomes that a question page says are still open."""
    listed = re.findall(r"<li>(.*?)</li>", page.html.split('<details class="decides">')[-1].split("</details>")[0])
    only = re.search(r"All answers from here lead to: ([^<]*)", page.html)
    lines = [words(only[1])] if only else [words(line) for line in listed]
    return {line.split(" (")[0] for line in lines}


def summed(page: Page, line: str) -> bool:
    """Whether a page of one outcome says what a line says: the outcome, its severity, and the first response."""
    due = re.search(r"due (\w+ \d+ \w+ \d+), ([\d:]+)$", line)
    shown = f"{due[2]} {due[1]}" if due else None
    if line.startswith("First response due "):
        return targets(page)[0] == shown
    title, *more = line.split(" · ")
    named = [each for each in more if not each.startswith("first response")]
    return page.heading == title and set(named) <= set(badges(page)) and (not shown or targets(page)[0] == shown)


def test_another_support_tier_is_shown_with_what_it_would_promise(reader: Reader) -> None:
    page = reader.page(at_the_moment(next(j for j in JOURNEYS if j.name == "severalnines, less than hoped")))
    assert (
        "Enterprise Open a case · SEV-1 Critical · first response 2 hours, due Saturday 5 December 2026, 14:00"
        in page.main
    )


def test_other_times_of_report_are_shown_with_when_an_answer_would_be_due(reader: Reader) -> None:
    page = reader.page(address("severalnines", COSMETIC, reported_at="2026-12-03T15:00", zone="Europe/Stockholm"))
    rows = page.main.split("Another time of report")[-1]
    for said in (
        "in one hour (Thursday 3 December 2026, 16:00) First response due Monday 7 December 2026, 16:00",
        "just before support closes (Thursday 3 December 2026, 16:59:59) First response due Monday 7 December 2026,",
        "when support opens next (Friday 4 December 2026, 09:00) First response due Monday 7 December 2026, 17:00",
    ):
        assert said in rows


@pytest.mark.parametrize("journey", WITH_CASE, ids=lambda journey: journey.name)
def test_the_link_to_the_case_leads_to_a_form_for_this_very_outcome(journey: Journey, reader: Reader) -> None:
    page = reader.page(at_the_moment(journey))
    link = next(link for link in page.links if link.startswith("/cases/new"))
    assert given_in(link) == {"policy": journey.policy, **journey.answers, "zone": ZONE}
    form = reader.page(link)
    assert all(said in form.main for said in (journey.title, journey.severity, journey.tier))


def test_a_critical_outcome_goes_to_a_case_first_and_never_to_an_article(reader: Reader) -> None:
    for journey in GRAVEST.values():
        page = reader.page(at_the_moment(journey))
        assert "/articles/" not in shown(page)
        assert page.main.index("Fill in a case") < page.main.index("Why")


def test_below_critical_articles_stand_after_the_way_to_a_case(reader: Reader) -> None:
    page = reader.page(address("severalnines", COSMETIC))
    assert "Articles that may already help" in page.main
    assert "/articles/clustercontrol/what-to-collect" in page.links
    assert page.main.index("Fill in a case") < page.main.index("Articles that may already help")


def test_where_one_of_several_possible_outcomes_is_critical_no_article_stands_in_its_way(reader: Reader) -> None:
    page = reader.page(address("severalnines", GRAVEST["severalnines"].answers | {"phase": "unknown"}))
    assert "SEV-1 Critical" in badges(page)
    assert "Articles that may already help" not in page.main


@pytest.mark.parametrize("slug", SLUGS)
def test_each_reason_names_its_clause_and_each_reading_behind_it_stands_beside_it(
    slug: str, app: Flask, reader: Reader
) -> None:
    policy = published(app, slug).policy
    by_because = {rule.because: rule for table in policy.decisions.values() for rule in table.all_rules}
    page = reader.page(at_the_moment(GRAVEST[slug]))
    reasons = re.findall(
        r"<li>(.*?)</li>", page.html.split('<ol class="reasons">')[1].split("</section>")[0], re.DOTALL
    )
    assert len(reasons) > 1
    for reason in reasons:
        rule = by_because[words(reason.split("<span")[0])]
        assert f"/policies/{slug}/#{rule.clause}" in reason
        assert all(policy.readings[name].read_as in words(reason) for name in rule.readings)
        assert all(policy.readings[name].other in words(reason) for name in rule.readings)


def test_readings_that_belong_to_no_reason_stand_together_folded_with_their_count(reader: Reader) -> None:
    page = reader.page(at_the_moment(next(j for j in JOURNEYS if j.name == "severalnines, less than hoped")))
    together = page.html.split('<details class="readings-folded">')[1].split("</section>")[0]
    readings = together.count('<details class="reading-folded">')
    assert readings > 1
    assert f"Other readings that applied ({readings})" in words(together)


def test_where_no_case_is_taken_the_first_way_on_is_that_of_the_outcome(reader: Reader) -> None:
    page = reader.page(at_the_moment(next(j for j in JOURNEYS if j.name == "severalnines, no case")))
    assert shown(page).count("button-way") == 1
    assert words(re.split(r'class="button button-way"[^>]*>', page.html)[1].split("</a>")[0]) == (
        "Severalnines community forums (another site)"
    )


def test_a_case_that_a_cap_lowered_says_by_what_and_what_the_other_reading_would_make_of_it(reader: Reader) -> None:
    page = reader.page(address("clickhouse", GRAVEST["clickhouse"].answers, channel="email", zone=ZONE))
    assert "Severity Level 3 Minor business impact, or a general question" in badges(page)
    assert "By the facts alone this would be Severity Level 1 Critical business impact." in page.main
    assert (
        "Another reading makes this Severity Level 1 Critical business impact: Level 3 is only the first" in page.main
    )
    assert "Report it by web conference, chat or Slack: by e-mail it starts at level 3." in page.main


def test_where_two_readings_give_different_moments_both_stand_there_ours_first(reader: Reader) -> None:
    page = reader.page(address("severalnines", COSMETIC, reported_at="2026-12-03T14:00", zone="Europe/Stockholm"))
    assert "Another reading gives 1 business day: Friday 4 December 2026, 14:00." in page.main
    assert page.main.index("Monday 7 December 2026") < page.main.index("Another reading gives")


def test_channels_without_an_address_say_so_and_are_not_linked(reader: Reader) -> None:
    page = reader.page(address("clickhouse", GRAVEST["clickhouse"].answers))
    assert "The address is not stated by the vendor." in page.main
    assert not [link for link in page.links if link.startswith("mailto:")]


def test_business_hours_of_an_order_form_leave_no_moment_to_be_named(reader: Reader) -> None:
    page = reader.page(address("severalnines", COSMETIC, own_hours="yes"))
    assert targets(page)[0] == "Per agreement"
    assert "due.ics" not in page.html


def test_who_has_a_case_already_is_told_how_to_raise_it_and_what_to_do_when_it_is_overdue(reader: Reader) -> None:
    page = reader.page(address("severalnines", {"product": "clustercontrol", "need": "existing-case"}))
    for said in ("Raise its severity", "When the due time has passed", "Escalate", "ask your account manager"):
        assert said in page.main
    assert "Fill in a case" not in page.main


def test_when_the_clock_pauses_stands_with_the_target(reader: Reader) -> None:
    assert (
        "When the clock pauses The vendor waits for your input." in reader.page(address("severalnines", COSMETIC)).main
    )


def test_the_link_to_an_outcome_carries_the_answers_and_the_version_and_nothing_of_the_reader(reader: Reader) -> None:
    page = reader.page(address("severalnines", COSMETIC, zone=ZONE, reported_at=REPORTED_AT, utm_source="mail"))
    link = next(unescape(each) for each in re.findall(r'<a href="([^"]*)">Link to this outcome', page.html))
    assert given_in(link) == {**COSMETIC, "under": "1.0"}
    assert reader.page(link).heading == page.heading
