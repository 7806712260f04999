"""A reader of policies: compares tiers, looks at the proof, and comes by the links of the API to the clauses."""

import re
from urllib.parse import urljoin

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import DESKTOP, PHONE, Visitor

ONE_OF_EACH = [DESKTOP, PHONE.without_scripts]


@pytest.mark.parametrize("visitor", ONE_OF_EACH, ids=lambda screen: screen.name, indirect=True)
def test_every_clause_is_found_by_the_link_that_the_api_gives(visitor: Visitor) -> None:
    policy = visitor.page.request.get(f"{visitor.url}/api/v1/policies/clusterpoint").json()
    for clause in policy["clauses"]:
        link = urljoin(visitor.url, clause["url"])
        assert link.startswith(f"{visitor.url}/policies/clusterpoint/")
        visitor.page.goto("about:blank")  # else it would jump within the page that is open
        page = visitor.open(link.removeprefix(visitor.url))
        heading = page.locator(f"[id='{clause['id']}']")
        expect(heading).to_contain_text(clause["title"])
        expect(heading).to_be_in_viewport()


@pytest.mark.parametrize("visitor", ONE_OF_EACH, ids=lambda screen: screen.name, indirect=True)
def test_the_proof_is_one_press_from_the_policy_and_is_of_that_policy(visitor: Visitor) -> None:
    page = visitor.open("/policies/clusterpoint/")
    page.get_by_text("About this page").click()
    visitor.press(page.locator("main a[href$='/proof']").first)
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("proof", re.IGNORECASE))
    policy = page.request.get(f"{visitor.url}/api/v1/policies/clusterpoint").json()
    expect(page.locator("main")).to_contain_text(policy["hash"][:8])
    visitor.press(page.locator("main a[href^='/policies/clusterpoint/'], nav a[href='/policies/clusterpoint/']").first)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Clusterpoint")


@pytest.mark.parametrize("visitor", ONE_OF_EACH, ids=lambda screen: screen.name, indirect=True)
def test_a_comparison_leads_to_the_policies_that_it_compares(visitor: Visitor) -> None:
    page = visitor.open("/policies/compare?with=severalnines:advanced&with=photoprism:gold")
    for slug in ("severalnines", "photoprism"):
        assert page.locator(f"main a[href^='/policies/{slug}/']").count() > 0
    # On a phone the rows are cards, and the head of the table, which leads there too, is for ears only.
    visitor.press(page.locator("main tbody a[href^='/policies/photoprism/']").first)
    expect(page.get_by_role("heading", level=1)).to_contain_text("PhotoPrism")
