"""The tables of a policy as rows of words, for its page, its Markdown and comparisons."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from app.domain.decisions import Rule
from app.domain.hours_words import joined, opening_hours
from app.domain.policy import (
    Level,
    MatrixCell,
    MatrixRow,
    Measure,
    MeasureTerms,
    Plan,
    Policy,
    PolicySchedule,
    Severity,
    Target,
    Tier,
    TierChannel,
)
from app.domain.rule_words import Rules
from app.domain.wording import KIND_WORDS, counted, target_text

YES = ("included", "supported")
NO = ("not included", "not supported", "not at this tier")


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A promise in words, with the schedule it counts on where that is not around the clock."""

    text: str
    target: Target
    schedule: PolicySchedule | None

    @property
    def amount(self) -> str:
        """What is promised, without its terms: 2 hours, best effort."""
        made = self.target
        return counted(made.amount, made.unit) if made.amount and made.unit else KIND_WORDS.get(made.kind, "")

    @property
    def terms(self) -> str:
        """The words that follow the amount: a share of cases, a usual time, what tells the row apart."""
        return self.text.removeprefix(self.amount).removeprefix(", ").strip()


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A severity with what each tier promises."""

    severity: Severity
    cells: tuple[tuple[Tier, tuple[TargetLine, ...]], ...]


@dataclass(frozen=True, slots=True)
class MatrixLine:
    """What a tier gets: a value, its tone (yes, no, partly, unknown), the severities and terms that go with it."""

    value: str
    tone: str
    at: str
    text: str


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A tier that a plan leads to, under a condition where there is one."""

    tier: Tier
    condition: str
    rule: Rule


class Tables:
    """The tables of one policy."""

    opening_hours = staticmethod(opening_hours)

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.rules = Rules(policy)

    def measures(self, wanted: Sequence[str] = ()) -> tuple[MeasureTerms, ...]:
        """The measures named, or all."""
        return tuple(terms for terms in self.policy.measures if not wanted or terms.measure in wanted)

    def has_durations(self, measure: Measure) -> bool:
        """Whether any tier is promised a time."""
        return any(row.measure is measure and row.amount is not None for row in self.policy.targets)

    def targets(self, measure: Measure) -> list[TargetRow]:
        """What each tier promises at each severity."""
        return [
            TargetRow(severity, tuple((t, self.target_lines(t.id, severity.level, measure)) for t in self.policy.tiers))
            for severity in self.policy.severities
        ]

    def target_lines(self, tier: str, level: Level, measure: Measure) -> tuple[TargetLine, ...]:
        """The promises of one cell; several where they are told apart."""
        return tuple(self._target_line(row) for row in self.policy.cells.get((tier, level, measure), ()))

    def _target_line(self, target: Target) -> TargetLine:
        schedule = self.policy.schedules[target.schedule] if target.schedule else None
        shown = schedule if schedule and not schedule.schedule.is_always else None
        return TargetLine(target_text(self.policy, target), target, shown)

    def severities(self, levels: Iterable[Level]) -> str:
        """Severities by their labels: SEV-2, SEV-3 and SEV-4."""
        return joined([s.label for s in self.policy.severities if s.level in set(levels)])

    def columns(self, rows: Sequence[MatrixRow]) -> list[Tier]:
        """The tiers that a matrix speaks of."""
        return [tier for tier in self.policy.tiers if any(tier.id in row.cells for row in rows)]

    def matrix_lines(self, row: MatrixRow, tier: Tier) -> list[MatrixLine]:
        """What a tier gets in a row of a matrix."""
        cells = row.cells.get(tier.id) or (MatrixCell("not stated"),)
        return [MatrixLine(c.value, _tone(c.value), self.severities(c.severities), c.text) for c in cells]

    def channel_text(self, channel: TierChannel) -> str:
        """A channel with the severities for which it is open: Phone (SEV-1 only)."""
        return f"{channel.name} ({self.severities(channel.severities)} only)" if channel.severities else channel.name

    def plan_lines(self, plan: Plan) -> list[PlanLine]:
        """The tiers that a plan leads to, by the rules that decide the tier."""
        table = self.policy.decisions.get("tier")
        rules = [rule for rule in (table.all_rules if table else ()) if _is_about(rule, plan)]
        return [PlanLine(self.policy.tier_by_id[r.then], self._condition(r), r) for r in rules]

    def _condition(self, rule: Rule) -> str:
        rest = [(name, values) for name, values in rule.when if name not in ("plan", "product")]
        return "; ".join(f"{c.label} {c.values}" for c in self.rules.conditions(rest))

    @staticmethod
    def by_year(dates: Iterable[tuple[date, str]]) -> list[tuple[int, list[tuple[date, str]]]]:
        """Dates in order, grouped by year."""
        return [(year, list(days)) for year, days in groupby(sorted(dates), key=lambda item: item[0].year)]

    def used_by(self, schedule_id: str) -> str:
        """The tiers whose targets count on a schedule, with severities where it is not all of them."""
        found, names = [], {tier.name for tier in self.policy.tiers}
        for tier in self.policy.tiers:
            rows = [row for row in self.policy.targets if row.tier == tier.id and row.schedule == schedule_id]
            levels = {s.level for s in self.policy.severities for row in rows if row.severity in (None, s.level)}
            if levels:
                is_all = len(levels) == len(self.policy.severities)
                found.append(tier.name if is_all else f"{tier.name} at {self.severities(levels)}")
        return joined(found) if all(name in names for name in found) else "; ".join(found)


def _tone(value: str) -> str:
    tones = {**dict.fromkeys(YES, "yes"), **dict.fromkeys(NO, "no"), "not stated": "unknown"}
    return tones.get(value, "partly")


def _is_about(rule: Rule, plan: Plan) -> bool:
    """Whether a rule of the tier decision can hold for a plan: it names the plan, or only its product."""
    when = dict(rule.when)
    fits_product = plan.product is None or plan.product in when.get("product", {plan.product})
    return fits_product and ("plan" in when or "product" in when) and plan.id in when.get("plan", {plan.id})
