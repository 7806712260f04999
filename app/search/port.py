"""The search port: what can be found, what is asked, what is answered, and what an engine must do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

Kind = Literal["article", "policy"]


@dataclass(frozen=True, slots=True)
class Section:
    """The plain text under one heading; the anchor is "" for the text before the first heading."""

    anchor: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """One thing that can be found: an article with its sections, or one clause of a policy (its url has a #clause).

    `covers` are products beside its own under which it is found too, as a clause is under all of its policy's.
    """

    url: str
    title: str
    kind: Kind
    product: str | None
    sections: tuple[Section, ...]
    policy: str | None = None
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody typed, never read as a query language, with the filters and the page they chose (from 1)."""

    text: str
    product: str | None = None
    kind: str | None = None
    page: int = 1
    per_page: int = 10


@dataclass(frozen=True, slots=True)
class Hit:
    """One document found; the excerpt is pieces of plain text, each with whether it matched the question."""

    url: str
    title: str
    excerpt: tuple[tuple[str, bool], ...]
    kind: str
    product: str | None
    score: float


@dataclass(frozen=True, slots=True)
class Results:
    """One page of hits, best first; the suggestion is the text searched instead when a word was unknown, else None."""

    query: str
    total: int
    hits: tuple[Hit, ...]
    suggestion: str | None


class SearchUnavailable(Exception):
    """There is no whole index to search, or none could be built."""


class SearchEngine(Protocol):
    """An engine that answers from the last whole index, whatever happens to the next one."""

    def search(self, query: Query) -> Results:
        """The page asked for of everything that matches, each url at most once. Raises: SearchUnavailable."""
        ...

    def build(
        self, documents: Sequence[Document], revision: str, progress: Callable[[int, int], None] | None = None
    ) -> None:
        """Puts a new index of these documents in place, at once and whole; progress hears (done, total).

        Raises: SearchUnavailable when the index cannot be written; the one in place stays.
        """
        ...

    def revision(self) -> str | None:
        """The content revision of the index in place, or None when it is missing or cannot be read."""
        ...
