"""Lighthouse over the public pages of a site: python -m tests.browser.quality.lighthouse."""

import json
import os
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from tests.browser.chromium import MISSING, chromium
from tests.browser.quality import node
from tests.browser.quality.crawl import Crawl
from tests.browser.site import running_site

ALWAYS_THE_SAME = ("accessibility", "best-practices", "seo")
LEAST = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
RUNS = 3
Scores = dict[str, int]


class NotMeasured(Exception):
    """Lighthouse came to no result; with what it said."""


def report(url: str, folder: Path, *categories: str, throttle: bool = True) -> dict[str, Any]:
    """What Lighthouse says about a page, on a phone. Raises: NotMeasured."""
    flags = ["--headless", "--disable-gpu", "--disable-dev-shm-usage", f"--user-data-dir={folder / 'profile'}"]
    flags += ["--no-sandbox"] if os.geteuid() == 0 else []
    ended = node.run(
        "lighthouse/cli/index.js", url, "--quiet", "--output=json", "--no-enable-error-reporting",
        "--disable-full-page-screenshot", f"--only-categories={','.join(categories)}",
        f"--throttling-method={'simulate' if throttle else 'provided'}", f"--chrome-flags={' '.join(flags)}",
        CHROME_PATH=chromium() or "",
    )  # fmt: skip
    try:
        made: dict[str, Any] = json.loads(ended.stdout)
    except ValueError:
        raise NotMeasured(f"{url}: {ended.stderr[-500:]}") from None
    if "runtimeError" in made:
        raise NotMeasured(f"{url}: {made['runtimeError']['message']}")
    return made


def scores(made: dict[str, Any]) -> Scores:
    """Points by category, of 100."""
    return {name: round(category["score"] * 100) for name, category in made["categories"].items()}


def shortcomings(made: dict[str, Any]) -> list[str]:
    """Every audit that took points, with what it names."""
    found = []
    for category in made["categories"].values():
        for reference in category["auditRefs"]:
            audit = made["audits"][reference["id"]]
            if reference["weight"] and audit["score"] is not None and audit["score"] < 1:
                items = (audit.get("details") or {}).get("items") or [{}]
                where = items[0].get("node", {}).get("snippet") or audit.get("displayValue", "")
                found.append(f"Lighthouse {category['id']}, {reference['id']}: {audit['title']} {where}".strip())
    return found


def median_scores(url: str, folder: Path, categories: list[str]) -> tuple[Scores, list[str]]:
    """Of several runs, as the performance differs from run to run; and what took points in the last."""
    reports = [report(url, folder, *categories) for _ in range(RUNS)]
    found = [scores(made) for made in reports]
    middle = {name: round(statistics.median(each[name] for each in found)) for name in found[0]}
    return middle, shortcomings(reports[-1])


@click.command()
@click.argument("addresses", nargs=-1)
def main(addresses: tuple[str, ...]) -> None:
    """Measure ADDRESSES, or every public page; end with 1 where one has fewer points than it should."""
    for is_missing, message in ((chromium() is None, MISSING), (not node.is_installed(), node.MISSING)):
        if is_missing:
            sys.exit(message)
    fell_short = False
    with tempfile.TemporaryDirectory() as data, running_site(Path(data)) as site:
        pages = Crawl(site.url).walk(*addresses).pages
        wanted = addresses or tuple(each for each in sorted(pages) if "?" not in each)
        click.echo(f"{len(wanted)} pages, the median of {RUNS} runs each")
        for address in wanted:
            is_indexed = 'name="robots" content="noindex' not in pages[address].html
            categories = [name for name in LEAST if name != "seo" or is_indexed]
            found, lost = median_scores(site.url + address, Path(data), categories)
            is_short = any(found[name] < LEAST[name] for name in found)
            fell_short |= is_short
            click.echo(f"{'FALLS SHORT' if is_short else 'good':12}{address}  {found}")
            for line in lost if is_short else []:
                click.echo(f"            {line}")
    sys.exit(fell_short)


if __name__ == "__main__":
    main()
