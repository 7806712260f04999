"""The keyboard alone: Tab comes to everything, in the order of the page, and whoever uses it sees where they are."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.quality.findings import none_of
from tests.browser.quality.inspector import Inspector, View
from tests.browser.quality.places import PLACES, Place
from tests.browser.site import RunningSite
from tests.browser.visitor import DESKTOP, visiting

MOST_TABS = 900
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
    steps = tab_through(inspector)
    found = [f"Tab never comes to {name}; give it a place in the order" for name in inspector.run("missed")]
    for before, step in zip([None, *steps], steps, strict=False):
        found += [f"{problem}: {step['name']} [{window.name}]" for problem in problems_of(step, before)]
    none_of(found, inspector.name)


def tab_through(inspector: Inspector) -> list[dict[str, Any]]:
    """Everything that gets the focus, from the top of the page until it leaves the page or comes round."""
    inspector.run("start")
    steps: list[dict[str, Any]] = []
    for _ in range(MOST_TABS):
        inspector.page.keyboard.press("Tab")
        step = inspector.run("focus")
        if step is None or step["number"] < len(steps):
            return steps
        if step["number"] > len(steps):  # a field for a date and a time has several stops
            steps.append(step)
    raise AssertionError(f"{inspector.name}: Tab comes to no end")


def problems_of(step: dict[str, Any], before: dict[str, Any] | None) -> Iterator[str]:
    """What is wrong with where the focus is now."""
    if not step["isMarked"]:
        yield "the focus is not seen; give it an outline of at least 2 px"
    if not step["isInView"]:
        yield "the focus is out of view or covered; scroll it free (scroll-margin, scroll-padding)"
    if step["lid"]:
        yield f"the focus is partly covered by {step['lid']}; scroll it free (scroll-padding)"
    if step["isTabIndexed"]:
        yield "a tabindex above 0 takes it out of the order of the page; leave it away"
    if before is not None and not before["isFloating"] and not step["isFloating"] and is_against_the_page(before, step):
        yield f"the focus goes backwards from {before['name']}; let the order in the page be the order that is seen"


def is_against_the_page(before: dict[str, Any], step: dict[str, Any]) -> bool:
    """Whether the second stands above the first in its column, or before it in its row."""
    is_above = step["bottom"] <= before["top"] and min(step["right"], before["right"]) > max(
        step["left"], before["left"]
    )
    shared = min(step["bottom"], before["bottom"]) - max(step["top"], before["top"])
    lower = min(step["bottom"] - step["top"], before["bottom"] - before["top"])
    return bool(is_above or (shared > lower / 2 and step["right"] <= before["left"]))


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
