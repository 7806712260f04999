"""What is suggested while somebody types: from the titles alone, the same whatever engine searches the rest."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from app.search.analysis import is_question_word
from app.search.port import Document, Suggestion, Suggestions
from app.search.title_words import Typed, is_one_slip
from app.search.titles import Titles

MOST = 20
SHORTEST_MENDED = 4
SHORTEST_COMPLETED = 2


class _Holders(NamedTuple):
    """The places that hold one of the words typed: in their own text, and beside it."""

    inside: set[int]
    beside: set[int]


class SuggestionIndex:
    """Suggests places among the titles; any number of threads may ask at once."""

    def __init__(self, titles: Titles) -> None:
        self._titles = titles

    @classmethod
    def of(cls, documents: Iterable[Document]) -> SuggestionIndex:
        """An index of the titles of these documents."""
        return cls(Titles.of(documents))

    @classmethod
    def from_bytes(cls, content: bytes) -> SuggestionIndex:
        """The index as it was written. Raises: ValueError, KeyError, TypeError when it was not."""
        return cls(Titles.from_bytes(content))

    def to_bytes(self) -> bytes:
        """What the index is read from again."""
        return self._titles.to_bytes()

    def suggest(self, text: str, product: str | None = None, most: int = 8) -> Suggestions:
        """At most 20 places that hold all words typed, the last one as a beginning; each kind together, best first."""
        typed = self._mended(Typed.of(text))
        most = min(max(0, most), MOST)
        found = self._best(typed, product, most)
        if not found and typed.words and is_question_word(typed.last):
            found = self._best(replace(typed, last=""), product, most)
        return Suggestions(self._completed(typed), _grouped([self._titles.place(number) for number in found]))

    def _best(self, typed: Typed, product: str | None, most: int) -> Sequence[int]:
        """Those of the best fit first; of one fit as the titles rank them."""
        best: dict[int, None] = {}
        for fit in self._fits(typed) if typed.words or typed.last else ():
            fresh = (number for number in fit if number not in best)
            allowed = self._titles.about(fresh, product) if product else fresh
            best |= dict.fromkeys(heapq.nsmallest(most - len(best), allowed, key=self._titles.rank.__getitem__))
            if len(best) >= most:
                break
        return tuple(best)

    def _fits(self, typed: Typed) -> Iterator[Iterable[int]]:
        """Places that start with what was typed; that hold every word whole; the last begun; some words only beside."""
        titles, words = self._titles, typed.telling
        yield titles.starting(typed)
        finished = [titles.inside(titles.whole(word)) for word in words]
        if not typed.last:
            yield set.intersection(*finished)
        else:
            yield set.intersection(*finished, titles.inside(titles.whole(typed.last)))
            yield set.intersection(*finished, titles.inside(titles.begun(typed.last)))
        if len(words) + bool(typed.last) > 1:
            yield self._with_words_beside(typed)

    def _with_words_beside(self, typed: Typed) -> Iterable[int]:
        """From the rarest word on; one word at least stands in the place's own text."""
        titles = self._titles
        numbers = [titles.whole(word) for word in typed.telling]
        asked = [*numbers, titles.begun(typed.last)] if typed.last else numbers
        holders = sorted((_Holders(titles.inside(n), titles.beside(n)) for n in asked), key=lambda h: sum(map(len, h)))
        found: Iterable[int] = titles.with_headings(holders[0].inside | holders[0].beside)
        for inside, beside in holders[1:]:
            near = inside | beside
            found = [number for number in found if number in near or titles.title_of(number) in near]
        return [number for number in found if any(number in inside for inside, _ in holders)]

    def _mended(self, typed: Typed) -> Typed:
        """Each word that no place holds replaced by its likeliest neighbour; an unfinished one is then finished."""
        words = tuple(self._mending(word) or word for word in typed.words)
        if typed.last and not self._titles.begun(typed.last) and (last := self._mending(typed.last)):
            return replace(typed, words=(*words, last), last="")
        return replace(typed, words=words)

    def _mending(self, word: str) -> str | None:
        titles = self._titles
        if len(word) < SHORTEST_MENDED or not word.isalpha() or is_question_word(word) or titles.whole(word):
            return None
        near = (n for n in titles.begun(word[0]) if abs(len(titles.word(n)) - len(word)) < 2)
        slips = [n for n in near if is_one_slip(word, titles.word(n))]
        return titles.word(max(slips, key=lambda n: (len(titles.inside([n])), -n))) if slips else None

    def _completed(self, typed: Typed) -> str | None:
        """What was typed, its last word completed to the one that most places hold, with the other words if any do."""
        titles, last = self._titles, typed.last
        numbers = titles.begun(last) if len(last) >= SHORTEST_COMPLETED else ()
        if not numbers:
            return None
        others = [titles.inside(titles.whole(word)) for word in typed.telling]
        with_others: set[int] = set.intersection(*others) if others else set()

        def likelihood(number: int) -> tuple[int, int, int]:
            places = titles.inside([number])
            return len(places & with_others), len(places), -number

        likeliest = titles.word(max(numbers, key=likelihood))
        return f"{typed.text}{likeliest[len(last) :]}" if likeliest != last else None


def _grouped(places: Sequence[Suggestion]) -> tuple[Suggestion, ...]:
    kinds = list(dict.fromkeys(place.kind for place in places))
    return tuple(sorted(places, key=lambda place: kinds.index(place.kind)))
