"""Pictures of every page in every state, for a person to look at: make screenshots."""

import html
import re
import sys
import tempfile
from itertools import product
from pathlib import Path
from typing import Literal

import click
from playwright.sync_api import Browser

from tests.browser.chromium import MISSING, chromium, started_browser
from tests.browser.quality.places import PLACES, Place
from tests.browser.site import running_site
from tests.browser.visitor import DESKTOP, PHONE, Screen, visiting

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
SHOTS = tuple(product((DESKTOP, PHONE), SCHEMES))
SHEET = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>Signpost, page by page</title>
<style>
  body {{ margin: 2rem; font: 1rem/1.5 system-ui, sans-serif; background: #777; color: #fff; }}
  section div {{ display: flex; gap: 1rem; align-items: start; overflow-x: auto; }}
  img {{ display: block; inline-size: 100%; max-block-size: 40rem; object-fit: cover; object-position: top; }}
  a {{ flex: 3 0 20rem; }} a.phone {{ flex: 1 0 10rem; }}
</style>
<h1>Signpost, page by page</h1>
{sections}
"""


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path("screenshots"))
@click.option("--only", default="", help="Only places with these words in their names.")
def take(folder: Path, only: str) -> None:
    """Take a picture of each page in each state, on both screens, light and dark, into FOLDER with a sheet of all."""
    path = chromium()
    if path is None:
        sys.exit(MISSING)
    folder.mkdir(parents=True, exist_ok=True)
    places = [place for place in PLACES if only in place.name]
    with tempfile.TemporaryDirectory() as data, running_site(Path(data)) as site, started_browser(path) as browser:
        for place in places:
            click.echo(place.name)
            for screen, scheme in SHOTS:
                _shoot(browser, site.url, place, screen, scheme, folder)
    sections = "\n".join(_section(place) for place in places)
    (folder / "index.html").write_text(SHEET.format(sections=sections), encoding="utf-8")
    click.echo(f"{len(places) * len(SHOTS)} pictures: {folder / 'index.html'}")


def _shoot(browser: Browser, url: str, place: Place, screen: Screen, scheme: Scheme, folder: Path) -> None:
    with visiting(browser, url, screen, color_scheme=scheme, reduced_motion="reduce") as visitor:
        place.come(visitor)
        visitor.settle().screenshot(path=folder / _file(place, screen, scheme), full_page=True)


def _file(place: Place, screen: Screen, scheme: str) -> str:
    return f"{re.sub(r'[^a-z0-9]+', '-', place.name.lower()).strip('-')}-{screen.name}-{scheme}.png"


def _section(place: Place) -> str:
    pictures = "".join(
        f'<a class="{screen.name}" href="{(file := _file(place, screen, scheme))}">'
        f'<img loading="lazy" src="{file}" alt="{screen.name}, {scheme}"></a>'
        for screen, scheme in SHOTS
    )
    return f"<section><h2>{html.escape(place.name)}</h2><div>{pictures}</div></section>"


if __name__ == "__main__":
    take()
