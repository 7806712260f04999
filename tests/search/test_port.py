"""What every search engine promises, whatever it is made of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.search.port import Collection, Document, Query, Results, SearchEngine, SearchUnavailable, Section
from tests.search.documents import HELP_CENTRE, article, clause


def urls(results: Results) -> list[str]:
    return [hit.url for hit in results.hits]


def addresses(results: Results) -> list[str]:
    return [url.split("#")[0] if url.startswith("/articles/") else url for url in urls(results)]


def test_an_engine_without_an_index_says_that_it_is_unavailable(empty_engine: SearchEngine) -> None:
    assert empty_engine.revision() is None
    with pytest.raises(SearchUnavailable):
        empty_engine.search(Query("backup"))


def test_the_revision_is_that_of_the_content_last_built(engine: SearchEngine) -> None:
    assert engine.revision() == "first"
    engine.build(Collection(HELP_CENTRE[:1]), "second")
    assert engine.revision() == "second"
    assert engine.search(Query("severity")).total == 0


def test_an_index_of_nothing_answers_with_nothing(empty_engine: SearchEngine) -> None:
    empty_engine.build(Collection([]), "empty")
    assert empty_engine.revision() == "empty"
    assert empty_engine.search(Query("backup")) == Results("backup", 0, (), None)


def test_progress_is_told_of_each_document(empty_engine: SearchEngine) -> None:
    heard: list[tuple[int, int]] = []
    empty_engine.build(Collection(HELP_CENTRE), "first", lambda done, total: heard.append((done, total)))
    assert heard == [(done, len(HELP_CENTRE)) for done in range(1, len(HELP_CENTRE) + 1)]


FOUND_FIRST = [
    ("by a whole question", "How do I take a backup?", "/articles/db/backups"),
    ("by another form of the word", "restored backups transactions", "/articles/db/backups"),
    ("by a name written together", "max_connections", "/articles/db/connections"),
    ("by a part of a name", "max", "/articles/db/connections"),
    ("by an error code", "ORA-00600", "/articles/web/errors"),
    ("by the number of an error code", "00600", "/articles/web/errors"),
    ("by a level", "SEV-1", "/policies/example/#severity"),
    ("by a level without its hyphen", "sev1", "/policies/example/#severity"),
    ("by a level in two words", "sev 1", "/policies/example/#severity"),
    ("by a version", "23.8-lts", "/articles/db/backups"),
    ("by the number of a version", "23.8", "/articles/db/backups"),
    ("by the word without its hyphen", "wifi", "/articles/logging-in"),
    ("by one word written as two", "log in", "/articles/logging-in"),
    ("whatever the case", "OrA-00600 TRACE", "/articles/web/errors"),
    ("by its title more than by its text", "logging", "/articles/logging-in"),
    ("by question words alone when there is nothing else", "how to?", "/articles/how-to"),
    ("with one word known and another not", "restoring qqqqqq", "/articles/db/backups"),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in FOUND_FIRST], ids=[c[0] for c in FOUND_FIRST])
def test_it_is_found_first(engine: SearchEngine, text: str, expected: str) -> None:
    assert addresses(engine.search(Query(text)))[0] == expected


@pytest.mark.parametrize("text", ["", "   ", "?!", "...", "\x00\x07", "\t\n", "_", "-'-"])
def test_a_question_without_a_word_finds_nothing(engine: SearchEngine, text: str) -> None:
    results = engine.search(Query(text))
    assert (results.total, results.hits, results.suggestion) == (0, (), None)


def test_question_words_find_nothing_beside_a_word_that_tells_more(engine: SearchEngine) -> None:
    assert addresses(engine.search(Query("how do I use a pool"))) == ["/articles/db/connections"]


def test_operators_are_words_like_any_other(engine: SearchEngine) -> None:
    plain = engine.search(Query("backup pool"))
    assert plain.total == 3
    for text in (
        "backup AND pool",
        "backup NOT pool",
        "+backup -pool",
        "backup (pool",
        'title:backup "pool',
        "backup* pool?",
    ):
        assert urls(engine.search(Query(text)))[0] == urls(plain)[0], text
        assert engine.search(Query(text)).total >= plain.total, text


def test_filters_keep_only_the_product_and_kind_asked_for(engine: SearchEngine) -> None:
    everything = engine.search(Query("backup support database"))
    assert {hit.kind for hit in everything.hits} == {"article", "policy"}
    for hit in everything.hits:
        same_kind = engine.search(Query("backup support database", kind=hit.kind))
        assert set(urls(same_kind)) == {other.url for other in everything.hits if other.kind == hit.kind}
        same_product = engine.search(Query("backup support database", product=hit.product))
        assert set(urls(same_product)) == {other.url for other in everything.hits if other.product == hit.product}
    both = engine.search(Query("backup support database", product="db", kind="policy"))
    assert urls(both) == ["/policies/example/#backup"]
    assert both.total == 1


@pytest.mark.parametrize(("product", "kind"), [("unknown", None), (None, "unknown"), ("\x00\ud800", None)])
def test_a_filter_that_nothing_passes_finds_nothing(
    engine: SearchEngine, product: str | None, kind: str | None
) -> None:
    assert engine.search(Query("backup", product=product, kind=kind)).total == 0


def test_an_empty_filter_is_no_filter(engine: SearchEngine) -> None:
    assert engine.search(Query("backup", product="", kind="")) == engine.search(Query("backup"))


def test_pages_follow_each_other_without_gap_or_double(empty_engine: SearchEngine) -> None:
    empty_engine.build(
        Collection([article(f"/articles/{n}", f"Backup {n}", "backup " * (n + 1)) for n in range(23)]), "many"
    )
    whole = empty_engine.search(Query("backup", per_page=100))
    pages = [empty_engine.search(Query("backup", page=page, per_page=10)) for page in (1, 2, 3, 4)]
    assert [len(page.hits) for page in pages] == [10, 10, 3, 0]
    assert {page.total for page in pages} == {23}
    assert [hit for page in pages for hit in page.hits] == list(whole.hits)
    assert len(set(urls(whole))) == 23


@pytest.mark.parametrize(("page", "per_page"), [(0, 10), (-5, 10), (10**30, 10), (1, 0), (1, -1), (1, 10**30)])
def test_a_page_out_of_range_is_answered(engine: SearchEngine, page: int, per_page: int) -> None:
    assert engine.search(Query("backup", page=page, per_page=per_page)).total == 2


def test_hits_come_best_first(engine: SearchEngine) -> None:
    scores = [hit.score for hit in engine.search(Query("backup support server database")).hits]
    assert len(scores) > 2
    assert scores == sorted(scores, reverse=True)


def test_equal_documents_come_in_the_order_of_their_urls_however_they_were_built(empty_engine: SearchEngine) -> None:
    same = [article(f"/articles/{name}", "Backup", "backup") for name in "cadb"]
    answers = []
    for documents in (same, same[::-1]):
        empty_engine.build(Collection(documents), "same")
        answers.append(empty_engine.search(Query("backup")))
    assert urls(answers[0]) == [f"/articles/{name}" for name in "abcd"]
    assert answers[0] == answers[1]


def test_a_url_given_twice_is_found_once_as_first_given(empty_engine: SearchEngine) -> None:
    empty_engine.build(
        Collection([article("/articles/a", "Backup", "old"), article("/articles/a", "Backup", "new")]), "doubles"
    )
    assert empty_engine.search(Query("backup")).total == 1
    assert empty_engine.search(Query("old")).total == 1
    assert empty_engine.search(Query("new")).total == 0


def test_an_article_opens_at_the_heading_that_answers(engine: SearchEngine) -> None:
    hit = engine.search(Query("restoring into an empty folder")).hits[0]
    assert hit.url == "/articles/db/backups#restore"
    assert "empty folder" in "".join(text for text, _ in hit.excerpt)


def test_an_article_opens_at_its_top_when_its_lead_answers(engine: SearchEngine) -> None:
    assert engine.search(Query("consistent inside one transaction")).hits[0].url == "/articles/db/backups"


def test_a_clause_opens_at_its_own_address(engine: SearchEngine) -> None:
    document = replace(
        clause("/policies/x/#only", "Only", ""), sections=(Section("", "", "a"), Section("deep", "Deep", "zebra"))
    )
    engine.build(Collection([document]), "clause")
    assert urls(engine.search(Query("zebra"))) == ["/policies/x/#only"]


def test_a_document_without_text_is_found_by_its_title(empty_engine: SearchEngine) -> None:
    empty_engine.build(Collection([article("/articles/a", "Lonely zebra")]), "bare")
    hit = empty_engine.search(Query("zebra")).hits[0]
    assert (hit.url, hit.title, hit.excerpt) == ("/articles/a", "Lonely zebra", ())


def test_a_question_is_answered_the_same_way_every_time(engine: SearchEngine) -> None:
    answers = {engine.search(Query("backup of the conections server")) for _ in range(5)}
    assert len(answers) == 1


def test_a_clause_is_found_under_every_product_that_its_policy_covers(engine: SearchEngine) -> None:
    hours = Document("/policies/x/#a", "Hours", "policy", None, (Section("", "", "Open hours"),), "x", ("one", "two"))
    engine.build(Collection([hours]), "covers")
    found = [urls(engine.search(Query("hours", product=product))) for product in ("one", "two", "three")]
    assert found == [["/policies/x/#a"], ["/policies/x/#a"], []]
