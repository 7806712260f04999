"""What staff tell the search of words and answers holds in every answer, and so do the filters and their counts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.content.search_words import Pin, Synonyms
from app.search.port import Collection, Document, Facets, Query, Results, SearchEngine, Section
from tests.search.documents import HELP_CENTRE, article

SYNONYMS = Synonyms(equal=(("refuse", "reject"), ("dump", "restore"), ("ha", "empty folder")))
PINS = (
    Pin(("raise the limit",), ("/articles/how-to", "/articles/db/connections", "/articles/gone")),
    Pin(("only pinned",), ("/policies/other/#hours",)),
)
TOLD = Collection(HELP_CENTRE, SYNONYMS, PINS)


def urls(results: Results) -> list[str]:
    return [hit.url.split("#")[0] if hit.kind == "article" else hit.url for hit in results.hits]


@pytest.fixture
def told(empty_engine: SearchEngine) -> SearchEngine:
    empty_engine.build(TOLD, "told")
    return empty_engine


@pytest.mark.parametrize(
    ("text", "expected"),
    [("reject", "/articles/db/connections"), ("dump", "/articles/db/backups"), ("HA", "/articles/db/backups")],
)
def test_a_word_that_no_text_has_finds_its_synonym(told: SearchEngine, text: str, expected: str) -> None:
    assert urls(told.search(Query(text)))[0] == expected


def test_a_word_with_a_synonym_is_not_mended(empty_engine: SearchEngine) -> None:
    empty_engine.build(Collection(HELP_CENTRE), "plain")
    assert empty_engine.search(Query("bakcup")).suggestion == "backup"
    empty_engine.build(Collection(HELP_CENTRE, Synonyms(equal=(("bakcup", "trace"),))), "told")
    results = empty_engine.search(Query("bakcup"))
    assert (results.suggestion, urls(results)) == (None, ["/articles/web/errors"])


def test_a_literal_search_takes_no_synonym_and_mends_nothing(told: SearchEngine) -> None:
    assert told.search(Query("reject", is_literal=True)).total == 0
    results = told.search(Query("bakcup", is_literal=True))
    assert (results.total, results.suggestion) == (0, None)


def test_an_answer_that_was_set_comes_first_in_its_order(told: SearchEngine) -> None:
    results = told.search(Query("Raise the limit?"))
    assert urls(results)[:2] == ["/articles/how-to", "/articles/db/connections"]
    assert [hit.is_pinned for hit in results.hits] == [True, True] + [False] * (results.total - 2)
    assert len(set(urls(results))) == results.total
    scores = [hit.score for hit in results.hits]
    assert scores == sorted(scores, reverse=True)


def test_an_answer_that_was_set_needs_none_of_the_words(told: SearchEngine) -> None:
    assert urls(told.search(Query("only pinned"))) == ["/policies/other/#hours"]


def test_an_answer_that_was_set_keeps_to_the_filters(told: SearchEngine) -> None:
    assert urls(told.search(Query("only pinned", kind="article"))) == []
    assert urls(told.search(Query("raise the limit", product="db"))) == ["/articles/db/connections"]


def test_pages_of_a_pinned_question_follow_each_other(told: SearchEngine) -> None:
    whole = told.search(Query("raise the limit"))
    pages = [told.search(Query("raise the limit", page=page, per_page=1)) for page in range(1, whole.total + 1)]
    assert [hit.url for page in pages for hit in page.hits] == [hit.url for hit in whole.hits]


VERSIONED = (
    article("/articles/old", "Backup", "backup"),
    replace(article("/articles/two", "Backup", "backup", product="db"), versions=("23.8", "24.3")),
    replace(article("/articles/new", "Backup", "backup", product="db"), versions=("24.3",)),
    Document("/policies/x/#b", "Backup", "policy", None, (Section("", "", "backup"),), "x", ("db", "web")),
)


@pytest.fixture
def versioned(empty_engine: SearchEngine) -> SearchEngine:
    empty_engine.build(Collection(VERSIONED), "versions")
    return empty_engine


@pytest.mark.parametrize(
    ("version", "expected"),
    [("23.8", {"/articles/two"}), ("24.3", {"/articles/two", "/articles/new"}), ("25.1", set()), ("", {*range(4)})],
)
def test_a_version_keeps_the_articles_that_hold_for_it(
    versioned: SearchEngine, version: str, expected: set[object]
) -> None:
    found = urls(versioned.search(Query("backup", version=version)))
    assert len(found) == len(expected)
    assert not version or set(found) == expected


def test_facets_count_each_value_with_the_other_filters_applied(versioned: SearchEngine) -> None:
    every = Facets({"article": 3, "policy": 1}, {"db": 3, "web": 1}, {"23.8": 1, "24.3": 2})
    assert versioned.search(Query("backup")).facets == every
    assert versioned.search(Query("backup", kind="article")).facets == Facets(
        {"article": 3, "policy": 1}, {"db": 2}, {"23.8": 1, "24.3": 2}
    )
    assert versioned.search(Query("backup", version="23.8")).facets == Facets(
        {"article": 1}, {"db": 1}, {"23.8": 1, "24.3": 2}
    )
    assert versioned.search(Query("nothing")).facets == Facets()


def test_words_that_stand_together_count_for_more(empty_engine: SearchEngine) -> None:
    apart = article("/articles/apart", "One", "split the query of a brain node")
    together = article("/articles/together", "Two", "the query of a split brain node")
    empty_engine.build(Collection([apart, together]), "pairs")
    assert urls(empty_engine.search(Query("split brain"))) == ["/articles/together", "/articles/apart"]


def test_a_whole_name_counts_for_more_than_its_parts(empty_engine: SearchEngine) -> None:
    parts = article("/articles/parts", "One", "the max of all connections")
    whole = article("/articles/whole", "Two", "the name of max_connections")
    empty_engine.build(Collection([parts, whole]), "names")
    assert urls(empty_engine.search(Query("max_connections"))) == ["/articles/whole", "/articles/parts"]


def test_a_clause_is_found_by_its_number_and_vendor(empty_engine: SearchEngine) -> None:
    def clause(name: str, number: str, vendor: str) -> Document:
        section = Section("", f"section {number}", "Response targets of support.")
        return Document(
            f"/policies/{vendor}/#{name}", f"{name} · {vendor}", "policy", None, (section,), vendor, number=number
        )

    clauses = [clause(f"c{n}", f"{n}.{m}", vendor) for vendor in ("acme", "example") for n in (3, 4) for m in (1, 2)]
    distinct = [replace(c, url=f"{c.url}-{c.number}") for c in clauses]
    empty_engine.build(Collection(distinct), "numbers")
    assert urls(empty_engine.search(Query("4.2 acme")))[0] == "/policies/acme/#c4-4.2"
    assert urls(empty_engine.search(Query("example 3.1")))[0] == "/policies/example/#c3-3.1"


def test_a_hit_names_the_heading_that_it_opens_at(told: SearchEngine) -> None:
    hit = told.search(Query("restoring into an empty folder")).hits[0]
    assert (hit.url, hit.heading) == ("/articles/db/backups#restore", "Restoring")
    assert told.search(Query("consistent inside one transaction")).hits[0].heading == ""
