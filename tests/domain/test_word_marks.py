"""Two wordings word by word: nothing is lost, nothing is made up, and what is marked can be read."""

import random

import pytest

from app.domain.word_marks import word_marks

WORDS = "case tier hours day support first vendor customer may must not only".split()


def _without(marks: tuple[object, ...], fate: str) -> list[str]:
    return " ".join(mark.text for mark in marks if mark.fate != fate).split()  # type: ignore[attr-defined]


@pytest.mark.parametrize("seed", range(200))
def test_both_wordings_can_be_read_from_the_marks(seed: int) -> None:
    chance = random.Random(seed)
    before = [chance.choice(WORDS) for _ in range(chance.randrange(40))]
    after = [word for word in before if chance.random() < 0.9]
    after[len(after) // 2 : len(after) // 2] = [chance.choice(WORDS) for _ in range(chance.randrange(4))]
    marks = word_marks(" ".join(before), "  ".join(after))
    assert _without(marks, "added") == before
    assert _without(marks, "removed") == after


def test_a_word_that_changed_is_marked_alone() -> None:
    marks = word_marks(
        "Cases are answered within two hours at all times.", "Cases are answered within one hour at all times."
    )
    assert [(mark.fate, mark.text.strip()) for mark in marks] == [
        ("kept", "Cases are answered within"),
        ("removed", "two hours"),
        ("added", "one hour"),
        ("kept", "at all times."),
    ]


def test_a_word_that_happens_to_stand_between_two_changes_is_not_left_as_a_crumb() -> None:
    marks = word_marks(
        "We aim to reply soon and gladly to every case.", "We aim to reply late and rarely to every case."
    )
    assert [(mark.fate, mark.text.strip()) for mark in marks][1:3] == [
        ("removed", "soon and gladly"),
        ("added", "late and rarely"),
    ]


def test_texts_with_little_in_common_stand_one_after_the_other() -> None:
    marks = word_marks("Support is given by mail.", "Nobody answers at weekends, whatever happens.")
    assert [mark.fate for mark in marks] == ["removed", "added"]


def test_the_same_text_has_nothing_marked() -> None:
    assert [mark.fate for mark in word_marks("All is well.", "All is well.")] == ["kept"]
