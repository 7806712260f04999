"""What a build of tantivy holds beside its index: documents, sequences and words, and how a question is answered."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from app.content.search_words import Pin, Synonyms
from app.search.analysis import cleaned, spellings, terms_of
from app.search.bm25 import gain, rarity
from app.search.engine import Answer
from app.search.fields import index_terms
from app.search.plan import Plan, Planner
from app.search.port import Collection, Document, Query, Section
from app.search.rows import Rows, RowWriter
from app.search.spelling import Speller
from app.search.tantivy_index import OpenTantivy, Writer

DOCUMENTS, SEQUENCES, WORDS = "documents.rows", "sequences.rows", "words.json"
SAMPLED = 500  # documents by which the mean length of a field is reckoned
LOOKED_AT = 100  # of the best documents, for pairs


def write_build(folder: Path, collection: Collection, progress: Callable[[int, int], None] | None = None) -> None:
    """Writes a collection, of doubles by url the first, into an empty folder. Raises: OSError."""
    unique = sorted({document.url: document for document in reversed(collection.documents)}.values(), key=_url)
    index = Writer(folder, unique[:: max(1, len(unique) // SAMPLED)])
    spelt: Counter[str] = Counter()
    with RowWriter(folder / DOCUMENTS) as documents, RowWriter(folder / SEQUENCES) as sequences:
        for done, document in enumerate(unique, 1):
            terms = index_terms(document)
            index.add(document, terms)
            documents.add(_row(document))
            sequences.add(f" {terms.sequence} ")
            spelt.update(_spellings(document))
            if progress:
                progress(done, len(unique))
    index.close()
    (folder / WORDS).write_text(json.dumps(_words(collection, spelt), ensure_ascii=False), encoding="utf-8")


class OpenBuild:
    """An open build, for any number of threads: its files may be removed, and are read as they were."""

    def __init__(self, folder: Path) -> None:
        words = json.loads((folder / WORDS).read_bytes())
        self._index = OpenTantivy(folder)
        self._documents, self._sequences = Rows(folder / DOCUMENTS), Rows(folder / SEQUENCES)
        synonyms = Synonyms(_tuples(words["equal"]), _tuples(words["one_way"]))
        pins = [Pin(*pin) for pin in _tuples(words["pins"])]
        self._planner = Planner(self._index, Speller(words["spelt"], self._knows_word), synonyms, pins)

    def answer(self, query: Query) -> Answer:
        """The page of all documents with any term of the question, or of the question mended; ties go by url."""
        plan = self._planner.plan(query.text, is_literal=query.is_literal)
        first = (query.page - 1) * query.per_page
        filters = {n: cleaned(v) for n, v in (("kinds", query.kind), ("products", query.product)) if v}
        total, best = self._index.best(plan, filters, max(first + query.per_page, LOOKED_AT))
        ranked = [*self._with_pairs(plan, best[:LOOKED_AT]), *best[LOOKED_AT:]]
        page = ranked[first : first + query.per_page]
        return Answer(tuple((self._document(n), score) for score, n in page), total, plan.marked, plan.mended)

    def _with_pairs(self, plan: Plan, best: Sequence[tuple[float, int]]) -> list[tuple[float, int]]:
        """The best documents in their order once pairs are counted, which only they can gain enough from."""
        if not plan.pairs:
            return list(best)
        return sorted(((score + self._gain(plan, n), n) for score, n in best), key=lambda hit: (-hit[0], hit[1]))

    def _gain(self, plan: Plan, number: int) -> float:
        sequence = self._sequences.read(number)
        return sum(
            pair.weight * self._rarity(pair.first, pair.second) * gain(count, 1.0)
            for pair in plan.pairs
            if (count := sequence.count(f" {pair.first} {pair.second} "))
        )

    def _rarity(self, *terms: str) -> float:
        return sum(rarity(self._index.document_count, self._index.document_frequency(term)) for term in terms)

    def _knows_word(self, word: str) -> bool:
        """Whether the index has the word as a whole; what is no word at all needs no mending."""
        terms = terms_of(word)
        return not terms or self._index.document_frequency(terms[0]) > 0

    def _document(self, number: int) -> Document:
        *fields, sections = json.loads(self._documents.read(number))
        url, title, kind, product, policy = fields
        return Document(url, title, kind, product, tuple(Section(*section) for section in sections), policy)


def _words(collection: Collection, spelt: Mapping[str, int]) -> dict[str, object]:
    pins = [(pin.queries, pin.urls) for pin in collection.pins]
    synonyms = collection.synonyms
    return {"spelt": spelt, "equal": synonyms.equal, "one_way": synonyms.one_way, "pins": pins}


def _row(document: Document) -> str:
    sections = [(section.anchor, cleaned(section.heading), cleaned(section.text)) for section in document.sections]
    fields = (document.url, cleaned(document.title), document.kind, document.product, document.policy, sections)
    return json.dumps(fields, ensure_ascii=False)


def _spellings(document: Document) -> set[str]:
    texts = (document.title, *(f"{section.heading}\n{section.text}" for section in document.sections))
    return set(spellings(cleaned("\n".join(texts))))


def _url(document: Document) -> str:
    return document.url


def _tuples(value: Any) -> Any:
    """Lists as the tuples that they were written from."""
    return tuple(_tuples(each) for each in value) if isinstance(value, list) else value
