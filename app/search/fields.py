"""What a document is found by: its index terms, in a few fields that every engine keeps as they are given here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.search.analysis import WORD, cleaned, is_question_word, terms_of
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
    title = cleaned(f"{document.number} {document.title}")
    headings = [cleaned(section.heading) for section in document.sections]
    texts = [cleaned(section.text) for section in document.sections]
    named = " ".join(filter(None, (document.product, document.policy, *document.versions)))
    title_terms, heading_terms = " ".join(terms(title)), " ".join(terms(" ".join(headings)))
    rest = (term for text in (named, *texts) for term in terms(text))
    return IndexTerms(
        " ".join((*[title_terms] * TITLE_REPEATED, heading_terms, *rest)),
        title_terms,
        heading_terms,
        f" {BREAK} ".join(" ".join(heads(WORD.findall(text))) for text in (title, *headings, *texts)),
    )


def terms(text: str) -> Iterator[str]:
    """Every term of a text, repeated as often as it occurs."""
    return (term for word in WORD.findall(text) for term in terms_of(word))


def heads(words: Iterable[str]) -> Iterator[str]:
    """The first term, that of the whole word, of each word that tells something."""
    return (term for word in words if not is_question_word(word) for term in terms_of(word)[:1])
