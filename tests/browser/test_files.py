"""Files in the form of a case: up at once with their progress, or with the form; the form waits and nothing is lost."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from tests.browser.site import RunningSite
from tests.browser.test_case_form import address, fill
from tests.browser.visitor import PHONE, Visitor, visiting

SLOW = {"offline": False, "latency": 20, "downloadThroughput": -1, "uploadThroughput": 60_000}
FAST = SLOW | {"uploadThroughput": -1}
SIZE = 150_000


@pytest.fixture
def visitor(browser: Browser, site: RunningSite) -> Iterator[Visitor]:
    with visiting(browser, site.url, PHONE) as found:
        yield found


@pytest.fixture
def log(tmp_path: Path) -> Path:
    file = tmp_path / "server.log"
    file.write_bytes(b"2026-12-03 12:00 down\n" * (SIZE // 22))
    return file


def row(page: Page, name: str) -> Locator:
    return page.locator(".file", has_text=name)


def send(page: Page) -> Locator:
    return page.get_by_role("button", name="Send the case")


def receipt_lists(page: Page, *names: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Your case has been received")
    page.get_by_text("What you sent").first.click()
    expect(page.locator(".sent-files a")).to_have_text(names)


def test_a_slow_upload_shows_its_progress_and_the_form_waits_for_it(visitor: Visitor, log: Path) -> None:
    page = visitor.open(address())
    fill(page)
    line = page.context.new_cdp_session(page)
    line.send("Network.emulateNetworkConditions", SLOW)
    page.locator("#files").set_input_files(log)
    expect(page.locator(".file progress")).to_be_visible()
    expect(page.locator("[data-files-state]")).to_have_text(re.compile(r"^[1-9][0-9] %$"))
    send(page).click()
    expect(page.get_by_text("It goes out as soon as the files have come in.")).to_be_visible()
    line.send("Network.emulateNetworkConditions", FAST)
    page.wait_for_url("**/cases/*")
    receipt_lists(page, "server.log")


def test_a_file_that_breaks_off_can_be_tried_again_and_one_that_is_not_taken_says_why(
    visitor: Visitor, log: Path
) -> None:
    page = visitor.open(address())
    fill(page)
    page.route("**/cases/files", lambda route: route.abort("connectionreset"))
    page.locator("#files").set_input_files(log)
    expect(row(page, "server.log")).to_contain_text("The connection broke off before the file had come in.")
    send(page).click()
    expect(page.get_by_text("A file has not come in: try it again, or send without it.")).to_be_visible()
    page.unroute("**/cases/files")
    # What the browser says of a broken connection is meant here.
    assert all("ERR_CONNECTION_RESET" in each for each in visitor.problems)
    visitor.problems.clear()
    with visitor.expecting(422):
        page.locator("#files").set_input_files(
            [
                FilePayload(name="a.png", mimeType="", buffer=b"hello"),
                FilePayload(name="b.log", mimeType="", buffer=b"b"),
            ]
        )
        expect(row(page, "a.png")).to_contain_text("“a.png” is not a PNG picture")
    row(page, "server.log").get_by_role("button", name="Try again").click()
    expect(page.get_by_role("checkbox", name="server.log")).to_be_checked()
    row(page, "a.png").get_by_role("button", name="Take it off the list").click()
    page.get_by_role("checkbox", name="b.log").uncheck()
    visitor.press(send(page))
    receipt_lists(page, "server.log")


def test_without_scripts_files_come_with_the_form_and_stay_with_it(
    browser: Browser, site: RunningSite, log: Path
) -> None:
    with visiting(browser, site.url, PHONE.without_scripts) as visitor:
        page = visitor.open(address())
        fill(page, contact_email="ann@example")
        page.locator("#files").set_input_files(log)
        with visitor.expecting(422):
            visitor.press(send(page))
        expect(page.get_by_role("checkbox", name="server.log")).to_be_checked()
        page.locator("#field-contact_email").fill("ann@example.com")
        visitor.press(send(page))
        receipt_lists(page, "server.log")
