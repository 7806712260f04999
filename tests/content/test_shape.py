"""What a text is, by its headings and lists alone: steps, questions, or neither."""

import pytest

from app.content.markdown import render
from app.content.shape import Step, questions, steps

NUMBERED = (
    "Before.\n\n## 1. Save the logs\n\nText `a`.\n\n### Where\n\nHere.\n\n## 2. Restart\n\nDo it.\n\n## After\n\nEnd."
)


def test_headings_numbered_from_one_without_a_gap_are_steps_with_all_that_stands_below_them() -> None:
    assert steps(render(NUMBERED)) == (
        Step("1-save-the-logs", "Save the logs", "Text a . Where Here."),
        Step("2-restart", "Restart", "Do it."),
    )


def test_the_numbered_list_right_below_a_heading_named_steps_is_steps_with_lists_within_them() -> None:
    text = "## Steps\n\n1. Stop **it**.\n\n    1. First this\n    2. Then that\n\n2. Start it.\n\nText\n\n1. No step"
    assert steps(render(text)) == (
        Step("steps", "Stop it . First this Then that", "Stop it . First this Then that"),
        Step("steps", "Start it.", "Start it."),
    )


@pytest.mark.parametrize(
    "text",
    [
        "## 1. Only one\n\nText",
        "## 1. One\n\nText\n\n## 3. Three\n\nText",
        "## 2. Two\n\nText\n\n## 3. Three\n\nText",
        "## What to write\n\n1. One\n2. Two",
        "## Steps\n\nText first.\n\n1. One\n2. Two",
        "## Steps\n\n- One\n- Two",
        "## Steps\n\n1. Only one",
        "### 1. One\n\nText\n\n### 2. Two\n\nText",
        "",
    ],
)
def test_what_is_not_surely_a_sequence_of_steps_is_none(text: str) -> None:
    assert steps(render(text)) == ()


def test_questions_that_head_most_parts_are_questions_with_what_stands_below_them() -> None:
    found = questions(render("## Is it down?\n\nYes.\n\n### More\n\nNo.\n\n## Why?\n\nThus.\n\n## Last\n\nText"))
    assert [(each.title, each.text) for each in found] == [("Is it down?", "Yes. More No."), ("Why?", "Thus.")]


@pytest.mark.parametrize(
    "text",
    [
        "## Why?\n\nThus.",
        "## Why?\n\nThus.\n\n## How?\n\nSo.\n\n## A\n\nText\n\n## B\n\nText",
        "## Why?\n\n## How?\n\n",
        "### Why?\n\nThus.\n\n### How?\n\nSo.",
    ],
)
def test_a_text_with_a_question_here_and_there_is_no_list_of_questions(text: str) -> None:
    assert questions(render(text)) == ()
