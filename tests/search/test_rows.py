"""Rows of a flat file come back as they were, whoever else reads and whatever happens to the folder."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.search.rows import Rows, RowWriter

TEXTS = ["one", "", "three\nlines\n", "数据库", "x" * 100_000, "end"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "rows"
    folder.mkdir()
    with RowWriter(folder / "rows.txt") as writer:
        for text in TEXTS:
            writer.add(text)
    return folder


@pytest.fixture
def rows(folder: Path) -> Rows:
    return Rows(folder / "rows.txt")


def test_each_row_is_read_by_its_number(rows: Rows) -> None:
    assert [rows.read(number) for number in range(len(TEXTS))] == TEXTS


def test_threads_read_at_once(rows: Rows) -> None:
    numbers = list(range(len(TEXTS))) * 200
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(rows.read, numbers)) == [TEXTS[number] for number in numbers]


def test_rows_are_read_after_their_folder_was_removed(rows: Rows, folder: Path) -> None:
    shutil.rmtree(folder)
    assert rows.read(3) == TEXTS[3]


def test_a_file_that_was_cut_in_place_gives_less_and_no_other_row(rows: Rows, folder: Path) -> None:
    with (folder / "rows.txt").open("r+b") as file:
        file.truncate(5)
    assert [rows.read(number) for number in range(len(TEXTS))] == ["one", "", "th", "", "", ""]
