"""The words of an index: how documents spell them, and what staff set about them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from app.content.search_words import Pin, Synonyms

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
