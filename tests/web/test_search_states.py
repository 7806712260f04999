"""The search page in the states that an engine puts it in: filters with counts, pins, headings, mended questions."""

import re
from html import unescape
from pathlib import Path

import pytest
from flask import Flask

from app.search.port import Facets, Query, Results
from app.web.search_filters import MOST_SHOWN, filters
from app.web.search_ways import near_titles, words_tried
from tests.web.answering import FACETS, HITS, Answering
from tests.web.case_pages import with_parts
from tests.web.pages import Reader
from tests.web.small_site import POLICY, SmallSite


@pytest.fixture
def answering(tmp_path: Path) -> tuple[Flask, Answering]:
    """A site with an article that holds for two versions, and an engine that answers the same to everything."""
    site = SmallSite(tmp_path)
    site.content.write("policies/photoprism/1.md", POLICY.read_bytes())
    site.content.write("articles/photoprism/a.md", "---\ntitle: A\nversions: ['1.0', '2.0']\n---\nText")
    app = site.start()
    engine = Answering(tmp_path / "other", Results("logs", 23, HITS, None, FACETS))
    with_parts(app, search=engine)
    return app, engine


def shown(app: Flask, address: str) -> str:
    return unescape(Reader(app.test_client()).page(address).html.split("<main", 1)[1])


def test_filters_are_links_with_counts_and_one_without_a_choice_is_not_shown(
    answering: tuple[Flask, Answering],
) -> None:
    page = shown(answering[0], "/search?q=logs")
    assert re.search(r'<a href="/search\?q=logs&kind=article">Articles <span[^>]*>\(20<', page)
    assert re.search(r'<a href="/search\?q=logs&version=2\.0">2\.0 <span[^>]*>\(6<', page)
    assert "product=photoprism" not in page


def test_the_filter_that_holds_is_marked_and_its_link_takes_it_away(answering: tuple[Flask, Answering]) -> None:
    app, engine = answering
    page = shown(app, "/search?q=logs&version=2.0&kind=article")
    assert engine.asked[-1] == Query("logs", None, "article", 1, 10, "2.0")
    assert re.search(r'<a href="/search\?q=logs&kind=article" aria-current="true">2\.0 .*take this filter away', page)
    assert 'href="/search?q=logs&version=2.0" aria-current="true">Articles' in page
    assert '<input type="hidden" name="version" value="2.0">' in page


def test_a_version_that_no_article_names_counts_as_none(answering: tuple[Flask, Answering]) -> None:
    app, engine = answering
    shown(app, "/search?q=logs&version=9")
    assert engine.asked[-1].version is None


def test_a_hit_says_its_heading_and_its_place_and_who_set_it(answering: tuple[Flask, Answering]) -> None:
    page = shown(answering[0], "/search?q=logs&page=2")
    hits = re.findall(r"<li(?: class=\"hit-pinned\")?>\s*<h3>.*?</p>", page, re.DOTALL)
    assert 'data-position="11"' in hits[0]
    assert 'data-position="12"' in hits[1]
    assert '<span class="hit-heading">Logs:</span>' in hits[0]
    assert ["Set by our staff" in hit for hit in hits] == [True, False]


def test_a_hit_opens_where_its_words_are_marked(answering: tuple[Flask, Answering]) -> None:
    page = shown(answering[0], "/search?q=logs")
    assert 'href="/articles/photoprism/a#s:~:text=Of-,logs"' in page
    assert 'href="/articles/photoprism/b"' in page


def test_a_mended_question_can_be_searched_as_it_was_typed(answering: tuple[Flask, Answering]) -> None:
    app, engine = answering
    engine.results = Results("lgos", 23, HITS, "logs")
    assert '<a class="source" href="/search?q=lgos&literal=1">Search literally for “lgos”</a>' in shown(
        app, "/search?q=lgos"
    )
    engine.results = Results("lgos", 23, HITS, None)
    page = shown(app, "/search?q=lgos&literal=1")
    assert engine.asked[-1].is_literal
    assert 'href="/search?q=lgos&literal=1&page=2"' in page
    assert 'href="/search?q=lgos">Mend what may be misspelt' in page


def test_without_suggestions_the_ways_on_still_stand(answering: tuple[Flask, Answering]) -> None:
    app, engine = answering
    engine.results = Results("photoprism", 0, (), None)
    page = shown(app, "/search?q=photoprism")
    assert "Titles that come near" not in page
    assert 'href="/triage/photoprism"' in page


def test_values_beyond_the_first_are_folded_and_the_chosen_one_never_is() -> None:
    facets = Facets(versions={str(number): number for number in range(1, 21)})
    (versions,) = filters(facets, {"version": "1"}, {}, lambda **values: f"?{values}")
    assert [choice.label for choice in versions.shown] == ["1", *map(str, range(20, 20 - MOST_SHOWN + 1, -1))]
    assert len(versions.shown) + len(versions.folded) == 20


def test_near_titles_hold_all_words_or_else_one(tmp_path: Path) -> None:
    site = SmallSite(tmp_path)
    for number, title in enumerate(("Restoring a backup", "Replication behind", "Logs")):
        site.content.write(f"articles/{number}.md", f"---\ntitle: {title}\n---\nText")
    site.start()
    near = [place.text for place in near_titles(site.parts.search, "why is replication not restoring")]
    assert near == ["Replication behind", "Restoring a backup"]
    assert near_titles(site.parts.search, "behind replication")[0].text == "Replication behind"


def test_the_words_tried_are_those_that_say_something() -> None:
    assert words_tried("how do I mend SEV-1 mend " + "x" * 50) == ["mend", "SEV-1"]
