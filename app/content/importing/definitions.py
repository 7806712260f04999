"""Links by reference (`[words][name]`) with their address put beside their words, also where the name is code."""

import re
from collections.abc import Mapping
from itertools import groupby

from app.content.importing.text import Line, without_code

_DEFINITION = re.compile(
    r"^ *\[(?!\^)(?P<label>(?:[^\[\]\\]|\\.)+)\]:\s*(?P<dest><[^>]*>|\S+)"
    r"(?P<title>\s+(?:\"[^\"]*\"|'[^']*'|\([^)]*\)))?\s*$"
)
_USE = re.compile(
    r"(?<![\\\]])(?P<text>\[(?:[^\[\]\\]|\\.|!?\[[^\[\]]*\](?:\([^()]*\))?)*\])(?:(?P<label>\[[^\[\]]*\])|(?![\[(]))"
)


def with_addresses_beside(lines: list[Line]) -> list[Line]:
    """The lines without definitions of links, each use of one being a link of its own."""
    defined: dict[str, str] = {}
    left = []
    for line in lines:
        found = _DEFINITION.match(line.text) if line.is_prose else None
        if found:
            defined.setdefault(_name(found["label"]), found["dest"] + (found["title"] or ""))
        else:
            left.append(line)
    return [each for run in _runs(left) for each in _replaced(run, defined)] if defined else left


def _runs(lines: list[Line]) -> list[list[Line]]:
    return [list(run) for _, run in groupby(lines, key=lambda line: line.is_prose)]


def _replaced(run: list[Line], defined: Mapping[str, str]) -> list[Line]:
    """A run of lines with its uses replaced; a link may begin on one line and end on the next."""
    text = "\n".join(line.text for line in run)
    if not run[0].is_prose or "[" not in text:
        return run
    parts, end = [], 0
    for use in _USE.finditer(without_code(text)):
        words = text[use.start("text") : use.end("text")]
        label = text[use.start("label") + 1 : use.end("label") - 1] if use["label"] else ""
        address = defined.get(_name(label or words[1:-1]))
        if address is not None:
            parts += [text[end : use.start()], f"{words}({address})"]
            end = use.end()
    made = "".join((*parts, text[end:])).split("\n")
    return [line.with_text(words) for line, words in zip(run, made, strict=False)]


def _name(label: str) -> str:
    return " ".join(label.split()).casefold()
