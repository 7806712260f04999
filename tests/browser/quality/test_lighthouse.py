"""Lighthouse finds nothing in a policy; all others, and how quick they are, are for `make lighthouse`."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.quality.findings import none_of
from tests.browser.quality.lighthouse import ALWAYS_THE_SAME, report, shortcomings
from tests.browser.quality.node import require_tools
from tests.browser.site import RunningSite

MAIN_PAGES = ("/policies/severalnines/",)


@pytest.mark.parametrize("address", MAIN_PAGES)
def test_lighthouse_gives_every_point_for_what_never_varies(
    address: str, browser: Browser, site: RunningSite, tmp_path: Path
) -> None:
    require_tools()
    made = report(site.url + address, tmp_path, *ALWAYS_THE_SAME, throttle=False)
    assert set(made["categories"]) == set(ALWAYS_THE_SAME)
    none_of(shortcomings(made), address)
