"""The sitemap and robots.txt: all pages that may be indexed, by their one address, and nothing else."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.content.example_policy import TEXT
from tests.web.machines import links, metas
from tests.web.small_site import SmallSite
from tests.web.test_feeds import NEWER, SITE

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def small(tmp_path: Path) -> SmallSite:
    """A site with a policy in two versions, and an article."""
    site = SmallSite(tmp_path, SIGNPOST_PUBLIC_URL=SITE)
    site.content.write("policies/acme/1.0.md", TEXT)
    site.content.write("policies/acme/2.0.md", NEWER)
    site.content.write("articles/acme/one.md", "---\ntitle: One\n---\nText")
    return site


def listed(client: FlaskClient) -> dict[str, str]:
    """The addresses of the sitemap with the day of their last change."""
    root = ElementTree.fromstring(client.get("/sitemap.xml").text)  # noqa: S314 - made by the site under test
    return {
        each.findtext(f"{SITEMAP}loc", ""): each.findtext(f"{SITEMAP}lastmod", "")
        for each in root.iter(f"{SITEMAP}url")
    }


def test_every_address_of_the_sitemap_is_a_page_that_may_be_indexed_and_names_itself(client: FlaskClient) -> None:
    site = client.application.extensions["signpost"].settings.public_url
    for address in listed(client):
        page = client.get(address.removeprefix(site))
        assert (page.status_code, page.mimetype) == (200, "text/html"), address
        assert [each["href"] for each in links(page.text, "canonical")] == [address]
        assert "robots" not in metas(page.text)
        assert "X-Robots-Tag" not in page.headers


def test_every_page_without_a_name_in_its_address_stands_in_the_sitemap_or_is_not_to_be_indexed(
    app: Flask, client: FlaskClient
) -> None:
    rules = [rule.rule for rule in app.url_map.iter_rules() if not rule.arguments and "GET" in (rule.methods or ())]
    answers = {rule: client.get(rule) for rule in rules}
    pages = {
        rule
        for rule, page in answers.items()
        if page.status_code == 200 and page.mimetype == "text/html" and "<head>" in page.text
    }
    open_pages = {rule for rule in pages if "robots" not in metas(answers[rule].text)}
    assert open_pages - {address.split("127.0.0.1:5000")[-1] for address in listed(client)} == set()
    assert len(open_pages) >= 5


def test_versions_kept_and_to_come_are_listed_and_the_one_in_force_once(small: SmallSite) -> None:
    addresses = set(listed(small.start().test_client()))
    assert {f"{SITE}/policies/acme/", f"{SITE}/policies/acme/versions/2.0/", f"{SITE}/triage/acme"} <= addresses
    assert f"{SITE}/policies/acme/versions/1.0/" not in addresses
    assert {f"{SITE}/articles/acme/", f"{SITE}/articles/acme/one"} <= addresses


def test_a_page_is_dated_by_the_last_change_of_its_file(small: SmallSite) -> None:
    visitor = small.start().test_client()
    article = small.parts.store.library.articles["acme/one"]
    assert listed(visitor)[f"{SITE}/articles/acme/one"] == article.changed_on.isoformat()


def test_robots_are_kept_from_cases_and_from_runs_through_the_triage_and_from_nothing_else(small: SmallSite) -> None:
    answer = small.start().test_client().get("/robots.txt")
    assert answer.content_type == "text/plain; charset=utf-8"
    assert answer.text.split("\n") == [
        "User-agent: *", "Disallow: /cases/", "Disallow: /triage/*?", "", f"Sitemap: {SITE}/sitemap.xml", "",
    ]  # fmt: skip


@pytest.mark.parametrize("address", ["/sitemap.xml", "/robots.txt"])
def test_they_are_public_and_not_sent_twice(small: SmallSite, address: str) -> None:
    visitor = small.start().test_client()
    first = visitor.get(address)
    assert first.headers["Cache-Control"].startswith("public")
    assert visitor.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
