"""The keyboard alone: Tab comes to everything, in the order of the page, and whoever uses it sees where they are."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.quality.findings import none_of
from tests.browser.quality.inspector import Inspector, View
from tests.browser.quality.keyboard import findings_by_keyboard
from tests.browser.quality.places import PLACES, Place
from tests.browser.site import RunningSite
from tests.browser.visitor import DESKTOP, visiting

MAIN = [place for place in PLACES if place.is_main]
WINDOWS = [View("light", 1280, 900), View("light", 320, 256, 4)]  # the second is the first at 400 %


@pytest.fixture(scope="module", params=MAIN, ids=lambda place: place.name)
def inspector(request: pytest.FixtureRequest, browser: Browser, site: RunningSite) -> Iterator[Inspector]:
    """Stands at a main page."""
    place: Place = request.param
    with visiting(browser, site.url, DESKTOP, reduced_motion="reduce") as visitor:
        place.come(visitor)
        visitor.settle()
        yield Inspector(visitor, place.name)


@pytest.mark.parametrize("window", WINDOWS, ids=lambda view: view.name)
def test_tab_comes_to_everything_in_order_and_it_is_seen_where_one_is(inspector: Inspector, window: View) -> None:
    inspector.see(window)
    none_of((f"{each} [{window.name}]" for each in findings_by_keyboard(inspector)), inspector.name)


def test_the_first_tab_offers_to_skip_to_the_content_and_does(inspector: Inspector) -> None:
    page = inspector.page
    inspector.run("start")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    expect(skip).to_be_in_viewport(ratio=1)
    goal = str(skip.get_attribute("href"))
    page.keyboard.press("Enter")
    expect(page.locator(goal)).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("(goal) => document.querySelector(goal).contains(document.activeElement)", goal)
