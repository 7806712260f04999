"""Tiers side by side, of one vendor or of several."""

import re

import pytest
from flask.testing import FlaskClient

from app.web.policies.compare import compared, selected
from tests.shipped.shelf import shipped
from tests.web.pages import Page, Reader

TWO = "/policies/compare?with=severalnines:advanced&with=clickhouse:scale"


@pytest.fixture
def two(reader: Reader) -> Page:
    return reader.page(TWO)


def test_without_a_choice_there_is_a_form_with_every_tier(reader: Reader) -> None:
    page = reader.page("/policies/compare")
    assert page.html.count('type="checkbox"') == 12
    assert "Support tiers side by side" not in page.main
    reader.follow(page)


def test_tiers_of_two_vendors_stand_side_by_side(two: Page, reader: Reader) -> None:
    assert "SEV-1 Critical 1 business day Business hours" in two.main
    assert "Severity Level 1 Critical business impact 1 business hour Normal business hours" in two.main
    assert "12 incidents a contract year" in two.main
    assert "no such severity" in two.main
    reader.follow(two)


def test_an_entitlement_of_one_vendor_is_not_denied_by_another(two: Page) -> None:
    hotfixes = two.main.split("Hotfixes ")[1]
    assert hotfixes.startswith("not included not named in this policy")


def test_the_choice_stays_ticked(two: Page) -> None:
    assert two.html.count(" checked>") == 2


def test_a_policy_stands_for_all_its_tiers(reader: Reader) -> None:
    page = reader.page("/policies/compare?with=photoprism")
    assert page.html.count(" checked>") == 3
    assert "Severity 1 Urgent" in page.main


def test_a_tier_that_is_not_there_is_left_out_and_named(reader: Reader) -> None:
    page = reader.page(f"{TWO}&with=clickhouse:nope&with=nobody&with=%3Cscript%3E")
    assert "Left out, because there is no such tier here: clickhouse:nope, nobody, <script>." in page.main
    assert page.html.count(" checked>") == 2


def test_a_tier_named_twice_stands_once(reader: Reader) -> None:
    page = reader.page("/policies/compare?with=photoprism:gold&with=photoprism&with=photoprism:gold")
    assert page.html.count(" checked>") == 3
    assert page.html.count('href="/policies/photoprism/#levels"') == 3


def test_every_tier_of_every_vendor_fits_on_one_page(reader: Reader) -> None:
    every = "&with=".join(["clickhouse", "clusterpoint", "photoprism", "severalnines"])
    assert reader.page(f"/policies/compare?with={every}").html.count(" checked>") == 12


def test_a_comparison_is_a_page_that_caches_may_keep(client: FlaskClient) -> None:
    assert client.get(TWO).headers["Cache-Control"].startswith("public")


def test_what_is_the_same_for_all_stands_once(reader: Reader) -> None:
    page = reader.page("/policies/compare?with=severalnines")
    resolution = page.main.split("Resolution ")[1].split("Entitlements")[0]
    assert resolution.count("none promised") == 4
    assert page.html.count('colspan="3" data-label="All"') == 4


def test_a_severity_by_another_name_is_the_same_where_as_much_is_promised(two: Page) -> None:
    resolution = two.main.split("Resolution ")[1].split("Entitlements")[0]
    assert resolution == "Severity 1 none promised Severity 2 none promised Severity 3 none promised " + (
        "SEV-4 Low none promised no such severity "
    )


def test_the_rows_that_differ_can_be_read_alone_without_a_script(reader: Reader) -> None:
    page = reader.page("/policies/compare?with=severalnines")
    counts = re.search(r"(\d+) of (\d+) rows differ", page.main)
    (only,) = [link for link in page.links if link.endswith("&only=differences")]
    differing = reader.page(only)
    assert counts
    assert differing.html.count('<th scope="row">') == int(counts[1]) < int(counts[2])
    assert "Resolution" not in differing.main
    assert 'data-label="All"' not in differing.html
    reader.follow(differing)


def test_a_single_tier_is_not_compared_with_itself(reader: Reader) -> None:
    page = reader.page("/policies/compare?with=severalnines:advanced")
    assert "rows differ" not in page.main
    assert "1 business day" in reader.page("/policies/compare?with=severalnines:advanced&only=differences").main


def test_the_same_words_that_lead_to_other_clauses_are_not_the_same() -> None:
    versions = [shipped("severalnines"), shipped("photoprism")]
    table = compared(selected(["severalnines:enterprise", "photoprism:gold"], versions).columns)
    for title, rows in table.measures:
        for row in rows:
            linked = [line for _, lines in row.cells for line in lines if line.schedule or line.target.readings]
            assert not (row.is_same and linked), f"{title}: {row.title}"
