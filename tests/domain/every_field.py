"""Mutants of a policy's value: for every field of every value in it, the policy with that field alone changed."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, NamedTuple

from app.domain.decisions import DecisionTable, Rule
from app.domain.policy import Alternative, Policy, Target, TargetKind
from app.domain.schedules import Window

Steps = tuple[str, ...]


class Mutant(NamedTuple):
    """A policy with one field changed: the fields that lead there, the class that has it, and both values."""

    steps: Steps
    owner: str
    was: Any
    now: Any
    policy: Policy

    def __str__(self) -> str:
        return ".".join(self.steps)


def mutants(policy: Policy) -> Iterator[Mutant]:
    """A mutant for every field of every value in the policy, each with that one field changed."""
    return (Mutant(*each) for each in _mutated(policy, policy))


def _mutated(policy: Policy, value: Any) -> Iterator[tuple[Steps, str, Any, Any, Any]]:
    """The value with each field in it changed in turn: the fields that lead there, both values, and the whole."""
    for field in fields(value):
        if not field.init:
            continue
        was, owner = getattr(value, field.name), type(value).__name__
        for now in _others(policy, value, field.name, was):
            if now == was:
                continue
            yield (field.name,), owner, was, now, replace(value, **{field.name: now})
        for steps, inner, old, new, mutated in _inside(policy, was):
            yield (field.name, *steps), inner, old, new, replace(value, **{field.name: mutated})


def _inside(policy: Policy, value: Any) -> Iterator[tuple[Steps, str, Any, Any, Any]]:
    if is_dataclass(value):
        yield from _mutated(policy, value)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from ((*each[:4], {**value, key: each[4]}) for each in _inside(policy, item))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from ((*each[:4], (*value[:index], each[4], *value[index + 1 :])) for each in _inside(policy, item))


def _others(policy: Policy, owner: Any, name: str, was: Any) -> Iterator[Any]:
    """Another value for a field: a reference to something else that is there, or the same with a little more."""
    if name == "readings" and isinstance(was, tuple):
        yield tuple(r for r in policy.readings if r not in was)[:1]
    elif isinstance(owner, Rule) and name == "then":
        yield from (r.then for t in policy.decisions.values() if owner in t.all_rules for r in t.rules if r.then != was)
    elif name in ("when", "per_agreement_when"):
        question = policy.questions[0]
        yield () if was else ((question.id, frozenset(question.values[:1])),)
    elif isinstance(owner, Target) and name in ("tier", "severity", "kind"):
        yield from _other_cells(policy, name, was)
    elif isinstance(owner, Window):
        yield {"weekday": (was + 1) % 7, "opens": was + 1, "closes": was - 1}[name]
    elif isinstance(owner, Alternative):
        yield from [_other_reading(policy, name, was)] if was is not None and name != "target" else []
    elif isinstance(owner, DecisionTable) and name == "otherwise":
        yield replace(owner.rules[0], when=()) if was is None else None
    elif name == "share" and was is None:
        yield Fraction(95)
    elif name == "schedule" and (was is None or isinstance(was, str)):
        yield next((each for each in policy.schedules if each != was), None)
    else:
        yield from _more(was)


def _other_cells(policy: Policy, name: str, was: Any) -> list[Any]:
    if name == "kind":
        return [kind for kind in TargetKind if kind not in (was, TargetKind.DURATION)][:1]
    return [tier.id for tier in policy.tiers] if name == "tier" else [s.level for s in policy.severities]


def _other_reading(policy: Policy, name: str, was: Any) -> Any:
    if name == "schedule":
        return tuple(reversed(was))
    known = [s.level for s in policy.severities] if name == "severity" else [t.id for t in policy.tiers]
    return next(each for each in known if each != was)


def _more(was: Any) -> Iterator[Any]:
    match was:
        case bool():
            yield not was
        case StrEnum():
            yield next(each for each in type(was) if each is not was)
        case str():
            yield f"{was} otherwise".strip()
        case int() | Fraction() | Decimal():
            yield was + 1
        case date():
            yield was + timedelta(days=1)
        case tuple() if was and isinstance(was[0], Window):
            yield (*was, Window(6, 0, 60))
        case tuple() if was and isinstance(was[0], str):
            yield (*was, "one more")
        case tuple():
            yield was[:-1]
        case Mapping() if was:
            yield dict(list(was.items())[:-1])
