"""Pictures of the main pages for a person to look at: python -m tests.browser.screenshots FOLDER."""

import sys
import tempfile
from itertools import product
from pathlib import Path
from typing import Literal

import click

from tests.browser.chromium import MISSING, chromium, started_browser
from tests.browser.journeys import GRAVEST, ZONE
from tests.browser.site import running_site
from tests.browser.visitor import DESKTOP, PHONE, visiting
from tests.web.triage_pages import address

OUTCOME = address("severalnines", GRAVEST["severalnines"].answers, zone=ZONE)
PAGES = {
    "home": "/",
    "policies": "/policies/",
    "policy": "/policies/severalnines/",
    "compare": "/policies/compare?with=severalnines",
    "proof": "/policies/severalnines/proof",
    "articles": "/articles/",
    "article": "/articles/clustercontrol/what-to-collect",
    "search": "/search?q=severity",
    "question": address("severalnines", {"product": "clustercontrol", "need": "broken"}),
    "outcome": OUTCOME,
    "graph": "/triage/photoprism/graph",
    "case": OUTCOME.replace("/triage/severalnines?", "/cases/new?policy=severalnines&"),
}
SCHEMES: list[Literal["light", "dark"]] = ["light", "dark"]


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def take(folder: Path) -> None:
    """Take a picture of each main page on both screens, light and dark, into FOLDER."""
    path = chromium()
    if path is None:
        sys.exit(MISSING)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, running_site(Path(data)) as site, started_browser(path) as browser:
        for screen, scheme in product((DESKTOP, PHONE), SCHEMES):
            with visiting(browser, site.url, screen, color_scheme=scheme) as visitor:
                for name, at in PAGES.items():
                    visitor.open(at).wait_for_load_state("networkidle")
                    visitor.page.screenshot(path=folder / f"{name}-{screen.name}-{scheme}.png", full_page=True)
    click.echo(f"{len(PAGES) * 4} pictures in {folder}")


if __name__ == "__main__":
    take()
