"""What a policy defines is found in its prose: at its first place in a clause, and never within something else."""

import pytest

from app.content.rendering import clauses
from tests.content.example_policy import Data, changed, published

TERMS = {"Service credit (SC)": "Money back.", "Incident": "One case.", "Incident report": "What came of it."}


def prose(text: str) -> str:
    """A clause with this prose, in a policy that defines some terms, as HTML."""

    def extra(data: Data) -> None:
        data["terms"] = TERMS

    body = changed(extra).replace("What Acme promises.", f"{text}\n\n[[terms]]")
    return "".join(part for part in clauses(published(body))[0].parts if isinstance(part, str))


def link(anchor: str, words: str) -> str:
    return f'<a class="term" href="#{anchor}">{words}</a>'


@pytest.mark.parametrize(
    ("text", "anchor", "words"),
    [
        ("A service credit is due.", "term_service-credit-sc", "service credit"),
        ("An SC is due.", "term_service-credit-sc", "SC"),
        ("Incident means case.", "term_incident", "Incident"),
        ("The incident report is sent.", "term_incident-report", "incident report"),
        ("A service\ncredit is due.", "term_service-credit-sc", "service\ncredit"),
    ],
)
def test_a_term_is_a_link_to_its_definition(text: str, anchor: str, words: str) -> None:
    assert prose(text) == f"<p>{text.replace(words, link(anchor, words))}</p>"


def test_a_term_is_marked_at_its_first_place_in_a_clause_only() -> None:
    assert prose("A service credit. No service credit, no SC.").count('class="term"') == 1


@pytest.mark.parametrize(
    "text",
    [
        "An incident of one word counts as it is written.",
        "Service credits are none of it.",
        "Incident-free, and Incidental.",
        "The Incident Board decides.",
        "`service credit`",
        "[a service credit](#about)",
        "##### A service credit",
        "```\nservice credit\n```",
    ],
)
def test_what_is_another_word_or_stands_in_something_else_is_left_alone(text: str) -> None:
    assert 'class="term"' not in prose(text)


def test_a_policy_whose_text_places_no_definitions_has_no_links_to_them() -> None:
    def extra(data: Data) -> None:
        data["terms"] = TERMS

    body = changed(extra).replace("What Acme promises.", "A service credit is due.")
    assert clauses(published(body))[0].parts[0] == "<p>A service credit is due.</p>"


def test_the_words_for_the_search_hold_no_trace_of_the_links() -> None:
    def extra(data: Data) -> None:
        data["terms"] = TERMS

    body = changed(extra).replace("What Acme promises.", "A service credit, as agreed.\n\n[[terms]]")
    assert clauses(published(body))[0].text.startswith("A service credit, as agreed.")
