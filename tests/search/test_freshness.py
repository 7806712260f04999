"""An index that is missing, stale or damaged is seen as such and built again, also while the site is serving."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from app.search.engine import BuiltEngine
from app.search.freshness import SECONDS_BETWEEN_FAILURES, RebuildInBackground, ensure_index
from app.search.port import Collection, Query, SearchUnavailable
from tests.search.documents import HELP_CENTRE


def documents() -> Collection:
    return Collection(HELP_CENTRE)


def never() -> Collection:
    raise AssertionError("the documents of a fresh index are not needed")


def segment(folder: Path) -> Path:
    return max((folder / "current").iterdir(), key=lambda path: path.stat().st_size)


def halve(folder: Path) -> None:
    content = segment(folder).read_bytes()
    segment(folder).write_bytes(content[: len(content) // 2])


def cut_in_place(folder: Path) -> None:
    with segment(folder).open("r+b") as file:
        file.truncate(10)


def flip_a_byte(folder: Path) -> None:
    content = bytearray(segment(folder).read_bytes())
    content[len(content) // 2] ^= 0xFF
    segment(folder).write_bytes(content)


def empty_every_file(folder: Path) -> None:
    for path in (folder / "current").iterdir():
        path.write_bytes(b"")


def change_the_format(folder: Path) -> None:
    manifest = folder / "current" / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"format": ', '"format": 1000'))


def replace_the_link(folder: Path) -> None:
    (folder / "current").unlink()
    (folder / "current").symlink_to("builds/nowhere")


DAMAGE: list[Callable[[Path], object]] = [
    halve,
    cut_in_place,
    flip_a_byte,
    empty_every_file,
    change_the_format,
    replace_the_link,
    lambda folder: (folder / "current" / "manifest.json").write_text("{}"),
    lambda folder: (folder / "current" / "manifest.json").write_text('["not", "a", "manifest"]'),
    lambda folder: (folder / "current" / "manifest.json").unlink(),
    lambda folder: segment(folder).unlink(),
    lambda folder: (folder / "current").unlink(),
    lambda folder: shutil.rmtree((folder / "current").resolve()),
    shutil.rmtree,
]


@pytest.mark.parametrize("is_open_already", [True, False])
@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_index_is_unavailable_until_it_is_built_again(
    engine_of: type[BuiltEngine], tmp_path: Path, damage: Callable[[Path], object], is_open_already: bool
) -> None:
    folder = tmp_path / "index"
    engine = engine_of(folder)
    engine.build(Collection(HELP_CENTRE), "first")
    if is_open_already:
        assert engine.search(Query("backup")).total == 2
    damage(folder)
    assert engine.revision() is None
    with pytest.raises(SearchUnavailable):
        engine.search(Query("backup"))
    assert ensure_index(engine, documents, "first")
    assert engine.revision() == "first"
    assert engine.search(Query("backup")).total == 2


def test_a_damaged_file_that_is_put_back_is_read_again(engine_of: type[BuiltEngine], tmp_path: Path) -> None:
    engine = engine_of(tmp_path)
    engine.build(Collection(HELP_CENTRE), "first")
    path = segment(tmp_path)
    content = path.read_bytes()
    path.write_bytes(content[:100])
    assert engine.revision() is None
    path.write_bytes(content)
    assert engine.revision() == "first"


def test_locks_left_behind_stop_nobody(engine_of: type[BuiltEngine], tmp_path: Path) -> None:
    engine = engine_of(tmp_path, longest_wait_seconds=0)
    for name in ("lock", "MAIN_WRITELOCK", "current.0123"):
        (tmp_path / name).write_text("4711")
    assert ensure_index(engine, documents, "first")
    for name in ("lock", "current/MAIN_WRITELOCK", "current.0123"):
        (tmp_path / name).write_text("4711")
    assert ensure_index(engine, documents, "second")
    assert engine.revision() == "second"


def test_a_fresh_index_is_left_alone(engine_of: type[BuiltEngine], tmp_path: Path) -> None:
    engine = engine_of(tmp_path)
    engine.build(Collection(HELP_CENTRE), "first")
    assert not ensure_index(engine, never, "first")


def test_a_stale_index_is_built_again(engine_of: type[BuiltEngine], tmp_path: Path) -> None:
    engine = engine_of(tmp_path)
    engine.build(Collection(HELP_CENTRE), "first")
    assert ensure_index(engine, lambda: Collection(HELP_CENTRE[:1]), "second")
    assert engine.revision() == "second"


def test_a_rebuild_mends_the_index_while_the_site_serves(engine_of: type[BuiltEngine], tmp_path: Path) -> None:
    engine = engine_of(tmp_path)
    engine.build(Collection(HELP_CENTRE), "first")
    halve(tmp_path)
    rebuild = RebuildInBackground(engine, documents, lambda: "first")
    assert rebuild.start_if_needed()
    assert rebuild.wait(60)
    assert engine.search(Query("backup")).total == 2
    assert not rebuild.start_if_needed()


def test_only_one_rebuild_runs_at_a_time(engine_of: type[BuiltEngine], tmp_path: Path) -> None:
    may_go_on = threading.Event()

    def slowly() -> Collection:
        assert may_go_on.wait(60)
        return Collection(HELP_CENTRE)

    rebuild = RebuildInBackground(engine_of(tmp_path), slowly, lambda: "first")
    assert rebuild.start()
    assert [rebuild.start() for _ in range(10)] == [False] * 10
    assert not rebuild.wait(0)
    may_go_on.set()
    assert rebuild.wait(60)


def test_a_rebuild_that_fails_is_logged_and_tried_again_only_later(
    engine_of: type[BuiltEngine], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> Collection:
        raise ValueError("content cannot be read")

    seconds = [0.0]
    rebuild = RebuildInBackground(engine_of(tmp_path), broken, lambda: "first", lambda: seconds[0])
    assert rebuild.start()
    assert rebuild.wait(60)
    assert "content cannot be read" in caplog.text
    assert not rebuild.start()
    seconds[0] = SECONDS_BETWEEN_FAILURES
    assert rebuild.start()
    assert rebuild.wait(60)
