"""What is kept of a question tells what is looked for, and not who looked."""

import pytest

from app.insight.masking import LONGEST_QUESTION, MASK, masked


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("  Replica   LAGS\nbehind ", "replica lags behind"),
        ("upgrade to 23.8-lts", "upgrade to 23.8-lts"),
        ("MySQL 8.0.36 SEV-1", "mysql 8.0.36 sev-1"),
        ("error 1045", f"error {MASK}"),
        ("jane.doe@example.com cannot log in", f"{MASK} cannot log in"),
        ("call +46 70 123 45 67 now", f"call {MASK} now"),
        ("host 10.20.30.40 is down", f"host {MASK} is down"),
        ("born 12/11/1980", f"born {MASK}"),
        ("https://user:secret@db.example.com/x fails", f"{MASK} fails"),
        ("key sk4live9abcdefgh1234", f"key {MASK}"),
        ("node 7 of 12", "node 7 of 12"),
    ],
)
def test_what_may_be_personal_is_masked_and_the_rest_stays(question: str, kept: str) -> None:
    assert masked(question) == kept


def test_a_long_question_is_cut_after_it_was_masked() -> None:
    kept = masked("word " * 22 + "someone.with.a.name@example.com " + "word " * 50)
    assert len(kept) == LONGEST_QUESTION
    assert "@" not in kept
    assert "someone" not in kept
