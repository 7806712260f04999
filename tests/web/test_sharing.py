"""What a page says to who shares or indexes it: its one address, its title and summary, its picture."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.content.example_policy import TEXT
from tests.web.machines import head, links, metas
from tests.web.pages import Reader
from tests.web.small_site import SmallSite
from tests.web.test_feeds import NEWER, SITE

PAGES = {
    "/": "/",
    "/policies/": "/policies/",
    "/policies": "/policies/",
    "/policies/acme/": "/policies/acme/",
    "/policies/acme": "/policies/acme/",
    "/policies/acme/versions/1.0/": "/policies/acme/",
    "/policies/acme/versions/1.0/proof": "/policies/acme/proof",
    "/policies/acme/versions/2.0/": "/policies/acme/versions/2.0/",
    "/policies/compare?with=acme": "/policies/compare",
    "/articles/acme/one?utm_source=mail": "/articles/acme/one",
    "/articles/acme/": "/articles/acme/",
    "/triage/acme?product=acme": "/triage/acme",
}
UNINDEXED = ("/search", "/search?q=one", "/policies/now", "/policies/acme/now", "/articles/nope", "/nope")


@pytest.fixture
def visitor(tmp_path: Path) -> FlaskClient:
    """A visitor of a site with a policy in two versions, and an article."""
    site = SmallSite(tmp_path, SIGNPOST_PUBLIC_URL=SITE)
    site.content.write("policies/acme/1.0.md", TEXT)
    site.content.write("policies/acme/2.0.md", NEWER)
    site.content.write("articles/acme/one.md", '---\ntitle: One & "two" <b>\nsummary: It\'s <i>short</i>.\n---\nText')
    return site.start().test_client()


@pytest.mark.parametrize(("address", "canonical"), PAGES.items())
def test_a_page_has_one_address_by_which_it_is_indexed_and_shared(
    visitor: FlaskClient, address: str, canonical: str
) -> None:
    page = visitor.get(address, headers={"Host": "evil.example"}).text
    assert [each["href"] for each in links(page, "canonical")] == [SITE + canonical]
    assert metas(page)["og:url"] == SITE + canonical
    assert "evil.example" not in page


@pytest.mark.parametrize("address", [each for each in PAGES if "?" not in each])
def test_a_shared_page_has_the_title_and_description_that_it_shows(visitor: FlaskClient, address: str) -> None:
    page = Reader(visitor).page(address)
    said = metas(page.html)
    assert page.title == f"{said['og:title']} · Signpost"
    assert said["og:description"] == said["description"]
    assert (said["og:site_name"], said["twitter:card"]) == ("Signpost", "summary_large_image")
    assert said["og:type"] == ("article" if address == "/articles/acme/one" else "website")


def test_a_shared_page_shows_the_picture_of_the_site_from_its_own_address(visitor: FlaskClient) -> None:
    said = metas(visitor.get("/").text)
    assert said["og:image"].startswith(f"{SITE}/static/icons/og.")
    assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")


def test_what_is_shared_is_text_and_never_markup(visitor: FlaskClient) -> None:
    page = visitor.get("/articles/acme/one").text
    said = metas(page)
    assert (said["og:title"], said["og:description"]) == ('One & "two" <b>', "It's <i>short</i>.")
    assert "<b>" not in head(page)


@pytest.mark.parametrize("address", UNINDEXED)
def test_a_page_that_is_not_to_be_indexed_says_that_and_no_more(visitor: FlaskClient, address: str) -> None:
    page = visitor.get(address).text
    assert metas(page)["robots"] == "noindex"
    assert [name for name in metas(page) if name.startswith(("og:", "twitter:"))] == []
    assert links(page, "canonical") == []
    assert "application/ld+json" not in head(page)


def test_an_article_points_to_its_markdown_twin(visitor: FlaskClient) -> None:
    twins = [each for each in links(visitor.get("/articles/acme/one").text, "alternate") if "markdown" in each["type"]]
    assert [each["href"] for each in twins] == ["/articles/acme/one.md"]
    assert visitor.get("/articles/acme/one.md").status_code == 200
