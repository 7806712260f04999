"""What a hit shows: the section that answers best, and the piece of it where the matches are densest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from app.search.analysis import WORD, terms_of
from app.search.port import Section

LENGTH = 200
SCANNED = 20_000  # characters of one document looked at, so that no answer waits for a very long article
COMPARED = 100  # matches looked at as the start of an excerpt
SENTENCE_END = re.compile(r"[.!?…][\"”’)]? +(?=\W?[A-Z0-9])")
SNAP = 24  # how far a cut may move to fall between two words
SIGNS = "_.-'’"
ODD = re.compile(r"[_.\-'](?=\w)|[^\x00-\x7f](?<=[\w’])")  # what words are written with and terms are without
PLAIN_ODD = re.compile(r"[_.\-'](?=\w)")  # all of it that there is in a text of ASCII
RUN = re.compile(r"[\w.\-'’]*")
STEMMED_OTHERWISE = 2  # letters at most at the end of a stem that its word does not have: sensibl of sensibilities
Pieces = tuple[tuple[str, bool], ...]
Match = tuple[int, int, frozenset[str]]


class Matching(dict[str, frozenset[str]]):
    """Of each word of a text the wanted terms that it is found by, reckoned once a word: most words come again."""

    def __init__(self, wanted: frozenset[str]) -> None:
        self._wanted = wanted
        self._starts = {term[: max(1, len(term) - STEMMED_OTHERWISE)] for term in wanted if _is_plain(term)}

    def __missing__(self, word: str) -> frozenset[str]:
        return self.setdefault(word, self._wanted.intersection(terms_of(word)))

    def matches(self, text: str) -> list[Match]:
        """The words of a text that match. Only those are taken apart in which a wanted term may begin."""
        found: list[Match] = []
        end = 0
        for candidate in sorted(self._candidates(text)) if self._wanted else ():
            if candidate >= end:
                at = _run_start(text, candidate)
                end = RUN.match(text, at).end()  # type: ignore[union-attr]  # a run of any length matches
                words = WORD.finditer(text, at, end)
                found += [(*word.span(), terms) for word in words if (terms := self[word.group()])]
        return found

    def _candidates(self, text: str) -> Iterator[int]:
        """Places in all words that begin like a term, or that are written with what terms are without."""
        yield from (odd.start() for odd in (PLAIN_ODD if text.isascii() else ODD).finditer(text))
        small = text.replace("İ", "I").lower()  # the one letter that grows longer when it is made small
        for start in self._starts:
            at = small.find(start)
            while at >= 0:
                if not (at and small[at - 1].isalnum()):
                    yield at
                at = small.find(start, at + len(start))


def _is_plain(term: str) -> bool:
    return term.isascii() and term.isalnum()


def _run_start(text: str, at: int) -> int:
    while at and (text[at - 1].isalnum() or text[at - 1] in SIGNS):
        at -= 1
    return at


def best_section(sections: Sequence[Section], matching: Matching) -> Section:
    """The section that matches the most different terms, then the most often; the first of equals."""
    best, best_rank, left = Section("", "", ""), (-1, 0), SCANNED
    for section in sections:
        looked_at = f"{section.heading}\n{section.text[: max(left, 0)]}"
        found = [terms for _, _, terms in matching.matches(looked_at)]
        left -= len(section.text)
        rank = (_different(found), len(found))
        if rank > best_rank:
            best, best_rank = section, rank
    return best


def excerpt(text: str, matching: Matching) -> Pieces:
    """About 200 characters around the densest matches; each piece says whether it matched.

    They begin where a sentence does, if the matches fit in then, else between two words.
    """
    text = " ".join(text[:SCANNED].split())
    matches = matching.matches(text)
    start, end = _window(text, matches)
    marks = [(max(a, start), min(b, end)) for a, b, _ in matches if a < end and b > start]
    pieces: list[tuple[str, bool]] = [("… ", False)] if start else []
    at = start
    for first, last in marks:
        pieces += [(text[at:first], False), (text[first:last], True)]
        at = last
    pieces.append((text[at:end] + (" …" if end < len(text) else ""), False))
    return _joined(pieces)


def _different(found: Iterable[frozenset[str]]) -> int:
    return len(frozenset[str]().union(*found))


def _window(text: str, matches: Sequence[Match]) -> tuple[int, int]:
    """Where the window of most different terms begins and ends, with its matches in the middle."""
    if len(text) <= LENGTH:
        return 0, len(text)
    first, last = _densest(matches)
    start = max(0, min(first - max(0, LENGTH - (last - first)) // 2, len(text) - LENGTH))
    begun = _sentence_start(text, max(0, last - LENGTH), first)
    start = begun if begun is not None else min(first, _word_start(text, start))
    return start, _word_end(text, start + LENGTH)


def _sentence_start(text: str, earliest: int, latest: int) -> int | None:
    """The last start of a sentence from which the matches still fit; None where there is none."""
    ends = (match.end() for match in SENTENCE_END.finditer(text, earliest, latest + 1))
    starts = [0] * (earliest == 0) + [end for end in ends if end <= latest]
    roomy = [start for start in starts if len(text) - start >= LENGTH]
    found = roomy or starts[:1]
    return found[-1] if found else None


def _densest(matches: Sequence[Match]) -> tuple[int, int]:
    best, best_rank = (0, 0), (0, 0)
    for at, (start, _, _) in enumerate(matches[:COMPARED]):
        inside = [match for match in matches[at : at + COMPARED] if match[1] - start <= LENGTH]
        rank = (_different(terms for _, _, terms in inside), len(inside))
        if inside and rank > best_rank:
            best, best_rank = (start, inside[-1][1]), rank
    return best


def _word_start(text: str, cut: int) -> int:
    """The nearest start of a word after the cut, or the cut itself inside a word that is too long to leave out."""
    gap = text.find(" ", cut - 1, cut + SNAP) if cut else -1
    return gap + 1 if gap >= 0 else cut


def _word_end(text: str, cut: int) -> int:
    """The nearest end of a word from the cut on, or the cut itself inside a word that is too long to take in."""
    if cut + SNAP >= len(text):
        return len(text)
    gap = text.find(" ", cut, cut + SNAP)
    return gap if gap >= 0 else cut


def _joined(pieces: Sequence[tuple[str, bool]]) -> Pieces:
    kept = [piece for piece in pieces if piece[0]]
    return tuple(("".join(text for text, _ in run), is_match) for is_match, run in groupby(kept, key=lambda p: p[1]))
