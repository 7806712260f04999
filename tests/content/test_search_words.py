"""Synonyms and pins: read from two files, and each mistake in them is named with file, line, field and hint."""

from pathlib import Path

import pytest

from app.content.library_reader import LibraryReader
from app.content.problems import ContentRefused, Problems
from app.content.search_words import Pin, Synonyms, read_pins, read_synonyms

ADDRESSES = ("/articles/a", "/articles/b", "/policies/x/#clause")


def synonyms(text: str) -> tuple[Synonyms, list[str]]:
    problems = Problems("s.yml")
    return read_synonyms("s.yml", text.encode(), problems), [str(problem) for problem in problems.found]


def pins(text: str) -> tuple[tuple[Pin, ...], list[str]]:
    problems = Problems("p.yml")
    return read_pins("p.yml", text.encode(), ADDRESSES, problems), [str(problem) for problem in problems.found]


def test_synonyms_are_groups_and_ways() -> None:
    read = synonyms("equal:\n  - [db, database]\none_way:\n  outage: [down, not reachable]\n")
    assert read == (Synonyms((("db", "database"),), (("outage", ("down", "not reachable")),)), [])


def test_pins_are_questions_with_addresses() -> None:
    read = pins("pins:\n  - queries: [one, two words]\n    urls: [/articles/a, '/policies/x/#clause']\n")
    assert read == ((Pin(("one", "two words"), ("/articles/a", "/policies/x/#clause")),), [])


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "\ufeff# nothing yet\n"])
def test_an_empty_file_says_nothing(text: str) -> None:
    assert synonyms(text) == (Synonyms(), [])
    assert pins(text) == ((), [])


WRONG_SYNONYMS = {
    "equals:\n  - [a, b]": "s.yml:1: equals: this field is not known (did you mean “equal”?)",
    "\nequal:\n  - [alone]": "s.yml:3: equal.0: this cannot stand here (write one more, or take the line out)",
    "one_way:\n  down: []": "s.yml:2: one_way.down: this cannot stand here (write one more, or take the line out)",
    "equal: db": "s.yml:1: equal: “db” cannot stand here (write a list: one “- ” line for each entry)",
    "equal:\n  - [db, '?!']": "s.yml:2: equal.0.1: “?!” has no word (write letters or digits)",
    "one_way:\n  down: [a b c d e f]": (
        "s.yml:2: one_way.down.0: “a b c d e f” is longer than 5 words (give the few words that matter)"
    ),
    "equal:\n  - [db, database]\n  - [Database, store]": (
        "s.yml:3: equal.1.0: “Database” stands in line 2 already (join the two groups, or take it out of one)"
    ),
    "one_way:\n  Down: [a]\n  down: [b]": (
        "s.yml:3: one_way.down: “down” stands in line 2 already (write all that it finds in one line)"
    ),
    "one_way:\n  down: [a]\n  down: [b]": (
        "s.yml:3: “down” stands here twice (check indents, colons and quotes near this line)"
    ),
    "equal: [": "s.yml:2: ",
    "equal:\n  - [a, b]\n---\nmore": "s.yml:3: the fields end here, at “---” (take this line out)",
    "- a": "s.yml:1: the file is not a list of fields (write “field: value” lines)",
}


@pytest.mark.parametrize(("text", "message"), WRONG_SYNONYMS.items(), ids=range(len(WRONG_SYNONYMS)))
def test_a_mistake_in_the_synonyms_is_named(text: str, message: str) -> None:
    _, found = synonyms(text)
    assert len(found) == 1
    assert found[0].startswith(message)


WRONG_PINS = {
    "pins:\n  - queries: [q]\n    urls: [/articles/aa]": (
        "p.yml:3: pins.0.urls.0: there is no “/articles/aa” (did you mean “/articles/a”?)"
    ),
    "pins:\n  - queries: [q]\n    urls: [https://example.com]": (
        "p.yml:3: pins.0.urls.0: there is no “https://example.com” "
        "(write /articles/<address> or /policies/<slug>/#<clause>)"
    ),
    "pins:\n  - queries: [q]": "p.yml:2: pins.0.urls: this field is missing (add it)",
    "pins:\n  - queries: []\n    urls: [/articles/a]": (
        "p.yml:2: pins.0.queries: this cannot stand here (write one more, or take the line out)"
    ),
    "pins:\n  - queries: [A case, a case?]\n    urls: [/articles/a]": (
        "p.yml:2: pins.0.queries.1: “a case?” stands in line 2 already "
        "(a question has one list of answers: take it out of one)"
    ),
    "pins:\n  - queries: ['?']\n    urls: [/articles/a]": (
        "p.yml:2: pins.0.queries.0: “?” has no word (write letters or digits)"
    ),
}


@pytest.mark.parametrize(("text", "message"), WRONG_PINS.items(), ids=range(len(WRONG_PINS)))
def test_a_mistake_in_the_pins_is_named(text: str, message: str) -> None:
    assert pins(text)[1] == [message]


def test_bytes_that_are_no_text_are_named() -> None:
    problems = Problems("s.yml")
    read_synonyms("s.yml", b"equal:\n  - [a, \xff]", problems)
    assert [str(problem) for problem in problems.found] == ["s.yml:2: the file is not UTF-8 (save it as UTF-8)"]


def written(folder: Path, files: dict[str, str]) -> LibraryReader:
    for name, text in files.items():
        path = folder / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return LibraryReader(folder / "content")


def test_the_library_holds_them_and_sees_their_changes(tmp_path: Path) -> None:
    files = {"articles/a.md": "---\ntitle: A\n---\nText."}
    reader = written(tmp_path, files)
    before, signature = reader.read(), reader.signature()
    assert (before.synonyms, before.pins) == (Synonyms(), ())
    written(tmp_path, {"search/synonyms.yml": "equal:\n  - [db, database]"})
    written(tmp_path, {"search/pins.yml": "pins:\n  - queries: [a]\n    urls: [/articles/a]"})
    after = reader.read()
    assert after.synonyms == Synonyms((("db", "database"),))
    assert after.pins == (Pin(("a",), ("/articles/a",)),)
    assert reader.signature() != signature
    assert after.revision != before.revision


def test_another_file_beside_them_is_named(tmp_path: Path) -> None:
    reader = written(tmp_path, {"search/synonym.yml": "equal: []"})
    with pytest.raises(ContentRefused) as refused:
        reader.read()
    assert str(refused.value) == (
        "content/search/synonym.yml: the search does not know this file (name it synonyms.yml or pins.yml)"
    )


def test_an_article_that_has_not_changed_keeps_its_text_as_it_was_rendered(tmp_path: Path) -> None:
    reader = written(
        tmp_path, {"articles/a.md": "---\ntitle: A\n---\nOne.", "articles/b.md": "---\ntitle: B\n---\nTwo."}
    )
    before = reader.read()
    written(tmp_path, {"articles/b.md": "---\ntitle: B\n---\nThree."})
    after = reader.read()
    assert after.articles["a"] is before.articles["a"]
    assert "Three." in after.articles["b"].body.html
