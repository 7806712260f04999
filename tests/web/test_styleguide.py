"""The styleguide: every component of the site, in states that pages are seldom in."""

import re

import pytest
from flask.testing import FlaskClient

from app.config import CHECKOUT
from tests.web.pages import Reader

MACRO = re.compile(r"macro (\w+)\(")
COMPONENTS = sorted(CHECKOUT.glob("templates/components/*.html"))
# What other macros are made of, and what no reader sees.
PARTS_OF_OTHERS = {
    "described",
    "hint_and_error",
    "wrapped",
    "scroll_table",
    "csrf",
    "hidden",
    "percent",
    "flag",
    "marks",
    "words",
}


def test_the_styleguide_and_its_page_of_errors_are_whole(reader: Reader) -> None:
    for address in ("/styleguide", "/styleguide/errors"):
        reader.follow(reader.page(address))


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda path: path.stem)
def test_every_component_is_shown_through_its_own_macro(component: object) -> None:
    shown = "".join(path.read_text() for path in CHECKOUT.glob("templates/styleguide/*.html"))
    made = set(MACRO.findall(component.read_text())) - PARTS_OF_OTHERS  # type: ignore[attr-defined]
    assert {name for name in made if not re.search(rf"\{{[{{%](?:[^}}]|\}}(?!\}}))*\b{name}\(", shown)} == set()


def test_the_summary_of_errors_leads_to_each_field(reader: Reader) -> None:
    page = reader.page("/styleguide/errors")
    assert {"#answer", "#since"} <= set(page.links)


def test_search_engines_leave_the_styleguide_out(client: FlaskClient) -> None:
    for address in ("/styleguide", "/styleguide/errors"):
        assert '<meta name="robots" content="noindex">' in client.get(address).text
