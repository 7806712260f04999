"""A new index takes the place of the old whole and at once; a dead or second builder harms nobody."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.config import CHECKOUT
from app.search.engine import BuiltEngine
from app.search.port import Collection, Document, Query, Results, SearchUnavailable
from tests.search.documents import HELP_CENTRE, article


def generation(number: int) -> list[Document]:
    return [article(f"/articles/{n}", f"Generation {number}", f"zebra {n}") for n in range(12)]


def builds(folder: Path) -> set[str]:
    return {path.name for path in (folder / "builds").iterdir()}


def test_readers_meet_only_whole_indexes_while_others_take_their_place(
    engine_of: type[BuiltEngine], tmp_path: Path
) -> None:
    engine_of(tmp_path).build(Collection(generation(0)), "0")
    is_over = threading.Event()
    answers: list[Results] = []
    errors: list[Exception] = []

    def read() -> None:
        engine = engine_of(tmp_path)
        while not is_over.is_set():
            try:
                answers.append(engine.search(Query("zebra", per_page=50)))
            except SearchUnavailable as problem:
                errors.append(problem)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(1, 13):
        engine_of(tmp_path).build(Collection(generation(number)), str(number))
    is_over.set()
    for reader in readers:
        reader.join()
    assert errors == []
    assert {(answer.total, len({hit.title for hit in answer.hits})) for answer in answers} == {(12, 1)}
    assert len({answer.hits[0].title for answer in answers}) > 1


def test_one_engine_answers_many_threads_as_it_answers_one(engine_of: type[BuiltEngine], tmp_path: Path) -> None:
    engine = engine_of(tmp_path)
    engine.build(Collection(HELP_CENTRE), "first")
    questions = [Query(text) for text in ("backup", "max_connections", "sev 1", "restoring a folder", "bakcup")]
    alone = [engine.search(question) for question in questions]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(engine.search, questions * 40))
    assert together == alone * 40


def test_an_open_engine_sees_the_new_index_at_its_next_search(engine_of: type[BuiltEngine], tmp_path: Path) -> None:
    reader = engine_of(tmp_path)
    for number in range(3):
        engine_of(tmp_path).build(Collection(generation(number)), str(number))
        assert reader.search(Query("zebra")).hits[0].title == f"Generation {number}"
        assert reader.revision() == str(number)


def test_only_the_index_in_place_and_the_one_before_are_kept(engine_of: type[BuiltEngine], tmp_path: Path) -> None:
    engine = engine_of(tmp_path)
    seen = []
    for number in range(4):
        engine.build(Collection(generation(number)), str(number))
        seen.append((tmp_path / "current").readlink().name)
    assert builds(tmp_path) == set(seen[-2:])
    assert {path.name for path in tmp_path.iterdir()} == {"builds", "current", "lock"}


KILLED_BUILDER = """
import sys, time
from importlib import import_module
from pathlib import Path
from app.search.port import Collection, Document, Section

engine_of = getattr(import_module(sys.argv[1]), sys.argv[2])

def slowly(done, total):
    print(done, flush=True)
    time.sleep(60 if done == 5 else 0)

documents = [Document(f"/articles/{n}", "New", "article", None, (Section("", "", "zebra"),)) for n in range(9)]
engine_of(Path(sys.argv[3])).build(Collection(documents), "new", slowly)
"""


def kill_a_builder(engine_of: type[BuiltEngine], folder: Path) -> None:
    """Starts a builder in a process of its own and kills it in the middle of its work."""
    command = [sys.executable, "-c", KILLED_BUILDER, engine_of.__module__, engine_of.__name__, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT) as builder:
        assert builder.stdout is not None
        assert [builder.stdout.readline().strip() for _ in range(5)] == ["1", "2", "3", "4", "5"]
        builder.send_signal(signal.SIGKILL)


def test_a_killed_builder_leaves_the_old_index_and_the_next_one_clears_up(
    engine_of: type[BuiltEngine], tmp_path: Path
) -> None:
    engine = engine_of(tmp_path)
    engine.build(Collection(generation(1)), "old")
    old = builds(tmp_path)
    kill_a_builder(engine_of, tmp_path)
    strays = builds(tmp_path) - old
    assert len(strays) == 1
    for reader in (engine, engine_of(tmp_path)):
        assert reader.revision() == "old"
        assert reader.search(Query("zebra")).total == 12
    engine_of(tmp_path, longest_wait_seconds=0).build(Collection(generation(2)), "next")
    assert engine.revision() == "next"
    assert not strays & builds(tmp_path)


def test_a_builder_killed_at_the_first_build_leaves_no_index_at_all(
    engine_of: type[BuiltEngine], tmp_path: Path
) -> None:
    kill_a_builder(engine_of, tmp_path)
    engine = engine_of(tmp_path)
    assert engine.revision() is None
    engine.build(Collection(generation(1)), "first")
    assert engine.revision() == "first"
    assert len(builds(tmp_path)) == 1


def test_a_build_that_fails_leaves_the_old_index_and_no_stray(engine_of: type[BuiltEngine], tmp_path: Path) -> None:
    def fail(done: int, total: int) -> None:
        raise KeyboardInterrupt

    engine = engine_of(tmp_path)
    engine.build(Collection(generation(1)), "old")
    with pytest.raises(KeyboardInterrupt):
        engine.build(Collection(generation(2)), "new", fail)
    assert engine.revision() == "old"
    assert len(builds(tmp_path)) == 1


def test_a_folder_that_cannot_be_written_is_told_and_harms_nothing(
    engine_of: type[BuiltEngine], tmp_path: Path
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder")
    with pytest.raises(SearchUnavailable):
        engine_of(in_the_way / "index").build(Collection(HELP_CENTRE), "first")


class SlowBuilder:
    """A build in a thread that stops at its first document until it is let go."""

    def __init__(self, engine_of: type[BuiltEngine], folder: Path, revision: str) -> None:
        self.has_begun = threading.Event()
        self.may_go_on = threading.Event()
        engine = engine_of(folder)
        self.thread = threading.Thread(target=lambda: engine.build(Collection(HELP_CENTRE), revision, self._stop))

    def _stop(self, done: int, total: int) -> None:
        self.has_begun.set()
        self.may_go_on.wait(60)

    def __enter__(self) -> SlowBuilder:
        self.thread.start()
        assert self.has_begun.wait(60)
        return self

    def __exit__(self, *error: object) -> None:
        self.may_go_on.set()
        self.thread.join()


@pytest.mark.parametrize(("second", "is_built_again"), [("same", False), ("other", True)])
def test_a_second_builder_waits_and_builds_only_another_revision(
    engine_of: type[BuiltEngine], tmp_path: Path, second: str, is_built_again: bool
) -> None:
    heard: list[int] = []
    engine = engine_of(tmp_path, longest_wait_seconds=60)
    waiting = threading.Thread(
        target=lambda: engine.build(Collection(HELP_CENTRE), second, lambda done, total: heard.append(done))
    )
    with SlowBuilder(engine_of, tmp_path, "same"):
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive()
        assert heard == []
    waiting.join()
    assert bool(heard) == is_built_again
    assert engine.revision() == second


def test_a_second_builder_does_not_wait_for_ever(engine_of: type[BuiltEngine], tmp_path: Path) -> None:
    with SlowBuilder(engine_of, tmp_path, "first"), pytest.raises(SearchUnavailable):
        engine_of(tmp_path, longest_wait_seconds=0.1).build(Collection(HELP_CENTRE), "second")
    assert engine_of(tmp_path).revision() == "first"


def test_readers_are_answered_while_a_build_is_under_way(engine_of: type[BuiltEngine], tmp_path: Path) -> None:
    engine = engine_of(tmp_path)
    engine.build(Collection(generation(1)), "old")
    with SlowBuilder(engine_of, tmp_path, "new"):
        assert engine.search(Query("zebra")).total == 12
        assert engine_of(tmp_path).search(Query("zebra")).total == 12
    assert engine.revision() == "new"
