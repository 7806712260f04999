"""One tantivy index: what is written of a document, and how a plan is scored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from math import log
from pathlib import Path
from typing import Any, Self

import tantivy
from tantivy import Occur
from tantivy import Query as Matches

from app.search.bm25 import LENGTH_NORM, SATURATION, rarity
from app.search.fields import IndexTerms, index_terms
from app.search.plan import FIELD_WEIGHTS, Plan
from app.search.port import Document

NUMBER = "number"
FILTERS = ("kind", "product", "version")
ANALYSER = "terms"
WRITER_BYTES = 32_000_000  # a rebuild may run inside a worker that is serving
TIES = 16  # hits fetched beyond those wanted, to see whether the last one has its equals there
DECIMALS = 3  # of a score: it is added up in single precision and in any order, so that equals may differ beyond
MOST_VALUES = 10_000  # of one filter
OWN_LENGTH_NORM, OWN_SATURATION = 0.75, 1.2
FILLER = -1  # the number of what is no document
PINNED = 1e6  # a score that no document has by its words
PADDING = "_"  # no term is this alone


class Writer:
    """Writes an index into an empty folder while it is entered; a document's number is how many were added before it.

    What tantivy reports as a wrong value is mostly the disk: it is raised as an OSError.
    """

    def __init__(self, folder: Path, sample: Sequence[Document], threads: int = 1) -> None:
        self._padding, self._fillers = _padding([index_terms(document) for document in sample])
        self._count, self._lengths = 0, dict.fromkeys(FIELD_WEIGHTS, 0)
        with _os_error():
            index = tantivy.Index(_schema(), str(folder))
            spaces = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
            index.register_tokenizer(ANALYSER, spaces)
            self._writer = index.writer(WRITER_BYTES, threads)

    def add(self, document: Document, terms: IndexTerms) -> None:
        """Adds a document. Raises: OSError."""
        fields = {field: f"{getattr(terms, field)} {self._padding[field]}" for field in FIELD_WEIGHTS}
        filters = {
            "kind": document.kind,
            "product": _products(document),
            "version": list(dict.fromkeys(document.versions)),
        }
        with _os_error():
            self._writer.add_document(tantivy.Document(number=self._count, url=document.url, **fields, **filters))
        self._count += 1
        for field, text in fields.items():
            self._lengths[field] += text.count(" ") + 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        """Brings everything out; after an error ends what is still being written. Raises: OSError."""
        if error is None:
            with _os_error():
                self._add_fillers()
                self._writer.commit()
        with suppress(ValueError):
            if error is not None:
                self._writer.rollback()
            self._writer.wait_merging_threads()

    def _add_fillers(self) -> None:
        titles = {field: self._filling(field) for field in FIELD_WEIGHTS if field != "content"}
        for _ in range(round(self._fillers * self._count)):
            self._writer.add_document(tantivy.Document(number=FILLER, **titles))

    def _filling(self, field: str) -> str:
        return " ".join([PADDING] * round(self._lengths[field] / max(1, self._count)))


class OpenTantivy:
    """An open index, for any number of threads; it stays as it is when its files are removed."""

    def __init__(self, folder: Path) -> None:
        index = tantivy.Index.open(str(folder))
        index.config_reader("manual")
        index.reload()
        self._schema, self._searcher = index.schema, index.searcher()
        documents = Matches.range_query(self._schema, NUMBER, tantivy.FieldType.Integer, lower_bound=0)
        found: Any = self._searcher.search(documents, 1)
        self._document_count = int(found.count)

    @property
    def document_count(self) -> int:
        """How many documents there are."""
        return self._document_count

    def document_frequency(self, term: str) -> int:
        """How many documents have the term in their content."""
        return self._searcher.doc_freq("content", term)

    def both(self, one: str, other: str) -> int:
        """How many documents have both terms in their content."""
        terms = [(Occur.Must, Matches.term_query(self._schema, "content", term, "freq")) for term in (one, other)]
        found: Any = self._searcher.search(Matches.boolean_query(terms), 1)
        return int(found.count)

    def best(self, plan: Plan, filters: Mapping[str, str], wanted: int) -> tuple[int, list[tuple[float, int]]]:
        """How many documents match, and the best of them as score and number; equal ones by their numbers."""
        matches, limit = self._filtered(self._scored(plan), filters), wanted + TIES
        while True:
            found: Any = self._searcher.search(matches, max(1, min(limit, self.document_count)))
            scores = [round(score, DECIMALS) for score, _ in found.hits]
            if len(scores) == found.count or scores[-1] < scores[wanted - 1]:
                break
            limit *= 4  # the last one wanted may have equals beyond: more are looked at
        numbers: Any = self._searcher.fast_field_values(NUMBER, [address for _, address in found.hits])
        ranked = sorted(zip(scores, numbers, strict=True), key=lambda hit: (-hit[0], hit[1]))
        return found.count, ranked[:wanted]

    def counts(self, plan: Plan, filters: Mapping[str, str]) -> list[Mapping[str, int]]:
        """Of each filter by its values how many documents match, the other filters applied."""
        found, alike = self._found(plan), defaultdict[tuple[tuple[str, str], ...], list[str]](list)
        for name in FILTERS:
            alike[tuple((other, value) for other, value in filters.items() if other != name)].append(name)
        counted: dict[str, Mapping[str, int]] = {}
        for others, names in alike.items():
            counted |= self._count(self._filtered(found, dict(others)), names)
        return [counted[name] for name in FILTERS]

    def _scored(self, plan: Plan) -> Matches:
        """Found by the content, which holds all; titles and headings add to that."""
        more = [(field, share) for field, share in FIELD_WEIGHTS.items() if field != "content"]
        added = [self._term(field, term, share * weight) for field, share in more for term, weight in plan.terms]
        return Matches.boolean_query([(Occur.Must, self._found(plan)), *((Occur.Should, each) for each in added)])

    def _found(self, plan: Plan) -> Matches:
        """What has any of the terms, and what is set as an answer: that far above all else, in the order set."""
        pinned = [Matches.term_query(self._schema, "url", url) for url in plan.pinned]
        steps = enumerate(reversed(pinned), 1)
        found = [self._term("content", *term) for term in plan.terms]
        found += [Matches.const_score_query(query, step * PINNED) for step, query in steps]
        return Matches.boolean_query([(Occur.Should, query) for query in found])

    def _term(self, field: str, term: str, weight: float) -> Matches:
        """A term whose rarity is that in the content, in place of the one that tantivy reckons with."""
        found = self._searcher.doc_freq(field, term)
        own_rarity = log(1 + (self._searcher.num_docs - found + 0.5) / (found + 0.5))
        telling = rarity(self.document_count, self.document_frequency(term))
        gain = (SATURATION[field] + 1) / (OWN_SATURATION + 1)
        query = Matches.term_query(self._schema, field, term, "freq")
        return Matches.boost_query(query, weight * gain * telling / own_rarity)

    def _filtered(self, scored: Matches, filters: Mapping[str, str]) -> Matches:
        """Those of the matches that pass every filter, with the scores that they have."""
        if not filters:
            return scored
        chosen = [Matches.term_query(self._schema, name, value) for name, value in filters.items()]
        passing = [(Occur.Must, Matches.const_score_query(term, 0.0)) for term in chosen]
        return Matches.boolean_query([(Occur.Must, scored), *passing])

    def _count(self, matches: Matches, names: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
        wanted = {name: {"terms": {"field": name, "size": MOST_VALUES}} for name in names}
        found = self._searcher.aggregate(matches, wanted)
        return {name: {each["key"]: each["doc_count"] for each in found[name]["buckets"]} for name in names}


@contextmanager
def _os_error() -> Iterator[None]:
    try:
        yield
    except ValueError as problem:
        raise OSError(str(problem)) from problem


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for field in FIELD_WEIGHTS:
        builder.add_text_field(field, tokenizer_name=ANALYSER, index_option="freq")
    for name in FILTERS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("url", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field(NUMBER, fast=True)
    return builder.build()


def _padding(sample: Sequence[IndexTerms]) -> tuple[Mapping[str, str], float]:
    """What lengthens each field of every document, so that BM25 comes out as in the other engines, and the fillers.

    tantivy's norm is 1 - 0.75 + 0.75 * length / mean with a saturation of 1.2, and neither can be set. But a field can
    be lengthened by p terms, and the mean lowered by fillers: empty documents, so many for each document. With
    mean' = 0.75 * mean / (r * b) and p = mean' * (r * (1 - b) - 0.25) / 0.75, where r = k1 / 1.2, it is the norm of k1
    and b. Fillers hold the mean of those fields whose saturation is tantivy's own.
    """
    lengths = {field: sum(len(getattr(terms, field).split()) for terms in sample) for field in FIELD_WEIGHTS}
    counts = {}
    for field, length in lengths.items():
        ratio, share = SATURATION[field] / OWN_SATURATION, LENGTH_NORM[field]
        lowered = OWN_LENGTH_NORM * length / max(1, len(sample)) / (ratio * share)
        counts[field] = round(lowered * (ratio * (1 - share) - 1 + OWN_LENGTH_NORM) / OWN_LENGTH_NORM)
    ratio, share = SATURATION["content"] / OWN_SATURATION, LENGTH_NORM["content"]
    padded = 1 + (ratio * (1 - share) - 1 + OWN_LENGTH_NORM) / (ratio * share)
    fillers = padded * ratio * share / OWN_LENGTH_NORM - 1
    return {field: " ".join([PADDING] * count) for field, count in counts.items()}, fillers


def _products(document: Document) -> list[str]:
    return [product for product in dict.fromkeys((document.product, *document.covers)) if product]
