"""Links and pictures of an imported page, rewritten to where they lead on this site."""

import posixpath
import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import unquote, urljoin

from app.content.importing.attachments import Beside, is_carried, wrong_kind
from app.content.importing.headings import Anchors
from app.content.importing.report import Report
from app.content.importing.site import Site
from app.content.importing.source import Source
from app.content.importing.text import Line, without_code

_TEXT = r"(?:[^\[\]\\]|\\.|\[(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*\])*"
_DEST = r"<[^<>\n]*>|[^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*"
_LINK = re.compile(
    rf"(?<!\\)(?P<bang>!?)\[(?P<text>{_TEXT})\]\(\s*(?P<dest>{_DEST})(?P<title>\s+(?:\"[^\"]*\"|'[^']*'|\([^)]*\)))?\s*\)"
    r"(?P<attrs>\{:?[^}\n]*\})?"
)
_ATTRIBUTE = re.compile(r"(?P<head><(?P<tag>a|img)\b[^<>]*?\s(?:href|src)=)(?P<quote>[\"'])(?P<dest>[^\"']*)(?P=quote)")
_SCHEME = re.compile(r"^[a-zA-Z][\w+.-]*:|^//")
_CARRIED_SCHEMES = ("http:", "https:", "mailto:", "tel:", "//")
ZENDESK = re.compile(r"/hc/(?:[\w-]+/)?articles/(\d+)")
_ENDINGS = (".md", ".mdx", "/index.md", "/_index.md", "/README.md", "/index.mdx")
_MARKS = re.compile(r"\.(md|mdx|markdown|html?)$", re.IGNORECASE)


@dataclass(frozen=True)
class Known:
    """The pages of an import: their addresses, by source and by the path on their own site, and their anchors."""

    addresses: Mapping[str, str]
    by_path: Mapping[str, str]
    paths: Mapping[str, str]
    anchors: Mapping[str, Anchors]
    aliases: Mapping[str, str]
    numbers: Mapping[str, str]
    """Pages by their number at Zendesk."""


class Links:
    """Rewrites the links of pages, one page after the other."""

    def __init__(self, source: Source, site: Site, known: Known, beside: Beside, report: Report, base_url: str) -> None:
        self._source, self._site, self._known = source, site, known
        self._beside, self._report, self._base_url = beside, report, base_url
        self._roots = {"docs", posixpath.basename(site.pages), "en"}

    def rewritten(self, name: str, lines: list[Line]) -> list[Line]:
        """The lines of a page with its links rewritten; each run of prose is looked at as a whole."""
        found: list[Line] = []
        for (path, is_prose), run in groupby(lines, key=lambda line: (line.path, line.is_prose)):
            these = list(run)
            found += self._run(name, path, these) if is_prose else these
        return found

    def _run(self, name: str, path: str, lines: list[Line]) -> list[Line]:
        text = "\n".join(line.text for line in lines)
        if "](" not in text and "=" not in text:
            return lines
        hidden = without_code(text)
        starts = [0]
        for line in lines:
            starts.append(starts[-1] + len(line.text) + 1)

        def place(offset: int) -> Line:
            return lines[min(bisect_right(starts, offset) - 1, len(lines) - 1)]

        edits = _Edits(text)
        rewriter = _Rewriter(self, name, path, place, edits, text)
        for match in _ATTRIBUTE.finditer(hidden):
            rewriter.attribute(match)
        rewriter.links(hidden, 0)
        made = edits.text().split("\n")
        if len(made) == len(lines):
            return [line.with_text(words) for line, words in zip(lines, made, strict=True)]
        return [lines[0].with_text(words) for words in made]

    def target(self, name: str, path: str, line: Line, dest: str, *, is_picture: bool) -> str | None:
        """Where a link leads now; None where it leads nowhere, which is noted."""
        dest = dest.strip("<>").strip()
        number = ZENDESK.search(dest)
        if number and (page := self._known.numbers.get(number[1])):
            self._report.count("links rewritten")
            return self._anchored(page, f"/articles/{self._known.addresses[page]}", dest.partition("#")[2], line)
        if _SCHEME.match(dest):
            return self._elsewhere(line, dest, is_picture=is_picture)
        bare, _, fragment = dest.partition("#")
        bare, _, query = bare.partition("?")
        bare = unquote(bare)
        if not bare:
            if fragment:
                return self._anchored(name, "", fragment, line)
            self._report.note("a link has no address", line.path, line.number, dest, "its words are kept")
            return None
        if page := self._page(name, path, bare):
            self._report.count("links rewritten")
            return self._anchored(page, f"/articles/{self._known.addresses[page]}", fragment, line)
        file = self._site.find(bare, path) or self._site.find(bare, name)
        if file and is_carried(file):
            return self._carried(name, file)
        return self._outside(name, line, bare, query, fragment, is_picture=is_picture)

    def note_picture(self, line: Line, dest: str) -> None:
        """Note a picture that a page may not show, because it is on another host."""
        hint = "put a copy beside the article"
        self._report.note("a picture on another host becomes a link", line.path, line.number, dest, hint)

    def _elsewhere(self, line: Line, dest: str, *, is_picture: bool) -> str | None:
        if dest.lower().startswith(("data:", "javascript:", "file:", "vbscript:")):
            self._report.note("a link that no page may hold is taken off", line.path, line.number, dest[:80])
            return None
        if self._base_url and not is_picture and dest.startswith(self._base_url):
            path, _, fragment = dest[len(self._base_url) :].partition("#")
            if page := self._by_path(path.strip("/")):
                self._report.count("links rewritten")
                return self._anchored(page, f"/articles/{self._known.addresses[page]}", fragment, line)
        return dest

    def _page(self, name: str, path: str, bare: str) -> str | None:
        """The page that a path means: a file as seen from the file, or a place on the site as seen from the page."""
        if bare.startswith(("/", "@site/")):
            inner = bare.removeprefix("@site/").strip("/")
            return self._file(inner) or self._file(posixpath.join(self._site.pages, inner)) or self._by_path(inner)
        for near in dict.fromkeys((path, name)):
            here = posixpath.dirname(near)
            if found := self._file(posixpath.normpath(posixpath.join(here, bare))):
                return found
        if found := self._file(posixpath.normpath(posixpath.join(self._site.pages, bare))):
            return found
        own = self._known.paths.get(name, "")
        for start in (own, posixpath.dirname(own)):
            if (found := self._by_path(_inner(posixpath.join(start, bare)))) is not None:
                return found
        return None

    def _file(self, path: str) -> str | None:
        inner = path.rstrip("/")
        tries = (
            inner,
            *(f"{inner}{end}" for end in (".md", ".mdx", "/index.md", "/_index.md", "/README.md", "/index.mdx")),
        )
        stem = _MARKS.sub("", inner)
        return next((each for each in (*tries, f"{stem}.md", f"{stem}.mdx") if each in self._known.addresses), None)

    def _by_path(self, path: str) -> str | None:
        path = re.sub(r"(^|/)index$", "", _MARKS.sub("", path)).strip("/").lower()
        first, _, rest = path.partition("/")
        for each in (path, rest) if first in self._roots else (path,):
            if found := self._known.by_path.get(each) or self._known.aliases.get(each):
                return found
        return None

    def _anchored(self, page: str, address: str, fragment: str, line: Line) -> str:
        if not fragment:
            return address
        found = self._known.anchors[page].find(unquote(fragment)) if page in self._known.anchors else fragment
        if found is None:
            hint = "the link leads to the page: name another heading"
            self._report.note("a link names a heading that is not there", line.path, line.number, f"#{fragment}", hint)
            return address or "#"
        return f"{address}#{found}"

    def _carried(self, name: str, file: str) -> str | None:
        try:
            raw = self._source.read(file)
        except OSError as error:
            self._report.fail("the file cannot be read", file, str(error))
            return None
        if reason := wrong_kind(file, raw):
            self._report.fail("the file is refused", file, reason, "put a good copy in its place")
            return None
        self._report.count("links to files rewritten")
        return self._beside.place(posixpath.dirname(self._known.addresses[name]), file, raw)

    def _outside(self, name: str, line: Line, bare: str, query: str, fragment: str, *, is_picture: bool) -> str | None:
        hint = "its words are kept without a link: give --base-url, or link it by hand"
        if is_picture:
            self._report.note("a picture is not there", line.path, line.number, bare, "put it beside the article")
            return None
        if not self._base_url:
            self._report.note("a link leads out of the import", line.path, line.number, bare, hint)
            return None
        base = f"{self._base_url.rstrip('/')}/"
        here = base + self._known.paths.get(name, "") + ("" if self._site.tool == "markdown" else "/")
        inner = bare.lstrip("/") if bare.startswith("/") else None
        made = urljoin(base, inner) if inner is not None else urljoin(here, _MARKS.sub("", bare))
        self._report.count("links made absolute")
        return made + (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")


def _inner(path: str) -> str:
    return posixpath.normpath(path).strip("/").removeprefix("../").replace("../", "")


class _Edits:
    """Changes to a text, each at its place in the original."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._made: list[tuple[int, int, str]] = []

    def put(self, start: int, end: int, words: str) -> None:
        self._made.append((start, end, words))

    def text(self) -> str:
        parts, at = [], 0
        for start, end, words in sorted(self._made):
            if start < at:
                continue
            parts += [self._text[at:start], words]
            at = end
        return "".join((*parts, self._text[at:]))


@dataclass
class _Rewriter:
    links_of: Links
    name: str
    path: str
    place: Callable[[int], Line]
    edits: _Edits
    text: str

    def attribute(self, match: re.Match[str]) -> None:
        """`href="…"` and `src="…"` of HTML; one that leads nowhere is emptied of its address."""
        line, is_picture = self.place(match.start()), match["tag"] == "img"
        found = self.links_of.target(self.name, self.path, line, match["dest"], is_picture=is_picture)
        self.edits.put(match.start("dest"), match.end("dest"), found or "")

    def links(self, hidden: str, start: int, *, is_within: bool = False) -> None:
        """`[words](address)` and pictures, also a picture within a link."""
        for match in _LINK.finditer(hidden):
            at, line = start + match.start(), self.place(start + match.start())
            inner = start + match.start("text")
            self.links(match["text"], inner, is_within=True)
            is_picture = bool(match["bang"])
            found = self.links_of.target(self.name, self.path, line, match["dest"], is_picture=is_picture)
            end = start + match.end("text")
            if found and is_picture and _SCHEME.match(found):
                self.links_of.note_picture(line, found)
                words = self.text[inner:end] or "picture"
                self.edits.put(at, start + match.end(), words if is_within else f"[{words}]({_written(found)})")
            elif found:
                self.edits.put(start + match.start("dest"), start + match.end("dest"), _written(found))
            else:
                self.edits.put(at, inner, "")
                self.edits.put(end, start + match.end(), "")


def _written(dest: str) -> str:
    return f"<{dest}>" if re.search(r"[\s()]", dest) else dest
