"""Goes through a page by Tab alone, and tells where one gets lost."""

from collections.abc import Iterator
from typing import Any

from tests.browser.quality.inspector import Inspector

MOST_TABS = 900


def findings_by_keyboard(inspector: Inspector) -> Iterator[str]:
    """What is wrong with the way that Tab takes through the page, from its top to its end."""
    steps = tab_through(inspector)
    for before, step in zip([None, *steps], steps, strict=False):
        yield from (f"{problem}: {step['name']}" for problem in problems_of(step, before))
    for name in inspector.run("missed"):
        yield f"Tab does not come to {name}; give it a place in the order, with no tabindex above 0"


def tab_through(inspector: Inspector) -> list[dict[str, Any]]:
    """Everything that gets the focus, from the top of the page until it leaves the page or comes round."""
    inspector.run("start")
    steps: list[dict[str, Any]] = []
    for _ in range(MOST_TABS):
        inspector.page.keyboard.press("Tab")
        step = inspector.run("focus")
        if step is None or step["number"] < len(steps):
            return steps
        if step["number"] > len(steps):  # a field for a date and a time has several stops
            steps.append(step)
    raise AssertionError(f"{inspector.name}: Tab comes to no end")


def problems_of(step: dict[str, Any], before: dict[str, Any] | None) -> Iterator[str]:
    """What is wrong with where the focus is now."""
    if not step["isMarked"]:
        yield "the focus is not seen; give it an outline of at least 2 px"
    if not step["isInView"]:
        yield "the focus is out of view or covered; scroll it free (scroll-margin, scroll-padding)"
    if step["lid"]:
        yield f"the focus is partly covered by {step['lid']}; scroll it free (scroll-padding)"
    if before is not None and not before["isFloating"] and not step["isFloating"] and is_against_the_page(before, step):
        yield f"the focus goes backwards from {before['name']}; let the order in the page be the order that is seen"


def is_against_the_page(before: dict[str, Any], step: dict[str, Any]) -> bool:
    """Whether the second stands above the first in its column, or before it in its row."""
    is_above = step["bottom"] <= before["top"] and min(step["right"], before["right"]) > max(
        step["left"], before["left"]
    )
    shared = min(step["bottom"], before["bottom"]) - max(step["top"], before["top"])
    lower = min(step["bottom"] - step["top"], before["bottom"] - before["top"])
    return bool(is_above or (shared > lower / 2 and step["right"] <= before["left"]))
