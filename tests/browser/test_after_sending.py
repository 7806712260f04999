"""A case after it was sent: its customer adds to it and says that it has got worse, on a phone, with scripts or not."""

from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, FilePayload, expect

from tests.browser.journeys import GRAVEST
from tests.browser.site import RunningSite
from tests.browser.visitor import PHONE, Screen, Visitor, visiting

CASE = "/cases/new?" + urlencode({"policy": "severalnines", **GRAVEST["severalnines"].answers, "impact": "many"})
LOG: FilePayload = {"name": "agent.log", "mimeType": "text/plain", "buffer": b"09:40 gone\n" * 50}


def sent(visitor: Visitor) -> None:
    """A case of the second severity, from answers, with whatever the form demands."""
    page = visitor.open(CASE)
    for control in page.locator("main form input[type=text][required], main form textarea[required]").all():
        control.fill("As it was at 09:40")
    page.get_by_role("textbox", name="E-mail address", exact=True).fill("ann@example.com")
    visitor.press(page.get_by_role("button", name="Send the case"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Before your case is sent")
    visitor.press(page.get_by_role("button", name="Send the case"))


@pytest.mark.parametrize("screen", [PHONE, PHONE.without_scripts], ids=lambda screen: screen.name)
def test_a_customer_adds_a_comment_with_a_file_and_asks_for_a_higher_severity(
    browser: Browser, site: RunningSite, screen: Screen
) -> None:
    with visiting(browser, site.url, screen) as visitor:
        page = visitor.page
        sent(visitor)
        visitor.press(page.get_by_role("link", name="Add a comment or files"))
        page.get_by_role("textbox", name="What do you want to add?").fill("It has spread <b>since</b>.")
        page.get_by_label("Choose files").set_input_files([LOG])
        if screen.is_scripted:
            expect(page.get_by_role("checkbox", name="agent.log")).to_be_checked()
        visitor.press(page.get_by_role("button", name="Send", exact=True))
        expect(page.locator("#added-1")).to_contain_text("It has spread <b>since</b>.")
        expect(page.locator("#added-1").get_by_role("link", name="agent.log")).to_be_visible()
        visitor.press(page.get_by_role("link", name="It has got worse: ask for a higher severity"))
        expect(page.get_by_role("heading", level=1)).to_have_text("It has got worse")
        expect(page.get_by_role("radio", name="Much of it is out or badly degraded")).to_be_checked()
        page.get_by_role("textbox", name="What has changed?").fill("Everything is out.")
        page.get_by_role("radio", name="Everything is down").check()
        visitor.press(page.get_by_role("button", name="See what this leads to"))
        while (asked := page.locator("#next-question")).count():
            name = str(asked.get_attribute("name"))
            answer = GRAVEST["severalnines"].answers[name.removeprefix("answer-")]
            page.locator(f"[name='{name}'][value='{answer}']").check()
            visitor.press(page.get_by_role("button", name="Look again"))
        expect(page.locator(".leads-to")).to_contain_text("By these answers this is SEV-1 Critical")
        expect(page.locator(".leads-to")).to_contain_text("2 hours")
        visitor.press(page.get_by_role("button", name="Ask for SEV-1 Critical"))
        expect(page.locator("#added-2")).to_contain_text("Higher severity asked for: SEV-1 Critical")
        expect(page.locator("#added-2")).to_contain_text("Everything is out.")
