"""One whoosh index: what is written of a document, and how a question is answered from memory."""

from __future__ import annotations

import heapq
import json
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from math import log
from pathlib import Path
from threading import Lock

from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import ID, KEYWORD, STORED, TEXT, Schema
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.query import Term

from app.search.analysis import cleaned, index_terms, query_terms, spellings, terms_of
from app.search.engine import Answer
from app.search.port import Document, Query, Section
from app.search.spelling import Speller

VOCABULARY = "vocabulary.json"
TITLE_REPEATED = 2  # in the one field that all is ranked by: a sum over fields lets a short title outweigh everything
FIELDS = {"content": 1.0, "title": 0.5}
LENGTH_NORM, SATURATION = 0.6, 1.2  # b and k1 of BM25
WRITER_MEGABYTES = 32  # a rebuild may run inside a worker that is serving


def write_index(
    folder: Path, documents: Sequence[Document], progress: Callable[[int, int], None] | None = None
) -> None:
    """Writes the index of these documents, of doubles by url the first, into an empty folder. Raises: OSError."""
    unique = sorted({document.url: document for document in reversed(documents)}.values(), key=lambda d: d.url)
    vocabulary: Counter[str] = Counter()
    writer = FileStorage(str(folder)).create_index(_schema()).writer(limitmb=WRITER_MEGABYTES)
    try:
        for done, document in enumerate(unique, 1):
            title, body = cleaned(document.title), _body(document)
            writer.add_document(**_fields(document, title, body))
            vocabulary.update(set(spellings(f"{title} {body}")))
            if progress:
                progress(done, len(unique))
    except BaseException:
        writer.cancel()
        raise
    writer.commit()
    (folder / VOCABULARY).write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")


class OpenWhoosh:
    """A whole index held in memory, so that nothing that happens to its files reaches a question being answered.

    One thread at a time: readers of whoosh keep their place in a file.
    """

    def __init__(self, contents: Mapping[str, bytes]) -> None:
        storage = RamStorage()
        storage.files = dict(contents)
        self._searcher = storage.open_index().searcher()
        self._reader = self._searcher.reader()
        self._norms = {field: self._norms_of(field) for field in FIELDS}
        self._speller = Speller(json.loads(contents[VOCABULARY]), self._knows_word)
        self._lock = Lock()

    def answer(self, query: Query) -> Answer:
        """The page of all documents with any term of the question, or of the question mended; ties go by url."""
        with self._lock:
            return self._answer(query)

    def _answer(self, query: Query) -> Answer:
        mended = self._speller.mended(query.text)
        terms = query_terms(mended or query.text, self._knows_term)
        scores = self._scores(terms)
        allowed = self._allowed(query)
        ranked = [(-score, number) for number, score in scores.items() if allowed is None or number in allowed]
        first = (query.page - 1) * query.per_page
        page = islice(heapq.nsmallest(first + query.per_page, ranked), first, None)
        found = tuple((self._document(number), -score) for score, number in page)
        return Answer(found, len(ranked), frozenset(terms), mended)

    def _scores(self, terms: Sequence[str]) -> Mapping[int, float]:
        scores: defaultdict[int, float] = defaultdict(float)
        for field, weight in FIELDS.items():
            for term in terms:
                if (field, term) in self._reader:
                    for number, score in self._scores_of(field, term):
                        scores[number] += weight * score
        return scores

    def _scores_of(self, field: str, term: str) -> Iterator[tuple[int, float]]:
        """BM25 of one term, with the lengths of the documents reckoned once: whoosh looks each up again."""
        norms = self._norms[field]
        rarity = 1 + log(self._reader.doc_count() / (self._reader.doc_frequency(field, term) + 1))
        matcher = self._reader.postings(field, term)
        while matcher.is_active():
            number, count = matcher.id(), matcher.weight()
            yield number, rarity * count * (SATURATION + 1) / (count + norms[number])
            matcher.next()

    def _norms_of(self, field: str) -> array[float]:
        lengths = [self._reader.doc_field_length(number, field) for number in range(self._reader.doc_count())]
        mean = sum(lengths) / max(1, len(lengths)) or 1
        return array("d", (SATURATION * (1 - LENGTH_NORM + LENGTH_NORM * length / mean) for length in lengths))

    def _allowed(self, query: Query) -> frozenset[int] | None:
        """The numbers of the documents that pass the filters; None where everything does."""
        chosen = [(field, value) for field, value in (("product", query.product), ("kind", query.kind)) if value]
        sets = [frozenset(self._searcher.docs_for_query(Term(field, cleaned(value)))) for field, value in chosen]
        return frozenset.intersection(*sets) if sets else None

    def _document(self, number: int) -> Document:
        stored = self._reader.stored_fields(number)["document"]
        url, title, kind, product, policy, sections = stored
        return Document(url, title, kind, product, tuple(Section(*section) for section in sections), policy)

    def _knows_term(self, term: str) -> bool:
        return ("content", term) in self._reader

    def _knows_word(self, word: str) -> bool:
        """Whether the index has the word as a whole; what is no word at all needs no mending."""
        terms = terms_of(word)
        return not terms or self._knows_term(terms[0])


def _schema() -> Schema:
    ranked = {field: TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False) for field in FIELDS}
    return Schema(**ranked, product=KEYWORD(commas=True), kind=ID(), document=STORED())


def _fields(document: Document, title: str, body: str) -> dict[str, object]:
    named = f"{document.product or ''} {document.policy or ''}"
    terms = " ".join(index_terms(title))
    sections = tuple((section.anchor, cleaned(section.heading), cleaned(section.text)) for section in document.sections)
    return {
        "content": " ".join([terms] * TITLE_REPEATED + [" ".join(index_terms(f"{named} {body}"))]),
        "title": terms,
        "product": ",".join(filter(None, (document.product, *document.covers))),
        "kind": document.kind,
        "document": (document.url, title, document.kind, document.product, document.policy, sections),
    }


def _body(document: Document) -> str:
    return cleaned("\n".join(f"{section.heading}\n{section.text}" for section in document.sections))
