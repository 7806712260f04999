"""A case that a customer makes in a browser arrives in a real Request Tracker once, through an outage of the desk."""

from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.site import RunningSite, running_site
from tests.browser.test_hand_over import DESCRIPTION, fill_in, send_mended
from tests.browser.visitor import PHONE, visiting
from tests.desks.request_tracker import DESKS, Tracker

pytestmark = pytest.mark.desks

LOG = b"2026-11-28 09:40:00 [ERROR] cmon: no primary\n" * 20_000
PATIENCE_SECONDS = 120


@pytest.fixture
def site(tmp_path: Path, tracker: Tracker) -> Iterator[RunningSite]:
    with running_site(tmp_path, DESKS, **tracker.settings) as running:
        yield running


def test_a_case_made_on_a_phone_arrives_whole_and_once_after_the_desk_was_down(
    browser: Browser, site: RunningSite, tracker: Tracker
) -> None:
    with visiting(browser, site.url, PHONE) as visitor:
        fill_in(visitor, "All databases are down")
        visitor.page.locator("#files").set_input_files({"name": "cmon.log", "mimeType": "text/plain", "buffer": LOG})
        expect(visitor.page.get_by_label("cmon.log")).to_be_checked()
        reference = send_mended(visitor)
        page = visitor.page
        comes(lambda: "could not be reached" in page.reload().text())  # type: ignore[union-attr]
        with tracker.running():
            comes(lambda: "The desk calls it" in page.reload().text())  # type: ignore[union-attr]
            (ticket,) = [each for each in tracker.tickets() if each["Subject"].startswith(reference)]
            assert tracker.queue(ticket) == "Critical"
            assert values(ticket) == {"Severity": ["S1"], "Idempotency-Key": [f"{reference}.desk"]}
            assert [each["id"] for each in ticket["Requestor"]] == ["ann@example.com"]
            parts = tracker.parts(ticket)
        files = {each["Filename"]: each["Content"] for each in parts if each["Filename"]}
        assert set(files) == {"cmon.log", "case.json"}
        assert files["cmon.log"].encode() == LOG
        (text,) = (each["Content"] for each in parts if each["ContentType"] == "text/plain" and not each["Filename"])
        assert all(line in text for line in DESCRIPTION.splitlines())
        expect(page.get_by_text(f"The desk calls it {ticket['id']}.")).to_be_visible()


def values(ticket: dict[str, Any]) -> dict[str, list[str]]:
    return {each["name"]: each["values"] for each in ticket["CustomFields"]}


def comes(is_there: Any) -> None:
    ends_at = monotonic() + PATIENCE_SECONDS
    while not is_there():
        assert monotonic() < ends_at
        sleep(0.5)
