"""HTML as the server sends it is valid, on every page and in every state."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from app.config import CHECKOUT
from tests.browser.quality.crawl import Crawl
from tests.browser.quality.findings import none_of
from tests.browser.quality.node import require_tools, run
from tests.browser.quality.places import PLACES
from tests.browser.site import RunningSite
from tests.browser.visitor import DESKTOP, visiting

RULES = CHECKOUT / "tools" / "web_checks" / "html-validate.mjs"
BROKEN = "<!DOCTYPE html><html lang=en><title>Broken</title><p><div id=a></div><div id=a></div></p>"


@pytest.fixture(scope="module")
def pages(browser: Browser, site: RunningSite, crawl: Crawl) -> dict[str, str]:
    """Pages by name, or by address."""
    require_tools()
    found = {address: page.html for address, page in crawl.pages.items() if "?" not in address}
    with visiting(browser, site.url, DESKTOP.without_scripts) as visitor:
        for place in PLACES:
            place.come(visitor)
            found[place.name] = visitor.sent
            visitor.page.unroute_all()
    return found


def test_every_page_is_valid(pages: dict[str, str], tmp_path: Path) -> None:
    none_of(mistakes_in(pages, tmp_path), "HTML")


def test_a_mistake_would_be_found(tmp_path: Path) -> None:
    require_tools()
    found = "\n".join(mistakes_in({"broken": BROKEN}, tmp_path))
    assert "no-dup-id" in found
    assert "broken" in found


def mistakes_in(pages: dict[str, str], folder: Path) -> Iterator[str]:
    """What html-validate says, with the name of the page, the line, the rule and the element."""
    files = {}
    for number, (name, html) in enumerate(pages.items()):
        files[str(folder / f"{number}.html")] = name
        (folder / f"{number}.html").write_text(html, encoding="utf-8")
    said_in = folder / "said.json"  # a pipe would end with the process, before all of it is read
    ended = run("html-validate/bin/html-validate.mjs", f"--config={RULES}", f"--formatter=json={said_in}", *files)
    assert said_in.exists(), ended.stderr
    for report in json.loads(said_in.read_text(encoding="utf-8")):
        for said in report["messages"]:
            place = f"{files[report['filePath']]}, line {said['line']}"
            yield f"{place}: {said['ruleId']}: {said['message']} ({said.get('selector') or 'the page'})"
