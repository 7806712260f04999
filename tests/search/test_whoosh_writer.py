"""An index written upon the one before answers as one written whole, and only what changed is written."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from app.content.search_words import Synonyms
from app.search.port import Collection, Document, Query
from app.search.whoosh_engine import WhooshEngine
from app.search.whoosh_writer import LARGEST_CHANGE, MOST_SEGMENTS
from tests.search.documents import article

COUNT = 60
ANIMALS = "zebra okapi lion tiger heron otter".split()
QUESTIONS = [*ANIMALS, "zebra okapi", "otter heron lion", "animal 7", "changed", "zebar", "neww"]


def documents(seed: int = 1) -> list[Document]:
    chance = random.Random(seed)
    return [
        article(f"/articles/{n:02}", f"Animal {n}", " ".join(chance.choices(ANIMALS, k=chance.randint(3, 30))))
        for n in range(COUNT)
    ]


def changed(found: list[Document], number: int) -> list[Document]:
    return [*found[:number], article(found[number].url, "Changed", "zebra changed"), *found[number + 1 :]]


def segments(folder: Path) -> int:
    return len(list((folder / "current").glob("*.seg")))


Change = Callable[[list[Document]], list[Document]]
CHANGES: dict[str, Change] = {
    "one changed": lambda found: changed(found, 7),
    "one gone": lambda found: found[:-1],
    "one new": lambda found: [*found, article("/articles/new", "Neww", "a neww zebra")],
    "several": lambda found: [article("/articles/0", "New", "okapi"), *changed(changed(found, 3), 40)[:-1]],
    "none": lambda found: found,
    "another order": lambda found: found[::-1],
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_it_answers_as_one_written_whole(tmp_path: Path, change: Change) -> None:
    upon, whole = WhooshEngine(tmp_path / "upon"), WhooshEngine(tmp_path / "whole")
    upon.build(Collection(documents()), "1")
    upon.build(Collection(change(documents())), "2")
    whole.build(Collection(change(documents())), "2")
    for text in QUESTIONS:
        assert upon.search(Query(text, per_page=100)) == whole.search(Query(text, per_page=100)), text


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    engine.build(Collection(documents()), "1")
    before = {path.name: path.stat().st_ino for path in (tmp_path / "current").iterdir()}
    engine.build(Collection(changed(documents(), 7)), "2")
    kept = {path.name for path in (tmp_path / "current").iterdir() if before.get(path.name) == path.stat().st_ino}
    assert {name for name in before if name.endswith(".seg")} <= kept
    assert segments(tmp_path) == 2


def test_progress_counts_what_was_kept_too(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    engine.build(Collection(documents()), "1")
    heard: list[tuple[int, int]] = []
    engine.build(Collection(changed(documents(), 7)), "2", lambda done, total: heard.append((done, total)))
    assert heard == [(COUNT - 1, COUNT), (COUNT, COUNT)]


def test_a_large_change_is_written_whole(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    engine.build(Collection(documents()), "1")
    found = documents()
    for number in range(round(LARGEST_CHANGE * COUNT) + 1):
        found = changed(found, number)
    engine.build(Collection(found), "2")
    assert segments(tmp_path) == 1


def test_an_index_of_many_pieces_is_written_whole_again(tmp_path: Path) -> None:
    engine, found, seen = WhooshEngine(tmp_path), documents(), []
    engine.build(Collection(found), "0")
    for number in range(MOST_SEGMENTS):
        found = changed(found, number)
        engine.build(Collection(found), str(number + 1))
        seen.append(segments(tmp_path))
        assert engine.search(Query("changed", per_page=100)).total == number + 1
    assert max(seen) == MOST_SEGMENTS
    assert seen[-1] == 1


def test_an_index_that_is_damaged_is_not_built_upon(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    engine.build(Collection(documents()), "1")
    segment = next((tmp_path / "current").glob("*.seg"))
    segment.write_bytes(segment.read_bytes()[:-1] + b"\x00")
    engine.build(Collection(changed(documents(), 7)), "2")
    assert segments(tmp_path) == 1
    assert engine.search(Query("changed")).total == 1


def test_new_synonyms_alone_are_taken_up(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    engine.build(Collection(documents()), "1")
    assert engine.search(Query("horse")).total == 0
    engine.build(Collection(documents(), Synonyms(equal=(("horse", "zebra"),))), "2")
    assert engine.search(Query("horse")).total == engine.search(Query("zebra")).total > 0
