"""The documents of an index in one flat file, read one by one where they stand."""

from __future__ import annotations

import json
import os
from array import array
from pathlib import Path
from typing import BinaryIO
from weakref import finalize

from app.search.port import Document, Section

DOCUMENTS, STARTS = "documents.jsonl", "documents.starts"


class DocumentWriter:
    """Writes documents one after the other; a document's number is how many stood before it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: BinaryIO = (folder / DOCUMENTS).open("wb")
        self._starts = array("Q", [0])

    def add(self, document: Document) -> None:
        """Appends a document. Raises: OSError."""
        fields = (document.url, document.title, document.kind, document.product, document.policy)
        sections = [(section.anchor, section.heading, section.text) for section in document.sections]
        line = json.dumps((*fields, sections), ensure_ascii=False).encode() + b"\n"
        self._file.write(line)
        self._starts.append(self._starts[-1] + len(line))

    def close(self) -> None:
        """Brings out what is left, and where each document starts. Raises: OSError."""
        self._file.close()
        (self._folder / STARTS).write_bytes(self._starts.tobytes())


class StoredDocuments:
    """The documents of a folder by number, for any number of threads; the file stays open when it is removed."""

    def __init__(self, folder: Path) -> None:
        self._starts = array("Q", (folder / STARTS).read_bytes())
        self._file = os.open(folder / DOCUMENTS, os.O_RDONLY)
        finalize(self, os.close, self._file)

    def read(self, number: int) -> Document:
        """The document of a number. Raises: ValueError where the file was written over meanwhile, OSError."""
        start, end = self._starts[number : number + 2]
        url, title, kind, product, policy, sections = json.loads(os.pread(self._file, end - start, start))
        return Document(url, title, kind, product, tuple(Section(*section) for section in sections), policy)
