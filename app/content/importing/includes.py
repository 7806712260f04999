"""Parts of pages that stand in files of their own, put where they are called for."""

import re
from collections.abc import Iterable, Mapping

from app.content.importing.dialects.comments import without_comments
from app.content.importing.dialects.modules import Modules, take_modules
from app.content.importing.dialects.shortcodes import as_fences
from app.content.importing.dialects.tags import TAG
from app.content.importing.matter import take_apart
from app.content.importing.report import Report
from app.content.importing.site import Site
from app.content.importing.source import Source
from app.content.importing.text import Line, joined, read_lines, shifted

DEEPEST = 8
_SNIPPET = re.compile(r"^(?P<indent> *)-{1,}8<-{1,}\s+[\"'](?P<path>[^\"']+)[\"']\s*$")
_BRACES = re.compile(r"^(?P<indent> *)\{!\s*(?P<path>\S+)\s*!\}\s*$")
_MACRO = re.compile(r"^(?P<indent> *)\{%-?\s*include(?:-markdown)?\s+[\"'](?P<path>[^\"']+)[\"'].*?-?%\}\s*$")
_SHORTCODE = re.compile(
    r"^(?P<indent> *)\{\{[<%]\s*(?:include|readfile|snippet)\s+(?:\w+=)?[\"']?"
    r"(?P<path>[^\s\"'>%]+)[\"']?.*?[>%]\}\}\s*$"
)
_CALLS = (_SNIPPET, _BRACES, _MACRO, _SHORTCODE)
_BLOCK = re.compile(r"^ *-{1,}8<-{1,}\s*$")


class Pages:
    """Reads the files of a source as lines, and puts the parts that they call for in place."""

    def __init__(self, source: Source, site: Site, report: Report) -> None:
        self._source, self._site, self._report = source, site, report
        self.used: set[str] = set()
        """The parts that some page called for."""

    def is_jsx(self, path: str) -> bool:
        """Whether a file's braces and tags are those of a program."""
        return path.endswith(".mdx") or self._site.tool == "docusaurus"

    def lines(self, path: str, body: str, first: int) -> tuple[list[Line], Modules]:
        """The lines of a page, whole, with what they import and export."""
        return self._whole(path, body, first, (path,))

    def _whole(self, path: str, body: str, first: int, above: tuple[str, ...]) -> tuple[list[Line], Modules]:
        is_jsx = self.is_jsx(path)
        lines = read_lines(path, body, first, indented_code=not is_jsx)
        lines = without_comments(as_fences(lines))
        modules = Modules()
        if is_jsx:
            lines, modules = take_modules(lines, self._report)
        found: list[Line] = []
        for line in _one_by_one(lines):
            found += self._called(line, modules, above)
        return found, modules

    def _called(self, line: Line, modules: Modules, above: tuple[str, ...]) -> Iterable[Line]:
        """The line, or the lines of the part that it calls for."""
        call = next((found for pattern in _CALLS if (found := pattern.match(line.text))), None)
        if call and not line.is_prose:
            self._report.note(
                "a call for a part stands in code", line.path, line.number, line.text, "fill it in by hand"
            )
        elif call:
            return self._part(line, call["path"], above)
        elif line.is_prose and modules.imports:
            return self._component(line, modules.imports, above)
        return [line]

    def _component(self, line: Line, imports: Mapping[str, str], above: tuple[str, ...]) -> Iterable[Line]:
        tag = TAG.fullmatch(line.text.strip())
        path = imports.get(tag["name"] or "") if tag and tag["self"] else None
        return self._part(line, path, above) if path and path.endswith((".md", ".mdx")) else [line]

    def _part(self, line: Line, path: str, above: tuple[str, ...]) -> list[Line]:
        file, _, section = path.partition(":")
        name = self._site.find(file, line.path) or self._site.find(file, above[0])
        raw = self._read(name) if name else None
        if name is None or raw is None or name in above or len(above) > DEEPEST:
            why = "it calls for itself" if name in above else "put its text here"
            self._report.note("a part that is called for is not there", line.path, line.number, path, why)
            return [line.with_text("")]
        body, first = raw
        if section:
            body, first = _section(body, first, section)
        self.used.add(name)
        self._report.count("parts put in place")
        inner, _ = self._whole(name, body, first, (*above, name))
        return [line.with_text(""), *shifted(inner, line.indent), line.with_text("")]

    def _read(self, name: str) -> tuple[str, int] | None:
        try:
            apart = take_apart(name, self._source.read(name), self._report)
        except OSError as error:
            self._report.fail("the file cannot be read", name, str(error))
            return None
        return (apart[1], apart[2]) if apart else None


def _one_by_one(lines: list[Line]) -> Iterable[Line]:
    """The lines, with the block form of MkDocs (one path a line between two scissors) as single calls."""
    is_within = False
    for line in lines:
        if line.is_prose and _BLOCK.match(line.text):
            is_within = not is_within
        elif is_within and line.text.strip():
            yield line.with_text(f'{" " * line.indent}--8<-- "{line.text.strip()}"')
        elif not is_within:
            yield line


def _section(body: str, first: int, name: str) -> tuple[str, int]:
    """The part of a text between the marks of a section, or its lines from one number to another."""
    lines = body.split("\n")
    marks = [n for n, text in enumerate(lines) if re.search(rf"-8<-+ \[(start|end):\s*{re.escape(name)}\]", text)]
    if len(marks) == 2:
        return "\n".join(lines[marks[0] + 1 : marks[1]]), first + marks[0] + 1
    if span := re.fullmatch(r"(\d*):(\d*)", name):
        start = int(span[1] or 1) - 1
        return "\n".join(lines[start : int(span[2]) if span[2] else None]), first + start
    return body, first


def text_of(lines: Iterable[Line]) -> str:
    """The lines as the text of an article: no more than one blank line between two, and none at the ends."""
    found: list[Line] = []
    for line in lines:
        if line.kind == "code" or line.text.strip() or (found and (found[-1].kind == "code" or found[-1].text.strip())):
            found.append(line if line.kind != "prose" or line.text.strip() else line.with_text(""))
    return joined(found).strip("\n") + "\n"
