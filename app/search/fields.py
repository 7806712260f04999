"""What a document is found by: its index terms, in a few fields that every engine keeps as they are given here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

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
    title_terms, heading_terms = _terms(title), _terms(chain(*headings))
    named = " ".join(filter(None, (document.product, document.policy, *document.versions)))
    rest = _terms(chain(_words(named), *texts))
    return IndexTerms(
        " ".join((*[title_terms] * TITLE_REPEATED, heading_terms, rest)),
        title_terms,
        heading_terms,
        f" {BREAK} ".join(" ".join(heads(words)) for words in (title, *headings, *texts)),
    )


def heads(words: Iterable[str]) -> Iterator[str]:
    """The first term, that of the whole word, of each word that tells something."""
    return (head for word in words if (head := _head(word[:LONGEST_WORD])))


def _words(text: str) -> list[str]:
    return WORD.findall(cleaned(text))


def _terms(words: Iterable[str]) -> str:
    """Every term of these words, repeated as often as they occur."""
    return " ".join(text for word in words if (text := _joined(word[:LONGEST_WORD])))


# Most words come again and again: reckoned once, a document is taken apart in a quarter of the time.
@lru_cache(maxsize=50_000)
def _joined(word: str) -> str:
    return " ".join(terms_of(word))


@lru_cache(maxsize=50_000)
def _head(word: str) -> str:
    return "" if is_question_word(word) else next(iter(terms_of(word)), "")
