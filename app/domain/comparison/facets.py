"""How two values of a policy are held side by side: facet by facet, each difference told in words."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from app.domain.change import Change, Direction, Topic
from app.domain.comparison.pairing import Pairs, is_moved, paired, paired_alike
from app.domain.policy import Level, Policy
from app.domain.rule_words import Rules

Words = Callable[[Policy, Any], str]
"""A value in words, in its own version."""


@dataclass(frozen=True, slots=True)
class About:
    """What a change is told about: both versions, the place in them, and the clauses that it stands in."""

    before: Policy
    after: Policy
    topic: Topic
    place: tuple[str, ...] = ()
    subject: str = ""
    clauses: tuple[str | None, str | None] = (None, None)
    level: Level | None = None

    def part(self, name: str, label: str = "") -> "About":
        """A part of it: the field's name, and what it is called."""
        subject = ", ".join(each for each in (self.subject, label) if each)
        return replace(self, place=(*self.place, name) if name else self.place, subject=subject)

    def told(self, before: str | None, after: str | None, direction: Direction = Direction.OTHER) -> Change:
        """The change from one to the other; empty or None is nothing."""
        subject = self.subject[:1].upper() + self.subject[1:]
        return Change(
            self.topic, self.place, subject, before or None, after or None, direction, *self.clauses, self.level
        )


Tell = Callable[[About, Any, Any], Iterable[Change]]
"""Tells what differs between two values that are not equal."""


@dataclass(frozen=True, slots=True)
class Facet:
    """A field of a value, what it is called, and how its differences are told."""

    name: str
    label: str
    tell: Tell


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of things that a policy has several of: how one is called, what it says as a whole, and its facets."""

    titled: Words
    whole: Words
    facets: tuple[Facet, ...]
    key: Callable[[Any], str] = lambda item: str(item.id)
    clause: Callable[[Any], str | None] = lambda item: getattr(item, "clause", None)
    level: Callable[[Any], Level | None] = lambda _: None
    pair: Callable[[list[Any], list[Any]], tuple[Pairs[Any], list[Any], list[Any]]] | None = None
    is_ordered: bool = True

    def tell(self, about: About, was: Any, now: Any) -> Iterator[Change]:
        """Which came, which went, what differs in those that stayed, and whether these stand in another order."""
        old, new = _listed(was), _listed(now)
        pairs, removed, added = self.pair(old, new) if self.pair else paired(old, new, self.key)
        for item in removed:
            yield self._about(about, about.before, item, item).told(self.whole(about.before, item) or "—", None)
        for item in added:
            yield self._about(about, about.after, item, item).told(None, self.whole(about.after, item) or "—")
        for before, after in pairs:
            yield from differences(self._about(about, about.after, before, after), self.facets, before, after)
        if self.is_ordered and is_moved(map(self.key, old), map(self.key, new)):
            yield about.part("order", "order").told(self._titles(about.before, old), self._titles(about.after, new))

    def _about(self, about: About, policy: Policy, before: Any, after: Any) -> About:
        is_same = self.key(before) == self.key(after)
        part = about.part(self.key(after) if is_same else "", self.titled(policy, after))
        clauses = (self.clause(before) or about.clauses[0], self.clause(after) or about.clauses[1])
        return replace(part, clauses=clauses, level=self.level(after) or about.level)

    def _titles(self, policy: Policy, items: Sequence[Any]) -> str:
        return "; ".join(self.titled(policy, item) for item in items)


def differences(about: About, facets: Iterable[Facet], before: Any, after: Any) -> Iterator[Change]:
    """What differs between two values that stand for the same."""
    for facet in facets:
        was, now = getattr(before, facet.name), getattr(after, facet.name)
        if was != now:
            yield from facet.tell(about.part(facet.name, facet.label), was, now)


def said(_policy: Policy, value: Any) -> str:
    """A plain value in words."""
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, StrEnum):
        return value.replace("_", " ")
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def undecided(_before: Any, _after: Any) -> Direction:
    """What cannot be told for sure."""
    return Direction.OTHER


def promised(before: Any, after: Any) -> Direction:
    """A yes is better than a no; what is not told is neither."""
    answers = {(False, True): Direction.BETTER, (True, False): Direction.WORSE}
    return answers.get((before, after), Direction.OTHER)


def value(name: str, label: str, words: Words = said, judged: Callable[[Any, Any], Direction] = undecided) -> Facet:
    """A facet told as one value and the other."""

    def tell(about: About, was: Any, now: Any) -> Iterator[Change]:
        yield about.told(words(about.before, was), words(about.after, now), judged(was, now))

    return Facet(name, label, tell)


def several(name: str, sort: Sort) -> Facet:
    """A facet that holds several things of a sort."""
    return Facet(name, "", sort.tell)


def texts(name: str, label: str) -> Facet:
    """A facet that is a list of texts: each that came, went or is worded otherwise."""

    def tell(about: About, was: Sequence[str], now: Sequence[str]) -> Iterator[Change]:
        pairs, removed, added = paired_alike(was, now, str)
        yield from (about.told(text, None) for text in removed)
        yield from (about.told(None, text) for text in added)
        yield from (about.told(before, after) for before, after in pairs if before != after)
        if is_moved(was, now):
            yield about.part("order", "order").told("; ".join(was), "; ".join(now))

    return Facet(name, label, tell)


def clause_title(policy: Policy, clause: str) -> str:
    """A clause as a reader finds it."""
    found = policy.clause_by_id.get(clause)
    return f"§ {found.title}" if found else clause


def conditions(policy: Policy, when: Any) -> str:
    """What must hold, in words."""
    found = Rules(policy).conditions(when)
    return "; ".join(f"{each.label} {each.values}" for each in found) or "always"


CLAUSE = value("clause", "clause", clause_title)


def _readings(about: About, was: Sequence[str], now: Sequence[str]) -> Iterator[Change]:
    yield from (about.told(_read_as(about.before, name), None) for name in was if name not in now)
    yield from (about.told(None, _read_as(about.after, name)) for name in now if name not in was)
    if is_moved(was, now):
        yield about.part("order", "order").told(", ".join(was), ", ".join(now))


def _read_as(policy: Policy, name: str) -> str:
    return policy.readings[name].read_as


READINGS = Facet("readings", "our reading", _readings)


def _listed(items: Any) -> list[Any]:
    return list(items.values()) if isinstance(items, Mapping) else list(items)
