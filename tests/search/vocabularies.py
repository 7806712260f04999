"""Vocabularies to plan questions with: made of plain counts, without an index."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.content.search_words import Pin, Synonyms
from app.search.plan import Planner

DOCUMENTS = 100


class Counts:
    """A vocabulary of 100 documents; a term that is not counted is in `otherwise` of them."""

    document_count = DOCUMENTS

    def __init__(self, counts: Mapping[str, int], otherwise: int) -> None:
        self._counts = counts
        self._otherwise = otherwise

    def document_frequency(self, term: str) -> int:
        return self._counts.get(term, self._otherwise)


class MendsNothing:
    """A mender that knows every word."""

    def mended(self, text: str, is_meant: Callable[[str], bool]) -> str | None:
        return None


def planner(
    counts: Mapping[str, int] | None = None, otherwise: int = 1, synonyms: Synonyms | None = None, *pins: Pin
) -> Planner:
    """A planner over such a vocabulary."""
    return Planner(Counts(counts or {}, otherwise), MendsNothing(), synonyms or Synonyms(), pins)
