"""tantivy scores a plan as BM25 is reckoned here, though its own constants cannot be set."""

from __future__ import annotations

from math import log
from pathlib import Path
from random import Random

import pytest

from app.search.bm25 import LENGTH_NORM, SATURATION
from app.search.fields import index_terms
from app.search.plan import FIELD_WEIGHTS, Plan, WeightedTerm
from app.search.port import Document
from app.search.tantivy_index import OpenTantivy, Writer
from tests.search.documents import article

chance = Random(4)
WORDS = "backup restore cluster node replica upgrade zebra okapi lion lynx".split()


def words(count: int) -> str:
    return " ".join(chance.choices(WORDS, k=count))


DOCUMENTS = [article(f"/articles/{n:03}", words(3), ("a", words(2), words(20 + n % 15))) for n in range(60)]


def opened(folder: Path, documents: list[Document], threads: int = 1) -> OpenTantivy:
    with Writer(folder, documents, threads) as writer:
        for document in documents:
            writer.add(document, index_terms(document))
    return OpenTantivy(folder)


def reckoned(plan: Plan) -> dict[int, float]:
    """The scores by number, from the definition of BM25 alone."""
    scores: dict[int, float] = {}
    for term, weight in plan.terms:
        holders = [term in index_terms(document).content.split() for document in DOCUMENTS]
        rarity = 1 + log(len(DOCUMENTS) / (sum(holders) + 1))
        for field, share in FIELD_WEIGHTS.items():
            texts = [getattr(index_terms(document), field).split() for document in DOCUMENTS]
            mean = sum(map(len, texts)) / len(texts)
            for number, text in enumerate(texts):
                count = text.count(term)
                norm = SATURATION[field] * (1 - LENGTH_NORM[field] + LENGTH_NORM[field] * len(text) / mean)
                if count:
                    gain = count * (SATURATION[field] + 1) / (count + norm)
                    scores[number] = scores.get(number, 0) + share * weight * rarity * gain
    return scores


PLANS = {
    "a term": Plan((WeightedTerm("backup", 1.0),)),
    "terms": Plan((WeightedTerm("backup", 1.0), WeightedTerm("zebra", 0.5), WeightedTerm("lynx", 0.1))),
}


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS.keys())
def test_a_score_is_bm25_as_it_is_reckoned_here(tmp_path: Path, plan: Plan) -> None:
    total, best = opened(tmp_path, DOCUMENTS).best(plan, {}, len(DOCUMENTS))
    expected = reckoned(plan)
    assert total == len(expected)
    assert {number: score for score, number in best} == pytest.approx(
        expected, rel=0.03
    )  # lengths above 40 are kept in steps


@pytest.mark.parametrize("wanted", [1, 7, 40])
def test_equal_documents_come_by_their_numbers_whatever_segment_they_are_in(tmp_path: Path, wanted: int) -> None:
    same = [article(f"/articles/{n:03}", "Backup", "backup of a zebra") for n in range(60)]
    index = opened(tmp_path, same, threads=2)
    plan = Plan((WeightedTerm("backup", 1.0), WeightedTerm("zebra", 0.3)))
    total, best = index.best(plan, {}, wanted)
    assert (total, [number for _, number in best]) == (60, list(range(wanted)))
