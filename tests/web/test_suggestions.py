"""Suggestions on the wire: small, public, and never an error; and how a browser learns to search the site."""

import shutil
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.web.small_site import POLICY, SmallSite

NAMESPACE = {"o": "http://a9.com/-/spec/opensearch/1.1/"}


@pytest.fixture
def small(tmp_path: Path) -> SmallSite:
    site = SmallSite(tmp_path)
    site.content.write("policies/photoprism/1.md", POLICY.read_bytes())
    site.content.write(
        "articles/photoprism/a.md", "---\ntitle: Missing thumbnails\n---\nText\n\n## Where to look\n\nHere"
    )
    site.content.write("articles/b.md", "---\ntitle: Missing words\n---\nText")
    return site


@pytest.fixture
def visitor(small: SmallSite) -> FlaskClient:
    return small.start().test_client()


def told(visitor: FlaskClient, asked: str) -> Any:
    """What the script is told."""
    return visitor.get(f"/search/suggest?{asked}").json


def test_places_come_with_their_kind_what_they_are_part_of_and_the_likeliest_word(visitor: FlaskClient) -> None:
    assert told(visitor, "q=missing+th") == {
        "completed": "missing thumbnails",
        "places": [
            {
                "text": "Missing thumbnails",
                "url": "/articles/photoprism/a",
                "kind": "article",
                "context": "PhotoPrism",
            }
        ],
    }


def test_a_heading_opens_at_itself_and_is_marked_there(visitor: FlaskClient) -> None:
    (place,) = told(visitor, "q=where+to+look")["places"]
    assert place["url"] == "/articles/photoprism/a#where-to-look:~:text=Where%20to%20look,-%23"
    assert place["context"] == "Missing thumbnails"


def test_a_product_narrows_and_an_unknown_one_counts_as_none(visitor: FlaskClient) -> None:
    def found(more: str) -> int:
        return len(told(visitor, f"q=missing{more}")["places"])

    assert [found(""), found("&product=photoprism"), found("&product=none")] == [2, 1, 2]


def test_an_answer_is_public_for_a_short_while_and_is_not_sent_twice(small: SmallSite, visitor: FlaskClient) -> None:
    answer = visitor.get("/search/suggest?q=missing")
    assert answer.headers["Cache-Control"].startswith("public, max-age=60")
    known = {"If-None-Match": answer.headers["ETag"]}
    assert visitor.get("/search/suggest?q=missing", headers=known).status_code == 304
    small.content.write("articles/c.md", "---\ntitle: Missing links\n---\nText")
    small.parts.store.refresh()
    small.parts.rebuild.start_if_needed()
    assert small.parts.rebuild.wait(30)
    again = visitor.get("/search/suggest?q=missing", headers=known)
    assert (again.status_code, len(told(visitor, "q=missing")["places"])) == (200, 3)


def test_without_an_index_there_are_no_suggestions_and_no_error(small: SmallSite, visitor: FlaskClient) -> None:
    shutil.rmtree(small.parts.settings.search_index_dir)
    answer = visitor.get("/search/suggest?q=missing")
    assert (answer.status_code, answer.json) == (200, {"completed": None, "places": []})
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "asked", ["", "q=", "q=%00", "q=%ED%A0%80", "q=" + "a" * 5000, "q=%FF&product=%00", "q&format"]
)
def test_whatever_is_asked_there_is_an_answer(visitor: FlaskClient, asked: str) -> None:
    assert told(visitor, asked)["places"] == []


def test_a_browser_gets_what_to_search_for_and_where_it_is(visitor: FlaskClient) -> None:
    answer = visitor.get("/search/suggest?format=opensearch&q=miss")
    assert answer.mimetype == "application/x-suggestions+json"
    typed, texts, about, addresses = told(visitor, "format=opensearch&q=miss")
    assert typed == "miss"
    assert texts == ["missing", "Missing words", "Missing thumbnails"]
    assert about == ["", "", "PhotoPrism"]
    assert addresses[0].endswith("/search?q=missing")
    assert addresses[2].endswith("/articles/photoprism/a")


def test_every_page_names_the_description_by_which_a_browser_searches_the_site(visitor: FlaskClient) -> None:
    assert (
        '<link rel="search" href="/opensearch.xml" type="application/opensearchdescription+xml"'
        in visitor.get("/").text
    )
    answer = visitor.get("/opensearch.xml")
    assert answer.mimetype == "application/opensearchdescription+xml"
    described = ET.fromstring(answer.data)  # noqa: S314 - our own answer
    templates = {url.get("type"): url.get("template", "") for url in described.findall("o:Url", NAMESPACE)}
    for kind, query in (("text/html", "zebra"), ("application/x-suggestions+json", "miss")):
        address = templates[kind].replace("{searchTerms}", query).split("//", 1)[1].partition("/")[2]
        assert visitor.get(f"/{address}").mimetype == kind
