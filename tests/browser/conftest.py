"""One browser and one site for all journeys, and a visitor for each."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import browser_for_tests
from tests.browser.site import RunningSite, running_site
from tests.browser.visitor import DESKTOP, PHONE, SCREENS, Screen, Visitor, visiting


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The browser. It ends with the folder: while it runs, no other test of this process could run an event loop."""
    with browser_for_tests() as found:
        yield found


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """The site, which takes smaller bodies than others: a browser needs long to lay megabytes out."""
    with running_site(tmp_path_factory.mktemp("site"), SIGNPOST_MAX_BODY_BYTES=str(256 * 1024)) as running:
        yield running


@pytest.fixture(params=SCREENS, ids=lambda screen: screen.name)
def visitor(request: pytest.FixtureRequest, browser: Browser, site: RunningSite) -> Iterator[Visitor]:
    """A visitor with each screen, with JavaScript and without."""
    screen: Screen = request.param
    with visiting(browser, site.url, screen) as found:
        yield found


@pytest.fixture(params=[DESKTOP, PHONE], ids=lambda screen: screen.name)
def scripted(request: pytest.FixtureRequest, browser: Browser, site: RunningSite) -> Iterator[Visitor]:
    """A visitor with each screen, for what JavaScript adds."""
    screen: Screen = request.param
    with visiting(browser, site.url, screen, permissions=["clipboard-read", "clipboard-write"]) as found:
        yield found
