"""An article's text as its page shows it: headings to link to, remarks with icons, tables that fold, whole codes."""

import re
from collections.abc import Callable
from functools import partial

from flask import get_template_attribute
from markupsafe import Markup, escape

from app.content.markdown import plain

_HEADING = re.compile(r'<h([23]) id="([^"]+)">(.*?)</h\1>', re.DOTALL)
_REMARK = re.compile(r'<div class="admonition ?(\w*)">\s*<p class="admonition-title">(.*?)</p>', re.DOTALL)
_TABLE = re.compile(r'<div class="table-scroll"(.*?)</table></div>', re.DOTALL)
_ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<(t[hd])>(.*?)</\1>", re.DOTALL)
_READING = re.compile(r"\bour readings?\b", re.IGNORECASE)
_TAG = re.compile(r"(<[^>]+>)")
_CODE = re.compile(r"\b[A-Z]{2,6}-\d{1,4}\b")
ICONS = {"warning": "warning", "danger": "warning", "tip": "check"}


def shown(html: str) -> Markup:
    """The safe HTML of a text with what its page adds; the words stay as they are."""
    with_remarks = _REMARK.sub(_remark, _with_whole_codes(_TABLE.sub(_table, html)))
    heading = get_template_attribute("components/page.html", "heading_with_anchor")
    return Markup(_HEADING.sub(partial(_heading, heading), with_remarks))  # noqa: S704 - sanitised where it was rendered


def _heading(macro: Callable[[int, str, Markup], str], found: re.Match[str]) -> str:
    level, anchor, title = found.groups()
    return macro(int(level), anchor, Markup(title))  # noqa: S704 - sanitised where it was rendered


def _remark(found: re.Match[str]) -> str:
    """A remark with its icon; one that names our reading of an unclear text looks like all our readings."""
    kind = "reading" if _READING.search(plain(found[2])) else found[1] or "note"
    icon = get_template_attribute("components/icons.html", "icon")(ICONS.get(kind, "info"))
    return f'<div class="admonition {kind}" role="note"><p class="admonition-title">{icon} <span>{found[2]}</span></p>'


def _table(found: re.Match[str]) -> str:
    """A table that folds to cards on a phone: the first cell heads its row, the others carry their column's name."""
    table = found[0]
    columns = [plain(title) for kind, title in _CELL.findall(table) if kind == "th"]
    head, body = table.split("<tbody>", 1) if "<tbody>" in table else (table, "")
    rows = [_CELL.findall(row) for row in _ROW.findall(body)]
    if not rows or any(len(row) != len(columns) for row in rows):
        return table
    folded = _ROW.sub(lambda row: f"<tr>{_row(columns, _CELL.findall(row[1]))}</tr>", body)
    named = head.replace("<th>", '<th scope="col">').replace("table-scroll", "table-scroll cards-on-phone", 1)
    return f"{named}<tbody>{folded}"


def _row(columns: list[str], cells: list[tuple[str, str]]) -> str:
    labelled = zip(columns[1:], cells[1:], strict=True)
    others = (f'<td data-label="{escape(name)}"><span>{text}</span></td>' for name, (_, text) in labelled)
    return f'<th scope="row">{cells[0][1]}</th>{"".join(others)}'


def _with_whole_codes(html: str) -> str:
    """Codes such as SEV-1 in prose may not break at their hyphen."""
    parts, depth = [], 0
    for part in _TAG.split(html):
        if part.startswith(("<pre", "<code")):
            depth += 1
        if part.startswith(("</pre", "</code")):
            depth -= 1
        is_prose = depth == 0 and not part.startswith("<")
        parts.append(_CODE.sub(r'<span class="whole">\g<0></span>', part) if is_prose else part)
    return "".join(parts)
