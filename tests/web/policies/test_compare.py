"""Tiers side by side, of one vendor or of several."""

import pytest
from flask.testing import FlaskClient

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
