"""What GitHub and CommonMark write otherwise than the site: fences, strokes, footnotes, addresses without brackets."""

import re
from collections.abc import Iterable

from app.content.importing.report import Report
from app.content.importing.text import Line, outside_code, without_code

_FENCE = re.compile(r"^(?P<before>[ >]*)(?P<fence>`{3,}|~{3,})\s*(?P<info>.*?)\s*$")
_LANGUAGE = re.compile(r"^(?:\{?\s*\.?)(?P<name>[A-Za-z][\w#+.-]*)")
_TITLE = re.compile(r"(?:title|file|filename|name)=(?:\"([^\"]*)\"|'([^']*)')")
_STRUCK = re.compile(r"(?<![~\\])~~(?=\S)(.+?)(?<=\S)~~(?!~)")
_MARKED = re.compile(r"(?<![=\\\w])==(?=[^\s=])(.+?)(?<=[^\s=])==(?![=\w])")
_KEYS = re.compile(r"(?<![+\w])\+\+([a-z0-9\"' -]+(?:\+[a-z0-9\"' -]+)*)\+\+(?![+\w])")
_BARE = re.compile(r"(?<![\w(\"'<=\[/`>&;])(https?://[^\s<>\"'`|\])]*[^\s<>\"'`|\]).,;:!?*_])(?![^<]*>)(?!\]\()")
_ICON = re.compile(r" ?:(?:material|fontawesome|octicons|simple)-[a-z0-9-]+:(?:\{[^}\n]*\})?")
_EMPTY = re.compile(r"(?<!\*)\*{4}(?!\*)")
_TABLE_RULE = re.compile(r"^ *\|?[ :|-]*-{2,}[ :|-]*\|[ :|-]*$|^ *\|[ :-]*-+[ :-]*\|? *$")


def with_plain_fences(lines: Iterable[Line], report: Report) -> list[Line]:
    """Code with its language only: a title goes above it, marks of lines are taken out; the code is as it was."""
    found: list[Line] = []
    opened, first = "", Line("", 0, "")
    for line in lines:
        match = _FENCE.match(line.text) if line.kind == "fence" else None
        if not match:
            found.append(line)
        elif opened:
            found.append(line.with_text(match["before"] + opened))
            opened = ""
        else:
            opened = match["fence"]
            found += _opened(line, match)
            first = line
    if opened:
        report.note("code is not closed", first.path, first.number, first.text, "it ends with the page")
        found.append(first.with_text(opened))
    return found


def _opened(line: Line, match: re.Match[str]) -> list[Line]:
    language, title = _LANGUAGE.match(match["info"]), _TITLE.search(match["info"])
    name = language["name"] if language and "=" not in match["info"].split(" ")[0] else ""
    fence = line.with_text(f"{match['before']}{match['fence']}{name}")
    words = next(filter(None, title.groups()), "") if title else ""
    above = [line._replace(text=f"{match['before']}**{words}**", kind="prose"), line._replace(text="", kind="prose")]
    return [*above, fence] if words else [fence]


def without_icons(lines: Iterable[Line], report: Report) -> list[Line]:
    """The lines without the icons of Material for MkDocs, which have no words; each is noted."""
    return [_without_icons(line, report) if line.is_prose and "-" in line.text else line for line in lines]


def _without_icons(line: Line, report: Report) -> Line:
    icons = _ICON.findall(without_code(line.text))
    for icon in icons:
        report.note("an icon is left out", line.path, line.number, icon)
    return (
        line.with_text(outside_code(line.text, lambda prose: _EMPTY.sub("", _ICON.sub("", prose))).rstrip())
        if icons
        else line
    )


def with_own_marks(lines: Iterable[Line]) -> list[Line]:
    """Strokes, marks, keys, addresses without brackets and hard breaks as the site's Markdown knows them."""
    return _below_blank([line.with_text(_own_marks(line.text)) if line.is_prose else line for line in lines])


def _own_marks(text: str) -> str:
    return outside_code(re.sub(r"(?<!\\)\\$", "  ", text), _own_marks_of_prose)


def _own_marks_of_prose(text: str) -> str:
    text = _STRUCK.sub(r"<del>\1</del>", text)
    text = _MARKED.sub(r"<mark>\1</mark>", text)
    text = _KEYS.sub(lambda keys: "+".join(f"<kbd>{key.strip()}</kbd>" for key in keys[1].split("+")), text)
    return text if re.match(r"\s*\[[^\]]+\]:", text) else _BARE.sub(r"<\1>", text)


def _below_blank(lines: list[Line]) -> list[Line]:
    """A blank line above each table and heading that follows a paragraph at once."""
    found: list[Line] = []
    for line, following in zip(lines, [*lines[1:], None], strict=False):
        above = found[-1].text if found else ""
        starts = following is not None and "|" in line.text and _TABLE_RULE.match(following.text)
        if line.is_prose and above.strip() and starts and "|" not in above:
            found.append(line.with_text(""))
        found.append(line)
    return found


_NOTE = re.compile(r"^\[\^(?P<name>[^\]]+)\]:\s*(?P<text>.*)$")
_CALL = re.compile(r"\[\^(?P<name>[^\]\s]+)\](?!:)")


def with_notes_below(lines: list[Line], report: Report) -> list[Line]:
    """Footnotes as raised numbers that lead to a list at the end."""
    notes: dict[str, list[Line]] = {}
    body: list[Line] = []
    current: list[Line] | None = None
    for line in lines:
        start = _NOTE.match(line.text) if line.is_prose else None
        if start:
            current = notes.setdefault(start["name"], [])
            current.append(line.with_text(start["text"]))
        elif current is not None and line.is_prose and line.indent >= 2:
            current.append(line.with_text(line.text.strip()))
        else:
            current = None if line.text.strip() else current
            body.append(line)
    if not notes:
        return body
    numbers = {name: number for number, name in enumerate(notes, 1)}
    report.count("footnotes", len(notes))
    found = [_numbered(line, numbers) for line in body]
    for name, (first, *more) in notes.items():
        number = numbers[name]
        words = " ".join(filter(None, (first.text, *(line.text for line in more))))
        found += [first.with_text(""), first.with_text(f'<sup id="note-{number}">{number}</sup> {words}')]
    return found


def _numbered(line: Line, numbers: dict[str, int]) -> Line:
    def change(call: re.Match[str]) -> str:
        number = numbers.get(call["name"])
        return f'<sup><a href="#note-{number}">{number}</a></sup>' if number else call[0]

    return line.with_text(outside_code(line.text, lambda prose: _CALL.sub(change, prose))) if line.is_prose else line
