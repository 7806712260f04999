"""What a document is found by: its index terms, in a few fields that every engine keeps as they are given here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from app.search.analysis import LONGEST_WORD, WORD, cleaned, is_question_word, terms_of
from app.search.port import Document

TITLE_REPEATED = 3  # in the content, so that one length norm holds for all of it: a short title alone outweighs a text
BREAK = "|"  # stands in the sequence between two texts, so that no pair reaches from one into the other


@dataclass(frozen=True, slots=True)
class IndexTerms:
    """The terms of one document by field, each a text of terms between spaces; an engine adds and changes nothing.

    content: everything, the title three times; title, headings: those alone; sequence: of every word that tells
    something its first term, in order: an engine finds there which words stand side by side.
    """

    content: str
    title: str
    headings: str
    sequence: str


def index_terms(document: Document) -> IndexTerms:
    """The index terms of a document."""
    title = _words(f"{document.number} {document.title}")
    headings = [_words(section.heading) for section in document.sections]
    texts = [_words(section.text) for section in document.sections]
    named = _words(" ".join(filter(None, (document.product, document.policy, *document.versions))))
    title_terms, heading_terms, rest = _terms(title), _terms(chain(*headings)), _terms(chain(named, *texts))
    return IndexTerms(
        " ".join((*[title_terms] * TITLE_REPEATED, heading_terms, rest)),
        title_terms,
        heading_terms,
        f" {BREAK} ".join(" ".join([word.head for word in words if word.head]) for words in (title, *headings, *texts)),
    )


def heads(words: Iterable[str]) -> Iterator[str]:
    """The first term, that of the whole word, of each word that tells something."""
    return (found.head for word in words for found in _known(word[:LONGEST_WORD]) if found.head)


class _Word(NamedTuple):
    """The terms of a word between spaces, and the first of them where the word tells something."""

    terms: str
    head: str


def _words(text: str) -> list[_Word]:
    return list(chain.from_iterable(map(_known, cleaned(text).split())))


def _terms(words: Iterable[_Word]) -> str:
    """Every term of these words, repeated as often as they occur."""
    return " ".join([word.terms for word in words if word.terms])


@lru_cache(maxsize=50_000)
def _known(run: str) -> tuple[_Word, ...]:
    """The words in what stands between two spaces; most come again and again, and are taken apart once."""
    return tuple(_word(word, terms_of(word)) for word in WORD.findall(run))


def _word(word: str, terms: Sequence[str]) -> _Word:
    return _Word(" ".join(terms), terms[0] if terms and not is_question_word(word) else "")
