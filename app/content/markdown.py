"""Markdown to HTML that is safe to serve: sanitised, with heading ids, contents and plain text for search."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from itertools import zip_longest

import nh3
from markdown import Markdown
from markdown.extensions import Extension

from app.content.nested_code import NestedCode

_TAGS = set(
    "p br hr h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre code em strong del sub sup kbd abbr a img table "
    "thead tbody tr th td div span details summary mark cite q figure figcaption".split()
)
_ATTRIBUTES = {
    "*": {"id", "title", "lang", "dir"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "code": {"class"},
    "div": {"class"},
    "p": {"class"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "ol": {"start"},
}
_CLASSES = re.compile(r"^(language-[\w-]+|admonition( \w+)?|admonition-title)$")
_EXTENSIONS: list[str | Extension] = [
    "tables",
    "fenced_code",
    "admonition",
    "attr_list",
    "sane_lists",
    "def_list",
    "toc",
    NestedCode(),
]
_OWN_PICTURE = re.compile(r"^(/(?![/\\])|[\w.-]+(/|\.\w+$))[\w./%-]*$")
_TAG = re.compile(r"<[^>]+>")
_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
_ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
_CELL = re.compile(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the plain text below it; the text before the first heading has no anchor."""

    anchor: str
    title: str
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A Markdown text as safe HTML, and as sections of plain text."""

    html: str
    sections: tuple[Section, ...]

    @property
    def contents(self) -> tuple[Section, ...]:
        """The sections that have a heading."""
        return tuple(section for section in self.sections if section.anchor)


def render(text: str) -> Rendered:
    """Render Markdown. Raw HTML is kept as far as it is harmless; a level-1 heading becomes level 2."""
    html = Markdown(extensions=_EXTENSIONS, output_format="html").convert(text)
    html = re.sub(r"<(/?)h1\b", r"<\1h2", html)
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_keep,
        link_rel="noopener",
        url_schemes={"http", "https", "mailto", "tel"},
    )
    safe = _open_tables(clean)
    return Rendered(safe, tuple(_sections(safe)))


def _keep(_tag: str, name: str, value: str) -> str | None:
    if name == "class":
        return value if _CLASSES.match(value) else None
    if name == "src" and not _OWN_PICTURE.match(value):
        return None
    return value


def _open_tables(html: str) -> str:
    """Tables may be wider than a phone: each stands in a region of its own that can be scrolled and focused."""
    count = 0

    def wrap(_: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return f'<div class="table-scroll" role="region" tabindex="0" aria-label="Table {count}"><table>'

    return re.sub(r"<table>", wrap, html).replace("</table>", "</table></div>")


def _sections(html: str) -> list[Section]:
    parts = re.split(r'<h([2-6])(?: id="([^"]*)")?[^>]*>(.*?)</h\1>', html, flags=re.DOTALL)
    found = [Section("", "", 1, plain(parts[0]))]
    for level, anchor, title, body in zip(*(iter(parts[1:]),) * 4, strict=True):
        found.append(Section(anchor or "", plain(title), int(level), plain(body)))
    return found


def plain(html: str) -> str:
    """HTML as one line of plain text, in which each row of a table is a sentence with the words of its head."""
    return re.sub(r"\s+", " ", unescape(_TAG.sub(" ", _TABLE.sub(_told, html)))).strip()


def _told(table: re.Match[str]) -> str:
    """A table as it would be read aloud: “Severity: 1; First response: 1 hour.”"""
    heads, *rows = [[_words(cell) for cell in _CELL.findall(row)] for row in _ROW.findall(table[0])] or [[]]
    return " ".join(filter(None, (_sentence(heads, row) for row in rows))) or " ".join(heads)


def _sentence(heads: Sequence[str], row: Sequence[str]) -> str:
    named = zip_longest(heads, row, fillvalue="")
    told = "; ".join(f"{head}: {cell}" if head else cell for head, cell in named if cell)
    return f"{told}{'' if told.endswith(('.', '!', '?')) else '.'} " if told else ""


def _words(html: str) -> str:
    return _TAG.sub(" ", html).strip()
