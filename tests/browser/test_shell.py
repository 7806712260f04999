"""What the shell and the start page do in a browser: who is open now, the hint of the shortcut, room on a phone."""

import re

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from tests.browser.site import RunningSite
from tests.browser.visitor import DESKTOP, Visitor, visiting

SMALLEST: ViewportSize = {"width": 320, "height": 640}


def test_each_vendor_on_the_start_page_says_whether_its_support_is_open(visitor: Visitor) -> None:
    page = visitor.open("/")
    places = page.locator("[data-open]")
    assert places.count() > 1
    for place in places.all():
        said = re.compile("Open|Closed") if visitor.screen.is_scripted else re.compile(r"Is support open now\?")
        expect(place).to_have_text(said)


def test_the_hint_of_the_shortcut_stands_only_while_the_shortcut_holds(browser: Browser, site: RunningSite) -> None:
    with visiting(browser, site.url, DESKTOP) as visitor:
        page = visitor.open("/policies/")
        hint = page.locator(".site-search kbd")
        expect(hint).to_be_visible()
        page.keyboard.press("/")
        expect(page.locator("#site-search")).to_be_focused()
        expect(hint).not_to_be_visible()
        page.get_by_role("button", name="Shortcut").click()
        expect(hint).not_to_be_visible()
    with visiting(browser, site.url, DESKTOP.without_scripts) as visitor:
        expect(visitor.open("/policies/").locator(".site-search kbd")).not_to_be_visible()


@pytest.mark.parametrize("address", ["/", "/styleguide", "/styleguide/errors", "/articles/clickhouse/which-severity"])
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_nothing_is_wider_than_the_smallest_screen(
    browser: Browser, site: RunningSite, address: str, direction: str
) -> None:
    with visiting(browser, site.url, DESKTOP) as visitor:
        page = visitor.open(address)
        page.set_viewport_size(SMALLEST)
        page.evaluate("direction => { document.documentElement.dir = direction; }", direction)
        assert page.evaluate("document.documentElement.scrollWidth") <= SMALLEST["width"]
