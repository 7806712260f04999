"""A word that the index does not know is mended by those that it knows, and by nothing else."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from app.search.port import Query, SearchEngine
from app.search.slips import distance
from app.search.spelling import Speller

VOCABULARY = {
    "backup": 9,
    "connections": 4,
    "severity": 5,
    "server": 3,
    "sever": 1,
    "form": 2,
    "from": 7,
    "max": 3,
    "connection": 2,
}


def mended(text: str) -> str | None:
    return Speller(VOCABULARY, lambda word: word.casefold() in VOCABULARY).mended(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bakup", "backup"),
        ("backkup", "backup"),
        ("bacukp", "backup"),
        ("abckup", "backup"),
        ("backop", "backup"),
        ("How do I take a BAKUP?", "How do I take a BACKUP?"),
        ("Sevrity, and conections!", "Severity, and connections!"),
        ("max_conections", "max_connections"),
        ("servr", "server"),
        ("maxconnections", "max connections"),
        ("connectionserver", "connection server"),
        ("conectoins", "connections"),
        ("xonectoins", None),
        ("frm", None),
        ("backup", None),
        ("baaackup", None),
        ("zackup", None),
        ("how wuold", "how would"),
        ("BACKUP-1", None),
        ("bakup2", None),
        ("bakup.example.com", None),
        ("ORA-00600", None),
        ("", None),
    ],
)
def test_a_word_is_mended_to_its_nearest_known_word_or_left(text: str, expected: str | None) -> None:
    assert mended(text) == expected


def test_of_equally_near_words_the_commonest_is_meant() -> None:
    assert mended("sevrer") == "server"


def test_of_near_words_the_one_that_stands_with_the_others_is_meant() -> None:
    def together(word: str, others: Sequence[str]) -> float:
        return 1.0 if (word, others) == ("sever", ["backup"]) else 0.0

    speller = Speller(VOCABULARY, lambda word: word in VOCABULARY, together)
    assert speller.mended("sevrer") == "server"
    assert speller.mended("backup sevrer") == "backup sever"


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [
        ("backup", "backup", 0),
        ("backup", "bakcup", 1),
        ("backup", "backups", 1),
        ("backup", "bakups", 2),
        ("backup", "kcabup", 3),
        ("backup", "back", 2),
        ("backup", "bac", 3),
    ],
)
def test_slips_are_letters_too_many_too_few_wrong_or_out_of_turn(one: str, other: str, slips: int) -> None:
    assert distance(one, other, 2) == distance(other, one, 2) == slips


def test_the_mended_question_is_answered_and_told(engine: SearchEngine) -> None:
    right, wrong = engine.search(Query("backup restoring")), engine.search(Query("bakcup restoring"))
    assert (right.suggestion, wrong.suggestion) == (None, "backup restoring")
    assert wrong.query == "bakcup restoring"
    assert wrong.hits == right.hits
    assert wrong.total == right.total


def test_a_word_is_known_by_any_of_its_forms(engine: SearchEngine) -> None:
    assert engine.search(Query("restores transactional backups")).suggestion is None


def test_nothing_is_suggested_where_nothing_is_near(engine: SearchEngine) -> None:
    results = engine.search(Query("qqqqzzzz"))
    assert (results.total, results.suggestion) == (0, None)


def test_an_error_code_is_never_taken_for_another(engine: SearchEngine) -> None:
    results = engine.search(Query("ORA-00601 sev1x"))
    assert results.suggestion is None
