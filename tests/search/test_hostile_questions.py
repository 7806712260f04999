"""Whatever is typed is answered, with bounded work and never with an error."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.search.analysis import LONGEST_QUERY, LONGEST_WORD
from app.search.plan import MOST_TERMS
from app.search.port import Query, SearchEngine
from app.search.spelling import MOST_TRIED, Speller
from tests.search.vocabularies import planner

rng = random.Random(5)

HOSTILE = {
    "500 brackets": "(" * 500,
    "500 closed brackets": "(" * 500 + "backup" + ")" * 500,
    "or star": "* OR *",
    "200 times or star": " OR ".join("*" * 200),
    "2,000 terms": " ".join(f"term{n}" for n in range(2_000)),
    "2,000 misspelt words": " ".join("".join(rng.choices("abcdefgh", k=9)) for _ in range(2_000)),
    "a word of 100 kB": "x" * 100_000,
    "a word of 100 kB parts": "a-b_c." * 17_000,
    "leading wildcards": "*ackup ?ackup **** [a-z]*",
    "ranges and fuzz": "title:[a TO z] backup~9 ^99 {a TO} <b>",
    "quotes left open": "\"backup 'server",
    "backslashes": "\\" * 99 + "backup\\",
    "a regular expression": "(a+)+$" + "a" * 5_000 + "!",
    "NUL": "back\x00up \x00",
    "control characters": "\x01\x02backup\x1b[31m\x7f\x9f",
    "lone surrogates": "\ud800backup\udfff",
    "emoji": "🔥💥 backup 👩‍👩‍👧‍👦",
    "right to left": "נכשל הגיבוי שלי \u202ebackup\u202c مساعدة",
    "stacked accents": "b" + "\u0301" * 3_000 + "ackup",
    "wide signs": "ﷺ" * 3_000,
    "digits of every script": "٣٤٥ ⅷ ² ½",
    "no spaces": "数据库备份失败" * 300,
    "markup": "<script>alert(1)</script> &amp; {{ 7*7 }} ${7} ' OR 1=1 --",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_question_is_answered(engine: SearchEngine, text: str) -> None:
    results = engine.search(Query(text))
    assert results.total >= len(results.hits)
    assert len(results.query) <= LONGEST_QUERY
    results.query.encode()
    assert "\x00" not in results.query


@pytest.mark.parametrize(
    "name", ["500 closed brackets", "control characters", "emoji", "right to left", "lone surrogates"]
)
def test_the_word_inside_the_noise_is_still_found(engine: SearchEngine, name: str) -> None:
    assert engine.search(Query(HOSTILE[name])).total == 2


def test_only_the_first_forty_terms_are_searched() -> None:
    text = " ".join(f"word{n}" for n in range(500))
    assert [term for term, _ in planner().plan(text).terms] == [f"word{n}" for n in range(MOST_TERMS)]


@given(text=st.text(max_size=200))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_any_text_gives_at_most_forty_terms_of_bounded_length(text: str) -> None:
    terms = [term for term, _ in planner().plan(text * 20).terms]
    assert len(terms) == len(set(terms)) <= MOST_TERMS
    assert all(len(term) <= 4 * LONGEST_WORD for term in terms)


def test_only_the_first_unknown_words_are_mended() -> None:
    mended = Speller({"backup": 1}, lambda word: word == "backup").mended("bakup " * 500)
    assert mended is not None
    assert mended.split() == ["backup"] * MOST_TRIED + ["bakup"] * (500 - MOST_TRIED)
