"""Postings of one index as arrays in memory, and the best documents for a plan's terms found among them."""

from __future__ import annotations

import heapq
from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress, repeat
from math import inf
from operator import add, mul


@dataclass(frozen=True, slots=True)
class Postings:
    """The documents that hold one term, by rising number, each with what the term adds to its score."""

    numbers: array[int]
    scores: array[float]
    most: float
    holders: int
    """The same documents as a set of bits: whole sets are joined and counted at once."""

    @classmethod
    def of(cls, found: Mapping[int, float]) -> Postings:
        """The postings of scores by number, in rising order of numbers."""
        numbers, scores = array("I", found), array("d", found.values())
        return cls(numbers, scores, max(scores, default=0.0), bits(numbers))

    def score(self, number: int) -> float:
        """What the term adds to a document's score: 0.0 where the document does not hold it."""
        at = bisect_left(self.numbers, number)
        return self.scores[at] if at < len(self.numbers) and self.numbers[at] == number else 0.0


NONE = Postings(array("I"), array("d"), 0.0, 0)


def bits(numbers: Sequence[int]) -> int:
    """A set of numbers as one whole number with a bit for each."""
    found = bytearray((max(numbers, default=0) >> 3) + 1)
    for number in numbers:
        found[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(found, "little")


def numbers_of(found: int) -> Iterator[int]:
    """The numbers in a set of bits, rising."""
    for at, byte in enumerate(found.to_bytes((found.bit_length() + 7) // 8, "little")):
        if byte:
            yield from (at * 8 + bit for bit in range(8) if byte >> bit & 1)


def best(weighted: Iterable[tuple[Postings, float]], allowed: Collection[int] | None, count: int) -> dict[int, float]:
    """At least the `count` best documents with their scores; others may be left out, and those kept are exact.

    The terms that can add most come first. As soon as what the rest can add lifts no new document among the best,
    only those that still may be among them are looked up.
    """
    terms = sorted(weighted, key=lambda term: (-term[0].most * term[1], len(term[0].numbers)))
    rest = sum(postings.most * weight for postings, weight in terms)
    found: dict[int, float] = {}
    is_open = True
    for postings, weight in terms:
        bar = _bar(found, count)
        if is_open and rest < bar:
            is_open = False
        if is_open:
            _add(found, postings, weight, allowed)
        else:
            found = {
                number: score + weight * postings.score(number)
                for number, score in found.items()
                if score + rest >= bar
            }
        rest -= postings.most * weight
    bar = _bar(found, count)
    return {number: score for number, score in found.items() if score >= bar}


def _bar(found: dict[int, float], count: int) -> float:
    """The score of the last of the best so far; none is left out before there are so many."""
    return heapq.nlargest(count, found.values())[-1] if len(found) >= count else -inf


def _add(found: dict[int, float], postings: Postings, weight: float, allowed: Collection[int] | None) -> None:
    """Adds all scores of a term without a step of Python for each, as there may be very many."""
    numbers: Sequence[int] = postings.numbers
    scores: Iterable[float] = postings.scores
    if allowed is not None:
        passing = [number in allowed for number in numbers]
        numbers, scores = list(compress(numbers, passing)), compress(scores, passing)
    before = map(found.get, numbers, repeat(0.0))
    found.update(zip(numbers, map(add, before, map(mul, repeat(weight), scores)), strict=True))
