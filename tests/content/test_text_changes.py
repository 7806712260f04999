"""The prose of two versions: the clauses that are worded otherwise, and nothing else."""

from dataclasses import replace

from app.content.library import PublishedPolicy
from app.content.text_changes import text_changes
from tests.content.example_policy import published

SENTENCE = "What Acme promises."


def body(old: str, new: str) -> PublishedPolicy:
    """The example with a piece of its prose replaced, under another hash as another file has."""
    before = published()
    assert old in before.body
    policy = replace(before.policy, hash=f"{before.policy.hash}{hash(new)}")
    return replace(before, body=before.body.replace(old, new, 1), policy=policy)


def test_the_same_prose_has_no_changes() -> None:
    assert text_changes(published(), published()) == ()


def test_a_sentence_that_changed_is_marked_in_its_clause() -> None:
    (change,) = text_changes(published(), body(SENTENCE, "What Acme and its friends promise."))
    assert (change.title, change.clause_before, change.clause_after) == ("About", "about", "about")
    assert [mark.text.strip() for mark in change.paragraphs[0] if mark.fate == "added"] != []


def test_a_paragraph_that_came_is_marked_as_a_whole_and_the_others_are_left_out() -> None:
    (change,) = text_changes(published(), body(SENTENCE, f"{SENTENCE}\n\nIt is brief.\n\n- And\n- orderly"))
    assert [[(mark.fate, mark.text) for mark in marks] for marks in change.paragraphs] == [
        [("added", "It is brief.")],
        [("added", "And")],
        [("added", "orderly")],
    ]


def test_the_way_back_tells_the_same_clause() -> None:
    (change,) = text_changes(body(SENTENCE, "Nothing."), published())
    assert [mark.text for mark in change.paragraphs[0]] == ["Nothing.", SENTENCE]


def test_a_figure_placed_in_prose_shows_its_value() -> None:
    before = published()
    figures = {"fee": "EUR 30 an hour"}
    after = replace(before, policy=replace(before.policy, figures=figures, hash="another"))
    (change,) = text_changes(before, after)
    assert [(mark.fate, mark.text.strip()) for mark in change.paragraphs[0]] == [
        ("kept", "A session costs EUR"),
        ("removed", "20"),
        ("added", "30"),
        ("kept", "an hour."),
    ]
