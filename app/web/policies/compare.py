"""Tiers side by side, of one policy or of several."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

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
class LevelRow:
    """A severity, counted from the gravest: what each column calls it, and what it promises for it."""

    title: str
    cells: tuple[tuple[str, tuple[TargetLine, ...]], ...]


@dataclass(frozen=True, slots=True)
class EntitlementRow:
    """An entitlement that one policy names; a cell is None where the column is another policy's."""

    policy: Policy
    name: str
    text: str
    clause: str
    cells: tuple[list[MatrixLine] | None, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The columns with their rows."""

    columns: tuple[Column, ...]
    measures: tuple[tuple[str, tuple[LevelRow, ...]], ...]
    entitlements: tuple[EntitlementRow, ...]

    @property
    def labels(self) -> list[str]:
        """What names each column where its head is out of sight."""
        is_one = len({column.policy.slug for column in self.columns}) == 1
        return [c.tier.name if is_one else f"{c.policy.vendor}, {c.tier.name}" for c in self.columns]

    def facts(self) -> list[tuple[str, list[list[str]]]]:
        """Terms with the lines of each column."""
        terms: list[tuple[str, Callable[[Column], list[str]]]] = [
            ("Channels", lambda c: [c.tables.channel_text(channel) for channel in c.tier.channels]),
            ("Hours", lambda c: [c.tier.hours]),
            ("Price", lambda c: [c.tier.price]),
            ("Incidents included", lambda c: [allowance_text(c.tier.allowance), c.tier.allowance.text]),
        ]
        return [(title, [[line for line in lines(c) if line] for c in self.columns]) for title, lines in terms]


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
    return Comparison(columns, measures, tuple(_entitlements(columns)))


_TITLES = {Measure.FIRST_RESPONSE: "First response", Measure.RESOLUTION: "Resolution"}


def _level_rows(columns: tuple[Column, ...], measure: Measure) -> list[LevelRow]:
    levels = sorted({severity.level for column in columns for severity in column.policy.severities})
    return [LevelRow(_title(columns, n), tuple(_level_cell(c, n, measure) for c in columns)) for n in levels]


def _title(columns: tuple[Column, ...], level: int) -> str:
    """What all columns call a severity, or its number where they differ."""
    names = {severity_text(c.policy.severity_by_level[level]) for c in columns if level in c.policy.severity_by_level}
    return names.pop() if len(names) == 1 else f"Severity {level}"


def _level_cell(column: Column, level: int, measure: Measure) -> tuple[str, tuple[TargetLine, ...]]:
    severity = column.policy.severity_by_level.get(level)
    return (severity_text(severity) if severity else "", column.tables.target_lines(column.tier.id, level, measure))


def _entitlements(columns: tuple[Column, ...]) -> list[EntitlementRow]:
    policies = {column.policy.slug: column.policy for column in columns}
    return [
        EntitlementRow(
            policy,
            row.name,
            row.text,
            row.clause,
            tuple(c.tables.matrix_lines(row, c.tier) if c.policy is policy else None for c in columns),
        )
        for policy in policies.values()
        for row in policy.entitlements
    ]
