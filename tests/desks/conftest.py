"""One Request Tracker for all tests of real desks."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import browser_for_tests
from tests.cases.deliveries.servers import free_port
from tests.desks.request_tracker import SERVER, Tracker, make


@pytest.fixture(scope="session")
def tracker() -> Iterator[Tracker]:
    """Not running yet. Where there is none to make the tests are skipped, which fails where CI=true."""
    if not SERVER.exists():
        reason = "there is no Request Tracker 5 here: tools/request_tracker.sh install"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    # Beside the folders of pytest, which nobody else may enter: Request Tracker runs as a user of its own.
    folder = Path(tempfile.mkdtemp(prefix="signpost-tracker-"))
    folder.chmod(0o755)
    try:
        yield make(folder, free_port())
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The browser in which a customer makes a case."""
    with browser_for_tests() as found:
        yield found
