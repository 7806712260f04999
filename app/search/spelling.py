"""Mending the words that the index does not know, by the words that it does."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from app.search.analysis import LETTERS, QUESTION_WORDS, WORD, is_question_word

SHORTEST_MENDED = 4
SHORTEST_REPLACED = 5
LONGEST_MENDED = 24
MOST_TRIED = 16  # unknown words of one question


class Speller:
    """Mends by a vocabulary, word to number of documents that hold it; is_known tells whether the index has a word."""

    def __init__(self, vocabulary: Mapping[str, int], is_known: Callable[[str], bool]) -> None:
        self._counts = dict.fromkeys((word for word in QUESTION_WORDS if len(word) > 2), 0) | dict(vocabulary)
        self._is_known = is_known
        letters = Counter(letter for word in self._counts for letter in word)
        self._alphabet = "".join(sorted(letter for letter, _ in letters.most_common(40)))

    def mended(self, text: str) -> str | None:
        """The text with each unknown word replaced by its likeliest known neighbour; None when nothing was mended.

        Names with digits or dots (error codes, versions, hosts) are exact or nothing: they are never mended.
        """
        pieces, end = [], 0
        for start, word in islice(self._unknown(text), MOST_TRIED):
            if mending := self._mending(word.casefold()):
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

    def _mending(self, word: str) -> str | None:
        near = {edit for edit in _one_edit(word, self._alphabet) if edit in self._counts}
        return min(near, key=lambda known: (-self._counts[known], known), default=None)


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
