"""Questions, and decision tables in DMN's words: rules, hit policy, completion."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

When = tuple[tuple[str, frozenset[str]], ...]
"""Conditions that hold together: each the name of a question, decision or derived fact, and the values that meet it."""

UNKNOWN = "unknown"
"""The answer of a customer who does not know."""


class HitPolicy(StrEnum):
    """How many rules of a table may hold at once, and which of them counts."""

    UNIQUE = "unique"
    ANY = "any"
    FIRST = "first"


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of numbers with a name. None leaves a side open; `is_open_low` leaves `low` itself out."""

    id: str
    label: str
    low: Decimal | None
    high: Decimal | None
    is_open_low: bool = False
    is_open_high: bool = False

    def holds(self, number: Decimal) -> bool:
        """Whether the number lies in this band."""
        above = self.low is None or number > self.low or (number == self.low and not self.is_open_low)
        below = self.high is None or number < self.high or (number == self.high and not self.is_open_high)
        return above and below

    def holds_text(self, answer: str) -> bool:
        """Whether the answer is a number in this band."""
        number = parse_number(answer)
        return number is not None and self.holds(number)


@dataclass(frozen=True, slots=True)
class NumberTerms:
    """What a number question takes: from `least` to `most`, in steps of 10 ** -decimals."""

    unit: str
    least: Decimal
    most: Decimal
    decimals: int

    @property
    def step(self) -> Decimal:
        """The smallest difference between two answers."""
        return Decimal(1).scaleb(-self.decimals)


@dataclass(frozen=True, slots=True)
class Option:
    """An answer to choose, by its value."""

    value: str
    label: str
    help: str = ""


@dataclass(frozen=True)
class Question:
    """Something asked of the customer: options to choose from, or a number with bands that rules can name."""

    id: str
    text: str
    why: str
    clause: str
    options: tuple[Option, ...] = ()
    number: NumberTerms | None = None
    bands: tuple[Band, ...] = ()
    may_not_know: bool = False
    help: str = ""

    @cached_property
    def values(self) -> tuple[str, ...]:
        """The values that rules can name: options, or the bands of a number."""
        return tuple(o.value for o in self.options) or tuple(b.id for b in self.bands)

    @cached_property
    def _labels(self) -> dict[str, str]:
        return {option.value: option.label for option in self.options}

    def label(self, answer: str) -> str:
        """The answer in words: the option's label, or the number with its unit."""
        if answer == UNKNOWN:
            return "I don't know"
        if self.number is not None:
            unit = self.number.unit.removesuffix("s") if answer == "1" else self.number.unit
            return f"{answer} {unit}".strip()
        return self._labels.get(answer, answer)

    def accepts(self, answer: str) -> bool:
        """Whether this is an answer to the question."""
        if answer == UNKNOWN:
            return self.may_not_know
        if self.number is None:
            return answer in self._labels
        number = parse_number(answer)
        terms = self.number
        return number is not None and terms.least <= number <= terms.most and number % terms.step == 0

    def value_of(self, answer: str) -> str:
        """The value that rules see for an accepted answer: the option, the band, or the number itself."""
        if self.number is None or not self.bands:
            return answer
        number = Decimal(answer)
        return next(band.id for band in self.bands if band.holds(number))


def parse_number(text: str) -> Decimal | None:
    """The number that a person typed in plain digits, else None: no exponent, no NaN, at most 15 digits."""
    plain = text.strip()
    if len(plain) > 16 or not plain.isascii() or not plain.replace(".", "", 1).isdigit():
        return None
    return Decimal(plain)


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of a decision table: where `when` holds, the answer is `then`, by that clause."""

    when: When
    then: str
    because: str
    clause: str
    readings: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True)
class DecisionTable:
    """A decision: its rules, how they go together, and the completion rule for where none holds (a reading)."""

    id: str
    title: str
    hit_policy: HitPolicy
    rules: tuple[Rule, ...]
    otherwise: Rule | None = None

    @cached_property
    def all_rules(self) -> tuple[Rule, ...]:
        """Rules with the completion rule last."""
        return (*self.rules, self.otherwise) if self.otherwise else self.rules

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        """The names that the rules look at, in the order of their first mention."""
        return tuple(dict.fromkeys(name for rule in self.rules for name, _ in rule.when))


def overlap(one: Iterable[tuple[str, frozenset[str]]], other: Iterable[tuple[str, frozenset[str]]]) -> bool:
    """Whether two rows of conditions can hold at once: no name that both mention keeps them apart."""
    first = dict(one)
    return all(first[name] & values for name, values in other if name in first)
