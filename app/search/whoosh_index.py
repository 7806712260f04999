"""One whoosh index opened: a question is planned and answered from arrays, each decoded once."""

from __future__ import annotations

import heapq
from array import array
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from threading import Lock
from typing import Any

from whoosh.filedb.filestore import RamStorage

from app.search.analysis import terms_of
from app.search.bm25 import LOOKED_AT, norm, rarity, saturated
from app.search.engine import Answer, Found
from app.search.plan import FIELD_WEIGHTS, Plan, Planner
from app.search.port import Document, Facets, Query
from app.search.postings import NONE, Postings, best, bits, numbers_of
from app.search.spelling import Speller
from app.search.whoosh_schema import FILTERS, RANKED, document_of, text_of
from app.search.words import WORDS, Words

ANSWERS_KEPT = 512
SEQUENCES_KEPT = 2_000  # some ten megabytes; most questions lead to the same few documents


class OpenIndex:
    """A whole index held in memory, so that nothing that happens to its files reaches a question being answered.

    One thread at a time reads: readers of whoosh keep their place in a file.
    """

    def __init__(self, contents: Mapping[str, bytes]) -> None:
        storage = RamStorage()
        storage.files = dict(contents)
        self._reader = storage.open_index().reader()
        self._stored: Mapping[int, Mapping[str, Any]] = dict(self._reader.iter_docs())
        self._numbers = {stored["url"]: number for number, stored in self._stored.items()}
        self._rank = array("I", bytes(4 * self._reader.doc_count_all()))
        for rank, url in enumerate(sorted(self._numbers)):
            self._rank[self._numbers[url]] = rank
        self._norms = {field: self._norms_of(field) for field in RANKED}
        self._masks = {field: self._masks_of(field) for field in FILTERS}
        self._all = bits(array("I", sorted(self._numbers.values()))) if self._numbers else 0
        self._known: dict[str, Postings] = {}
        words = Words.from_bytes(contents[WORDS])
        self._planner = Planner(
            self, Speller(words.spellings, self._knows_word, self._together), words.synonyms, words.pins
        )
        self._lock = Lock()
        self._kept = lru_cache(maxsize=ANSWERS_KEPT)(self._answer)
        self._sequence = lru_cache(maxsize=SEQUENCES_KEPT)(self._sequence_of)

    def answer(self, query: Query) -> Answer:
        """The page of all documents with any term of the question, or of the question mended; ties go by url."""
        with self._lock:
            return self._kept(query)

    @property
    def document_count(self) -> int:
        """How many documents there are."""
        return len(self._numbers)

    def document_frequency(self, term: str) -> int:
        """How many documents have the term in their content."""
        return len(self._postings(term).numbers)

    def _answer(self, query: Query) -> Answer:
        plan = self._planner.plan(query.text, is_literal=query.is_literal)
        terms = [(self._postings(term), weight) for term, weight in plan.terms]
        pinned = [self._numbers[url] for url in plan.pinned if url in self._numbers]
        matching = bits(array("I", pinned)) if pinned else 0
        for postings, _ in terms:
            matching |= postings.holders
        chosen = self._chosen(query)
        kept = matching & _all_of(chosen.values(), self._all)
        first, end = (query.page - 1) * query.per_page, query.page * query.per_page
        allowed = frozenset(numbers_of(kept)) if kept != matching else None
        scores = best(terms, allowed, max(LOOKED_AT, end))
        ranked = self._with_pairs(
            heapq.nsmallest(max(LOOKED_AT, end), ((-s, self._rank[n], n) for n, s in scores.items())), plan
        )
        top = [number for number in pinned if kept >> number & 1]
        highest = -ranked[0][0] if ranked else 1.0
        hits = [(number, highest, True) for number in top]
        hits += [(number, -score, False) for score, _, number in ranked if number not in top]
        found = tuple(
            Found(self._document(number), score, is_pinned) for number, score, is_pinned in islice(hits, first, end)
        )
        return Answer(found, kept.bit_count(), plan, self._facets(matching, chosen))

    def _with_pairs(self, ranked: list[tuple[float, int, int]], plan: Plan) -> list[tuple[float, int, int]]:
        """The best documents put in order anew, as far as words that stand together in the question do so in them."""
        known = {term: self._rarity(self.document_frequency(term)) for term, _ in plan.terms}
        pairs = [(f" {a} {b} ", w * (known[a] + known[b])) for a, b, w in plan.pairs if a in known and b in known]
        if not pairs:
            return ranked
        top = sorted(
            (score - self._nearness(number, pairs), rank, number) for score, rank, number in ranked[:LOOKED_AT]
        )
        return top + ranked[LOOKED_AT:]

    def _nearness(self, number: int, pairs: Sequence[tuple[str, float]]) -> float:
        text = self._sequence(number)
        counts = ((text.count(pair), weight) for pair, weight in pairs)
        return sum(weight * self._saturated("content", number, count) for count, weight in counts if count)

    def _sequence_of(self, number: int) -> str:
        return text_of(self._stored[number]["sequence"])

    def _postings(self, term: str) -> Postings:
        """The postings of a term over all fields, decoded once."""
        if term not in self._known:
            if ("content", term) not in self._reader:
                return NONE
            self._known[term] = Postings.of(self._scored(term))
        return self._known[term]

    def _scored(self, term: str) -> Mapping[int, float]:
        """BM25 in each field, the fields weighed; the rarity is that in the content."""
        scores = self._gains("content", term)
        telling = self._rarity(len(scores))
        for field in RANKED[1:]:
            for number, gain in self._gains(field, term).items():
                if number in scores:
                    scores[number] += FIELD_WEIGHTS[field] * gain
        return {number: telling * score for number, score in scores.items()}

    def _gains(self, field: str, term: str) -> dict[int, float]:
        norms = self._norms[field]
        return {number: saturated(field, count, norms[number]) for number, count in self._counts(field, term)}

    def _saturated(self, field: str, number: int, count: float) -> float:
        return saturated(field, count, self._norms[field][number])

    def _counts(self, field: str, term: str) -> Iterator[tuple[int, float]]:
        if (field, term) in self._reader:
            matcher = self._reader.postings(field, term)
            while matcher.is_active():
                yield matcher.id(), matcher.weight()
                matcher.next()

    def _rarity(self, frequency: int) -> float:
        return rarity(self.document_count, frequency)

    def _norms_of(self, field: str) -> array[float]:
        lengths = [self._reader.doc_field_length(number, field) or 0 for number in range(self._reader.doc_count_all())]
        mean = sum(lengths[number] for number in self._numbers.values()) / max(1, len(self._numbers)) or 1
        return array("d", (norm(field, length / mean) for length in lengths))

    def _masks_of(self, field: str) -> Mapping[str, int]:
        """By each value of a filter the documents that have it."""
        values = [value.decode() for value in self._reader.lexicon(field)]
        found = {value: array("I", (number for number, _ in self._counts(field, value))) for value in values}
        return {value: bits(numbers) for value, numbers in found.items() if numbers}

    def _chosen(self, query: Query) -> Mapping[str, int]:
        """By each filter that is set the documents that pass it."""
        values = zip(FILTERS, (query.kind, query.product, query.version), strict=True)
        return {field: self._masks[field].get(value, 0) for field, value in values if value}

    def _facets(self, matching: int, chosen: Mapping[str, int]) -> Facets:
        """How many match by each value of a filter, the other filters applied."""
        counts = []
        for field in FILTERS:
            kept = matching & _all_of((mask for other, mask in chosen.items() if other != field), self._all)
            found = {value: (kept & mask).bit_count() for value, mask in self._masks[field].items()}
            counts.append({value: count for value, count in found.items() if count})
        return Facets(*counts)

    def _document(self, number: int) -> Document:
        return document_of(self._stored[number]["document"])

    def _together(self, word: str, others: Sequence[str]) -> float:
        """Which share of the documents with a word have the others too, on average."""
        holders, *rest = [self._postings(next(iter(terms_of(each)), "")).holders for each in (word, *others)]
        if not rest or not holders:
            return 0.0
        return sum((holders & other).bit_count() for other in rest) / (len(rest) * holders.bit_count())

    def _knows_word(self, word: str) -> bool:
        """Whether the index has the word as a whole; what is no word at all needs no mending."""
        terms = terms_of(word)
        return not terms or self.document_frequency(terms[0]) > 0


def _all_of(masks: Any, everything: int) -> int:
    for mask in masks:
        everything &= mask
    return everything
