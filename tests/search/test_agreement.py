"""All engines find the same, count the same and set the same answers first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from app.content.search_words import Pin, Synonyms
from app.search.port import Collection, Document, Query, SearchEngine
from app.search.tantivy_engine import TantivyEngine
from app.search.whoosh_engine import WhooshEngine
from tests.search.documents import HELP_CENTRE, article

WORDS = "backup restore cluster node replica upgrade zebra okapi lion lynx".split()
PINNED = ("/articles/how-to", "/articles/db/backups", "/articles/gone")


def collection() -> Collection:
    chance = Random(6)
    made_up = [
        replace(
            article(f"/articles/{n:03}", " ".join(chance.choices(WORDS, k=2)), " ".join(chance.choices(WORDS, k=9))),
            product=chance.choice(["db", "web", None]),
            versions=tuple(chance.sample(["1", "2", "3"], chance.randint(0, 3))),
        )
        for n in range(80)
    ]
    documents: list[Document] = [*made_up, *HELP_CENTRE]
    return Collection(documents, Synonyms((("zebra", "quagga"),)), (Pin(("take a backup",), PINNED),))


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> list[SearchEngine]:
    folder: Path = tmp_path_factory.mktemp("agreement")
    made: list[SearchEngine] = [WhooshEngine(folder / "whoosh"), TantivyEngine(folder / "tantivy")]
    for engine in made:
        engine.build(collection(), "same")
    return made


QUERIES = {
    "a word": Query("zebra"),
    "words": Query("backup of a cluster node", per_page=100),
    "a synonym": Query("quagga"),
    "a literal question": Query("quagga", is_literal=True),
    "a word misspelt": Query("clustr"),
    "a product": Query("backup", product="db"),
    "a version": Query("backup", version="2"),
    "every filter": Query("backup zebra", product="db", kind="article", version="1"),
    "a filter that nothing passes": Query("backup", product="nothing"),
    "pins": Query("Take a backup?", per_page=100),
    "pins among a product": Query("take a backup", product="db", per_page=100),
    "nothing": Query("?"),
}


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES.keys())
def test_the_same_is_found_and_counted(engines: list[SearchEngine], query: Query) -> None:
    one, other = (engine.search(query) for engine in engines)
    assert (one.total, one.suggestion, one.facets) == (other.total, other.suggestion, other.facets)
    if one.total <= query.per_page:
        assert {hit.url for hit in one.hits} == {hit.url for hit in other.hits}
    assert [hit.url for hit in one.hits if hit.is_pinned] == [hit.url for hit in other.hits if hit.is_pinned]


def test_pins_come_first_in_the_order_set_as_far_as_they_exist_and_pass(engines: list[SearchEngine]) -> None:
    for engine in engines:
        hits = engine.search(Query("take a backup")).hits
        assert [hit.url.partition("#")[0] for hit in hits if hit.is_pinned] == list(PINNED[:2])
        assert [hit.is_pinned for hit in hits[:3]] == [True, True, False]
        assert [hit.is_pinned for hit in engine.search(Query("take a backup", product="db")).hits[:2]] == [True, False]


def test_the_best_are_the_same_but_for_close_calls(engines: list[SearchEngine]) -> None:
    chance = Random(7)
    questions = [Query(" ".join(chance.sample(WORDS, 3))) for _ in range(40)]
    same = [engines[0].search(query).hits[0].url == engines[1].search(query).hits[0].url for query in questions]
    assert sum(same) >= 32
