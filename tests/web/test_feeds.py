"""The feeds: valid, stable in their names, dated by the content and never by the clock, and found from the pages."""

import re
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from tests.content.example_policy import TEXT, replaced
from tests.web.machines import ATOM, entries, links
from tests.web.small_site import NOW, POLICY, SmallSite

SITE = "https://support.example.com"
FEEDS = ("/policies/feed.atom", "/policies/acme/feed.atom", "/articles/feed.atom", "/articles/acme/feed.atom")
NEWER = replaced(("effective_on: 2026-01-01", "effective_on: 2026-12-10"), ('version: "1.0"', 'version: "2.0"'))


@pytest.fixture
def small(tmp_path: Path) -> SmallSite:
    """A site with one policy in two versions, the second to come, and articles about its product and about none."""
    site = SmallSite(tmp_path, SIGNPOST_PUBLIC_URL=SITE)
    site.content.write("policies/acme/1.0.md", TEXT)
    site.content.write("policies/acme/2.0.md", NEWER)
    site.content.write("articles/acme/one.md", "---\ntitle: One & <two>\nsummary: In short.\n---\nText")
    site.content.write("articles/general.md", '---\ntitle: "In\\u0001 general"\n---\nText')
    return site


@pytest.fixture
def visitor(small: SmallSite) -> FlaskClient:
    return small.start().test_client()


@pytest.mark.parametrize("address", FEEDS)
def test_a_feed_has_all_that_the_standard_asks(visitor: FlaskClient, address: str) -> None:
    answer = visitor.get(address)
    root = ElementTree.fromstring(answer.text)  # noqa: S314 - made by the site under test
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    assert root.tag == f"{{{ATOM['a']}}}feed"
    for part in (root, *root.findall("a:entry", ATOM)):
        assert len(part.findall("a:id", ATOM)) == len(part.findall("a:title", ATOM)) == 1
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", part.findtext("a:updated", "", ATOM))
    assert root.findtext("a:author/a:name", "", ATOM) == "Signpost"
    own = {link.attrib["rel"]: link.attrib["href"] for link in root.findall("a:link", ATOM)}
    assert own["self"] == f"{SITE}{address}"
    ids = [root.findtext("a:id", "", ATOM), *(entry["id"] for entry in entries(answer.text))]
    assert len(set(ids)) == len(ids) > 1
    assert all(each.startswith("tag:support.example.com,2026:/") for each in ids)


@pytest.mark.parametrize("address", FEEDS)
def test_every_link_of_a_feed_leads_to_a_page_of_this_site(visitor: FlaskClient, address: str) -> None:
    feed = visitor.get(address).text
    addresses = re.findall(r'<link rel="alternate"[^>]* href="([^"]+)"', feed)
    assert len(addresses) == len(entries(feed)) + 1
    for each in addresses:
        assert each.startswith(SITE)
        assert visitor.get(each.removeprefix(SITE)).status_code == 200


@pytest.mark.parametrize("address", FEEDS)
def test_a_feed_is_not_sent_twice_and_knows_no_session(visitor: FlaskClient, address: str) -> None:
    first = visitor.get(address)
    assert "Set-Cookie" not in first.headers
    assert visitor.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_a_feed_names_the_site_by_its_own_address_whatever_the_request_says(visitor: FlaskClient) -> None:
    assert "evil" not in visitor.get("/articles/feed.atom", headers={"Host": "evil.example"}).text


def test_a_version_that_waits_says_so_and_what_counts_until_then(visitor: FlaskClient) -> None:
    waiting = next(e for e in entries(visitor.get("/policies/acme/feed.atom").text) if "2.0" in e["title"])
    assert "Not in force yet: it counts from Thursday 10 December 2026." in waiting["summary"]
    assert "Before Thursday 10 December 2026 version 1.0 counts." in waiting["summary"]


def test_a_version_that_comes_into_force_is_news_under_the_same_name(small: SmallSite, visitor: FlaskClient) -> None:
    before = {e["title"]: e for e in entries(visitor.get("/policies/feed.atom").text)}
    small.now = NOW + timedelta(days=7)
    after = {e["title"]: e for e in entries(visitor.get("/policies/feed.atom").text)}
    name = "Acme: Acme support policy, version 2.0"
    assert before[name]["id"] == after[name]["id"]
    assert (before[name]["link"], after[name]["updated"]) == (after[name]["link"], "2026-12-10T00:00:00Z")
    assert "Not in force" not in after[name]["summary"]
    assert next(iter(after)) == name


def test_moments_come_from_the_content_and_never_from_the_clock(small: SmallSite, visitor: FlaskClient) -> None:
    feeds = [visitor.get(address).text for address in FEEDS]
    small.now = NOW + timedelta(days=2)
    assert [visitor.get(address).text for address in FEEDS] == feeds


def test_articles_are_dated_by_their_last_change_and_those_changed_last_come_first(client: FlaskClient) -> None:
    found = entries(client.get("/articles/feed.atom").text)
    assert [e["updated"] for e in found] == sorted((e["updated"] for e in found), reverse=True)
    for each in found:
        page = client.get("/articles/" + each["link"].split("/articles/")[1]).text
        assert re.search(rf'Last changed on\s+<time datetime="{each["updated"][:10]}"', page)


def test_a_product_has_the_articles_about_it_alone(visitor: FlaskClient) -> None:
    assert [e["title"] for e in entries(visitor.get("/articles/acme/feed.atom").text)] == ["One & <two>"]
    assert len(entries(visitor.get("/articles/feed.atom").text)) == 2


def test_what_xml_cannot_hold_is_left_out(visitor: FlaskClient) -> None:
    assert "In general" in {e["title"] for e in entries(visitor.get("/articles/feed.atom").text)}


@pytest.mark.parametrize("address", ["/policies/nope/feed.atom", "/articles/nope/feed.atom"])
def test_a_feed_of_what_there_is_not_is_not_found(visitor: FlaskClient, address: str) -> None:
    assert visitor.get(address).status_code == 404


@pytest.mark.parametrize(
    ("address", "feeds"),
    [
        ("/", ["/policies/feed.atom", "/articles/feed.atom"]),
        ("/policies/", ["/policies/feed.atom"]),
        ("/policies/acme/", ["/policies/feed.atom", "/policies/acme/feed.atom"]),
        ("/articles/", ["/articles/feed.atom"]),
        ("/articles/acme/", ["/articles/feed.atom", "/articles/acme/feed.atom"]),
        ("/articles/acme/one", ["/articles/feed.atom", "/articles/acme/feed.atom"]),
        ("/articles/general", ["/articles/feed.atom"]),
        ("/triage/", []),
    ],
)
def test_a_page_points_to_the_feeds_of_what_it_is_about(visitor: FlaskClient, address: str, feeds: list[str]) -> None:
    found = [each for each in links(visitor.get(address).text, "alternate") if "atom" in each["type"]]
    assert [each["href"] for each in found] == feeds
    assert all(visitor.get(each["href"]).status_code == 200 for each in found)


def test_a_site_without_content_has_valid_feeds(tmp_path: Path) -> None:
    visitor = SmallSite(tmp_path).start().test_client()
    for address in ("/policies/feed.atom", "/articles/feed.atom", "/sitemap.xml"):
        answer = visitor.get(address)
        assert answer.status_code == 200
        ElementTree.fromstring(answer.text)  # noqa: S314 - made by the site under test


def test_a_feed_of_many_articles_ends_at_the_hundred_changed_last(tmp_path: Path) -> None:
    site = SmallSite(tmp_path)
    site.content.write("policies/photoprism/1.md", POLICY.read_bytes())
    for number in range(120):
        site.content.write(f"articles/photoprism/{number}.md", f"---\ntitle: Number {number}\n---\nText")
    assert len(entries(site.start().test_client().get("/articles/feed.atom").text)) == 100
