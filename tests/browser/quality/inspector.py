"""Looks at a page with a visitor's browser: axe-core and our own scripts, in every light and at every width."""

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import CDPSession

from tests.browser.quality.node import tool
from tests.browser.visitor import Visitor

SCRIPTS = Path(__file__).with_name("scripts")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]


class View(NamedTuple):
    """A window, in a light; `scale` is by how much the page is zoomed."""

    light: str
    width: int
    height: int
    scale: float = 1

    @property
    def name(self) -> str:
        """What a finding calls it."""
        zoom = f" at {self.scale * 100:.0f} %" if self.scale > 1 else ""
        return f"{self.light} {self.width} px{zoom}"


WINDOWS = ((320, 640), (768, 1024), (1440, 900))
EVERY_VIEW = "EVERY_VIEW" in os.environ  # `make views`: half an hour
LIGHTS = ("light", "dark", "forced")
# A main page is seen in every light at every width, and zoomed; every other state of a page in three views, which have
# each light and each width between them.
ZOOMED = (View("light", 640, 450, 2), View("dark", 320, 225, 4))
VIEWS = tuple(View(light, *window) for light in LIGHTS for window in WINDOWS) + ZOOMED
FEW_VIEWS = (View("light", 320, 640), View("forced", 768, 1024), View("dark", 1440, 900))


class Inspector:
    """Looks at the page on which the visitor is."""

    def __init__(self, visitor: Visitor, name: str, views: Sequence[View] = FEW_VIEWS) -> None:
        self.name = name
        self.views = views
        self.page = visitor.page
        self._devtools: CDPSession = visitor.page.context.new_cdp_session(visitor.page)

    def see(self, view: View) -> None:
        """Look through another window, or in another light, without loading the page again."""
        size = {"width": view.width, "height": view.height, "deviceScaleFactor": view.scale, "mobile": False}
        self._devtools.send("Emulation.setDeviceMetricsOverride", size)
        self.page.emulate_media(
            color_scheme="light" if view.light == "light" else "dark",
            forced_colors="active" if view.light == "forced" else "none",
        )

    def open_all(self) -> None:
        """Unfold whatever is folded, and open whatever opens where it stands."""
        self.run("open")

    def space_out(self) -> None:
        """Set the spaces that a reader may set."""
        self.run("spaces")

    def axe(self, views: Sequence[View]) -> list[str]:
        """What axe-core finds, each finding with the views in which it is there."""
        self.page.evaluate(_axe())
        seen: dict[str, list[str]] = {}
        for view in views:
            self.see(view)
            answer = self.run("axe", TAGS)
            judged = self.run("contrast", answer["unsure"]) if answer["unsure"] else []
            for finding in answer["found"] + judged:
                seen.setdefault(finding, []).append(view.name)
        return [f"{finding} [{', '.join(names)}]" for finding, names in seen.items()]

    def run(self, script: str, given: Any = None) -> Any:
        """What one of our scripts answers."""
        return self.page.evaluate(_script(script), given)


@cache
def _axe() -> str:
    return tool("axe-core/axe.min.js").read_text(encoding="utf-8")


@cache
def _script(name: str) -> str:
    """A script together with the words that all of them share; one that is a function is given what it takes."""
    shared, own = ((SCRIPTS / f"{each}.js").read_text(encoding="utf-8") for each in ("names", name))
    return f"(given) => {{ {shared}\nconst made = {own};\nreturn typeof made === 'function' ? made(given) : made; }}"
