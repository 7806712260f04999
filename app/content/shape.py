"""What the headings and lists of an article's text make of it: steps to take in order, or questions with answers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.content.markdown import Rendered, Section, plain

_NUMBERED = re.compile(r"(\d+)\. +(\S.*)")
_LIST_OF_STEPS = re.compile(r'<h[23] id="([^"]*)">\s*(?:the )?steps\s*</h[23]>\s*<ol>(.*)', re.IGNORECASE | re.DOTALL)
_LIST_TAG = re.compile(r"<(/?)(ol|ul|li)\b[^>]*>")
FEWEST = 2


@dataclass(frozen=True, slots=True)
class Step:
    """One step: where it stands on the page, what it is called, and its words."""

    anchor: str
    title: str
    text: str


def steps(body: Rendered) -> tuple[Step, ...]:
    """The steps that the text takes its reader through; none where it is something else.

    They are its second-level headings numbered 1., 2., 3. without a gap, or else the items of the numbered list that
    stands right below a heading “Steps”.
    """
    numbered = [(found, part) for part in _parts(body) if (found := _NUMBERED.fullmatch(part.title))]
    if len(numbered) >= FEWEST and [int(found[1]) for found, _ in numbered] == list(range(1, len(numbered) + 1)):
        return tuple(Step(part.anchor, found[2], part.text) for found, part in numbered)
    return _listed(body.html)


def questions(body: Rendered) -> tuple[Section, ...]:
    """The questions that head the text's parts, with the answers below them; none unless most parts are such."""
    parts = list(_parts(body))
    asked = tuple(part for part in parts if part.title.endswith("?") and part.text)
    return asked if len(asked) >= FEWEST and 2 * len(asked) > len(parts) else ()


def _parts(body: Rendered) -> Iterator[Section]:
    """The text below each second-level heading, with that of the headings below it."""
    part: Section | None = None
    for section in body.contents:
        if section.level == 2:
            if part:
                yield part
            part = section
        elif part:
            part = replace(part, text=" ".join(filter(None, (part.text, section.title, section.text))))
    if part:
        yield part


def _listed(html: str) -> tuple[Step, ...]:
    found = _LIST_OF_STEPS.search(html)
    items = [plain(item) for item in _items(found[2])] if found else []
    return tuple(Step(found[1], item, item) for item in items) if found and len(items) >= FEWEST else ()


def _items(html: str) -> Iterator[str]:
    """The items of a list, from behind its first tag on; a list within an item belongs to it."""
    depth, start = 0, 0
    for tag in _LIST_TAG.finditer(html):
        is_end, name = bool(tag[1]), tag[2]
        if name == "li" and not is_end and depth == 0:
            start = tag.end()
        if name == "li" and is_end and depth == 0:
            yield html[start : tag.start()]
        if name != "li":
            depth += -1 if is_end else 1
        if depth < 0:
            return
