"""Tiers side by side, of one policy or of several."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from app.content.library import PublishedPolicy
from app.domain.policy import Measure, Policy, Tier
from app.domain.wording import allowance_text, severity_text
from app.web.policies.tables import MatrixLine, Tables, TargetLine

MOST_COLUMNS = 16
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Column:
    """A tier of a policy."""

    policy: Policy
    tier: Tier
    tables: Tables

    @property
    def name(self) -> str:
        """What the address calls it: severalnines:advanced."""
        return f"{self.policy.slug}:{self.tier.id}"


@dataclass(frozen=True, slots=True)
class Choice:
    """The tiers chosen, and what was asked for and is not there."""

    columns: tuple[Column, ...]
    unknown: tuple[str, ...]
    left_out: int

    @property
    def names(self) -> frozenset[str]:
        """The names of the tiers chosen."""
        return frozenset(column.name for column in self.columns)


@dataclass(frozen=True, slots=True)
class Row:
    """What each column says about one thing; `is_same` where all say the same."""

    title: str
    is_same: bool


@dataclass(frozen=True, slots=True)
class FactRow(Row):
    """A term with the lines of each column."""

    cells: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class LevelRow(Row):
    """A severity, counted from the gravest: what each column calls it, and what it promises for it."""

    cells: tuple[tuple[str, tuple[TargetLine, ...]], ...]


@dataclass(frozen=True, slots=True)
class EntitlementRow(Row):
    """An entitlement that one policy names; a cell is None where the column is another policy's."""

    policy: Policy
    text: str
    cells: tuple[list[MatrixLine] | None, ...]


R = TypeVar("R", bound=Row)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The columns with their rows."""

    columns: tuple[Column, ...]
    facts: tuple[FactRow, ...]
    measures: tuple[tuple[str, tuple[LevelRow, ...]], ...]
    entitlements: tuple[EntitlementRow, ...]

    @property
    def labels(self) -> list[str]:
        """What names each column where its head is out of sight."""
        is_one = len({column.policy.slug for column in self.columns}) == 1
        return [c.tier.name if is_one else f"{c.policy.vendor}, {c.tier.name}" for c in self.columns]

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows."""
        return (*self.facts, *(row for _, rows in self.measures for row in rows), *self.entitlements)

    @property
    def same(self) -> int:
        """How many rows are the same for all."""
        return sum(row.is_same for row in self.rows)

    @property
    def differences(self) -> "Comparison":
        """The same columns without the rows that are the same for all."""
        measures = ((title, _differing(rows)) for title, rows in self.measures)
        left = tuple((title, rows) for title, rows in measures if rows)
        return Comparison(self.columns, _differing(self.facts), left, _differing(self.entitlements))


def _differing(rows: tuple[R, ...]) -> tuple[R, ...]:
    return tuple(row for row in rows if not row.is_same)


def selected(wanted: Sequence[str], versions: Sequence[PublishedPolicy]) -> Choice:
    """The tiers that an address names, `slug:tier` or a whole policy by its slug, in the order named."""
    columns = [Column(v.policy, tier, Tables(v.policy)) for v in versions for tier in v.policy.tiers]
    known = {column.name: column for column in columns}
    found: dict[str, Column] = {}
    unknown = []
    for name in dict.fromkeys(wanted):
        matches = [key for key in known if key == name or key.partition(":")[0] == name]
        found |= {key: known[key] for key in matches}
        unknown += [name[:60]] if name and not matches else []
    chosen = tuple(found.values())
    return Choice(chosen[:MOST_COLUMNS], tuple(unknown[:MOST_NAMED]), len(chosen[MOST_COLUMNS:]))


def compared(columns: tuple[Column, ...]) -> Comparison:
    """The tiers side by side."""
    measures = tuple((_TITLES[measure], tuple(_level_rows(columns, measure))) for measure in Measure)
    return Comparison(columns, tuple(_facts(columns)), measures, tuple(_entitlements(columns)))


_TITLES = {Measure.FIRST_RESPONSE: "First response", Measure.RESOLUTION: "Resolution"}


def _are_same(cells: Iterable[object]) -> bool:
    """Whether several columns say the same; one alone has nothing to be the same as."""
    first, *others = cells
    return bool(others) and all(other == first for other in others)


def _facts(columns: tuple[Column, ...]) -> Iterator[FactRow]:
    terms: list[tuple[str, Callable[[Column], list[str]]]] = [
        ("Channels", lambda c: [c.tables.channel_text(channel) for channel in c.tier.channels]),
        ("Hours", lambda c: [c.tier.hours]),
        ("Price", lambda c: [c.tier.price]),
        ("Incidents included", lambda c: [allowance_text(c.tier.allowance), c.tier.allowance.text]),
    ]
    for title, lines in terms:
        cells = tuple(tuple(filter(None, lines(column))) for column in columns)
        yield FactRow(title, _are_same(cells), cells)


def _level_rows(columns: tuple[Column, ...], measure: Measure) -> Iterator[LevelRow]:
    for level in sorted({severity.level for column in columns for severity in column.policy.severities}):
        cells = tuple(_level_cell(column, level, measure) for column in columns)
        said = [_said(column, *cell) for column, cell in zip(columns, cells, strict=True)]
        yield LevelRow(_title(columns, level), _are_same(said), cells)


def _said(column: Column, name: str, lines: tuple[TargetLine, ...]) -> object:
    """What a cell promises, by whatever name its policy calls the severity.

    Where it leads to a place in its policy, it is not the same as a cell of another.
    """
    leads = any(line.schedule or line.target.readings for line in lines)
    words = [(line.text, line.schedule and line.schedule.schedule.id, line.target.readings) for line in lines]
    return bool(name), words, column.policy.slug if leads else ""


def _title(columns: tuple[Column, ...], level: int) -> str:
    """What all columns call a severity, or its number where they differ."""
    names = {severity_text(c.policy.severity_by_level[level]) for c in columns if level in c.policy.severity_by_level}
    return names.pop() if len(names) == 1 else f"Severity {level}"


def _level_cell(column: Column, level: int, measure: Measure) -> tuple[str, tuple[TargetLine, ...]]:
    severity = column.policy.severity_by_level.get(level)
    return (severity_text(severity) if severity else "", column.tables.target_lines(column.tier.id, level, measure))


def _entitlements(columns: tuple[Column, ...]) -> Iterator[EntitlementRow]:
    policies = {column.policy.slug: column.policy for column in columns}
    for policy in policies.values():
        for row in policy.entitlements:
            cells = tuple(c.tables.matrix_lines(row, c.tier) if c.policy is policy else None for c in columns)
            yield EntitlementRow(row.name, _are_same(cells), policy, row.text, cells)
