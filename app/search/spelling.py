"""Mending the words that the index does not know, by the words that it does."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from math import log

from app.search.analysis import LETTERS, QUESTION_WORDS, WORD, is_question_word
from app.search.slips import distance

SHORTEST_MENDED = 4
SHORTEST_REPLACED = 5
SHORTEST_PART = 3  # letters of each part of a word that is taken apart
TWO_SLIPS = 8  # letters from which a word may be at two slips from the one meant
LONGEST_MENDED = 24
MOST_TRIED = 16  # unknown words of one question
BESIDE = 2.0  # what it says for a word that it stands in documents with the question's other words

Together = Callable[[str, Sequence[str]], float]


def never(_word: str) -> bool:
    """Takes no word as it is."""
    return False


def nowhere(_word: str, _others: Sequence[str]) -> float:
    """Knows of no word that stands with others."""
    return 0.0


class Speller:
    """Mends by a vocabulary, word to number of documents that hold it.

    is_known tells whether the index has a word, together which share (0 to 1) of the documents that hold a word hold
    any of the others too.
    """

    def __init__(
        self, vocabulary: Mapping[str, int], is_known: Callable[[str], bool], together: Together = nowhere
    ) -> None:
        self._counts = dict.fromkeys((word for word in QUESTION_WORDS if len(word) > 2), 0) | dict(vocabulary)
        self._is_known = is_known
        self._together = together
        letters = Counter(letter for word in self._counts for letter in word)
        self._alphabet = "".join(sorted(letter for letter, _ in letters.most_common(40)))
        self._shapes: dict[str, Mapping[int, Sequence[tuple[str, int]]]] = {}

    def mended(self, text: str, is_meant: Callable[[str], bool] = never) -> str | None:
        """The text with each unknown word replaced by its likeliest known neighbour; None when nothing was mended.

        A word that is meant stays as it is.
        Names with digits or dots (error codes, versions, hosts) are exact or nothing: they are never mended.
        """
        pieces, end = [], 0
        others = [word for word in WORD.findall(text) if not is_question_word(word) and self._is_known(word)]
        unknown = ((start, word) for start, word in self._unknown(text) if not is_meant(word))
        for start, word in islice(unknown, MOST_TRIED):
            if mending := self._mending(word.casefold(), others):
                pieces += [text[end:start], _in_case_of(word, mending)]
                end = start + len(word)
        return "".join([*pieces, text[end:]]) if pieces else None

    def _unknown(self, text: str) -> Iterator[tuple[int, str]]:
        for match in WORD.finditer(text):
            whole = match.group()
            if is_question_word(whole) or self._is_known(whole):
                continue
            if all(piece.isalpha() for piece in re.split(r"[\-_]+", whole) if piece):
                yield from (
                    (match.start() + piece.start(), piece.group())
                    for piece in LETTERS.finditer(whole)
                    if SHORTEST_MENDED <= len(piece.group()) <= LONGEST_MENDED and not self._is_known(piece.group())
                )

    def _mending(self, word: str, others: Sequence[str]) -> str | None:
        """The likeliest at one slip, else two words written as one, else the likeliest at two slips."""
        near = {edit for edit in _one_edit(word, self._alphabet) if edit in self._counts}
        if near:
            return self._likeliest(near, others)
        if apart := self._apart(word):
            return apart
        return self._likeliest(self._at_two_slips(word), others) if len(word) >= TWO_SLIPS else None

    def _likeliest(self, near: set[str], others: Sequence[str]) -> str | None:
        """By how many documents hold it, and how many of those hold other words of the question too."""

        def likelihood(known: str) -> float:
            return log(1 + self._counts[known]) + BESIDE * self._together(known, others)

        return min(near, key=lambda known: (-likelihood(known), known), default=None)

    def _apart(self, word: str) -> str | None:
        """Two known words that were written as one, those of which the rarer is the commonest."""
        cuts = ((word[:at], word[at:]) for at in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1))
        known = [cut for cut in cuts if all(self._counts.get(part) for part in cut)]
        best = max(known, key=lambda cut: min(self._counts[part] for part in cut), default=None)
        return " ".join(best) if best else None

    def _at_two_slips(self, word: str) -> set[str]:
        """Words at two slips, of the same first letter; only those of nearly the same letters are compared."""
        shape = _shape(word)
        lengths = range(max(TWO_SLIPS - 1, len(word) - 2), len(word) + 3)
        alike = self._shapes.get(word[0]) or self._shapes.setdefault(word[0], self._by_length(word[0]))
        near = (other for n in lengths for other, its in alike.get(n, ()) if (shape ^ its).bit_count() <= 4)
        return {other for other in near if distance(word, other, 2) <= 2}

    def _by_length(self, first: str) -> Mapping[int, Sequence[tuple[str, int]]]:
        found: dict[int, list[tuple[str, int]]] = defaultdict(list)
        for word in self._counts:
            if word[0] == first:
                found[len(word)].append((word, _shape(word)))
        return found


def _shape(word: str) -> int:
    """Which letters a word has, each as a bit."""
    found = 0
    for letter in word:
        found |= 1 << (ord(letter) & 63)
    return found


def _one_edit(word: str, alphabet: str) -> Iterator[str]:
    """Every word at one slip from this one.

    People seldom slip at the first letter, and a short word with another letter is mostly another word.
    """
    yield word[1] + word[0] + word[2:]
    for at in range(1, len(word) + 1):
        head, tail = word[:at], word[at:]
        yield from (head + letter + tail for letter in alphabet)
        if tail:
            yield head + tail[1:]
        if tail and len(word) >= SHORTEST_REPLACED:
            yield from (head + letter + tail[1:] for letter in alphabet)
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]


def _in_case_of(word: str, mending: str) -> str:
    if word.isupper():
        return mending.upper()
    return mending.capitalize() if word[0].isupper() else mending
