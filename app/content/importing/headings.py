"""The headings of a page: its title, and the ids by which links find them."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape

from markdown.extensions.toc import slugify, unique

from app.content.importing.dialects.tags import without_tags
from app.content.importing.site import Tool
from app.content.importing.text import Line, outside_code

_HEADING = re.compile(r"^ {0,3}(?P<marks>#{1,6})[ \t]+(?P<title>.*?)[ \t]*(?:[ \t]#+[ \t]*)?$")
_ID = re.compile(r"[ \t]*\{:?[ \t]*#(?P<id>[\w.:-]+)[^}]*\}[ \t]*$")
_UNDERLINE = re.compile(r"^ {0,3}(=+|-+)[ \t]*$")
_OTHER_ID = re.compile(r"(?:\bid|\bname)=[\"']([^\"']+)[\"']")


@dataclass
class Anchors:
    """The ids of a page that links may name."""

    ids: set[str] = field(default_factory=set)

    def find(self, anchor: str) -> str | None:
        """The id that a link's anchor means, in its own case; None where there is none."""
        if anchor in self.ids:
            return anchor
        lowered = {each.lower(): each for each in self.ids}
        return lowered.get(anchor.lower()) or lowered.get(slugify(anchor, "-"))


def with_marks(lines: Iterable[Line]) -> list[Line]:
    """The lines with underlined headings written with “#”, and “##Title” with its space."""
    found: list[Line] = []
    for line in lines:
        mark = _UNDERLINE.match(line.text) if line.is_prose else None
        above = found[-1] if found else None
        if mark and above and _is_paragraph(found):
            found[-1] = above.with_text(f"{'#' if mark[1][0] == '=' else '##'} {above.text.strip()}")
        else:
            found.append(line)
    return found


def _is_paragraph(lines: list[Line]) -> bool:
    """Whether the last line is a paragraph of its own, and no item, table, quote or heading."""
    last = lines[-1]
    alone = len(lines) == 1 or not lines[-2].text.strip()
    is_other = re.match(r"^ {4,}|^ *([-*+>|#<]|\d+[.)]|:::|!!!|\{)", last.text)
    return last.is_prose and bool(last.text.strip()) and alone and not is_other


def first_title(lines: Iterable[Line]) -> str | None:
    """The words of the first heading of the first level."""
    for line in lines:
        found = _HEADING.match(line.text) if line.is_prose else None
        if found and len(found["marks"]) == 1 and (words := _words(_ID.sub("", found["title"]))):
            return words
    return None


def without_title(lines: list[Line], title: str) -> list[Line]:
    """The lines without the first heading where that only repeats the title."""
    for number, line in enumerate(lines):
        if not line.text.strip():
            continue
        found = _HEADING.match(line.text) if line.is_prose else None
        if found and len(found["marks"]) == 1 and _words(_ID.sub("", found["title"])) == title:
            return lines[number + 1 :]
        return lines
    return lines


def with_ids(lines: Iterable[Line], tool: Tool) -> tuple[list[Line], Anchors]:
    """The lines with an id written wherever the site would make another than the source's tool, and all ids."""
    found: list[Line] = []
    ours: set[str] = set()
    theirs: set[str] = set()
    anchors = Anchors()
    for line in lines:
        heading = _HEADING.match(line.text) if line.is_prose else None
        if not heading:
            found.append(line)
            anchors.ids |= set(_OTHER_ID.findall(line.text)) if line.is_prose and "=" in line.text else set()
            continue
        given = _ID.search(heading["title"])
        words = _words(_ID.sub("", heading["title"]))
        own = unique(slugify(words, "-"), ours) if not given else given["id"]
        wanted = given["id"] if given else (own if tool == "mkdocs" else _as_github(words, theirs))
        anchors.ids.add(wanted or own)
        ours.add(wanted or own)
        text = line.text if given or own == wanted or not wanted else f"{line.text.rstrip(' #')} {{#{wanted}}}"
        found.append(line.with_text(text))
    return found, anchors


def _as_github(words: str, taken: set[str]) -> str:
    """The id that GitHub, Docusaurus and Hugo give to a heading."""
    plain = unicodedata.normalize("NFC", words).lower()
    slug = re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")
    name, number = slug, 0
    while name in taken:
        number += 1
        name = f"{slug}-{number}"
    taken.add(name)
    return name if re.fullmatch(r"[\w.:-]+", name) else ""


def _words(text: str) -> str:
    """A heading as plain words."""
    text = re.sub(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])?", r"\1", text)
    plain = outside_code(
        text, lambda prose: without_tags(re.sub(r"(?<![\w\\])[*_]{1,3}|(?<!\\)[*_]{1,3}(?!\w)", "", prose))
    )
    return " ".join(unescape(re.sub(r"\\([^\w\s])", r"\1", plain.replace("`", ""))).split())
