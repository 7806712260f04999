"""The prose of a policy becomes clauses: safe HTML, tables to be drawn, and the words that a search finds."""

import pytest

from app.content.placements import BLOCKS, Block
from app.content.rendering import RenderedClause, clauses, preface
from tests.content.example_policy import TEXT, Data, changed, published, replaced

CLAUSES = {clause.id: clause for clause in clauses(published())}


def about(prose: str) -> RenderedClause:
    return clauses(published(replaced(("What Acme promises.\n\n[[products]]", prose))))[0]


def test_clauses_stand_in_the_order_of_the_headings_with_their_place_in_the_vendors_text() -> None:
    assert [(c.id, c.title, c.level, c.source) for c in CLAUSES.values()] == [
        ("about", "About", 2, "section 1"),
        ("tiers", "Tiers", 2, "section 2"),
        ("severities", "Severities", 2, "section 3"),
        ("targets", "Targets", 2, "section 4"),
        ("hours", "Hours", 2, "section 5"),
    ]


def test_a_clause_is_html_and_tables_in_order() -> None:
    assert CLAUSES["tiers"].parts == (Block("tiers", ()), "<p>A session costs EUR 20 an hour.</p>")


def test_a_value_is_placed_before_the_prose_is_rendered() -> None:
    assert about("It costs **[[figure fee]]**.").parts == ("<p>It costs <strong>EUR 20 an hour</strong>.</p>",)


@pytest.mark.parametrize(
    "hostile",
    ["<script>alert(1)</script>", '<img src=x onerror="alert(1)">', "[go](javascript:alert(1))", "<style>*{}</style>",
     '<a href="data:text/html,x">x</a>', '<div onclick="x()">x</div>', "<iframe src=https://evil.test></iframe>"],
)  # fmt: skip
def test_what_prose_brings_is_sanitised(hostile: str) -> None:
    html = "".join(part for part in about(hostile).parts if isinstance(part, str)).lower()
    for word in ("<script", "onerror", "javascript:", "<style", "data:text", "onclick", "<iframe"):
        assert word not in html


def test_a_clause_below_another_is_a_clause_of_its_own() -> None:
    def extra(data: Data) -> None:
        data["clauses"]["fees"] = "section 2a"
        data["terms"] = {"Fee": "Money."}
        data["contacts"]["hotline"]["clause"] = "fees"

    text = changed(extra).replace("A session costs", "### Fees {#fees}\n\nA session costs")
    found = {clause.id: clause for clause in clauses(published(text))}
    assert [(c.id, c.level) for c in found.values()][1:3] == [("tiers", 2), ("fees", 3)]
    assert found["tiers"].parts == (Block("tiers", ()),)
    assert found["fees"].text == "A session costs EUR 20 an hour."


def test_a_heading_inside_fenced_code_is_no_clause() -> None:
    assert [c.id for c in clauses(published(replaced(("What Acme promises.", "```\n## Not one {#no}\n```"))))] == list(
        CLAUSES
    )


def test_the_prose_before_the_first_clause_is_the_preface() -> None:
    assert preface(published()) == ""
    assert preface(published(TEXT.replace("## About", "First *this*.\n\n## About"))) == "<p>First <em>this</em>.</p>"


@pytest.mark.parametrize(
    ("block", "words"),
    [
        ("tiers", ["Gold", "Cases at all hours.", "EUR 100 a month", "Phone"]),
        ("products", ["Acme", "The database."]),
        ("plans", ["Starter", "A licence with everything."]),
        ("severities", ["S1 Critical", "Production is down.", "Work"]),
        ("entitlements", ["Screen sharing"]),
        ("scope", ["The database"]),
        ("contacts", ["Hotline", "https://support.acme"]),
        ("case", ["Everybody.", "English", "Version"]),
        ("schedules", ["Office hours", "Monday to Friday."]),
        ("terms", ["Case", "One problem."]),
    ],
)
def test_a_table_gives_its_words_to_the_search(block: str, words: list[str]) -> None:
    text = about(f"[[{block}]]").text
    assert [word for word in words if word not in text] == []


FULL = {
    "lifecycle": [{"name": "Old", "support": "None", "fixes": "No fixes", "clause": "about"}],
    "exclusions": [{"text": "Not the moon.", "clause": "about"}],
    "clock_pauses": [{"text": "While we wait.", "clause": "about"}],
    "escalation": {
        "text": "Ask the boss.", "clause": "about", "raise_severity": "Say so.", "when_overdue": "Call.",
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("block", "words"),
    [
        ("lifecycle", "Old None No fixes"), ("exclusions", "Not the moon."), ("clock-pauses", "While we wait."),
        ("escalation", "Ask the boss. Say so. Call."),
    ],
)  # fmt: skip
def test_tables_that_a_policy_need_not_have_give_their_words_too(block: str, words: str) -> None:
    text = changed(lambda data: data.update(FULL)).replace("What Acme promises.\n\n[[products]]", f"[[{block}]]")
    assert clauses(published(text))[0].text == words


def test_a_table_of_a_thing_that_is_not_there_has_no_words() -> None:
    assert about("[[escalation]]").text == ""


@pytest.mark.parametrize("block", ["targets first_response", "decision severity"])
def test_promises_and_decisions_give_their_words_to_the_search(block: str) -> None:
    assert block.split(maxsplit=1)[0] in BLOCKS
    assert about(f"[[{block}]]").text


def test_another_text_is_rendered_anew_and_the_same_one_only_once() -> None:
    assert clauses(published()) is clauses(published())
    assert clauses(published(TEXT.replace("What Acme", "All Acme")))[0].text != CLAUSES["about"].text
