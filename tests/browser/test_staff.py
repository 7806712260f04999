"""Support staff who edit Markdown: what they save is seen on the page, in the search and in the feeds."""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.site import RunningSite, running_site
from tests.browser.visitor import DESKTOP, PHONE, Visitor, visiting

ARTICLE = "articles/clickhouse/which-severity"
POLICY = "policies/photoprism"
PATIENCE_SECONDS = 30
CAPTURED = re.compile(r"^captured_on: .*$", re.MULTILINE)


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """A site whose content may be changed."""
    with running_site(tmp_path_factory.mktemp("edited")) as running:
        yield running


@pytest.fixture
def staff(browser: Browser, edited: RunningSite) -> Iterator[Visitor]:
    with visiting(browser, edited.url, DESKTOP) as visitor:
        yield visitor


def comes(is_there: Callable[[], bool]) -> None:
    """It happens soon."""
    ends_at = time.monotonic() + PATIENCE_SECONDS
    while not is_there():
        assert time.monotonic() < ends_at
        time.sleep(0.2)


def test_an_edited_article_is_seen_on_its_page_in_the_search_and_in_the_feed(
    staff: Visitor, edited: RunningSite
) -> None:
    file = edited.content_dir / f"{ARTICLE}.md"
    text = file.read_text(encoding="utf-8")
    page = staff.open(f"/{ARTICLE}")
    title = re.sub(r"(?m)^title: .*$", "title: How grave is it? Ask the marmoset", text)
    file.write_text(f"{title}\n\n## The marmoset\n\nA marmoset decides in doubt.\n", encoding="utf-8")
    comes(lambda: bool(page.reload()) and page.get_by_role("heading", name="The marmoset", exact=True).is_visible())
    expect(page.get_by_role("heading", level=1)).to_have_text("How grave is it? Ask the marmoset")
    comes(lambda: staff.open("/search?q=marmoset").locator(f"main a[href^='/{ARTICLE}']").count() > 0)
    staff.open("/articles/")
    for feed in staff.feeds:
        assert "How grave is it? Ask the marmoset" in page.request.get(feed).text()


def test_a_new_version_of_a_policy_counts_at_once_and_the_one_before_stays_readable(
    staff: Visitor, edited: RunningSite, browser: Browser
) -> None:
    file = next((edited.content_dir / POLICY).glob("*.md"))
    text = file.read_text(encoding="utf-8")
    older = CAPTURED.sub("effective_on: 2025-06-01\ncaptured_on: 2025-06-01", text)
    (file.parent / "2025-06-01.md").write_text(older.replace("8 business hours", "77 business hours"), encoding="utf-8")
    page = staff.open(f"/{POLICY}/")
    comes(lambda: bool(page.reload()) and page.locator(f"a[href*='/{POLICY}/versions/2025-06-01/']").count() > 0)
    expect(page.locator("main")).not_to_contain_text("77 business hours")
    with visiting(browser, edited.url, PHONE.without_scripts) as reader:
        old = reader.open(f"/{POLICY}/versions/2025-06-01/")
        expect(old.get_by_text("77 business hours").first).to_be_visible()
        reader.press(old.locator(f"main a[href='/{POLICY}/']").first)
        expect(old.get_by_role("heading", level=1)).to_contain_text("PhotoPrism")


def test_what_is_wrong_in_a_file_is_told_and_nothing_of_the_site_is_lost(staff: Visitor, edited: RunningSite) -> None:
    file: Path = edited.content_dir / "articles" / "photoprism" / "which-severity.md"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("title:", "tittle:", 1), encoding="utf-8")
    comes(lambda: file.name in staff.page.request.get(f"{staff.url}/healthz").text())
    staff.open("/articles/photoprism/which-severity")
    file.write_text(text, encoding="utf-8")
    comes(lambda: not staff.page.request.get(f"{staff.url}/healthz").json()["content"]["problems"])
