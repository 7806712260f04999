"""What a build of tantivy holds beside its index: documents, sequences and words, and how a question is answered."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from app.search.analysis import cleaned, terms_of
from app.search.bm25 import LOOKED_AT, norm, rarity, saturated
from app.search.engine import Answer, Found
from app.search.fields import index_terms
from app.search.kept import read, written
from app.search.plan import Plan, Planner
from app.search.port import Collection, Document, Facets, Query
from app.search.rows import Rows, RowWriter
from app.search.spelling import Speller
from app.search.tantivy_index import FILTERS, PINNED, OpenTantivy, Writer
from app.search.words import WORDS, Words

DOCUMENTS, SEQUENCES, LENGTHS = "documents.rows", "sequences.rows", "lengths"
SAMPLED = 500  # documents by which the mean length of a field is reckoned
Hits = list[tuple[float, int]]


def write_build(folder: Path, collection: Collection, progress: Callable[[int, int], None] | None = None) -> None:
    """Writes a collection, of doubles by url the first, into an empty folder. Raises: OSError."""
    unique = {document.url: document for document in reversed(collection.documents)}
    documents = [unique[url] for url in sorted(unique)]
    sample = documents[:: max(1, len(documents) // SAMPLED)]
    counts, lengths = Counter[str](), array("I")
    rows, sequence_rows = RowWriter(folder / DOCUMENTS), RowWriter(folder / SEQUENCES)
    with Writer(folder, sample) as index, rows as kept, sequence_rows as sequences:
        for done, document in enumerate(documents, 1):
            terms = index_terms(document)
            index.add(document, terms)
            kept.add(written(document))
            sequences.add(f" {terms.sequence} ")
            lengths.append(terms.content.count(" ") + 1)
            counts.update(terms.spelled)
            if progress:
                progress(done, len(documents))
    (folder / LENGTHS).write_bytes(lengths.tobytes())
    (folder / WORDS).write_bytes(Words(dict(counts), collection.synonyms, collection.pins, {}).to_bytes())


class OpenBuild:
    """An open build, for any number of threads: its files may be removed, and are read as they were."""

    def __init__(self, folder: Path) -> None:
        self._index = OpenTantivy(folder)
        self._documents, self._sequences = Rows(folder / DOCUMENTS), Rows(folder / SEQUENCES)
        self._lengths = array("I", (folder / LENGTHS).read_bytes())
        self._mean = sum(self._lengths) / max(1, len(self._lengths)) or 1
        words = Words.from_bytes((folder / WORDS).read_bytes())
        speller = Speller(words.spellings, self._knows_word, self._together)
        self._planner = Planner(self._index, speller, words.synonyms, words.pins)

    def answer(self, query: Query) -> Answer:
        """The page of all documents with any term of the question, or of the question mended; ties go by url."""
        plan = self._planner.plan(query.text, is_literal=query.is_literal)
        values = zip(FILTERS, (query.kind, query.product, query.version), strict=True)
        filters = {name: cleaned(value) for name, value in values if value}
        first, end = (query.page - 1) * query.per_page, query.page * query.per_page
        total, best = self._index.best(plan, filters, max(LOOKED_AT, end))
        pinned = [number for score, number in best if score >= PINNED]
        others = best[len(pinned) :]
        ranked = [*self._with_pairs(plan, others[:LOOKED_AT]), *others[LOOKED_AT:]]
        highest = ranked[0][0] if ranked else 1.0
        hits = [*((highest, number, True) for number in pinned), *((score, number, False) for score, number in ranked)]
        found = tuple(Found(self._document(number), score, is_pinned) for score, number, is_pinned in hits[first:end])
        return Answer(found, total, plan, Facets(*self._index.counts(plan, filters)))

    def _with_pairs(self, plan: Plan, best: Hits) -> Hits:
        """The best documents put in order anew, as far as words that stand together in the question do so in them."""
        telling = {
            term: rarity(self._index.document_count, self._index.document_frequency(term)) for term, _ in plan.terms
        }
        pairs = [
            (f" {first} {second} ", weight * (telling[first] + telling[second]))
            for first, second, weight in plan.pairs
            if first in telling and second in telling
        ]
        nearer = ((score + self._nearness(number, pairs), number) for score, number in best) if pairs else best
        return sorted(nearer, key=lambda hit: (-hit[0], hit[1]))

    def _nearness(self, number: int, pairs: Sequence[tuple[str, float]]) -> float:
        sequence, length = self._sequences.read(number), norm("content", self._lengths[number] / self._mean)
        counts = ((sequence.count(pair), weight) for pair, weight in pairs)
        return sum(weight * saturated("content", count, length) for count, weight in counts if count)

    def _document(self, number: int) -> Document:
        return read(self._documents.read(number))

    def _together(self, word: str, others: Sequence[str]) -> float:
        """Which share of the documents with a word have the others too, on average."""
        term, *rest = [next(iter(terms_of(each)), "") for each in (word, *others)]
        holders = self._index.document_frequency(term)
        return sum(self._index.both(term, other) for other in rest) / (len(rest) * holders) if rest and holders else 0.0

    def _knows_word(self, word: str) -> bool:
        """Whether the index has the word as a whole; what is no word at all needs no mending."""
        terms = terms_of(word)
        return not terms or self._index.document_frequency(terms[0]) > 0
