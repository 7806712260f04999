"""Front matter: YAML 1.2 (yes and no are words, not booleans) that knows the line of every field."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any, TypeVar

import frontmatter
import yaml
from frontmatter.default_handlers import YAMLHandler
from pydantic import BaseModel, ValidationError

from app.content.patterns import HINTS
from app.content.problems import Problems

Path = tuple[str | int, ...]
MAX_BYTES = 1_000_000
OF_A_WHOLE_FILE = ("the front matter", "the file")
M = TypeVar("M", bound=BaseModel)


_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _CoreLoader(_Loader):  # type: ignore[misc]
    """YAML 1.2's core schema: only true and false are booleans, a date stays text, 9:30 is no number."""


_CORE = {
    "tag:yaml.org,2002:bool": (r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    "tag:yaml.org,2002:int": (r"^[-+]?[0-9]+$", "-+0123456789"),
    "tag:yaml.org,2002:float": (r"^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)$", "-+.0123456789"),
    "tag:yaml.org,2002:null": (r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
}
_CoreLoader.yaml_implicit_resolvers = {}
for _tag, (_pattern, _first) in _CORE.items():
    _CoreLoader.add_implicit_resolver(_tag, re.compile(_pattern), list(_first))


def _mapping_without_doubles(loader: _CoreLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[str] = set()
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise yaml.MarkedYAMLError(problem="the name of a field is one word", problem_mark=key.start_mark)
        if key.value in seen:
            raise yaml.MarkedYAMLError(problem=f"“{key.value}” stands here twice", problem_mark=key.start_mark)
        seen.add(key.value)
    made: dict[Any, Any] = loader.construct_mapping(node, deep=True)
    return made


_CoreLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping_without_doubles)


class _CoreHandler(YAMLHandler):
    """Reads front matter once, as data and as the nodes that know their lines."""

    node: yaml.Node | None = None
    head: str = ""

    def load(self, fm: str, **_: object) -> Any:
        self.head, loader = fm, _CoreLoader(fm)
        try:
            self.node = loader.get_single_node()
            return loader.construct_document(self.node) if self.node is not None else {}
        finally:
            loader.dispose()


@dataclass(frozen=True)
class Source:
    """A content file taken apart: its front matter as plain data with line numbers, and its body."""

    path: str
    data: dict[str, Any]
    body: str
    body_line: int
    node: yaml.Node | None
    head_line: int = 1

    def line(self, path: Path) -> int:
        """The line of a field, or of the nearest field above it that exists."""
        return self.head_line + self._walk(path)[1]

    def written(self, path: Path) -> Path:
        """The path as far as the file has it: short forms have fewer steps than the values they stand for."""
        return self._walk(path)[0]

    def _walk(self, path: Path) -> tuple[Path, int]:
        node, line, walked = self.node, 0, list[str | int]()
        for step in path:
            if isinstance(step, int) and not isinstance(node, yaml.SequenceNode) and _child(node, step) is None:
                continue
            found = _child(node, step)
            if found is None:
                break
            node, line = found
            walked.append(step)
        return tuple(walked), line


def _child(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node, int] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return value, key.start_mark.line
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        value = node.value[step]
        return value, value.start_mark.line
    return None


def read_source(path: str, raw: bytes, problems: Problems) -> Source | None:
    """The file taken apart; None where it cannot be, with the reason among the problems."""
    if len(raw) > MAX_BYTES:
        problems.add(0, "", "the file is larger than 1 MB", "move what is not text out of it")
        return None
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        problems.add(line, "", "the file is not UTF-8", "save it as UTF-8")
        return None
    if "\0" in text:
        problems.add(text[: text.index("\0")].count("\n") + 1, "", "the file holds a NUL character", "delete it")
        return None
    handler = _CoreHandler()
    try:
        metadata, body = frontmatter.parse(text, handler=handler)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or "the front matter is not YAML"
        line = _line_of(text, handler.head) + mark.line if mark else 1
        problems.add(line, "", reason, "check indents, colons and quotes near this line")
        return None
    except (ValueError, TypeError, AttributeError, RecursionError):
        problems.add(1, "", "the front matter cannot be read", "write “field: value” lines between the --- lines")
        return None
    if handler.node is not None and not isinstance(handler.node, yaml.MappingNode):
        problems.add(
            1, "", "the front matter is not a list of fields", "write “field: value” lines between the --- lines"
        )
        return None
    return Source(path, dict(metadata), body, _line_of(text, body), handler.node, _line_of(text, handler.head))


def read_yaml(path: str, raw: bytes, problems: Problems) -> Source | None:
    """A file of nothing but fields taken apart; None where it cannot be, with the reason among the problems."""
    noted = Problems(path)
    source = read_source(path, b"---\n" + raw.removeprefix(b"\xef\xbb\xbf") + b"\n---\n", noted)
    for problem in noted.found:
        message, hint = (part.replace(*OF_A_WHOLE_FILE) for part in (problem.message, problem.hint))
        problems.add(max(problem.line - 1, 1), problem.field, message, hint.removesuffix(" between the --- lines"))
    if source is None:
        return None
    if source.body.strip():
        problems.add(source.body_line - 2, "", "the fields end here, at “---”", "take this line out")
        return None
    return replace(source, head_line=source.head_line - 1)


def _line_of(text: str, part: str) -> int:
    """The line on which a part of the text begins."""
    return text[: max(text.find(part), 0)].count("\n") + 1 if part else 1


def validate(model: type[M], source: Source, problems: Problems) -> M | None:
    """The front matter as a value of the closed schema; None with every problem noted."""
    try:
        return model.model_validate(source.data)
    except ValidationError as refused:
        for error in refused.errors(include_url=False):
            loc: Path = tuple(error["loc"])
            message, hint = _in_words(error, model)
            shown = loc if error["type"] == "missing" else source.written(loc)
            problems.add(source.line(loc), field_name(shown), message, hint)
        return None


def field_name(path: Path) -> str:
    """A path as people write it: tiers.0.name."""
    return ".".join(str(step) for step in path)


_HINTS = {
    "missing": "add it",
    "date": "write a date as 2026-06-18",
    "timezone_aware": "write the moment with its offset: 2026-06-18T15:00:00+02:00",
    "datetime": "write the moment with its offset: 2026-06-18T15:00:00+02:00",
    "string_type": "write one line of text, in quotes if it looks like a number or a list",
    "string_too_short": "write something here, or take the field out",
    "string_too_long": "shorten it",
    "list_type": "write a list: one “- ” line for each entry",
    "dict_type": "write “name: value” lines, indented",
    "model_type": "write “name: value” lines, indented",
    "bool": "write true or false",
    "int": "write a whole number",
    "float": "write a number",
    "too_short": "write one more, or take the line out",
    "less_than": "write a smaller number",
    "greater_than": "write a larger number",
}


def _in_words(error: Any, model: type[BaseModel]) -> tuple[str, str]:
    """What the schema says of a field, in a sentence and a hint."""
    kind, ctx, value = error["type"], error.get("ctx") or {}, error["input"]
    if kind == "extra_forbidden":
        return "this field is not known", _did_you_mean(str(error["loc"][-1]), _field_names(model))
    if kind == "missing":
        return "this field is missing", _HINTS[kind]
    if kind in ("literal_error", "enum"):
        return "this value is not one of those allowed", f"use {ctx.get('expected', '')}"
    if kind == "value_error":
        message, _, hint = str(ctx.get("error", error["msg"])).partition(": ")
        return message, hint
    shown = f"“{value}” cannot stand here" if isinstance(value, str | int | float) else "this cannot stand here"
    hints = (hint for start, hint in _HINTS.items() if kind.startswith(start))
    return shown, HINTS.get(ctx.get("pattern", "")) or next(hints, str(error["msg"]))


def _field_names(model: type[BaseModel]) -> list[str]:
    """Every field name of the schema, for a hint at what was meant."""
    definitions = model.model_json_schema().get("$defs", {}).values()
    return sorted({*model.model_fields, *(name for d in definitions for name in d.get("properties", {}))})


def _did_you_mean(word: str, known: Sequence[str]) -> str:
    close = get_close_matches(word, known, n=1)
    return f"did you mean “{close[0]}”?" if close else "take it out, or see docs/policies.md for the fields there are"
