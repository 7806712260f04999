"""How whoosh keeps a document: its index terms counted, its filters, and all that a hit shows of it."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import ID, KEYWORD, STORED, FieldType, Schema
from whoosh.formats import Frequency

from app.search.fields import IndexTerms
from app.search.kept import read, written
from app.search.port import Document

RANKED = ("content", "title", "headings")
FILTERS = ("kind", "product", "version")
QUICK = 1  # level of compression


class Counted(FieldType):  # type: ignore[misc]
    """Terms that need no analysis: each is counted at once, which halves the work of whoosh's own tokens."""

    def __init__(self) -> None:
        super().__init__(Frequency(), SpaceSeparatedTokenizer(), scorable=True)

    def index(self, value: str, **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """(term, count, weight, value) of each term, as whoosh writes them."""
        for term, count in Counter(value.split()).items():
            yield term.encode(), count, float(count), count.to_bytes(4, "big")


def schema() -> Schema:
    """The fields of the index."""
    filters = {"kind": ID(), "product": KEYWORD(commas=True), "version": KEYWORD(commas=True)}
    kept = {"document": STORED(), "sequence": STORED()}
    return Schema(url=ID(stored=True), **{field: Counted() for field in RANKED}, **filters, **kept)


def fields_of(document: Document, found: IndexTerms) -> dict[str, object]:
    """What is written of a document with these index terms."""
    return {
        "url": document.url,
        "content": found.content,
        "title": found.title,
        "headings": found.headings,
        "kind": document.kind,
        "product": ",".join(filter(None, (document.product, *document.covers))),
        "version": ",".join(document.versions),
        "document": _packed(written(document)),
        "sequence": _packed(f" {found.sequence} "),
    }


def document_of(packed: bytes) -> Document:
    """The document as it was written."""
    return read(text_of(packed))


def text_of(packed: bytes) -> str:
    """A text as it was written."""
    return zlib.decompress(packed).decode()


def _packed(text: str) -> bytes:
    return zlib.compress(text.encode(), QUICK)
