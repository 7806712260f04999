"""The words of titles and of what is being typed: in smaller steps than the search's, as one may be half written."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from app.search.analysis import cleaned, is_question_word, terms_of

PIECE = re.compile(r"[^\W_]+")
APOSTROPHE = re.compile(r"(?<=\w)['’](?:s\b)?")
LONGEST_TYPED = 200  # characters
MOST_WORDS = 12


def words_of(text: str) -> list[str]:
    """The words in small letters, without accents: SEV-1 is sev and 1, customer's is customer."""
    plain = text.casefold()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return PIECE.findall(APOSTROPHE.sub("", plain) if "'" in plain or "’" in plain else plain)


@lru_cache(maxsize=50_000)
def stem_of(word: str) -> str:
    """What the forms of a word have in common: backups and backup are one."""
    return next(iter(terms_of(word)), word)


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody has typed so far; the last of its words is a beginning, or "" where it is finished."""

    text: str
    words: tuple[str, ...]
    last: str

    @classmethod
    def of(cls, text: str) -> Typed:
        """The first 200 characters and 12 words; what ends with a letter or digit ends with a beginning."""
        text = cleaned(text[:LONGEST_TYPED]).lstrip()
        words = words_of(text)[:MOST_WORDS]
        is_open = bool(words) and PIECE.fullmatch(unicodedata.normalize("NFKD", text[-1])[0]) is not None
        return cls(text, tuple(words[:-1] if is_open else words), words[-1] if is_open else "")

    @property
    def telling(self) -> tuple[str, ...]:
        """The finished words that say something; those that only ask where there is nothing else."""
        found = tuple(word for word in self.words if not is_question_word(word))
        return self.words if not found and (not self.last or is_question_word(self.last)) else found


def is_one_slip(word: str, other: str) -> bool:
    """Whether one letter too many, too few, wrong or out of turn makes the one of the other; never the first letter."""
    start = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(word, other, strict=False)))
    one, two = word[start:], other[start:]
    while one and two and one[-1] == two[-1]:
        one, two = one[:-1], two[:-1]
    is_swap = len(one) == 2 and one == two[::-1]
    return start > 0 and (is_swap or (max(len(one), len(two)) == 1))
