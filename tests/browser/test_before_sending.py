"""Before a case is sent, in a browser: articles and secrets beside the form as one types, or one page in between."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.quality.places import NOT_CRITICAL
from tests.browser.site import RunningSite
from tests.browser.visitor import DESKTOP, PHONE, Screen, Visitor, visiting

SUMMARY = "Inserts fail: too many parts"
LOG = "clickhouse://app:Tr0ub4dor@10.0.4.17:9000/shop\nCode: 252. DB::Exception: Too many parts. (TOO_MANY_PARTS)"
MASKED = LOG.replace("Tr0ub4dor", "[password 1]")
RECEIVED = "Your case has been received"


def fill(visitor: Visitor) -> Page:
    """Types a case that is not critical, with a password in its log."""
    page = visitor.open(NOT_CRITICAL)
    page.locator("#field-summary").fill(SUMMARY)
    for name, text in (("contact_name", "Ann"), ("organisation", "Lind"), ("contact_email", "ann@example.com")):
        page.locator(f"#field-{name}").fill(text)
    page.locator("#field-description").fill(LOG)
    return page


def sent(page: Page) -> str:
    """What the receipt says was sent."""
    expect(page.get_by_role("heading", level=1)).to_have_text(RECEIVED)
    return page.locator("details.sent").text_content() or ""


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=lambda screen: screen.name)
def test_as_one_types_articles_and_a_password_are_found_and_no_page_comes_in_between(
    browser: Browser, site: RunningSite, screen: Screen
) -> None:
    with visiting(browser, site.url, screen) as visitor:
        page = fill(visitor)
        expect(page.get_by_role("checkbox", name="Mask this password")).to_be_checked()
        expect(page.get_by_role("checkbox", name="Mask this IP address")).not_to_be_checked()
        expect(
            page.get_by_role("status").filter(has_text="2 articles may help. 2 things to mask found.")
        ).to_have_count(1)
        if screen == PHONE:
            page.get_by_text("2 articles may help", exact=True).click()
        article = page.get_by_role("link", name="“Too many parts”: what to do now").locator("visible=true").first
        with page.context.expect_page() as opened:
            article.click()
        expect(opened.value.get_by_role("heading", level=1)).to_contain_text("Too many parts")
        opened.value.close()
        page.get_by_role("checkbox", name="Mask this IP address").check()
        visitor.press(page.get_by_role("button", name="Send the case"))
        told = sent(page)
        assert MASKED.replace("10.0.4.17", "[ip 1]") in told
        assert "1 password, 1 IP address" in told
        assert "/articles/clickhouse/too-many-parts" in told


def test_without_scripts_one_page_comes_in_between(browser: Browser, site: RunningSite) -> None:
    with visiting(browser, site.url, PHONE.without_scripts) as visitor:
        page = fill(visitor)
        visitor.press(page.get_by_role("button", name="Send the case"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Before your case is sent")
        page.get_by_label("Release that you run").fill("24.8")
        visitor.press(page.get_by_role("button", name="Send the case"))
        told = sent(page)
        assert MASKED in told
        assert "24.8" in told


def test_this_solved_it_ends_without_a_case_and_leads_back_to_what_was_typed(
    browser: Browser, site: RunningSite
) -> None:
    with visiting(browser, site.url, DESKTOP) as visitor:
        page = fill(visitor)
        visitor.press(page.get_by_role("button", name="This solved it").locator("visible=true").first)
        expect(page.get_by_role("heading", level=1)).to_have_text("Solved, and nothing was sent")
        assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:'))") == []
        visitor.press(page.get_by_role("button", name="Go back to your case"))
        expect(page.locator("#field-description")).to_have_value(LOG)


def test_a_draft_is_kept_until_the_case_was_really_sent(browser: Browser, site: RunningSite) -> None:
    is_sent = "JSON.parse(localStorage.getItem('draft:clickhouse/case'))?.sent"
    with visiting(browser, site.url, DESKTOP) as visitor:
        visitor.page.route("**/cases/beside*", lambda route: route.fulfill(status=204))
        page = fill(visitor)
        visitor.press(page.get_by_role("button", name="Send the case"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Before your case is sent")
        assert page.evaluate(is_sent) is False
        visitor.press(page.get_by_role("button", name="Send the case"))
        sent(page)
        assert page.evaluate("localStorage.getItem('draft:clickhouse/case')") is None
