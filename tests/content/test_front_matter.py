"""Front matter: plain YAML whose every problem is told with its line, its field and a hint."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from app.content.front_matter import MAX_BYTES, Source, read_source, validate
from app.content.problems import Problem, Problems


class Place(BaseModel):
    """A part of the example."""

    model_config = ConfigDict(extra="forbid")
    street: str


class Example(BaseModel):
    """A closed schema."""

    model_config = ConfigDict(extra="forbid")
    title: str
    summary: str = ""
    places: list[Place] = []


def read(text: str | bytes) -> tuple[Source | None, list[Problem]]:
    problems = Problems("file.md")
    return read_source("file.md", text if isinstance(text, bytes) else text.encode(), problems), problems.found


def problems_of(text: str) -> list[str]:
    problems = Problems("file.md")
    source = read_source("file.md", text.encode(), problems)
    if source:
        validate(Example, source, problems)
    return [str(problem) for problem in problems.found]


@pytest.mark.parametrize("text", ["yes", "no", "on", "off", "y", "9:30", "2026-11-21", "0x1F", "1_000", "1e3"])
def test_a_word_stays_a_word(text: str) -> None:
    source, _ = read(f"---\ntitle: {text}\n---\n")
    assert source
    assert source.data == {"title": text}


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "byte order mark"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["unix", "windows"])
def test_a_file_of_any_editor_is_read(mark: str, end: str) -> None:
    source, problems = read(mark + end.join(["---", "title: A", "---", "One", "", "Two"]))
    assert problems == []
    assert source
    assert (source.data, source.body, source.body_line) == ({"title": "A"}, "One\n\nTwo", 4)


def test_a_file_without_front_matter_is_all_body() -> None:
    source, problems = read("Just text\n\n---\n\nand a rule")
    assert problems == []
    assert source
    assert (source.data, source.body) == ({}, "Just text\n\n---\n\nand a rule")


def test_hyphens_inside_a_value_do_not_end_the_front_matter() -> None:
    source, problems = read('---\ntitle: "before --- after"\n---\nText')
    assert problems == []
    assert source
    assert source.data == {"title": "before --- after"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("---\ntitle: A\ncolour: red\n---\n", "file.md:3: colour: this field is not known"),
        ("---\n\n# a remark\ntitle: A\n\ncolour: red\n---\n", "file.md:6: colour: this field is not known"),
        ("---\r\ntitle: A\r\ncolour: red\r\n---\r\n", "file.md:3: colour: this field is not known"),
        ("---\ntitle: [A]\n---\n", "file.md:2: title: this cannot stand here (write one line of text"),
        (
            "---\ntitle: A\nplaces:\n  - street: B\n  - street: 5\n---\n",
            "file.md:5: places.1.street: “5” cannot stand here",
        ),
        ("---\ntitle: A\nplaces:\n  - town: B\n---\n", "file.md:4: places.0.street: this field is missing"),
        ("---\nsummary: A\n---\n", "file.md:1: title: this field is missing (add it)"),
        ("Text only", "file.md:1: title: this field is missing (add it)"),
        ("", "file.md:1: title: this field is missing (add it)"),
    ],
)
def test_a_problem_names_the_line_and_the_field(text: str, said: str) -> None:
    assert [problem[: len(said)] for problem in problems_of(text)][:1] == [said]


def test_a_slip_of_the_pen_is_told_what_was_meant() -> None:
    assert problems_of("---\ntitle: A\nsumary: B\n---\n") == [
        "file.md:3: sumary: this field is not known (did you mean “summary”?)"
    ]


def test_all_problems_of_a_file_are_told_together() -> None:
    said = problems_of("---\ncolour: red\nplaces:\n  - street: 5\n  - town: B\n---\n")
    assert [problem.split(": ")[1] for problem in said] == [
        "title",
        "places.0.street",
        "places.1.street",
        "places.1.town",
        "colour",
    ]


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("---\ntitle: A\ntitle: B\n---\n", 3, "twice"),
        ("---\ntitle: A\nplaces:\n  - street: B\n    street: C\n---\n", 5, "twice"),
        ("---\ntitle: A\nsummary: B: C\n---\n", 3, "mapping values are not allowed"),
        ("---\ntitle: A\n\tsummary: B\n---\n", 3, "character"),
        ("---\n- A\n---\n", 1, "not a list of fields"),
        ("---\ntitle: !!python/object:os.system A\n---\n", 2, "could not determine a constructor"),
        ("---\ntitle: A\n[1, 2]: B\n---\n", 3, "name"),
        ("---\ntitle: A\n---\nText\n\0\n", 5, "NUL"),
    ],
)
def test_what_is_no_front_matter_is_a_problem_at_its_line(text: str, line: int, word: str) -> None:
    source, problems = read(text)
    assert source is None
    assert [(problem.line, word in problem.message) for problem in problems] == [(line, True)]
    assert problems[0].hint


@pytest.mark.parametrize(
    "text",
    [
        "---\n" + "[" * 5000 + "\n---\n",
        "---\ntitle: " + "[" * 5000 + "]" * 5000 + "\n---\n",
        "---\ntitle: " + "{a: " * 3000 + "\n---\n",
        "---\ntitle: !!int A\n---\n",
        "---\ntitle: !!timestamp A\n---\n",
        "---\ntitle: " + "9" * 5000 + "\n---\n",
        "---\ntitle: A\n5: B\n---\n",
        "---\ntitle: &a [*a]\n---\n",
        '---\ntitle: "\\ud800"\n---\n',
        "---\ntitle: A\x07\n---\n",
    ],
    ids=["brackets", "depth", "braces", "int", "moment", "digits", "number as a name", "a circle", "surrogate", "bell"],
)
def test_hostile_front_matter_is_a_problem_and_no_crash(text: str) -> None:
    assert problems_of(text)


def test_bytes_that_are_no_text_are_told_with_their_line() -> None:
    source, problems = read(b"---\ntitle: A\n---\nB\n\xff\xfe")
    assert source is None
    assert [str(problem) for problem in problems] == ["file.md:5: the file is not UTF-8 (save it as UTF-8)"]


def test_a_file_of_more_than_a_megabyte_is_refused() -> None:
    source, problems = read(b"a" * (MAX_BYTES + 1))
    assert source is None
    assert "larger than 1 MB" in problems[0].message


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from("ab: -[]{}\"'!&*#|>?%@`\n\t,~01"), max_size=60))
def test_no_text_makes_the_reading_crash(text: str) -> None:
    problems_of(f"---\n{text}\n---\nBody")
