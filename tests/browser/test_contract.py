"""A contract checked on a phone: tier and incidents are known, and the desk reads that they are verified."""

import re
from email import message_from_bytes
from email.policy import default

import pytest
from playwright.sync_api import expect

from tests.browser.contracts import ADDRESS, SUPPORT_ID, check_contract, put_contract
from tests.browser.site import RunningSite
from tests.browser.test_hand_over import comes, text_of
from tests.browser.visitor import PHONE, Visitor

# What the contract does not say.
REST = {"need": "broken", "concerns": "product", "phase": "ga", "impact": "some", "own_hours": "no"}


@pytest.mark.parametrize("visitor", [PHONE.without_scripts], ids=lambda screen: screen.name, indirect=True)
def test_a_contract_is_checked_on_a_phone_and_the_desk_reads_verified(visitor: Visitor, site: RunningSite) -> None:
    put_contract(visitor)
    page = visitor.open("/triage/severalnines")
    visitor.press(page.get_by_role("link", name="Check your contract"))
    check_contract(visitor, "SN-9999", 422)
    expect(page.get_by_role("heading", name="No contract was found for these two")).to_be_visible()
    expect(page.get_by_role("textbox", name="Support ID", exact=True)).to_have_value("SN-9999")
    check_contract(visitor)
    note = page.get_by_role("region", name="Your contract")
    expect(note).to_contain_text("From your contract: Advanced, 9 of 12 incidents left this contract year.")
    asked = []
    while (question := page.locator("input[name=asked]")).count():
        asked.append(str(question.first.get_attribute("value")))
        visitor.choose(asked[-1], REST)
        visitor.press(page.get_by_role("button", name="Continue"))
    assert asked == [name for name in REST if name in asked]
    expect(note).to_be_visible()
    visitor.press(page.get_by_role("link", name="Fill in a case"))
    expect(page.get_by_role("textbox", name="Support ID", exact=True)).to_have_value(SUPPORT_ID)
    expect(page.get_by_role("textbox", name="E-mail address", exact=True)).to_have_value(ADDRESS)
    for label, text in (
        ("Your name", "Ann Lind"), ("Summary", "A node is unhealthy"), ("Description", "Since noon."),
        ("Version of the product", "2.3.1"), ("What it means for your business", "None yet."),
    ):  # fmt: skip
        page.get_by_role("textbox", name=label, exact=True).fill(text)
    visitor.press(page.get_by_role("button", name="Send the case"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Before your case is sent")
    visitor.press(page.get_by_role("button", name="Send the case"))
    reference = page.locator(".reference span").inner_text()
    file = site.data_dir / "mail" / f"{reference}.desk.eml"
    comes(file.exists)
    mail = message_from_bytes(file.read_bytes(), policy=default)
    told = re.sub(r"\s+", " ", text_of(mail))
    assert f"verified by Support ID {SUPPORT_ID} (Lind AB), 4 of 12 incidents used this contract year" in told
