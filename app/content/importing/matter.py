"""The front matter of other tools (YAML or TOML), as the fields of an article."""

import codecs
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from app.content.front_matter import read_source
from app.content.importing.report import Report
from app.content.problems import Problems

_TOML = re.compile(r"\A\+\+\+[ \t]*\r?\n(.*?)^\+\+\+[ \t]*\r?$\n?", re.DOTALL | re.MULTILINE)
_YAML = re.compile(rb"\A---[ \t]*\r?\n")
_NONE = b"---\n---\n"
"""Put above a text without front matter, so that a rule within it is not taken for some."""
_SUMMARY = ("description", "summary", "excerpt")
_TAGS = ("tags", "keywords", "categories", "label_names")
_REVIEWED = ("reviewed_on", "last_reviewed", "reviewed", "lastmod", "last_modified", "last_update", "updated_at")
_REVIEW = ("review_on", "review_by", "next_review")
_ALIASES = ("aliases", "redirects", "redirect_from", "alias")
_SLUG = ("url", "permalink", "slug")
_NAME = ("title", "linkTitle", "sidebar_label")


@dataclass(frozen=True)
class Matter:
    """What stands above a text: fields of an article, and what says where it stood and whether it is published."""

    fields: dict[str, Any] = field(default_factory=dict)
    slug: str | None = None
    id: str | None = None
    aliases: tuple[str, ...] = ()
    is_draft: bool = False


def take_apart(path: str, raw: bytes, report: Report) -> tuple[dict[str, Any], str, int] | None:
    """Front matter as data, the body, and the line that it begins on; None where it cannot be read, as noted."""
    problems = Problems(path)
    raw = raw.removeprefix(codecs.BOM_UTF8)
    toml = _TOML.match(raw.decode("utf-8", errors="replace"))
    data = _toml(path, toml[1], report) if toml else {}
    above = toml[0].count("\n") if toml else 0
    if toml or not _YAML.match(raw):
        raw, above = _NONE + raw[len(toml[0].encode()) if toml else 0 :], above - _NONE.count(b"\n")
    source = read_source(path, raw, problems)
    for problem in problems.found:
        line = problem.line + (above if problem.line else 0)
        report.fail("the file cannot be read", path, problem.message, problem.hint, line)
    if source is None or data is None:
        return None
    return data or source.data, source.body, source.body_line + above


def _toml(path: str, text: str, report: Report) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        line = int(found[1]) if (found := re.search(r"at line (\d+)", str(error))) else 0
        said = f"the front matter is not TOML: {error}"
        report.fail("the file cannot be read", path, said, "mend it near this line", line + 1)
        return None


def read_matter(path: str, data: Mapping[str, Any], report: Report) -> Matter:
    """The fields that an article has; each of the others is noted."""
    left = {str(name): value for name, value in data.items() if value not in (None, "", [], {})}
    fields: dict[str, Any] = {}
    if title := _first(left, _NAME):
        fields["title"] = title
    if summary := _first(left, _SUMMARY):
        fields["summary"] = summary
    if tags := list(dict.fromkeys(word for name in _TAGS for word in _words(left.pop(name, None)))):
        fields["tags"] = tags
    fields |= _days(left)
    if isinstance(left.get("owner"), str):
        fields["owner"] = _line(left.pop("owner"))
    slug = _first(left, _SLUG)
    aliases = tuple(word for name in _ALIASES for word in _words(left.pop(name, None)))
    is_draft = _is_draft(left)
    name = left.pop("id", None)
    for rest, value in left.items():
        report.note(f"the front matter's “{rest}” has no place in an article", path, 0, f"{rest}: {value}")
    return Matter(fields, slug, str(name) if name is not None else None, aliases, is_draft)


def _first(left: dict[str, Any], names: tuple[str, ...]) -> str | None:
    """The first of some fields that holds words, taken out; those after it stay, unless they say the same."""
    for name in names:
        if isinstance(left.get(name), str | int | float) and (words := _line(left[name])):
            for each in names:
                if each in left and _line(left[each]) == words:
                    del left[each]
            return words
    return None


def _line(value: object) -> str:
    return " ".join(str(value).split())


def _words(value: object) -> list[str]:
    """A list of words, however it is written: a list, a list of labels, or words with commas between them."""
    if isinstance(value, str):
        return [word.strip() for word in value.split(",") if word.strip()]
    if isinstance(value, Mapping):
        return _words(value.get("label"))
    if isinstance(value, list):
        return [_line(label) for each in value if (label := each.get("label") if isinstance(each, Mapping) else each)]
    return []


def _days(left: dict[str, Any]) -> dict[str, str]:
    found = {}
    for name, names in (("reviewed_on", _REVIEWED), ("review_on", _REVIEW)):
        for each in names:
            value = left.get(each)
            day = _day(value.get("date") if isinstance(value, Mapping) else value)
            if day and name not in found:
                found[name] = day
                del left[each]
    return found


def _day(value: object) -> str | None:
    """A day as the front matter of an article writes it; None where there is none."""
    try:
        if isinstance(value, datetime | date):
            return f"{value:%Y-%m-%d}"
        return datetime.fromisoformat(str(value).strip()).date().isoformat() if value else None
    except ValueError:
        return None


def _is_draft(left: dict[str, Any]) -> bool:
    """Whether the page is not, or not openly, published. What says so is taken out."""
    hidden = [left.pop(name, False) is True for name in ("draft", "unlisted", "headless")]
    return any(hidden) or left.pop("published", True) is False
