"""What a document is found by: its index terms, in a few fields that every engine keeps as they are given here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from app.search.analysis import LONGEST_WORD, WORD, cleaned, is_question_word, spellings, terms_of
from app.search.port import Document

TITLE_REPEATED = 3  # in the content, so that one length norm holds for all of it: a short title alone outweighs a text
BREAK = "|"  # stands in the sequence between two texts, so that no pair reaches from one into the other
CUT = "\0"  # the same between the texts themselves, which hold none once they are cleaned


@dataclass(frozen=True, slots=True)
class IndexTerms:
    """The terms of one document by field, each a text of terms between spaces; an engine adds and changes nothing.

    content: everything, the title three times; title, headings: those alone; sequence: of every word that tells
    something its first term, in order: an engine finds there which words stand side by side. spelled: the words as they
    are written, in small letters.
    """

    content: str
    title: str
    headings: str
    sequence: str
    spelled: frozenset[str]


def index_terms(document: Document) -> IndexTerms:
    """The index terms of a document."""
    title = _read([f"{document.number} {document.title}"])
    headings = _read(section.heading for section in document.sections)
    texts = _read(section.text for section in document.sections)
    named = _read(filter(None, (document.product, document.policy, *document.versions)))
    return IndexTerms(
        " ".join((*[title.terms] * TITLE_REPEATED, headings.terms, *filter(None, (named.terms, texts.terms)))),
        title.terms,
        headings.terms,
        f" {BREAK} ".join((title.heads, headings.heads, texts.heads)),
        frozenset().union(*title.spelled, *headings.spelled, *texts.spelled),
    )


def heads(words: Iterable[str]) -> Iterator[str]:
    """The first term, that of the whole word, of each word that tells something."""
    return (head for word in words for head in _known(word[:LONGEST_WORD]).heads.split())


class _Run(NamedTuple):
    """What stands between two spaces: its terms, the first of each word that tells something, and its spellings."""

    terms: str
    heads: str
    spelled: Sequence[str]


class _Texts(NamedTuple):
    """The same of some texts; every term is repeated as often as it occurs."""

    terms: str
    heads: str
    spelled: Sequence[Sequence[str]]


def _read(texts: Iterable[str]) -> _Texts:
    runs = f" {CUT} ".join(map(cleaned, texts)).split()
    if not runs:
        return _Texts("", "", ())
    terms, found, spelled = zip(*map(_known, runs), strict=True)
    return _Texts(" ".join(filter(None, terms)), " ".join(filter(None, found)), spelled)


@lru_cache(maxsize=50_000)
def _known(run: str) -> _Run:
    """Most runs come again and again, and are taken apart once."""
    if run == CUT:
        return _Run("", BREAK, ())
    words = [(word, terms_of(word)) for word in WORD.findall(run)]
    telling = (terms[0] for word, terms in words if terms and not is_question_word(word))
    return _Run(" ".join(chain.from_iterable(terms for _, terms in words)), " ".join(telling), tuple(spellings(run)))
