"""What is searched and opened is counted by the site itself, with nothing of who did so."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.insight.searches import Searched, Searches
from tests.web.small_site import POLICY, SmallSite

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
ARTICLE = "/articles/photoprism/a"
Open = Callable[..., None]


@pytest.fixture
def small(tmp_path: Path, on_each_database: None) -> SmallSite:
    site = SmallSite(tmp_path)
    site.content.write("policies/photoprism/1.md", POLICY.read_bytes())
    site.content.write("articles/photoprism/a.md", "---\ntitle: Zebrafish\n---\nText")
    return site


@pytest.fixture
def visitor(small: SmallSite) -> FlaskClient:
    client = small.start().test_client()
    assert small.parts.rebuild.wait(60)
    return client


def visit(visitor: FlaskClient, address: str, before: str = "", agent: str = BROWSER) -> None:
    """Open an address, from another page of the site or from none."""
    referer = {"Referer": f"http://localhost{before}"} if before else {}
    visitor.get(address, headers={"User-Agent": agent, **referer})


def counted(small: SmallSite) -> tuple[Searched, ...]:
    """What was counted, once it is written."""
    small.parts.searches.tend()
    return Searches.open(small.parts.settings.database_url).since(date.min)


def test_a_search_and_what_is_opened_from_its_answers_are_counted(visitor: FlaskClient, small: SmallSite) -> None:
    visit(visitor, "/search?q=Zebrafish")
    visit(visitor, ARTICLE, "/search?q=Zebrafish")
    visit(visitor, ARTICLE, "/search?q=Zebrafish&kind=article")
    visit(visitor, "/triage/photoprism?impact=some", "/search?q=Zebrafish")
    assert counted(small) == (Searched("zebrafish", 1, 0, ((ARTICLE, 2), ("/triage/photoprism", 1))),)


def test_a_search_in_vain_is_counted_as_one(visitor: FlaskClient, small: SmallSite) -> None:
    visit(visitor, "/search?q=qqq")
    assert counted(small) == (Searched("qqq", 1, 1, ()),)


@pytest.mark.parametrize(
    "before", ["/search?q=Zebrafish", "/search?q=+Zebrafish&page=2", "/search?kind=article&q=Zebrafish"]
)
def test_a_filter_or_another_page_is_not_one_more_search(visitor: FlaskClient, small: SmallSite, before: str) -> None:
    visit(visitor, "/search?q=Zebrafish&kind=article", before)
    assert counted(small) == ()


def test_robots_are_not_counted(visitor: FlaskClient, small: SmallSite) -> None:
    visit(visitor, "/search?q=Zebrafish", agent="Googlebot/2.1")
    visit(visitor, ARTICLE, "/search?q=Zebrafish", agent="Googlebot/2.1")
    assert counted(small) == ()


@pytest.mark.parametrize(
    "referer",
    ["http://elsewhere.example/search?q=zebrafish", "http://localhost/articles/?q=zebrafish", "http://[", "\x00"],
)
def test_what_was_not_opened_from_answers_of_this_site_is_not_counted(
    visitor: FlaskClient, small: SmallSite, referer: str
) -> None:
    visitor.get(ARTICLE, headers={"User-Agent": BROWSER, "Referer": referer})
    assert counted(small) == ()


@pytest.mark.parametrize("address", ["/cases/abcdefghijklmnopqrstuvwx", "/static/logo.svg", "/", "/api/openapi.json"])
def test_only_pages_that_help_are_counted_and_never_the_address_of_a_case(
    visitor: FlaskClient, small: SmallSite, address: str
) -> None:
    visit(visitor, address, "/search?q=Zebrafish")
    assert counted(small) == ()
