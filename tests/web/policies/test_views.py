"""Policies as pages: everything stands there, in words, from the data, and can be quoted."""

import json
import re
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.config import CHECKOUT
from app.content.library import PublishedPolicy
from app.domain.wording import allowance_text, day_text, severity_text, target_text
from app.web.public import PageCache
from app.web.site import Site
from tests.web.conftest import Clock
from tests.web.pages import Page, Reader, squeezed, words
from tests.web.small_site import POLICY, SmallSite

SLUGS = sorted(path.name for path in (CHECKOUT / "content" / "policies").iterdir())


@pytest.fixture(params=SLUGS)
def version(request: pytest.FixtureRequest, app: Flask) -> PublishedPolicy:
    site: Site = app.extensions["signpost"]
    return site.store.library.policies[request.param][-1]


@pytest.fixture
def page(version: PublishedPolicy, reader: Reader) -> Page:
    return reader.page(f"/policies/{version.policy.slug}/")


@pytest.fixture
def markdown(version: PublishedPolicy, client: FlaskClient) -> str:
    answer = client.get(f"/policies/{version.policy.slug}.md")
    assert answer.content_type == "text/markdown; charset=utf-8"
    return unescape(answer.text)


def everything_said(version: PublishedPolicy) -> list[str]:
    """Every fact of a policy that a customer may look for, in words."""
    policy = version.policy
    rows = [*policy.entitlements, *policy.scope]
    cells = [cell for row in rows for group in row.cells.values() for cell in group]
    readings = policy.readings.values()
    return [
        *(text for c in policy.clauses for text in [c.title]),
        *(text for p in policy.products for text in (p.name, p.text, *p.components, *p.boundaries)),
        *(text for p in policy.plans for text in (p.name, p.text)),
        *(text for t in policy.tiers for text in (t.name, t.text, t.hours, t.price, t.allowance.text)),
        *(allowance_text(t.allowance) for t in policy.tiers),
        *(text for s in policy.severities for text in (severity_text(s), s.definition, s.effort, *s.examples)),
        *(target_text(policy, target) for target in policy.targets),
        *(text for m in policy.measures for text in (m.means, m.title)),
        *(text for s in policy.schedules.values() for text in (s.text, s.schedule.title, s.closed_source)),
        *(text for row in rows for text in (row.name, row.text)),
        *(text for cell in cells for text in (cell.value, cell.text)),
        *(text for p in policy.lifecycle for text in (p.name, p.support, p.fixes)),
        *(statement.text for statement in (*policy.exclusions, *policy.clock_pauses)),
        *(text for c in policy.contacts for text in (c.name, c.text)),
        *(text for text in (policy.intake.who, policy.intake.language, *policy.intake.rules)),
        *(field.label for field in policy.intake.fields),
        *(text for term in policy.terms.items() for text in term),
        *(text for r in readings for text in (r.says, r.read_as, r.other, r.changes)),
        *(rule.because for rule in policy.decisions["severity"].all_rules),
    ]  # fmt: skip


def missing(said: list[str], text: str) -> list[str]:
    """The facts that a text does not hold."""
    whole = squeezed(text)
    return [fact for fact in said if squeezed(fact) not in whole]


def test_everything_that_the_data_says_stands_in_the_page(version: PublishedPolicy, page: Page) -> None:
    assert missing(everything_said(version), page.main) == []


def test_everything_that_the_page_says_stands_in_its_markdown(version: PublishedPolicy, markdown: str) -> None:
    assert missing(everything_said(version), markdown) == []
    assert "[[" not in markdown


def test_every_link_of_a_policy_page_leads_somewhere(page: Page, reader: Reader) -> None:
    reader.follow(page)


def test_every_clause_has_a_link_to_itself_and_its_place_in_the_vendors_text(
    version: PublishedPolicy, page: Page
) -> None:
    for clause in version.policy.clauses:
        assert clause.id in page.ids
        assert f"#{clause.id}" in page.links
        assert f"In the vendor’s text: {clause.source}" in page.main


def test_every_reading_is_marked_where_it_was_used(version: PublishedPolicy, page: Page) -> None:
    policy = version.policy
    used = {name for target in policy.targets for name in target.readings}
    used |= {name for rule in policy.decisions["severity"].all_rules for name in rule.readings}
    assert {f"#reading-{name}" for name in used} <= set(page.links)
    assert {f"reading-{name}" for name in policy.readings} <= set(page.ids)


def test_a_reading_is_marked_once_in_a_row(page: Page) -> None:
    for row in re.findall(r"<tr.*?</tr>", page.html, re.DOTALL):
        marked = re.findall(r'href="(#reading-[^"]+)"', row)
        assert sorted(marked) == sorted(set(marked)), words(row)


def test_a_reading_is_one_line_that_opens_to_the_other_one(version: PublishedPolicy, page: Page) -> None:
    for reading in version.policy.readings.values():
        fold = page.html.split(f'<details class="our-reading" id="reading-{reading.id}">')[1].split("</details>")[0]
        line, below = fold.split("</summary>")
        assert squeezed(words(line)) == squeezed(f"Our reading: {reading.read_as}")
        assert missing([reading.says, reading.other, reading.changes], words(below)) == []


def test_what_the_policy_defines_is_linked_to_its_definition(reader: Reader) -> None:
    page = reader.page("/policies/severalnines/")
    for anchor, words_there in (
        ("term_business-hours", "The hours named in your order form."),
        ("tier_enterprise", "Cases at all hours and without a limit"),
        ("severity_1", "All of production is out"),
        ("schedule_around-the-clock", "Every hour of every day"),
        ("contact_forums", "every registered user"),
    ):
        assert f'<a class="term" href="#{anchor}">' in page.html
        definition = words(page.html.split(f'id="{anchor}">')[1].split("</d")[0])
        assert words_there in definition, anchor


def test_the_matrix_tells_what_is_no_time_from_what_is_one(reader: Reader) -> None:
    html = reader.page("/policies/clickhouse/").html
    matrix = html.split('<table class="response">')[1].split("</table>")[0]
    gravest = matrix.split('<tr class="severity-1">')[1].split("</tr>")[0]
    assert [words(kind) for kind in re.findall(r'promise-not_entitled">(.+?)</p>', gravest, re.DOTALL)] == [
        "not entitled"
    ]
    assert [words(k) for k in re.findall(r'promise-duration"><span class="amount">(.+?)</span>', gravest)] == [
        "1 business hour",
        "30 minutes",
    ]


def test_a_measure_that_is_promised_to_nobody_is_one_sentence(reader: Reader) -> None:
    assert "Resolution at every severity, at every tier: none promised" in reader.page("/policies/severalnines/").main


def test_every_closed_date_is_listed(version: PublishedPolicy, page: Page, markdown: str) -> None:
    for terms in version.policy.schedules.values():
        dates = {**terms.schedule.closed, **terms.schedule.advisory}
        assert missing([f"{day_text(day)}" for day in dates], page.main) == []
        assert missing([f"{day_text(day)} ({why})" for day, why in dates.items()], markdown) == []


def test_the_head_says_which_text_it_is_and_that_the_vendors_prevails(version: PublishedPolicy, page: Page) -> None:
    policy = version.policy
    head = page.main.split("On this page")[0]
    assert f"Version {policy.stated_version or 'not stated by the vendor'}" in head
    assert f"Effective {policy.effective_text or 'not stated by the vendor'}" in head
    assert "prevails" in head
    assert policy.source_url in page.links
    assert policy.hash[:12] in head


def test_the_list_names_every_policy_with_its_version(app: Flask, reader: Reader) -> None:
    page = reader.page("/policies/")
    reader.follow(page)
    assert {f"/policies/{slug}/" for slug in SLUGS} <= set(page.links)
    assert "Version 1.0 Effective June 2026" in page.main
    assert "Version no version stated Effective 23 January 2025" in page.main


def test_a_plan_shows_the_tier_that_the_rules_lead_it_to(reader: Reader) -> None:
    text = reader.page("/policies/severalnines/").main
    plans = text.split("Which plan leads to which support tier")[1]
    assert re.search(r"ClusterControl Advanced Self-Serve .{0,120}? Community ", plans)
    assert "Enterprise where: Is Enterprise support for your trial expressly agreed? Yes" in plans
    assert re.search(r"CCX Cloud Customers of CCX Cloud .{0,60}? Enterprise ", plans)


@pytest.mark.parametrize("address", ["/", "/policies/", "/policies/severalnines/", "/policies/severalnines/proof"])
def test_a_public_page_is_the_same_at_every_moment(app: Flask, client: FlaskClient, clock: Clock, address: str) -> None:
    before = client.get(address)
    clock.at += timedelta(days=22, hours=9)
    app.extensions["signpost_pages"] = PageCache()
    assert client.get(address).data == before.data


def test_a_page_that_was_seen_is_not_sent_again(client: FlaskClient) -> None:
    tag = client.get("/policies/clickhouse/").headers["ETag"]
    assert client.get("/policies/clickhouse/", headers={"If-None-Match": tag}).status_code == 304


def test_schema_org_data_says_what_the_page_says(version: PublishedPolicy, page: Page) -> None:
    found = re.search(r'<script type="application/ld\+json">(.+?)</script>', page.html)
    assert found
    data = json.loads(found[1])
    assert data["headline"] == version.policy.title
    assert data["isBasedOn"]["url"] == version.policy.source_url
    assert data.get("version") == version.policy.stated_version
    assert len(data["hasPart"]) == len(version.policy.clauses)


@pytest.mark.parametrize(
    "address", ["/policies", "/policies/clickhouse", "/policies/compare/", "/policies/clickhouse/now/"]
)
def test_a_slash_more_or_less_leads_to_the_same(client: FlaskClient, address: str) -> None:
    assert client.get(address, follow_redirects=True).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "nope/",
        "nope.md",
        "nope/now",
        "nope/proof",
        "clickhouse/versions/nope/",
        "clickhouse/versions/nope.md",
        "nope/versions/1/",
    ],
)
def test_a_policy_or_version_that_is_not_there_is_a_page_with_ways_on(reader: Reader, address: str) -> None:
    page = reader.page(f"/policies/{address}", status=404)
    assert "There is no such" in page.main
    assert "/policies/" in page.links


def test_the_proof_shows_every_rule_with_its_hits_and_its_clause(version: PublishedPolicy, reader: Reader) -> None:
    policy, graph = version.policy, version.proof.graph
    page = reader.page(f"/policies/{policy.slug}/proof")
    reader.follow(page)
    rules = [rule for table in policy.decisions.values() for rule in table.all_rules]
    assert missing([rule.because for rule in rules], page.main) == []
    assert {f"/policies/{policy.slug}/#{rule.clause}" for rule in rules} <= set(page.links)
    counts = [int(n.replace(",", "")) for n in re.findall(r'class="number"><div>([\d,]+)</div>', page.html)]
    assert counts == [graph.hits[t.id, n] for t in policy.decisions.values() for n, _ in enumerate(t.all_rules)]
    assert f"Ways through the triage {graph.paths:,}" in page.main
    assert policy.hash in page.main


# -- versions ---------------------------------------------------------------------------------------------------------

VERSION = POLICY.read_text(encoding="utf-8")


def version_from(day: str, title: str) -> str:
    """The policy as if it had been captured another day, under another title."""
    text = re.sub(r"^captured_on: .+$", f"captured_on: {day}", VERSION, count=1, flags=re.MULTILINE)
    return re.sub(r"^title: .+$", f"title: {title}", text, count=1, flags=re.MULTILINE)


@pytest.fixture(scope="module")
def with_versions(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """A site with a version in force, one before it and one to come."""
    site = SmallSite(tmp_path_factory.mktemp("versions"))
    for name, day in (("old", "2025-03-01"), ("current", "2026-06-01"), ("next", "2027-02-01")):
        site.content.write(f"policies/photoprism/{name}.md", version_from(day, f"The {name} policy"))
    return Reader(site.start().test_client())


def test_the_page_shows_the_version_in_force_and_lists_the_others(with_versions: Reader) -> None:
    page = with_versions.page("/policies/photoprism/")
    assert page.heading == "The current policy"
    assert "old , captured on Saturday 1 March 2025: no longer in force" in page.main
    assert "current , captured on Monday 1 June 2026: in force" in page.main
    assert "next , captured on Monday 1 February 2027: in force later" in page.main
    with_versions.follow(page)


def test_the_head_announces_the_version_to_come(with_versions: Reader) -> None:
    page = with_versions.page("/policies/photoprism/")
    assert "A next version counts from Monday 1 February 2027." in page.main.split("On this page")[0]
    assert "/policies/photoprism/versions/next/" in page.links
    assert "A next version" not in with_versions.page("/policies/photoprism/versions/old/").main


def test_an_old_version_says_so_at_the_top_and_leads_to_the_one_in_force(with_versions: Reader) -> None:
    page = with_versions.page("/policies/photoprism/versions/old/")
    assert page.main.startswith(
        "This version is no longer in force. The version in force, captured on Monday 1 June 2026"
    )
    assert page.heading == "The old policy"
    assert "/policies/photoprism/" in page.links
    assert "If you report now" not in page.main


def test_a_future_version_says_from_when_it_counts(with_versions: Reader) -> None:
    page = with_versions.page("/policies/photoprism/versions/next/")
    assert page.main.startswith("This version is not in force yet: it counts from Monday 1 February 2027.")
    assert "Until then the version captured on Monday 1 June 2026 holds." in page.main


def test_each_version_has_its_own_markdown_and_proof(with_versions: Reader) -> None:
    page = with_versions.page("/policies/photoprism/versions/old/")
    assert {"/policies/photoprism/versions/old.md", "/policies/photoprism/versions/old/proof"} <= set(page.links)
    assert with_versions.client.get("/policies/photoprism/versions/old.md").text.startswith("# The old policy\n")
    assert "version old" in with_versions.page("/policies/photoprism/versions/old/proof").main
