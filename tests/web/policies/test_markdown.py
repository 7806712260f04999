"""A policy as Markdown: our readings are marked in it as they are on the page, in tables too."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.domain.policy import Policy
from tests.shipped.shelf import VERSIONS, shipped


def readings_in_tables(policy: Policy) -> set[str]:
    """The readings on which something in the tables of a policy rests."""
    rows: list[Any] = [*policy.targets, *policy.tiers, *policy.severities, *policy.schedules.values()]
    rows += [*policy.entitlements, *policy.scope, *policy.exclusions, *policy.clock_pauses]
    return {name for row in rows for name in row.readings}


@pytest.fixture(params=sorted(VERSIONS))
def slug(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def text(slug: str, client: FlaskClient) -> str:
    return client.get(f"/policies/{slug}.md").text


def test_every_reading_is_marked_where_a_table_rests_on_it(slug: str, text: str) -> None:
    marked = set(re.findall(r"\(\[our reading\]\(#reading-([a-z0-9-]+)\)\)", text))
    assert readings_in_tables(shipped(slug).policy) <= marked


def test_every_mark_leads_to_the_reading_itself(slug: str, text: str) -> None:
    marked = set(re.findall(r"\(#reading-([a-z0-9-]+)\)", text))
    told = re.findall(r"^> \*\*Our reading\*\* \{#reading-([a-z0-9-]+)\}$", text, re.MULTILINE)
    assert marked <= set(told)
    assert sorted(told) == sorted(shipped(slug).policy.readings)


def test_a_row_of_a_table_stays_a_row(text: str) -> None:
    tables = re.findall(r"(?:^\|.*\|\n)+", text, re.MULTILINE)
    assert tables
    for table in tables:
        widths = {len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}
        assert len(widths) == 1, table[:200]
