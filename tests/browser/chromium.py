"""Debian's chromium, driven by Playwright: nothing is downloaded."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = "there is no chromium: tools/install_chromium.sh installs it, on Debian: sudo apt-get install chromium"


def chromium() -> str | None:
    """Where the browser is; None where there is none."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


def is_required() -> bool:
    """Whether tests may not be skipped."""
    return os.environ.get("CI") == "true"


@contextmanager
def browser_for_tests() -> Iterator[Browser]:
    """The browser; where there is none its tests are skipped, or fail where they may not be."""
    path = chromium()
    if path is None:
        if is_required():
            pytest.fail(MISSING, pytrace=False)
        pytest.skip(MISSING)
    with started_browser(path) as started:
        yield started


@contextmanager
def started_browser(path: str) -> Iterator[Browser]:
    """The browser without a window, until the block is left."""
    arguments = ["--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
    arguments += ["--no-sandbox"] if os.geteuid() == 0 else []  # its sandbox does not work for root
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        try:
            yield browser
        finally:
            browser.close()
