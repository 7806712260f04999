"""The best are found without looking at what cannot be among them, and they are those of a full sum."""

from __future__ import annotations

import heapq

from hypothesis import given, settings
from hypothesis import strategies as st

from app.search.postings import NONE, Postings, best, bits, numbers_of

scores = st.dictionaries(st.integers(0, 60), st.integers(1, 50).map(float), max_size=40)
terms = st.lists(st.tuples(scores, st.sampled_from([0.25, 0.5, 1.0])), max_size=8)


@given(terms=terms, count=st.integers(1, 12), allowed=st.none() | st.frozensets(st.integers(0, 60)))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_the_best_are_those_of_a_full_sum(
    terms: list[tuple[dict[int, float], float]], count: int, allowed: frozenset[int] | None
) -> None:
    whole: dict[int, float] = {}
    for found, weight in terms:
        for number, score in found.items():
            if allowed is None or number in allowed:
                whole[number] = whole.get(number, 0.0) + weight * score
    weighted = [(Postings.of(dict(sorted(found.items()))), weight) for found, weight in terms]
    answer = best(weighted, allowed, count)
    assert answer.items() <= whole.items()
    assert heapq.nlargest(count, answer.values()) == heapq.nlargest(count, whole.values())


def test_what_cannot_be_among_the_best_is_not_looked_at() -> None:
    rare = Postings.of({0: 9.0, 1: 8.0})
    frequent = Postings.of(dict.fromkeys(range(1000), 0.1))
    assert len(best([(frequent, 1.0), (rare, 1.0)], None, 2)) == 2


def test_a_score_is_that_of_the_document_or_nothing() -> None:
    postings = Postings.of({3: 1.5, 7: 2.5})
    assert [postings.score(number) for number in (2, 3, 5, 7, 9)] == [0.0, 1.5, 0.0, 2.5, 0.0]
    assert (postings.most, NONE.most, NONE.holders) == (2.5, 0.0, 0)


@given(st.frozensets(st.integers(0, 5000)))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_a_set_of_bits_holds_what_was_put_in(numbers: frozenset[int]) -> None:
    found = bits(sorted(numbers))
    assert list(numbers_of(found)) == sorted(numbers)
    assert found.bit_count() == len(numbers)
