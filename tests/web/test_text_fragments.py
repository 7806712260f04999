"""Addresses that have a browser mark words: told so that they are found once, and only where they are meant."""

import pytest

from app.web.text_fragments import at_heading, at_words


@pytest.mark.parametrize(("excerpt", "expected"), [
    ((("… read the ", False), ("logs", True), (" first, then", False)), "/a#s:~:text=the-,logs,-first%2C"),
    ((("logs", True), (" again", False)), "/a#s:~:text=logs,-again"),
    ((("Logs", True),), "/a#s:~:text=Logs"),
    ((("a ", False), ("fail-over & co, ", True)), "/a#s:~:text=a-,fail%2Dover%20%26%20co%2C%20"),
    ((("log", True), (" and ", False), ("trace", True)), "/a#s:~:text=log,-and&text=and-,trace"),
    ((("nothing", False),), "/a#s"),
    ((), "/a#s"),
])  # fmt: skip
def test_each_word_that_matched_is_told_by_what_stands_beside_it(
    excerpt: tuple[tuple[str, bool], ...], expected: str
) -> None:
    assert at_words("/a#s", excerpt) == expected


def test_an_address_without_an_anchor_gets_the_words_alone() -> None:
    assert at_words("/a", (("logs", True),)) == "/a#:~:text=logs"


def test_only_the_first_words_are_told() -> None:
    assert at_words("/a", (("x", True), (" ", False)) * 9).count("text=") == 4


def test_where_no_word_of_the_text_matched_the_heading_is_marked_and_not_its_entry_in_the_contents() -> None:
    assert at_words("/a#s", (("text", False),), "1. Find it") == "/a#s:~:text=1.%20Find%20it,-%23"
    assert at_heading("/a", "Title") == "/a"
    assert at_heading("/a#s", "") == "/a#s"
    assert at_heading("/a#s", "x" * 200) == "/a#s"
