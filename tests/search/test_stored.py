"""Documents in a flat file come back as they were, whoever else reads and whatever happens to the folder."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.search.stored import DOCUMENTS, DocumentWriter, StoredDocuments
from tests.search.documents import HELP_CENTRE


@pytest.fixture
def stored(tmp_path: Path) -> StoredDocuments:
    folder = tmp_path / "stored"
    folder.mkdir()
    writer = DocumentWriter(folder)
    for document in HELP_CENTRE:
        writer.add(document)
    writer.close()
    return StoredDocuments(folder)


def test_each_document_is_read_by_its_number(stored: StoredDocuments) -> None:
    assert tuple(stored.read(number) for number in range(len(HELP_CENTRE))) == HELP_CENTRE


def test_threads_read_at_once(stored: StoredDocuments) -> None:
    numbers = list(range(len(HELP_CENTRE))) * 200
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(stored.read, numbers)) == [HELP_CENTRE[number] for number in numbers]


def test_documents_are_read_after_their_folder_was_removed(stored: StoredDocuments, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "stored")
    assert stored.read(1) == HELP_CENTRE[1]


def test_a_file_that_was_cut_in_place_is_an_error_and_no_other_document(stored: StoredDocuments, tmp_path: Path) -> None:
    with (tmp_path / "stored" / DOCUMENTS).open("r+b") as file:
        file.truncate(40)
    with pytest.raises(ValueError, match="Expecting|Unterminated"):
        stored.read(3)
