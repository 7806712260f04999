"""Notices: shown from a moment until another, on the pages that they concern."""

from datetime import UTC, datetime, timedelta

import pytest

from app.content.notices import Notice, read_notice
from app.content.problems import Problems

FROM = datetime(2027, 1, 16, 21, tzinfo=UTC)
UNTIL = datetime(2027, 1, 17, 1, tzinfo=UTC)
NOBODY: frozenset[str] = frozenset()


def read(fields: str, body: str = "Wait.") -> tuple[Notice | None, list[str]]:
    problems = Problems("file.md")
    text = f"---\ntitle: Maintenance\nfrom: 2027-01-16T22:00:00+01:00\n{fields}\n---\n{body}"
    return read_notice("file.md", "maintenance", text.encode(), problems), [str(each) for each in problems.found]


def notice(*, products: str = "[]", policies: str = "[]") -> Notice:
    found, problems = read(f"until: 2027-01-17T01:00:00Z\nproducts: {products}\npolicies: {policies}")
    assert problems == []
    assert found
    return found


@pytest.mark.parametrize(
    ("at", "is_shown"),
    [
        (FROM - timedelta(microseconds=1), False),
        (FROM, True),
        (UNTIL - timedelta(microseconds=1), True),
        (UNTIL, False),
    ],
)
def test_a_notice_shows_from_its_first_moment_until_before_its_last(at: datetime, is_shown: bool) -> None:
    assert notice().concerns(at, None, NOBODY) is is_shown


def test_a_notice_for_nothing_in_particular_concerns_every_page() -> None:
    assert notice().concerns(FROM, "clickhouse", frozenset({"ccx"}))


@pytest.mark.parametrize(
    ("policy", "product", "is_shown"),
    [("severalnines", None, True), (None, "ccx", True), ("clickhouse", "clickhouse", False), (None, None, False)],
)
def test_a_notice_for_a_product_or_policy_concerns_their_pages_only(
    policy: str | None, product: str | None, is_shown: bool
) -> None:
    products = frozenset({product} if product else NOBODY)
    assert notice(products="[ccx]", policies="[severalnines]").concerns(FROM, policy, products) is is_shown


@pytest.mark.parametrize("until", ["2027-01-16T21:00:00Z", "2027-01-16T22:00:00+02:00"])
def test_a_notice_that_ends_before_it_begins_is_refused(until: str) -> None:
    found, problems = read(f"until: {until}")
    assert found is None
    assert problems == ["file.md:4: until: the notice ends before it begins (put a later moment here)"]


@pytest.mark.parametrize("until", ["2027-01-17T01:00:00", "2027-01-17", "soon"])
def test_a_moment_without_its_offset_is_refused(until: str) -> None:
    found, problems = read(f"until: {until}")
    assert found is None
    assert [problem.split(": ")[:2] for problem in problems] == [["file.md:4", "until"]]


def test_a_kind_that_there_is_not_is_told_those_that_there_are() -> None:
    found, problems = read("until: 2027-01-17T01:00:00Z\nkind: disaster")
    assert found is None
    assert "'incident', 'maintenance' or 'information'" in problems[0]


def test_the_text_of_a_notice_is_sanitised() -> None:
    found, _ = read("until: 2027-01-17T01:00:00Z", "Wait <script>alert(1)</script>**here**.")
    assert found
    assert found.html == "<p>Wait <strong>here</strong>.</p>"
