"""A source's text as lines that know where they come from, and which of them are code that nobody may touch."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

Kind = Literal["prose", "fence", "code"]
_OPENING = re.compile(r"^(?P<before>[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*)(?P<fence>`{3,}(?=[^`]*$)|~{3,})(?P<info>.*)$")
_CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(?:.+?)(?<!`)\1(?!`)", re.DOTALL)
_HOLDS_MORE = re.compile(r"^ {0,3}(?:[-*+] |\d+[.)] |!!!|\?\?\?|===|:\s{1,3}\S|\[\^|</?[A-Z]|<details|:::)")


class Line(NamedTuple):
    """A line of a file, counted from 1. A fence is the line that opens or closes code."""

    path: str
    number: int
    text: str
    kind: Kind = "prose"

    @property
    def is_prose(self) -> bool:
        """Whether its words may be translated."""
        return self.kind == "prose"

    @property
    def indent(self) -> int:
        """How many spaces it begins with."""
        return len(self.text) - len(self.text.lstrip(" "))

    def with_text(self, text: str) -> "Line":
        """The line with other words."""
        return self._replace(text=text)


def read_lines(path: str, text: str, first: int = 1, *, indented_code: bool = True) -> list[Line]:
    """The lines of a text, its code marked; in MDX an indented text is no code."""
    found: list[Line] = []
    fence = ""
    for number, words in enumerate(text.split("\n"), first):
        if fence:
            closing = words.strip(" >")
            is_end = closing.startswith(fence) and not closing.strip(fence[0])
            found.append(Line(path, number, words, "fence" if is_end else "code"))
            fence = "" if is_end else fence
        elif opening := _OPENING.match(words):
            fence = opening["fence"]
            found.append(Line(path, number, words, "fence"))
        else:
            found.append(Line(path, number, _with_spaces(words)))
    return list(_with_indented_code(found)) if indented_code else found


def _with_spaces(words: str) -> str:
    """The line indented by spaces, where tabs did that."""
    start = len(words) - len(words.lstrip(" \t"))
    return words[:start].expandtabs(4) + words[start:]


def _with_indented_code(lines: Iterable[Line]) -> Iterator[Line]:
    """Marks what stands indented by four, below a blank line, where no list or block holds it."""
    is_held, is_below_blank = False, True
    for line in lines:
        is_code = line.is_prose and line.indent >= 4 and bool(line.text.strip()) and not is_held and is_below_blank
        yield line._replace(kind="code") if is_code else line
        is_below_blank = is_code or not line.text.strip()
        if line.text.strip() and line.indent < 4 and line.is_prose:
            is_held = bool(_HOLDS_MORE.match(line.text))


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """The text with its prose changed and its `code spans` left as they are."""
    parts, end = [], 0
    for span in _CODE_SPAN.finditer(text):
        parts += [change(text[end : span.start()]), span[0]]
        end = span.end()
    return "".join((*parts, change(text[end:])))


def without_code(text: str) -> str:
    """The text with each code span blanked, of the same length: to look for marks that are not code."""
    return _CODE_SPAN.sub(lambda span: re.sub(r"[^\n]", "\0", span[0]), text)


def shifted(lines: Sequence[Line], spaces: int) -> list[Line]:
    """The lines moved to the right, or as far to the left as they allow; blank ones stay blank."""
    if spaces >= 0:
        return [line.with_text(" " * spaces + line.text) if line.text.strip() else line for line in lines]
    return [line.with_text(line.text[min(line.indent, -spaces) :]) for line in lines]


def dedented(lines: Sequence[Line]) -> list[Line]:
    """The lines without the indent that all of them share."""
    written = [line.indent for line in lines if line.text.strip()]
    return shifted(lines, -min(written, default=0))


def joined(lines: Iterable[Line]) -> str:
    """The lines as a text."""
    return "\n".join(line.text for line in lines)


class OpenMark(NamedTuple):
    """A mark whose end may stand on a later line."""

    opening: re.Pattern[str]
    closing: str


def join_open(lines: Iterable[Line], marks: Sequence[OpenMark], furthest: int = 60) -> list[Line]:
    """Puts the lines of each mark that spans several into one, as far as they are prose."""
    waiting, found = list(lines)[::-1], list[Line]()
    while waiting:
        line = waiting.pop()
        if line.is_prose:
            line = _completed(line, waiting, marks, furthest)
        found.append(line)
    return found


def _completed(line: Line, waiting: list[Line], marks: Sequence[OpenMark], furthest: int) -> Line:
    text, taken = line.text, 0
    while _is_open(text, marks):
        following = waiting[-1 - taken] if taken < min(len(waiting), furthest) else None
        if following is None or (not following.is_prose and not _is_comment(text)):
            return line
        text, taken = f"{text}\n{following.text}", taken + 1
    if taken:
        del waiting[-taken:]
    return line.with_text(text)


def _is_comment(text: str) -> bool:
    return without_code(text).rfind("<!--") > text.rfind("-->")


def _is_open(text: str, marks: Sequence[OpenMark]) -> bool:
    blanked = without_code(text)
    for mark in marks:
        opened = list(mark.opening.finditer(blanked))
        if opened and mark.closing not in blanked[opened[-1].end() :]:
            return True
    return False
