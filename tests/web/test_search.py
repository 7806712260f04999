"""The search page: an address for each question, and a way on from every answer."""

import re
import shutil
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.web.site import Site
from tests.web.pages import Reader
from tests.web.small_site import POLICY, SmallSite


@pytest.fixture
def searcher(app: Flask) -> FlaskClient:
    """A visitor of the real content once it is indexed."""
    site: Site = app.extensions["signpost"]
    assert site.rebuild.wait(60)
    return app.test_client()


@pytest.fixture
def small(tmp_path: Path) -> SmallSite:
    """A site with one policy and 23 articles about the same."""
    site = SmallSite(tmp_path)
    site.content.write("policies/photoprism/1.md", POLICY.read_bytes())
    for number in range(23):
        text = f"---\ntitle: Thumbnail number {number}\n---\nZebrafish & <b>thumbnails</b> number {number}."
        site.content.write(f"articles/photoprism/{number}.md", text)
    return site


def main(answer: TestResponse) -> str:
    return answer.text.split("<main", 1)[1].split("</main>", 1)[0]


def hits(answer: TestResponse) -> list[str]:
    """Where the hits lead, without what tells a browser which words to mark."""
    return [address.split(":~:")[0].rstrip("#") for address in hrefs(answer)]


def hrefs(answer: TestResponse) -> list[str]:
    return [unescape(href) for href in re.findall(r'<h3><a href="([^"]+)"', main(answer))]


def kinds(answer: TestResponse) -> set[str]:
    return set(re.findall(r">(Article|Policy clause)</span>", main(answer)))


def links(answer: TestResponse, rel: str) -> list[str]:
    return [unescape(href) for href in re.findall(rf'<a href="([^"]+)" rel="{rel}"', main(answer))]


def test_articles_and_policy_clauses_are_found_with_the_words_marked(searcher: FlaskClient) -> None:
    answer = searcher.get("/search?q=severity+replication")
    assert kinds(answer) == {"Article", "Policy clause"}
    assert any(address.startswith("/articles/clickhouse/") for address in hits(answer))
    assert any(re.match(r"/policies/\w+/#", address) for address in hits(answer))
    assert re.search(r"<mark>severity</mark>", main(answer), re.IGNORECASE)


def test_every_hit_says_where_it_stands(searcher: FlaskClient) -> None:
    found = searcher.get("/search?q=severity+replication").text
    paths = {
        tuple(re.findall("<li>(.*?)</li>", each)) for each in re.findall(r'<ul class="hit-path">(.*?)</ul>', found)
    }
    assert {("Articles", "ClickHouse software"), ("Policies", "ClickHouse Support Services Policy")} <= paths


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("zebrafish", "23 results for “zebrafish”"),
        ("zebrafish&page=2", "Page 2 of 3, 23 results for “zebrafish”"),
        ("22", "1 result for “22”"),
        ("qqq", "No results for “qqq”"),
    ],
)
def test_the_title_says_how_much_was_found(small: SmallSite, asked: str, title: str) -> None:
    page = Reader(small.start().test_client()).page(f"/search?q={asked}")
    assert page.title.startswith(title)


def test_every_hit_leads_to_a_page_that_has_the_place(searcher: FlaskClient) -> None:
    for address in hits(searcher.get("/search?q=severity")):
        path, _, anchor = address.partition("#")
        page = searcher.get(path)
        assert page.status_code == 200
        assert not anchor or f'id="{anchor}"' in page.text


@pytest.mark.parametrize(("kind", "shown"), [("article", {"Article"}), ("policy", {"Policy clause"})])
def test_the_kind_filters_and_stays_chosen(searcher: FlaskClient, kind: str, shown: set[str]) -> None:
    answer = searcher.get(f"/search?q=severity&kind={kind}")
    assert kinds(answer) == shown
    assert f'<input type="hidden" name="kind" value="{kind}">' in main(answer)


def test_the_product_filters_and_says_how_to_search_beyond_it(searcher: FlaskClient) -> None:
    answer = searcher.get("/search?q=severity&product=clickhouse")
    assert {address.split("/")[2] for address in hits(answer)} == {"clickhouse"}
    assert '<input type="hidden" name="product" value="clickhouse">' in main(answer)
    assert re.search(r'<a href="/search\?q=severity" aria-current="true">ClickHouse software', main(answer))


@pytest.mark.parametrize(
    "filters", ["kind=nothing", "product=nothing", "page=0", "page=-1", "page=x", "page=²", "page="]
)
def test_a_filter_or_page_that_there_is_not_counts_as_none(searcher: FlaskClient, filters: str) -> None:
    assert hits(searcher.get(f"/search?q=severity&{filters}")) == hits(searcher.get("/search?q=severity"))


def test_a_slip_of_the_pen_is_mended_and_the_page_says_so(searcher: FlaskClient) -> None:
    answer = searcher.get("/search?q=replicaton")
    assert "Searched for <strong>replication</strong> instead of <del>replicaton</del>" in main(answer)
    assert hits(answer) == hits(searcher.get("/search?q=replication"))


def test_pages_lead_through_all_results_once_each_and_keep_the_question(small: SmallSite) -> None:
    visitor = small.start().test_client()
    address, seen, before = "/search?q=zebrafish+%26+co&kind=article&product=photoprism", [], []
    while address:
        answer = visitor.get(address)
        seen += hits(answer)
        before.append(links(answer, "prev"))
        address = "".join(links(answer, "next"))
    assert sorted(seen) == sorted(f"/articles/photoprism/{number}" for number in range(23))
    question = "/search?q=zebrafish+%26+co&product=photoprism&kind=article"
    assert before == [[], [question], [f"{question}&page=2"]]


def test_a_page_behind_the_last_leads_back(small: SmallSite) -> None:
    answer = small.start().test_client().get("/search?q=zebrafish&page=9")
    assert answer.status_code == 200
    assert "There are no results on page 9" in main(answer)
    assert 'href="/search?q=zebrafish&amp;page=3"' in main(answer)


def test_an_excerpt_is_text_and_never_markup(small: SmallSite) -> None:
    page = main(small.start().test_client().get("/search?q=zebrafish"))
    assert "<mark>Zebrafish</mark> &amp; " in page
    assert "<b>" not in page


def test_before_a_question_the_page_shows_ways_to_browse(searcher: FlaskClient) -> None:
    for address in ("/search", "/search?q=", "/search?q=%20%00"):
        page = main(searcher.get(address))
        for way in ("/articles/clickhouse/", "/policies/severalnines/", "/triage/photoprism", "/policies/compare"):
            assert f'href="{way}"' in page


def test_where_nothing_is_found_there_are_ways_on(searcher: FlaskClient) -> None:
    page = main(searcher.get("/search?q=how+xyzzyqwv+qqzw&kind=article"))
    assert "Nothing was found" in page
    assert "Looked for, with filters:" in page
    for way in ("/triage/", "/articles/clickhouse/", "/policies/photoprism/", "/search?q=how+xyzzyqwv+qqzw"):
        assert f'href="{way}"' in page
    for word in ("xyzzyqwv", "qqzw"):
        assert f'href="/search?q={word}"' in page
    assert 'href="/search?q=how"' not in page


@pytest.mark.parametrize("asked", ["q=xyzzyqwv+qqzw&product=ccx", "q=severalninesqqqq&product=clustercontrol"])
def test_where_nothing_is_found_about_a_vendor_its_triage_is_the_way_and_its_other_places_are_named(
    searcher: FlaskClient, asked: str
) -> None:
    page = main(searcher.get(f"/search?{asked}"))
    assert re.search(r'<a class="button" href="/triage/severalnines">', page)
    assert 'href="https://docs.severalnines.com"' in page
    assert "Elsewhere at Severalnines" in page
    assert "Elsewhere at PhotoPrism" not in page


def test_what_was_asked_is_shown_as_text_and_kept_in_the_form(searcher: FlaskClient) -> None:
    page = searcher.get("/search", query_string={"q": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in page
    assert 'value="&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in page


def test_a_search_is_for_its_reader_and_not_for_other_search_engines(searcher: FlaskClient) -> None:
    answer = searcher.get("/search?q=severity")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert '<meta name="robots" content="noindex">' in answer.text


@pytest.mark.parametrize(
    "question",
    ["a" * 100_000, "\0", "a\0b", "\u202eright to left", "\N{ELEPHANT}" * 500, "[" * 500, "* OR *", "*a ?b",
     " ".join(f"term{number}" for number in range(2_000)), "product:x kind:y", "' OR 1=1 --", "%s %(a)s {0}"],
    ids=["100 kB", "NUL", "NUL inside", "right to left", "emoji", "brackets", "stars", "leading wildcards",
         "2,000 terms", "fields", "SQL", "formats"],
)  # fmt: skip
def test_a_hostile_question_gets_a_page(searcher: FlaskClient, question: str) -> None:
    answer = searcher.get("/search", query_string={"q": question})
    assert answer.status_code == 200
    assert "<h1>Search</h1>" in answer.text
    assert len(answer.data) < 60_000


@pytest.mark.parametrize(
    "raw", ["q=%ED%A0%80", "q=%FF%FE", "q=%C0%80", "q=%", "q=%zz", "q&q&q", "&&&=", "q=a&q=b", "%00=%00"]
)
def test_a_question_in_no_encoding_gets_a_page(searcher: FlaskClient, raw: str) -> None:
    assert searcher.get(f"/search?{raw}").status_code == 200


def test_without_an_index_the_page_shows_ways_to_browse_and_the_index_comes_back(small: SmallSite) -> None:
    visitor = small.start().test_client()
    index = small.parts.settings.search_index_dir
    shutil.rmtree(index)
    (index / "lock").mkdir(parents=True)  # a builder cannot lock a folder: the index stays away
    answer = visitor.get("/search?q=zebrafish")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert 'href="/articles/photoprism/"' in main(answer)
    assert 'value="zebrafish"' in main(answer)
    assert visitor.get("/articles/photoprism/1").status_code == 200


def test_a_lost_index_is_built_again_by_the_first_search(small: SmallSite) -> None:
    visitor = small.start().test_client()
    shutil.rmtree(small.parts.settings.search_index_dir)
    visitor.get("/search?q=zebrafish")
    assert small.parts.rebuild.wait(30)
    assert hits(visitor.get("/search?q=zebrafish"))


def test_a_stale_index_answers_and_is_built_anew(small: SmallSite) -> None:
    visitor = small.start().test_client()
    small.content.write("articles/new.md", "---\ntitle: Aardvark\n---\nText")
    small.parts.store.refresh()
    assert hits(visitor.get("/search?q=zebrafish"))
    assert small.parts.rebuild.wait(30)
    assert hits(visitor.get("/search?q=aardvark")) == ["/articles/new"]
