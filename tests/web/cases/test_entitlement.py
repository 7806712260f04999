"""A case whose sender holds a contract: filled in by it, verified where it agrees, and counted by itself."""

import re
from pathlib import Path
from typing import Any

import pytest

from app.domain.case import CaseEntitlement
from app.domain.case_text import as_markdown
from tests.content.example_policy import replaced
from tests.databases import asked
from tests.web import contract_pages
from tests.web.case_pages import GRAVE, case_of, says
from tests.web.contract_pages import GOLD, ID, Holder, contract_site
from tests.web.small_site import SmallSite

started, site = contract_pages.started, contract_pages.site
SLOW = {"need": "broken", "plan": "starter", "incidents_used": "1", "impact": "outage", "environment": "production"}
WITH_ID = replaced((
    "      label: Version\n      required: yes\n",
    "      label: Version\n      required: yes\n    support_id:\n      label: Support ID\n      required: yes\n",
))  # fmt: skip


@pytest.fixture
def holder(site: SmallSite) -> Holder:
    """A customer who has checked the contract."""
    found = Holder(site.app)
    found.checks()
    return found


def entitlement(site: SmallSite, holder: Holder, answers: dict[str, str] = SLOW, **typed: str) -> Any:
    """What the case proves that is sent from these answers."""
    return case_of(site, holder.sends(holder.form(answers, **typed))).entitlement


def test_the_form_is_filled_in_with_what_the_contract_says(tmp_path: Path) -> None:
    site = contract_site(tmp_path, GOLD)
    site.content.write("policies/acme/1.0.md", WITH_ID)
    site.parts.store.refresh()
    holder = Holder(site.app)
    holder.checks(address="Ada@Example.com")
    page = holder.opens(GRAVE)
    values = dict(re.findall(r'name="field-([a-z_]+)" value="([^"]*)"', page.text))
    assert values["support_id"] == ID
    assert (values["organisation"], values["contact_email"]) == ("Example AB", "Ada@Example.com")
    says(page, "From your contract:", "Gold, unlimited incidents.")
    stranger = Holder(site.app).opens(GRAVE)
    assert ID not in stranger.text
    assert "From your contract" not in stranger.text
    holder_of_another = {"field_support_id": "S-2", "field_version": "4.2"}
    assert entitlement(site, holder, GRAVE, **holder_of_another) is None


def test_a_case_that_agrees_with_the_contract_is_verified_and_counts_itself(site: SmallSite, holder: Holder) -> None:
    case = case_of(site, holder.sends(holder.form(SLOW)))
    assert case.entitlement == CaseEntitlement(ID, "Example AB", 2, 2, "month")
    text = as_markdown(case)
    assert f"- **Entitlement:** verified by Support ID {ID} (Example AB), 2 of 2 incidents used this month\n" in text
    url = str(site.parts.settings.database_url)
    assert asked(url, "SELECT support_id FROM cases") == [(ID,)]
    says(holder.reads("/triage/acme"), "0 of 2 incidents left this month")


def test_cases_of_two_at_once_are_both_verified_and_both_counted(site: SmallSite, holder: Holder) -> None:
    colleague = Holder(site.app)
    colleague.checks()
    forms = [(each, each.form(SLOW, field_summary=f"Case {n}")) for n, each in enumerate((holder, colleague))]
    cases = [case_of(site, each.sends(form)) for each, form in forms]
    assert [case.entitlement and case.entitlement.used for case in cases] == [2, 3]


def test_a_form_that_is_sent_twice_is_one_case_and_one_incident(site: SmallSite, holder: Holder) -> None:
    form = holder.form(SLOW)
    assert holder.sends(form).headers["Location"] == holder.sends(form).headers["Location"]
    says(holder.reads("/triage/acme"), "0 of 2 incidents left")


@pytest.mark.parametrize(
    ("answers", "typed"),
    [
        pytest.param(GRAVE, {}, id="another tier"),
        pytest.param(SLOW | {"incidents_used": "0"}, {}, id="fewer incidents used"),
        pytest.param(SLOW, {"field_contact_email": "ada@example.org"}, id="an address of somebody else"),
    ],
)
def test_a_case_that_says_something_else_is_not_verified(
    site: SmallSite, holder: Holder, answers: dict[str, str], typed: dict[str, str]
) -> None:
    assert entitlement(site, holder, answers, **typed) is None
    says(holder.reads("/triage/acme"), "1 of 2 incidents left")


def test_who_changes_an_answer_is_told_on_the_form(holder: Holder) -> None:
    says(holder.opens(GRAVE), "Your answers say something else.")
    assert "something else" not in holder.opens(SLOW).text


def test_a_case_without_a_contract_reads_not_verified(site: SmallSite) -> None:
    stranger = Holder(site.app)
    case = case_of(site, stranger.sends(stranger.form(SLOW)))
    assert case.entitlement is None
    assert "- **Entitlement:** not verified\n" in as_markdown(case)


def test_a_contract_that_was_forgotten_verifies_nothing(site: SmallSite, holder: Holder) -> None:
    holder.forgets(holder.reads("/triage/acme").text)
    assert entitlement(site, holder) is None


def test_a_tier_without_a_number_is_verified_without_one(site: SmallSite, holder: Holder) -> None:
    site.parts.contracts.put([GOLD], site.now)
    case = case_of(site, holder.sends(holder.form(GRAVE)))
    assert f"verified by Support ID {ID} (Example AB), no number of incidents is set\n" in as_markdown(case)
