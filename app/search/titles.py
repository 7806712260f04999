"""Every title, heading and clause there is, by the words in it and beside it: what suggestions are drawn from."""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from app.search.analysis import cleaned
from app.search.port import Document, Suggestion
from app.search.title_words import Typed, stem_of, words_of

KINDS = ("article", "heading", "policy")  # in the order in which equals are suggested
LAST_CHARACTER = "\U0010ffff"


class _Place(NamedTuple):
    """A place before it has a number: the document's, its words, and those that stand beside it."""

    owner: int
    kind: str
    text: str
    anchor: str
    beside: str


class Titles:
    """The places by number: those of a document follow each other, its title first. Answers to any number of threads.

    A place holds a word inside (in its own text) or beside (its product, its vendor; for a heading, its article's).
    """

    def __init__(self, data: dict[str, Any]) -> None:
        self._texts: list[str] = data["texts"]
        self._anchors: list[str] = data["anchors"]
        self._documents: list[list[Any]] = data["documents"]
        self._owners = array("I", data["owners"])
        self.rank = array("I", data["rank"])
        self._by_text = array("I", data["by_text"])
        self._words: list[str] = data["words"]
        self._inside = [array("I", numbers) for numbers in data["inside"]]
        self._beside = [array("I", numbers) for numbers in data["beside"]]
        self._of_stem = _by_stem(data["words"], data["stems"])
        self._of_product = _by_product(self._documents)
        self._firsts = array("I", _firsts(self._owners, len(self._documents)))

    @classmethod
    def of(cls, documents: Iterable[Document]) -> Titles:
        """The titles of these documents, of doubles by url the first."""
        return cls(_data(documents))

    @classmethod
    def from_bytes(cls, content: bytes) -> Titles:
        """The titles as they were written. Raises: ValueError, KeyError, TypeError when they were not."""
        return cls(json.loads(content))

    def to_bytes(self) -> bytes:
        """What the titles are read from again: the same for the same documents."""
        data = {
            "texts": self._texts, "anchors": self._anchors, "documents": self._documents,
            "owners": self._owners.tolist(), "rank": self.rank.tolist(), "by_text": self._by_text.tolist(),
            "words": self._words, "stems": [stem_of(word) for word in self._words],
            "inside": [numbers.tolist() for numbers in self._inside],
            "beside": [numbers.tolist() for numbers in self._beside],
        }  # fmt: skip
        return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()

    def place(self, number: int) -> Suggestion:
        """The place of a number, with what it is part of."""
        owner, anchor = self._owners[number], self._anchors[number]
        url, kind, context, _ = self._documents[owner]
        if anchor:
            return Suggestion(self._texts[number], f"{url}#{anchor}", "heading", self._texts[self._firsts[owner]])
        return Suggestion(self._texts[number], url, kind, context)

    def starting(self, typed: Typed) -> Sequence[int]:
        """The places whose text starts with all that was typed."""
        start = " ".join(filter(None, (*typed.words, typed.last)))
        end = f"{start}{LAST_CHARACTER}" if typed.last else f"{start} {LAST_CHARACTER}"
        first = bisect_left(self._by_text, start, key=self._ordered)
        return self._by_text[first : bisect_right(self._by_text, end, key=self._ordered)]

    def whole(self, word: str) -> list[int]:
        """The words, by number, that are this one or another form of it."""
        return self._of_stem.get(stem_of(word), [])

    def begun(self, beginning: str) -> range:
        """The words, by number, that begin like this."""
        return range(bisect_left(self._words, beginning), bisect_right(self._words, beginning + LAST_CHARACTER))

    def word(self, number: int) -> str:
        """The word of a number, in small letters."""
        return self._words[number]

    def inside(self, words: Iterable[int]) -> set[int]:
        """The places with any of these words in their own text."""
        return set().union(*(self._inside[number] for number in words))

    def beside(self, words: Iterable[int]) -> set[int]:
        """The places with any of these words beside their text."""
        return set().union(*(self._beside[number] for number in words))

    def with_headings(self, places: Iterable[int]) -> set[int]:
        """These places, and of titles the headings below."""
        firsts, owners = self._firsts, self._owners
        found = set(places)
        for place in tuple(found):
            if firsts[owners[place]] == place:
                found.update(range(place + 1, firsts[owners[place] + 1]))
        return found

    def title_of(self, place: int) -> int:
        """The title that a heading stands below; of all else the place itself."""
        return self._firsts[self._owners[place]]

    def about(self, places: Iterable[int], product: str) -> list[int]:
        """Those of the places that are found under a product."""
        allowed = self._of_product.get(product, frozenset())
        return [place for place in places if self._owners[place] in allowed]

    def _ordered(self, number: int) -> str:
        return " ".join(words_of(self._texts[number]))


def _data(documents: Iterable[Document]) -> dict[str, Any]:
    unique = {document.url: document for document in reversed(list(documents))}
    ordered = [unique[url] for url in sorted(unique)]
    places = [place for owner, document in enumerate(ordered) for place in _places(owner, document)]
    held = [words_of(place.text) for place in places]
    inside, beside = _numbers(held), _numbers(words_of(place.beside) for place in places)
    words = sorted({*inside, *beside})
    folded = list(map(" ".join, held))
    urls = [ordered[place.owner].url for place in places]
    by_rank = sorted(
        range(len(places)),
        key=lambda n: (KINDS.index(places[n].kind), len(folded[n]), folded[n], urls[n], places[n].anchor),
    )
    rank = array("I", bytes(4 * len(places)))
    for position, number in enumerate(by_rank):
        rank[number] = position
    return {
        "texts": [place.text for place in places],
        "anchors": [place.anchor for place in places],
        "documents": [[d.url, d.kind, _named(d)[1], [d.product, *d.covers]] for d in ordered],
        "owners": [place.owner for place in places],
        "rank": rank,
        "by_text": sorted(range(len(places)), key=lambda n: (folded[n], rank[n])),
        "words": words,
        "stems": [stem_of(word) for word in words],
        "inside": [inside.get(word, []) for word in words],
        "beside": [beside.get(word, []) for word in words],
    }


def _places(owner: int, document: Document) -> Iterator[_Place]:
    text, context = _named(document)
    beside = f"{context} {document.policy or ''} {document.number}"
    yield _Place(owner, document.kind, text, "", beside)
    if document.kind == "article":
        for section in document.sections:
            if section.anchor and section.heading:
                yield _Place(owner, "heading", cleaned(section.heading).strip(), section.anchor, "")


def _named(document: Document) -> tuple[str, str]:
    """What the document is called, and what that is part of: an article's product, a clause's vendor."""
    title = cleaned(document.title).strip()
    if document.kind == "article":
        return title, document.product or ""
    name, _, vendor = title.rpartition(" · ")
    return (name, vendor) if name else (title, "")


def _numbers(held: Iterable[Iterable[str]]) -> dict[str, list[int]]:
    """Of each word the places, by number, that hold it."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for number, words in enumerate(held):
        for word in dict.fromkeys(words):
            found[word].append(number)
    return found


def _by_stem(words: Sequence[str], stems: Sequence[str]) -> dict[str, list[int]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for number, (_, stem) in enumerate(zip(words, stems, strict=True)):
        found[stem].append(number)
    return dict(found)


def _by_product(documents: Sequence[Sequence[Any]]) -> dict[str, frozenset[int]]:
    found: defaultdict[str, set[int]] = defaultdict(set)
    for number, (*_, products) in enumerate(documents):
        for product in filter(None, products):
            found[product].add(number)
    return {product: frozenset(numbers) for product, numbers in found.items()}


def _firsts(owners: Sequence[int], documents: int) -> Iterator[int]:
    """The number of each document's title, and one behind the last place."""
    yield from (bisect_left(owners, document) for document in range(documents))
    yield len(owners)
