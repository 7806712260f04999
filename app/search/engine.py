"""What every engine does: builds that take each other's place at once and whole, and hits made of what was found."""

from __future__ import annotations

import logging
import shutil
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Protocol

from app.search.analysis import LONGEST_QUERY, cleaned
from app.search.builds import Builds, LockTimeout
from app.search.excerpt import Matching, best_section, excerpt
from app.search.plan import Plan
from app.search.port import Collection, Document, Facets, Hit, Query, Results, SearchUnavailable, Suggestions
from app.search.sealed import Damaged, Signature, seal, signature, verify
from app.search.suggestions import SuggestionIndex

SUGGESTIONS = "suggestions.json"
LONGEST_WAIT_SECONDS = 120.0
LAST_PAGE = 10_000
MOST_PER_PAGE = 100
OPENING_TRIES = 5  # a build may be removed while it is being read: by then the next one is in place

Progress = Callable[[int, int], None] | None

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Found:
    """One document found, its score, and whether staff set it as an answer."""

    document: Document
    score: float
    is_pinned: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """One page of found documents out of total, with the plan that found them and the counts by filter."""

    found: tuple[Found, ...]
    total: int
    plan: Plan
    facets: Facets


class Index(Protocol):
    """An open index that stays as it is, whatever happens to its files; any number of threads ask it."""

    def answer(self, query: Query) -> Answer:
        """The page of all documents with any term of the question, or of the question mended; ties go by url."""
        ...


@dataclass(frozen=True, slots=True)
class _Opened:
    revision: str
    index: Index
    suggestions: SuggestionIndex


@dataclass(frozen=True, slots=True)
class _Seen:
    """One state of one build, and what could be opened of it: None when it is missing or damaged."""

    build: Path | None
    files: Signature
    opened: _Opened | None


class BuiltEngine(ABC):
    """Search over the builds in one folder, which any number of threads and processes may search and build.

    A kind of engine says how a build is written and opened.
    """

    @abstractmethod
    def _write(self, build: Path, collection: Collection, progress: Progress, before: Path | None) -> None:
        """Writes the index of a collection, of doubles by url the first, into an empty folder. Raises: OSError.

        `before` is a whole build that may be built upon; it is not changed.
        """

    @abstractmethod
    def _read(self, build: Path) -> tuple[str, Index]:
        """Opens a sealed build, and says of which revision it is. Raises: anything, where it is damaged."""

    def __init__(self, folder: Path, longest_wait_seconds: float = LONGEST_WAIT_SECONDS) -> None:
        self._builds = Builds(folder)
        self._longest_wait_seconds = longest_wait_seconds
        self._seen = _Seen(None, (), None)
        self._lock = Lock()

    def search(self, query: Query) -> Results:
        """The page asked for (from 1, at most 100 hits) of all that matches any word. Raises: SearchUnavailable."""
        text = cleaned(query.text[:LONGEST_QUERY])
        page, per_page = min(max(1, query.page), LAST_PAGE), min(max(1, query.per_page), MOST_PER_PAGE)
        with self._lock:
            index = self._open().index
        answer = index.answer(replace(query, text=text, page=page, per_page=per_page))
        matching = Matching(answer.plan.marked)
        hits = tuple(_hit(found, matching) for found in answer.found)
        return Results(text, answer.total, hits, answer.plan.mended, answer.facets)

    def suggest(self, text: str, product: str | None = None, most: int = 8) -> Suggestions:
        """Titles, headings, clauses with all words typed, the last as a beginning. Raises: SearchUnavailable."""
        with self._lock:
            suggestions = self._open().suggestions
        return suggestions.suggest(text, product, most)

    def build(self, collection: Collection, revision: str, progress: Progress = None) -> None:
        """Builds aside, upon the index before where little has changed, and swaps.

        Waits for another builder, whose index will do when it is of the same revision.

        Raises: SearchUnavailable when the folder cannot be written or the other builder takes too long.
        """
        try:
            with self._builds.lock(self._longest_wait_seconds) as has_waited:
                if not (has_waited and self.revision() == revision):
                    self._build(collection, revision, progress)
        except (OSError, LockTimeout) as problem:
            raise SearchUnavailable(f"the search index could not be built: {problem!r}") from problem

    def revision(self) -> str | None:
        """The content revision of the index in place, or None when it is missing or damaged."""
        try:
            with self._lock:
                return self._open().revision
        except SearchUnavailable:
            return None

    def _build(self, collection: Collection, revision: str, progress: Progress) -> None:
        build = self._builds.begin()
        try:
            self._write(build, collection, progress, self._whole())
            (build / SUGGESTIONS).write_bytes(SuggestionIndex.of(collection.documents).to_bytes())
            seal(build, revision)
            self._builds.put_in_place(build)
        except BaseException:
            shutil.rmtree(build, ignore_errors=True)
            raise

    def _whole(self) -> Path | None:
        """The build in place, if every byte of it is as it was sealed."""
        build = self._builds.current()
        try:
            return build if build and verify(build) else None
        except (Damaged, OSError):
            return None

    def _open(self) -> _Opened:
        for _ in range(OPENING_TRIES):
            seen = self._look()
            if seen.opened is not None:
                return seen.opened
            if seen.build == self._builds.current():
                break
        raise SearchUnavailable("the search index is missing or damaged")

    def _look(self) -> _Seen:
        """The build in place as it is now, opened again only when one of its files has changed."""
        build = self._builds.current()
        files = signature(build) if build else ()
        if (self._seen.build, self._seen.files) != (build, files):
            self._seen = _Seen(build, files, self._opened(build) if build and files else None)
        return self._seen

    def _opened(self, build: Path) -> _Opened | None:
        try:
            revision, index = self._read(build)
            return _Opened(revision, index, SuggestionIndex.from_bytes((build / SUGGESTIONS).read_bytes()))
        except Exception:  # a damaged index may raise anything while it is read
            log.warning("search index %s cannot be read", build.name, exc_info=True)
            return None


def _hit(found: Found, matching: Matching) -> Hit:
    """The document as a hit that opens, for an article, at the section that answers best."""
    document = found.document
    section = best_section(document.sections, matching)
    leads_on = document.kind == "article" and section.anchor and "#" not in document.url
    url, heading = (f"{document.url}#{section.anchor}", section.heading) if leads_on else (document.url, "")
    text = section.text or next((other.text for other in document.sections if other.text), section.heading)
    shown = excerpt(text, matching)
    score = round(found.score, 4)
    return Hit(url, document.title, shown, document.kind, document.product, score, heading, found.is_pinned)
