"""The body of a policy taken apart into clauses: headings with an id, and the text below each."""

import re
from dataclasses import dataclass

_HEADING = re.compile(r"^(#{2,4})\s+(.+?)\s*(?:\{#([a-z0-9-]+)\})?\s*$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with its id, its level (2 to 4) and its line in the body, counted from 0."""

    id: str
    title: str
    level: int
    line: int


def headings(body: str) -> list[Heading]:
    """The headings of a body, outside fenced code. One without an id is given one from its title."""
    found, fenced = [], False
    for line, text in enumerate(body.splitlines()):
        if text.startswith(("```", "~~~")):
            fenced = not fenced
        match = None if fenced else _HEADING.match(text)
        if match:
            marks, title, name = match.groups()
            found.append(Heading(name or slugify(title), title, len(marks), line))
    return found


def slugify(title: str) -> str:
    """A heading's text as an id."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "clause"
