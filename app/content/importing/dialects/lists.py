"""Lists as CommonMark indents them, indented by four as the site's Markdown wants them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from app.content.importing.text import Line

STEP = 4
_ITEM = re.compile(r"^(?P<indent> *)(?P<mark>[-*+:]|\d{1,9}[.)])(?P<gap> +|$)(?P<rest>.*)$")
_RULE = re.compile(r"^ *([-*_])( *\1){2,} *$")
_BLOCK = re.compile(r"^ *(!!!|\?\?\?\+?|===[!+]?) ?[\"\w]")
_STARTS_ANEW = re.compile(r"^ *(#{1,6} |>|\||:::|</?[A-Za-z]|!!!|\?\?\?|===|\{\{)")


class _Holder(NamedTuple):
    """An item or a block that holds what is indented as far as `content`."""

    at: int
    content: int
    moved: int
    """The column to which its content moves."""


@dataclass
class _Walk:
    holders: list[_Holder] = field(default_factory=list)
    found: list[Line] = field(default_factory=list)
    is_below_blank: bool = True
    fence: tuple[int, int] = (0, 0)
    is_fenced: bool = False

    @property
    def column(self) -> int:
        return self.holders[-1].moved if self.holders else 0

    def step(self, line: Line) -> None:
        if not line.text.strip():
            self.found.append(line.with_text(""))
        elif self.is_fenced:
            self._in_fence(line)
        elif line.kind == "code":
            self.found.append(line)
        else:
            self._words(line)
        self.is_below_blank = not line.text.strip()

    def _in_fence(self, line: Line) -> None:
        old, new = self.fence
        self.found.append(line.with_text(" " * new + line.text[min(line.indent, old) :]))
        self.is_fenced = line.kind != "fence"

    def _words(self, line: Line) -> None:
        item = None if _RULE.match(line.text) else _ITEM.match(line.text)
        starts = bool(item or line.kind == "fence" or _STARTS_ANEW.match(line.text))
        if not self.is_below_blank and not starts and self.holders and line.indent < self.holders[-1].content:
            self.found.append(line.with_text(" " * self.column + line.text.lstrip(" ")))
            return
        left = None
        while self.holders and line.indent < self.holders[-1].content:
            left = self.holders.pop()
        if item and line.indent - (self.holders[-1].content if self.holders else 0) < STEP:
            self._item(line, item, is_first=left is None or left.at > line.indent + 1)
            return
        inner = self.holders[-1].content if self.holders else 0
        moved = self.column + line.indent - inner
        if _BLOCK.match(line.text):
            self.holders.append(_Holder(line.indent, line.indent + STEP, moved + STEP))
        if line.kind == "fence":
            self.fence, self.is_fenced = (line.indent, moved), True
        self.found.append(line.with_text(" " * moved + line.text.lstrip(" ")))

    def _item(self, line: Line, item: re.Match[str], *, is_first: bool) -> None:
        column, mark = self.column, item["mark"].replace(")", ".").replace(":", ":  ")
        if is_first and item["mark"] != ":" and not self.is_below_blank and not self._is_below_item():
            self.found.append(line.with_text(""))
        gap = len(item["gap"]) if 1 <= len(item["gap"]) <= STEP and item["rest"] else 1
        content = line.indent + len(item["mark"]) + gap
        self.holders.append(_Holder(line.indent, content, column + STEP))
        self.found.append(line.with_text(f"{' ' * column}{mark} {item['rest'].lstrip()}".rstrip()))
        if line.kind == "fence":
            self._fence_of_its_own(line, content, column)

    def _fence_of_its_own(self, line: Line, content: int, column: int) -> None:
        """Code that begins on the line of its item moves to a line below it."""
        opened = self.found.pop()
        mark, _, fence = opened.text.lstrip(" ").partition(" ")
        self.found.append(line._replace(text=f"{' ' * column}{mark} ", kind="prose"))
        self.found.append(line.with_text(" " * (column + STEP) + fence.strip()))
        self.fence, self.is_fenced = (content, column + STEP), True

    def _is_below_item(self) -> bool:
        previous = self.found[-1] if self.found else None
        return previous is None or (bool(_ITEM.match(previous.text)) and bool(self.holders))


def with_site_indents(lines: Iterable[Line]) -> list[Line]:
    """The lines with each item, and what it holds, at a multiple of four, and a blank line above each list."""
    walk = _Walk()
    for line in lines:
        walk.step(line)
    return walk.found
