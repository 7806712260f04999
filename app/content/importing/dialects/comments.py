"""Comments, which readers of the source never saw, taken out."""

import re
from collections.abc import Iterable

from app.content.importing.text import Line, OpenMark, join_open, outside_code

_HEADING_ID = re.compile(r"^(#{1,6} .*?)\s*(?:\{/\*|<!--)\s*#([\w.:-]+)\s*(?:\*/\}|-->)\s*$")
_HTML = re.compile(r"<!--.*?-->", re.DOTALL)
_MDX = re.compile(r"\{/\*.*?\*/\}", re.DOTALL)
_OPEN = (OpenMark(re.compile(r"<!--"), "-->"), OpenMark(re.compile(r"\{/\*"), "*/}"))


def without_comments(lines: Iterable[Line]) -> list[Line]:
    """The lines without comments; a comment that is a heading's id becomes that."""
    found = []
    for line in join_open(lines, _OPEN, furthest=2000):
        if not line.is_prose or not ("<!--" in line.text or "{/*" in line.text):
            found.append(line)
            continue
        text = _HEADING_ID.sub(r"\1 {#\2}", line.text)
        left = outside_code(text, lambda prose: _MDX.sub("", _HTML.sub("", prose)))
        if left.strip() or not line.text.strip():
            found += in_lines(line.with_text(left.rstrip()))
    return found


def in_lines(line: Line) -> list[Line]:
    """A line whose text has come to hold several, as several; code within it is marked anew by nobody."""
    return [line.with_text(text) for text in line.text.split("\n")]
