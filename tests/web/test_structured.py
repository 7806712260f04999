"""What pages say in schema.org's words: it parses, has what its type needs, and agrees with what stands on the page."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.web.site import Site
from tests.web.machines import data
from tests.web.pages import squeezed, words
from tests.web.small_site import SmallSite
from tests.web.test_articles import ADDRESSES
from tests.web.test_feeds import SITE

ADDRESSES_OF_PAGES = (
    "/", "/policies/", "/policies/severalnines/", "/policies/severalnines/proof", "/policies/compare", "/policies/now",
    "/articles/", "/articles/clickhouse/", "/triage/", "/triage/photoprism", "/triage/photoprism/graph", "/search?q=a",
    *(f"/articles/{address}" for address in ADDRESSES),
)  # fmt: skip
NEEDED = {
    "BreadcrumbList": {"itemListElement"},
    "TechArticle": {"headline", "description", "url", "inLanguage"},
    "HowTo": {"name", "step", "url"},
    "FAQPage": {"mainEntity"},
    "WebSite": {"name", "url", "potentialAction"},
}
FAQ = "---\ntitle: Questions\n---\n## Is it down?\n\nAsk <b>it</b> & see.\n\n## Why?\n\nThus.\n"


def shown(html: str) -> str:
    """What a reader sees of a page, without white space and without its data."""
    return squeezed(words(re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL)))


def typed(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a value, however deep."""
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from typed(each)
    if isinstance(value, list):
        for each in value:
            yield from typed(each)


@pytest.mark.parametrize("address", ADDRESSES_OF_PAGES)
def test_all_data_of_a_page_has_a_type_and_what_that_needs_and_nothing_empty(client: FlaskClient, address: str) -> None:
    html = client.get(address).text
    for kind, needed in NEEDED.items():
        for each in data(html, kind):
            assert each["@context"] == "https://schema.org"
            assert needed <= set(each)
    found = data(html)
    assert len(found) == html.count("application/ld+json")
    for each in typed(found):
        assert each["@type"]
        assert all(value not in ("", None, [], {}) for value in each.values())


@pytest.mark.parametrize("address", ADDRESSES_OF_PAGES)
def test_breadcrumbs_in_data_are_those_that_are_seen(client: FlaskClient, address: str) -> None:
    html = client.get(address).text
    seen = re.search(r'<ol class="breadcrumbs-list">(.*?)</ol>', html, re.DOTALL)
    lists = data(html, "BreadcrumbList")
    assert len(lists) == (1 if seen else 0)
    if seen:
        items = lists[0]["itemListElement"]
        assert [item["position"] for item in items] == list(range(1, len(items) + 1))
        assert [item["name"] for item in items] == [words(each) for each in re.findall("<li>.*?</li>", seen[1])]
        assert [item["item"].split("127.0.0.1:5000")[1] for item in items[:-1]] == re.findall(
            r'href="([^"]+)"', seen[1]
        )
        assert "item" not in items[-1]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_article_says_what_its_page_says(app: Flask, client: FlaskClient, address: str) -> None:
    site: Site = app.extensions["signpost"]
    article, html = site.store.library.articles[address], client.get(f"/articles/{address}").text
    (said,) = data(html, "TechArticle")
    assert f"<h1>{said['headline']}</h1>" in html
    assert squeezed(said["description"]) in shown(html)
    assert re.search(rf'Last changed on\s+<time datetime="{said["dateModified"]}"', html)
    assert re.search(rf'sources on\s+<time datetime="{said["lastReviewed"]}"', html)
    assert ("about" in said) == (article.product is not None)
    assert squeezed(said.get("about", {"name": ""})["name"]) in shown(html)
    assert said["url"] == f"{site.settings.public_url}/articles/{address}"
    assert [(each["name"], each["url"]) for each in said["citation"]] == list(article.sources)
    assert all(f'href="{each["url"]}"' in html for each in said["citation"])


def test_an_article_that_takes_its_reader_through_steps_is_a_how_to_with_these(client: FlaskClient) -> None:
    html = client.get("/articles/photoprism/what-to-collect").text
    (said,) = data(html, "HowTo")
    headings = re.findall(r"<h2[^>]*>(\d\. .*?)</h2>", html)
    assert [f"{step['position']}. {step['name']}" for step in said["step"]] == headings
    assert len(headings) == 5
    for step in said["step"]:
        # The rows of a table are told with the words of their heads, which a page shows once.
        assert set(re.findall(r"\w+", step["text"])) <= set(re.findall(r"\w+", words(html)))
        assert f'id="{step["url"].split("#")[1]}"' in html


def test_an_article_without_steps_is_no_how_to(client: FlaskClient) -> None:
    assert data(client.get("/articles/clustercontrol/which-severity").text, "HowTo") == []


@pytest.fixture
def visitor(small: SmallSite) -> FlaskClient:
    return small.start().test_client()


@pytest.fixture
def small(tmp_path: Any) -> SmallSite:
    """A site with an article made of questions."""
    site = SmallSite(tmp_path, SIGNPOST_PUBLIC_URL=SITE)
    site.content.write("articles/questions.md", FAQ)
    site.content.write("articles/bad.md", '---\ntitle: "</script><script>alert(1)</script>"\n---\nText')
    return site


def test_an_article_made_of_questions_says_them_with_their_answers(visitor: FlaskClient) -> None:
    html = visitor.get("/articles/questions").text
    (said,) = data(html, "FAQPage")
    asked = [(each["name"], each["acceptedAnswer"]["text"]) for each in said["mainEntity"]]
    assert asked == [("Is it down?", "Ask it & see."), ("Why?", "Thus.")]
    assert all(squeezed(text) in shown(html) for pair in asked for text in pair)


def test_what_an_article_does_not_have_is_left_out(visitor: FlaskClient) -> None:
    (said,) = data(visitor.get("/articles/questions").text, "TechArticle")
    assert set(said) == {"@context", "@type", "headline", "url", "inLanguage", "dateModified"}


def test_a_title_cannot_end_the_block_of_data(visitor: FlaskClient) -> None:
    html = visitor.get("/articles/bad").text
    assert "<script>alert" not in html
    assert data(html, "TechArticle")[0]["headline"] == "</script><script>alert(1)</script>"


def test_the_start_page_says_how_the_site_is_searched(client: FlaskClient) -> None:
    html = client.get("/").text
    (said,) = data(html, "WebSite")
    action = said["potentialAction"]
    address = action["target"]["urlTemplate"].split("127.0.0.1:5000")[1]
    assert action["query-input"] == "required name=search_term_string"
    assert "result" in client.get(address.replace("{search_term_string}", "severity")).text
    assert [each["@type"] for each in data(html)] == ["WebSite"]


def test_a_policy_says_what_its_page_says(client: FlaskClient) -> None:
    html = client.get("/policies/severalnines/").text
    (said,) = data(html, "TechArticle")
    assert squeezed(said["headline"]) in shown(html)
    assert squeezed(said["description"]) in shown(html)
    assert all(f'id="{part["url"][1:]}"' in html for part in said["hasPart"])
    assert f'href="{said["isBasedOn"]["url"]}"' in html
    assert all(squeezed(product["name"]) in shown(html) for product in said["about"])
