"""Fenced code within lists, remarks and quotations, which the Markdown library knows at the left edge only."""

import re
from html import escape

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

_FENCED = re.compile(
    r"^(?P<before>(?: *> ?)+ *| +)(?P<fence>`{3,}|~{3,})[ ]*(?P<language>[\w#.+-]*)[ ]*\n"
    r"(?P<code>(?:.*\n)*?)(?P=before)(?P=fence)[ ]*$",
    re.MULTILINE,
)
AFTER_FENCES_BEFORE_HTML = 22


class NestedCode(Extension):
    """Reads fenced code that is indented, or quoted, as what it is."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Join the readers of Markdown."""
        md.preprocessors.register(_Reader(md), "nested_code", AFTER_FENCES_BEFORE_HTML)


class _Reader(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        return _FENCED.sub(self._stored, "\n".join(lines)).split("\n")

    def _stored(self, found: re.Match[str]) -> str:
        before, language = found["before"], found["language"]
        code = "\n".join(_without(before, line) for line in found["code"].split("\n"))
        named = f' class="language-{language}"' if language else ""
        held = self.md.htmlStash.store(f"<pre><code{named}>{escape(code, quote=False)}</code></pre>")
        edge = before.rstrip()
        return f"{edge}\n{before}{held}\n{edge}"


def _without(before: str, line: str) -> str:
    """A line of code without what stands before each line of its fence."""
    if line.startswith(before):
        return line[len(before) :]
    start = len(line) - len(line.lstrip(" >"))
    return line[min(start, len(before)) :]
