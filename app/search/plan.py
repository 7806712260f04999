"""How a question is searched, whatever the engine: weighted terms and pairs, the mended text, the answers set."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from math import log
from typing import NamedTuple, Protocol

from app.content.search_words import Pin, Synonyms
from app.search.analysis import WORD, is_question_word, terms_of
from app.search.fields import heads

FIELD_WEIGHTS = {"content": 1.0, "title": 1.0, "headings": 0.2}
"""What the score of a term in a field counts, beside the term's own weight."""
PAIR = 0.6
PART = 0.5  # a part of a name (connections of max_connections) against the whole name
SYNONYM = 0.5
MOST_TERMS = 40
LONGEST_SYNONYM = 5  # words


class Vocabulary(Protocol):
    """What a plan has to know of an index."""

    @property
    def document_count(self) -> int:
        """How many documents there are."""
        ...

    def document_frequency(self, term: str) -> int:
        """How many documents have the term in their content."""
        ...


class Mender(Protocol):
    """What mends the words that an index does not know."""

    def mended(self, text: str, is_meant: Callable[[str], bool]) -> str | None:
        """The text with its unknown words mended, but for those that are meant; None when there is nothing to mend."""
        ...


class WeightedTerm(NamedTuple):
    """A term to look up in content, title and headings; its BM25 scores there count this much, times the field's."""

    term: str
    weight: float


class WeightedPair(NamedTuple):
    """Two terms that count this much more where the second follows the first in the sequence: the BM25 of a phrase."""

    first: str
    second: str
    weight: float


@dataclass(frozen=True, slots=True)
class Plan:
    """How one question is searched: a document is found that has any of the terms; all scores are added up.

    Every term is in the index. `mended` is the text searched instead of the question, if any; `pinned` are addresses
    that come first, best first.
    """

    terms: tuple[WeightedTerm, ...]
    pairs: tuple[WeightedPair, ...] = ()
    mended: str | None = None
    pinned: tuple[str, ...] = ()

    @property
    def marked(self) -> frozenset[str]:
        """The terms whose words an excerpt marks."""
        return frozenset(term for term, _ in self.terms)


class Planner:
    """Plans questions for one index; any number of threads may ask at once."""

    def __init__(self, vocabulary: Vocabulary, mender: Mender, synonyms: Synonyms, pins: Sequence[Pin]) -> None:
        self._vocabulary = vocabulary
        self._mender = mender
        self._alternatives = _alternatives(synonyms)
        self._told = frozenset(term for phrase in self._alternatives for term in phrase)
        self._pinned = {_key(query): pin.urls for pin in pins for query in pin.queries}

    def plan(self, text: str, *, is_literal: bool = False) -> Plan:
        """The plan of a question; a literal one is searched as it is written, without mending and synonyms."""
        mended = None if is_literal else self._mender.mended(text, self._is_told)
        words = WORD.findall(mended or text)
        weights = _asked(words)
        for term, weight in () if is_literal else self._synonyms(words):
            weights.setdefault(term, weight)
        known = (WeightedTerm(*item) for item in weights.items() if self._vocabulary.document_frequency(item[0]))
        pairs = (WeightedPair(*pair, PAIR) for pair in dict.fromkeys(pairwise(heads(words))))
        return Plan(tuple(islice(known, MOST_TERMS)), tuple(pairs), mended, self._pinned.get(_key(text), ()))

    def _synonyms(self, words: Sequence[str]) -> Iterator[tuple[str, float]]:
        """Other words for what is asked; none counts for more than the words that it stands for, however rare it is."""
        asked = [terms_of(word)[:1] for word in words]
        for at in range(len(asked)):
            for end in range(at + 1, min(at + LONGEST_SYNONYM, len(asked)) + 1):
                phrase = tuple(term for head in asked[at:end] for term in head)
                for other in self._alternatives.get(phrase, ()):
                    for term in other:
                        yield term, SYNONYM / len(other) * min(1.0, self._rarity(phrase) / self._rarity((term,)))

    def _is_told(self, word: str) -> bool:
        """Whether staff told the search of a word: it is meant, though no text may have it."""
        return not self._told.isdisjoint(terms_of(word)[:1])

    def _rarity(self, terms: Sequence[str]) -> float:
        """How much the rarest of these terms tells."""
        count = self._vocabulary.document_count
        found = min((self._vocabulary.document_frequency(term) for term in terms), default=0)
        return log(1 + (count - found + 0.5) / (found + 0.5))


def _asked(words: Sequence[str]) -> dict[str, float]:
    """The terms of a question with their weights; neighbours also as one word (log in, login).

    Question words count only where there is nothing else.
    """
    weights: dict[str, float] = {}
    for word in [word for word in words if not is_question_word(word)] or words:
        for at, term in enumerate(terms_of(word)):
            weights[term] = max(weights.get(term, 0.0), PART if at else 1.0)
    for one, other in pairwise(words):
        if one.isalpha() and other.isalpha() and not is_question_word(one):
            for term in terms_of(one + other):
                weights.setdefault(term, 1.0)
    return weights


def _alternatives(synonyms: Synonyms) -> Mapping[tuple[str, ...], list[tuple[str, ...]]]:
    """By the terms of a phrase, the telling terms of those that it also finds."""
    ways = [*synonyms.one_way]
    for group in synonyms.equal:
        ways += [(phrase, tuple(other for other in group if other != phrase)) for phrase in group]
    found: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for phrase, others in ways:
        found.setdefault(_key(phrase), []).extend(tuple(heads(WORD.findall(other))) or _key(other) for other in others)
    return found


def _key(text: str) -> tuple[str, ...]:
    """What two spellings of one question have in common."""
    return tuple(term for word in WORD.findall(text) for term in terms_of(word)[:1])
