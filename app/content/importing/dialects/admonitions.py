"""Remarks: Docusaurus's, GitHub's and MkDocs's, as the site writes them, and tabs as labelled parts."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from app.content.importing.report import Report
from app.content.importing.text import Line, dedented, shifted

KINDS = {
    "note": "note info information important abstract tldr summary todo seealso see example quote cite question faq "
    "help secondary admonition callout details",
    "tip": "tip hint success check done verified",
    "warning": "warning warn caution attention alert",
    "danger": "danger error failure fail bug",
}
OURS = {word: kind for kind, words in KINDS.items() for word in words.split()}
_COLONS = re.compile(
    r"^(?P<indent> *)(?P<colons>:{3,}) *(?P<kind>[A-Za-z-]+)?(?:\[(?P<label>.*)\])?\s*(?P<attrs>\{.*\})?(?P<title>.*)$"
)
_QUOTED = re.compile(r"^(?P<indent> *)> ?\[!(?P<kind>\w+)\][+-]?\s*(?P<title>.*)$")
_MARKS = re.compile(
    r"^(?P<indent> *)(?:!!!|\?\?\?\+?)\s*(?P<kind>[\w-]+)(?P<more>(?: +[\w-]+)*)\s*(?:\"(?P<title>.*)\")?\s*$"
)
_TAB = re.compile(r"^(?P<indent> *)===[!+]* +[\"'](?P<title>.+)[\"']\s*$")


class _Open(NamedTuple):
    line: Line
    match: re.Match[str]
    inner: list[Line]


def head(kind: str, title: str | None) -> str:
    """The first line of a remark; a kind that the site lacks becomes its title."""
    ours = OURS.get(kind.lower(), "note")
    if title is None and kind.lower() not in ("note", "tip", "warning", "danger", "details", "admonition", "callout"):
        title = "TL;DR" if kind.lower() == "tldr" else kind.capitalize()
    return f"!!! {ours}" if title is None else f'!!! {ours} "{title.strip().replace(chr(34), "”")}"'


def from_quotes(lines: Iterable[Line]) -> list[Line]:
    """GitHub's alerts (`> [!NOTE]`) written with colons."""
    found: list[Line] = []
    close = ""
    for line in lines:
        start = _QUOTED.match(line.text) if line.is_prose else None
        inner = re.match(r"^ *> ?(.*)$", line.text)
        if close and (start or not inner):
            found.append(line._replace(text=close, kind="prose"))
            close = ""
        if start:
            close = f"{start['indent']}:::"
            title = f"[{start['title']}]" if start["title"].strip() else ""
            found.append(line.with_text(f"{close}{start['kind'].lower()}{title}"))
        else:
            found.append(line.with_text(close[:-3] + inner[1]) if close and inner else line)
    return [*found, found[-1]._replace(text=close, kind="prose")] if close else found


def from_colons(lines: Iterable[Line], report: Report) -> list[Line]:
    """Docusaurus's remarks (`:::note`), nested ones too, written with exclamation marks."""
    opened: list[_Open] = []
    top: list[Line] = []
    for line in lines:
        match = _COLONS.match(line.text) if line.is_prose else None
        into = opened[-1].inner if opened else top
        if match and match["kind"]:
            opened.append(_Open(line, match, []))
        elif match and opened and not match["title"].strip():
            done = opened.pop()
            (opened[-1].inner if opened else top).extend(_remark(done))
        else:
            into.append(line)
    for left in opened:
        report.note("a remark is not closed", left.line.path, left.line.number, left.line.text, "it ends with the page")
    while opened:
        done = opened.pop()
        (opened[-1].inner if opened else top).extend(_remark(done))
    return top


def _remark(opened: _Open) -> list[Line]:
    line, match, inner = opened
    attrs = re.search(r"title=[\"']([^\"']*)[\"']", match["attrs"] or "")
    title = match["label"] or (attrs[1] if attrs else None) or match["title"].strip() or None
    indent = len(match["indent"]) // 4 * 4
    first = line.with_text(" " * indent + head(match["kind"], title))
    blank = line.with_text("")
    return [blank, first, *shifted(dedented(_trimmed(inner)), indent + 4), blank]


def _trimmed(lines: list[Line]) -> list[Line]:
    written = [number for number, line in enumerate(lines) if line.text.strip()]
    return lines[written[0] : written[-1] + 1] if written else []


def with_our_kinds(lines: Iterable[Line], report: Report) -> list[Line]:
    """MkDocs's remarks, foldable ones too, with the kinds that the site has."""
    found = []
    for line in lines:
        match = _MARKS.match(line.text) if line.is_prose else None
        found.append(line.with_text(match["indent"] + head(match["kind"], match["title"])) if match else line)
        report.count("remarks", bool(match))
    return found


def from_tabs(lines: Iterable[Line], report: Report) -> list[Line]:
    """MkDocs's tabs (`=== "Linux"`) as bold labels, their text below them."""
    found: list[Line] = []
    holders: list[int] = []
    for line in lines:
        while line.kind != "code" and line.text.strip() and holders and line.indent <= holders[-1]:
            holders.pop()
        match = _TAB.match(line.text) if line.is_prose else None
        moved = shifted([line], -4 * len(holders))[0]
        if match:
            indent = " " * moved.indent
            found += [line.with_text(""), line.with_text(f"{indent}**{match['title']}**"), line.with_text("")]
            holders.append(line.indent)
            report.count("tabs")
        else:
            found.append(moved)
    return found
