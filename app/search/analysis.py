"""From text to index terms: the same steps for what is published and for what is asked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from whoosh.lang.snowball.english import EnglishStemmer

WORD = re.compile(r"\w+(?:[.\-'’]\w+)*")  # holds together across dots, hyphens, underscores and apostrophes
LETTERS = re.compile(r"[^\W\d_]+")
SHORTEST_SPELLING = 3
LONGEST_QUERY = 2_000
LONGEST_WORD = 64  # characters; a longer word is found by its beginning
STEMMER = EnglishStemmer()  # its elder, Porter's, takes settings and setting for two words
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
DOT_IN_WORD = re.compile(r"(?<!\d)\.|\.(?!\d)")

QUESTION_WORDS = frozenset(
    """
    a about all also am an and any anybody anyone are arent as at be because been being but by can cannot cant could
    couldnt did didnt do does doesnt doing dont for from get getting give given gives got had has have having he hello
    help hi how however i id if im in into is isnt it its ive just know let like looking may me might mine much must my
    myself need needs no not of on one or our out please possible question really shall she should so some somebody
    someone something somehow such than thank thanks that the their them then there these they this those to too
    trying us use used using very want wants was way ways we were what whats when where wherever whether which while
    who whom whose why will wish with within without wont would wouldnt you your yours
    """.split()
)


def cleaned(text: str) -> str:
    """The text in composed form, without control characters and lone surrogates (a space stands for a run of them)."""
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", CONTROL.sub(" ", text))


def terms_of(word: str) -> tuple[str, ...]:
    """The distinct terms that one word is found by: written together, and in its parts.

    SEV-1 is found by sev1, sev and 1; 23.8-lts by 23.8lts, 23.8, 23, 8 and lts; customer's by its stem alone.
    """
    return _terms_of(word[:LONGEST_WORD])


@lru_cache(maxsize=50_000)
def _terms_of(word: str) -> tuple[str, ...]:
    plain = re.sub(r"['’]s$", "", _folded(word))
    pieces = [piece for piece in re.split(r"[\-_]+", re.sub(r"['’]", "", plain)) if piece]
    dotted = [part for piece in pieces if "." in piece for part in piece.split(".") if part]
    together = [DOT_IN_WORD.sub("", form) for form in ("".join(pieces), *pieces)]
    return tuple(dict.fromkeys(_stemmed(form) for form in (*together, *dotted) if form))


def _folded(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))


def _stemmed(form: str) -> str:
    return STEMMER.stem(form) if form.isascii() and form.isalpha() else form


def spellings(text: str) -> Iterator[str]:
    """The words of a text as they are written, in small letters: what an unknown word may be mended to."""
    return (word for word in LETTERS.findall(text.casefold()) if SHORTEST_SPELLING <= len(word) <= LONGEST_WORD)


def is_question_word(word: str) -> bool:
    """Whether a word only asks and says nothing of what is asked for."""
    return re.sub(r"['’]", "", word.casefold()) in QUESTION_WORDS
