"""Every page, in each of its states: no finding of axe-core, and what axe-core cannot see."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.quality.crawl import Crawl
from tests.browser.quality.findings import none_of
from tests.browser.quality.inspector import EVERY_VIEW, FEW_VIEWS, LIGHTS, VIEWS, Inspector, View
from tests.browser.quality.node import require_tools
from tests.browser.quality.places import PLACES, Place
from tests.browser.site import RunningSite
from tests.browser.visitor import DESKTOP, visiting

PHONE_WINDOW = View("light", 320, 640)
ZOOMED_WINDOW = View("light", 640, 450, 2)
WIDE_WINDOW = View("light", 1440, 900)


# One process looks at all of a place: coming there can take long.
@pytest.fixture(
    scope="module",
    params=[pytest.param(place, marks=pytest.mark.xdist_group(place.name), id=place.name) for place in PLACES],
)
def inspector(request: pytest.FixtureRequest, browser: Browser, site: RunningSite) -> Iterator[Inspector]:
    """Stands at the page in its state; every test looks at the same one."""
    place: Place = request.param
    with visiting(browser, site.url, DESKTOP, reduced_motion="reduce") as visitor:
        place.come(visitor)
        visitor.settle()
        yield Inspector(visitor, place.name, VIEWS if is_looked_at_in_all_views(place) else FEW_VIEWS)


def is_looked_at_in_all_views(place: Place) -> bool:
    """Main pages are, and with `make views` every state of every page."""
    return place.is_main or EVERY_VIEW


def test_one_finds_ones_way_by_title_language_headings_parts_and_errors(inspector: Inspector) -> None:
    none_of(inspector.run("structure"), inspector.name)


def test_what_is_pressed_is_large_enough_or_stands_apart(inspector: Inspector) -> None:
    found = []
    for view in (WIDE_WINDOW, PHONE_WINDOW):
        inspector.see(view)
        found += [f"{each} [{view.name}]" for each in inspector.run("targets")]
    none_of(found, inspector.name)


def test_axe_finds_nothing_as_the_page_comes_and_with_everything_open(inspector: Inspector) -> None:
    require_tools()
    *opened, last = inspector.views
    found = inspector.axe([last])
    inspector.see(PHONE_WINDOW)
    inspector.open_all()
    none_of(found + inspector.axe(inspector.views if inspector.views is VIEWS else opened), inspector.name)


def test_what_pops_up_keeps_the_rules_too(inspector: Inspector) -> None:
    require_tools()
    found = []
    for number in range(inspector.run("popovers")):
        inspector.run("popover", number)
        found += inspector.axe([View(light, 320, 640) for light in LIGHTS])
        found += inspector.run("text")
    inspector.run("popover", None)
    none_of(found, inspector.name)


def windows(inspector: Inspector) -> tuple[View, ...]:
    """The windows in which text is looked at: where there is little room, and of main pages the wide one too."""
    return (PHONE_WINDOW, ZOOMED_WINDOW, *([WIDE_WINDOW] if inspector.views is VIEWS else []))


def test_no_text_is_cut_off_or_lies_on_other_text(inspector: Inspector) -> None:
    inspector.open_all()
    found = []
    for view in windows(inspector):
        inspector.see(view)
        found += [f"{each} [{view.name}]" for each in inspector.run("text")]
    none_of(found, inspector.name)


def test_text_still_has_room_when_a_reader_spaces_it_out(inspector: Inspector) -> None:
    inspector.open_all()
    inspector.space_out()
    found = []
    for view in windows(inspector)[::2]:
        inspector.see(view)
        found += [f"{each} [{view.name}]" for each in inspector.run("text")]
    none_of(found, inspector.name)


def test_axe_finds_nothing_on_any_other_page_that_links_lead_to(
    browser: Browser, site: RunningSite, crawl: Crawl
) -> None:
    """They are of the same kinds as the places: one view each in turn, and all three with `make views`."""
    require_tools()
    found, seen = [], {place.address for place in PLACES}
    others = sorted(each for each in crawl.pages if "?" not in each and each not in seen)
    with visiting(browser, site.url, DESKTOP, reduced_motion="reduce") as visitor:
        for number, address in enumerate(others):
            visitor.open(address)
            visitor.settle()
            looking = Inspector(visitor, address)
            looking.open_all()
            views = FEW_VIEWS if EVERY_VIEW else FEW_VIEWS[number % len(FEW_VIEWS) :][:1]
            found += [f"{address}: {each}" for each in looking.axe(views) + looking.run("text")]
    none_of(found, "every other page")
