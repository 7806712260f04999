"""What staff tell the search beside the articles: words that mean the same, and answers that are set by hand."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.content.front_matter import Path, Source, field_name, read_yaml, validate
from app.content.patterns import Text
from app.content.problems import Problems

LONGEST = 5  # words of one synonym
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Groups of words that mean the same, and words that also find others, which do not find them back.

    A word may be several: “high availability”.
    """

    equal: tuple[tuple[str, ...], ...] = ()
    one_way: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Pin:
    """Questions whose first answers are set: addresses on this site, best first."""

    queries: tuple[str, ...]
    urls: tuple[str, ...]


class SynonymsForm(BaseModel):
    """The closed schema of synonyms.yml."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    equal: list[Annotated[list[Text], Field(min_length=2)]] = Field(default_factory=list)
    one_way: dict[Text, Annotated[list[Text], Field(min_length=1)]] = Field(default_factory=dict)


class PinForm(BaseModel):
    """Questions with the addresses that answer them."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    queries: Annotated[list[Text], Field(min_length=1)]
    urls: Annotated[list[Text], Field(min_length=1)]


class PinsForm(BaseModel):
    """The closed schema of pins.yml."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    pins: list[PinForm] = Field(default_factory=list)


def read_synonyms(path: str, raw: bytes, problems: Problems) -> Synonyms:
    """The synonyms in a file; none with the reasons noted."""
    source = read_yaml(path, raw, problems)
    form = validate(SynonymsForm, source, problems) if source else None
    if source is None or form is None:
        return Synonyms()
    groups = [(("equal", at, place), word) for at, group in enumerate(form.equal) for place, word in enumerate(group)]
    ways = [(("one_way", word), word) for word in form.one_way]
    others = [(("one_way", w, at), other) for w, found in form.one_way.items() for at, other in enumerate(found)]
    _check_words([*groups, *ways, *others], source, problems)
    _check_doubles(groups, source, problems, "join the two groups, or take it out of one")
    _check_doubles(ways, source, problems, "write all that it finds in one line")
    return Synonyms(tuple(map(tuple, form.equal)), tuple((w, tuple(found)) for w, found in form.one_way.items()))


def read_pins(path: str, raw: bytes, addresses: Collection[str], problems: Problems) -> tuple[Pin, ...]:
    """The pins in a file; none with the reasons noted. `addresses` are those that can be pinned."""
    source = read_yaml(path, raw, problems)
    form = validate(PinsForm, source, problems) if source else None
    if source is None or form is None:
        return ()
    asked = [(("pins", at, "queries", n), q) for at, pin in enumerate(form.pins) for n, q in enumerate(pin.queries)]
    _check_words(asked, source, problems, longest=None)
    _check_doubles(asked, source, problems, "a question has one list of answers: take it out of one")
    for at, pin in enumerate(form.pins):
        for place, url in enumerate(pin.urls):
            if url not in addresses:
                where: Path = ("pins", at, "urls", place)
                problems.add(source.line(where), field_name(where), f"there is no “{url}”", _near(url, addresses))
    return tuple(Pin(tuple(pin.queries), tuple(pin.urls)) for pin in form.pins)


def _check_words(
    found: Collection[tuple[Path, str]], source: Source, problems: Problems, longest: int | None = LONGEST
) -> None:
    for where, text in found:
        count = len(_WORD.findall(text))
        if not count:
            problems.add(source.line(where), field_name(where), f"“{text}” has no word", "write letters or digits")
        elif longest and count > longest:
            message, hint = f"“{text}” is longer than {longest} words", "give the few words that matter"
            problems.add(source.line(where), field_name(where), message, hint)


def _check_doubles(found: Collection[tuple[Path, str]], source: Source, problems: Problems, hint: str) -> None:
    for where, text, first in _doubles(found):
        message = f"“{text}” stands in line {source.line(first)} already"
        problems.add(source.line(where), field_name(where), message, hint)


def _doubles(found: Collection[tuple[Path, str]]) -> Iterator[tuple[Path, str, Path]]:
    seen: dict[tuple[str, ...], Path] = {}
    for where, text in found:
        key = tuple(_WORD.findall(text.casefold()))
        if key in seen:
            yield where, text, seen[key]
        seen.setdefault(key, where)


def _near(url: str, addresses: Collection[str]) -> str:
    close = get_close_matches(url, addresses, n=1)
    return f"did you mean “{close[0]}”?" if close else "write /articles/<address> or /policies/<slug>/#<clause>"
