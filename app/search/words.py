"""The words of an index: how documents spell them, and what staff set about them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import chain

from app.content.search_words import Pin, Synonyms
from app.search.analysis import cleaned, spellings
from app.search.port import Document

WORDS = "words.json"


@dataclass(frozen=True, slots=True)
class Words:
    """What is kept beside an engine's own files: how many documents spell a word so, what staff set, what was written.

    `digests` tell by url what was written, for an engine that writes anew only what changed.
    """

    spellings: Mapping[str, int]
    synonyms: Synonyms
    pins: tuple[Pin, ...]
    digests: Mapping[str, str]

    @classmethod
    def from_bytes(cls, content: bytes) -> Words:
        """The words as they were written."""
        data = json.loads(content)
        equal, one_way = data["synonyms"]["equal"], data["synonyms"]["one_way"]
        synonyms = Synonyms(tuple(map(tuple, equal)), tuple((word, tuple(others)) for word, others in one_way))
        pins = tuple(Pin(tuple(pin["queries"]), tuple(pin["urls"])) for pin in data["pins"])
        return cls(data["spellings"], synonyms, pins, data["digests"])

    def to_bytes(self) -> bytes:
        """What the words are read from again."""
        return json.dumps(asdict(self), ensure_ascii=False).encode()


def spelled(document: Document) -> set[str]:
    """The words that a document spells."""
    texts = chain([document.title], *((section.heading, section.text) for section in document.sections))
    return set().union(*map(_spelled, set(cleaned(" ".join(texts)).split())))


@lru_cache(maxsize=50_000)
def _spelled(run: str) -> tuple[str, ...]:
    """The words in what stands between two spaces; most come again, and are looked for once."""
    return tuple(spellings(run))
