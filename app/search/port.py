"""The search port: what can be found, what is asked, what is answered, and what an engine must do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from app.content.search_words import Pin, Synonyms

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
    `versions` are those that it says it holds for; `number` is a clause's as the vendor counts it, such as "4.2".
    """

    url: str
    title: str
    kind: Kind
    product: str | None
    sections: tuple[Section, ...]
    policy: str | None = None
    covers: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    number: str = ""


@dataclass(frozen=True, slots=True)
class Collection:
    """All that an index is made of: what can be found, and what staff tell the search about words and answers."""

    documents: Sequence[Document]
    synonyms: Synonyms = field(default_factory=Synonyms)
    pins: tuple[Pin, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody typed, never read as a query language, with the filters and the page they chose (from 1).

    `is_literal`: search just these words, mend none.
    """

    text: str
    product: str | None = None
    kind: str | None = None
    page: int = 1
    per_page: int = 10
    version: str | None = None
    is_literal: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One document found; the excerpt is pieces of plain text, each with whether it matched the question.

    The url opens at the section that answers best, whose heading is given ("" where that is the beginning).
    `is_pinned`: staff set it as an answer to this question.
    """

    url: str
    title: str
    excerpt: tuple[tuple[str, bool], ...]
    kind: str
    product: str | None
    score: float
    heading: str = ""
    is_pinned: bool = False


@dataclass(frozen=True, slots=True)
class Facets:
    """How many documents match by each value of a filter, the other filters applied and its own not."""

    kinds: Mapping[str, int] = field(default_factory=dict)
    products: Mapping[str, int] = field(default_factory=dict)
    versions: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Results:
    """One page of hits, best first; the suggestion is the text searched instead when a word was unknown, else None."""

    query: str
    total: int
    hits: tuple[Hit, ...]
    suggestion: str | None
    facets: Facets = field(default=Facets(), hash=False)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A place that what is typed may mean: a title, a heading of an article, or a clause, and what it is part of."""

    text: str
    url: str
    kind: Literal["article", "heading", "policy"]
    context: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Places best first, and what was typed with its last word completed (None where there is nothing to complete)."""

    completed: str | None
    places: tuple[Suggestion, ...]


class SearchUnavailable(Exception):
    """There is no whole index to search, or none could be built."""


class SearchEngine(Protocol):
    """An engine that answers from the last whole index, whatever happens to the next one."""

    def search(self, query: Query) -> Results:
        """The page asked for of everything that matches, each url at most once. Raises: SearchUnavailable."""
        ...

    def suggest(self, text: str, product: str | None = None, most: int = 8) -> Suggestions:
        """Titles, headings, clauses with all words typed, the last as a beginning. Raises: SearchUnavailable."""
        ...

    def build(self, collection: Collection, revision: str, progress: Callable[[int, int], None] | None = None) -> None:
        """Puts a new index of this collection in place, at once and whole; progress hears (done, total).

        Raises: SearchUnavailable when the index cannot be written; the one in place stays.
        """
        ...

    def revision(self) -> str | None:
        """The content revision of the index in place, or None when it is missing or cannot be read."""
        ...
