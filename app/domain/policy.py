"""A policy version as values: what a vendor promises, to whom, when, and by which clause."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from app.domain.decisions import DecisionTable, Question, Rule, When
from app.domain.due import Unit
from app.domain.schedules import Schedule

Level = int
"""A severity's number: 1 is the gravest."""


class TargetKind(StrEnum):
    """What stands in a cell where a time is promised, or why none is."""

    DURATION = "duration"
    BEST_EFFORT = "best_effort"
    NONE = "none"
    NOT_ENTITLED = "not_entitled"
    PER_AGREEMENT = "per_agreement"
    UNKNOWN = "unknown"


class Measure(StrEnum):
    """Which moment a target promises."""

    FIRST_RESPONSE = "first_response"
    RESOLUTION = "resolution"


class OutcomeKind(StrEnum):
    """What a customer is to do at the end of a triage."""

    OPEN_CASE = "open_case"
    FORUM = "forum"
    DOCUMENTATION = "documentation"
    PROVIDER = "provider"
    PROFESSIONAL_SERVICES = "professional_services"
    UPGRADE_FIRST = "upgrade_first"
    FEATURE_REQUEST = "feature_request"
    PER_AGREEMENT = "per_agreement"
    NOT_COVERED = "not_covered"
    EXISTING_CASE = "existing_case"


@dataclass(frozen=True, slots=True)
class Clause:
    """A heading of the policy: a stable id, its title, and the place in the vendor's text that it renders."""

    id: str
    title: str
    level: int
    source: str


@dataclass(frozen=True, slots=True)
class Product:
    """What the vendor supports, with the parts that belong to it and where cover ends."""

    id: str
    name: str
    text: str
    clause: str
    components: tuple[str, ...] = ()
    boundaries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The licence or subscription that a customer holds."""

    id: str
    name: str
    product: str | None
    text: str
    clause: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Where to go. `address` is None where the vendor states none: nothing is invented."""

    id: str
    name: str
    kind: str
    address: str | None
    text: str
    clause: str


@dataclass(frozen=True, slots=True)
class TierChannel:
    """A channel of a tier; `severities` empty means at any severity."""

    id: str
    name: str
    contact: str | None
    severities: tuple[Level, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many incidents a tier includes: `kind` is limited, unlimited, none or unstated.

    `used` and `add_ons` name the number questions that count incidents used and bought on top.
    """

    kind: str
    incidents: int | None = None
    per: str | None = None
    used: str | None = None
    add_ons: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Tier:
    """A support tier. Tiers stand in the policy from the least to the most."""

    id: str
    name: str
    text: str
    clause: str
    price: str
    hours: str
    schedule: str | None
    channels: tuple[TierChannel, ...]
    allowance: Allowance
    opens_cases: bool
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Severity:
    """A severity with what the vendor calls it, defines it by, and does about it."""

    level: Level
    label: str
    name: str
    definition: str
    clause: str
    effort: str
    examples: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """One promise: tier, severity (None: it plays no part) and measure, with what is promised.

    `amount` and `unit` are set for durations only. `share` is the share of cases in percent for which it holds.
    `typical` is a usual time that is not a target. `when` tells rows of one cell apart.
    """

    tier: str
    severity: Level | None
    measure: Measure
    kind: TargetKind
    amount: Fraction | None = None
    unit: Unit | None = None
    schedule: str | None = None
    share: Fraction | None = None
    typical: str = ""
    when: When = ()
    clause: str = ""
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MeasureTerms:
    """What a measure means in this policy, and the clause that holds its table."""

    measure: Measure
    title: str
    means: str
    clause: str


@dataclass(frozen=True, slots=True)
class PolicySchedule:
    """A schedule with its place in the policy and the case in which a contract replaces it."""

    schedule: Schedule
    text: str
    clause: str
    closed_source: str = ""
    per_agreement_when: When = ()
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """What one tier gets: a value of the matrix's legend, for some severities (empty: for all), and its terms."""

    value: str
    severities: tuple[Level, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A row of the entitlements or of the scope matrix: cells by tier."""

    id: str
    name: str
    text: str
    clause: str
    cells: Mapping[str, tuple[MatrixCell, ...]]
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LifecyclePhase:
    """A phase in the life of a version, with the support and the fixes that it still gets."""

    name: str
    support: str
    fixes: str
    clause: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of the policy with its clause: an exclusion, a reason for which the clock pauses."""

    text: str
    clause: str
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SideCondition:
    """What a customer must also heed with an outcome, where `when` holds for what is known."""

    id: str
    text: str
    when: When
    clause: str
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """An end of the triage: what to do and where to go."""

    id: str
    kind: OutcomeKind
    title: str
    text: str
    clause: str
    go_to: tuple[str, ...] = ()
    eligible: bool | None = False
    accepts_case: bool = False
    decides_severity: bool = False
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IntakeField:
    """Something that the vendor asks for when a case is opened."""

    id: str
    label: str
    help: str = ""
    is_required: bool = True
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class Intake:
    """Who may open a case, and what it must carry."""

    clause: str
    who: str
    language: str
    fields: tuple[IntakeField, ...]
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Escalation:
    """What a customer can do who is not content with how a case is handled."""

    text: str
    clause: str
    raise_severity: str
    when_overdue: str
    go_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alternative:
    """What the other reading would put in the place of ours: one of a target, severity, tier or schedule."""

    target: Target | None = None
    severity: Level | None = None
    tier: str | None = None
    schedule: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """Our interpretation of an unclear place, with the other one and what the choice changes."""

    id: str
    clause: str
    says: str
    read_as: str
    other: str
    changes: str
    alternative: Alternative | None = None


@dataclass(frozen=True)
class Policy:
    """One version of a vendor's support policy. Ids are unique within their kind; every reference resolves."""

    slug: str
    version: str
    stated_version: str | None
    vendor: str
    title: str
    summary: str
    effective_on: date | None
    effective_text: str
    captured_on: date
    updated_on: date | None
    reviewed_on: date | None
    review_due_on: date | None
    review_cycle: str
    source_title: str
    source_url: str
    site: str
    hash: str
    clauses: tuple[Clause, ...]
    products: tuple[Product, ...]
    plans: tuple[Plan, ...]
    contacts: tuple[Contact, ...]
    tiers: tuple[Tier, ...]
    severities: tuple[Severity, ...]
    measures: tuple[MeasureTerms, ...]
    targets: tuple[Target, ...]
    schedules: Mapping[str, PolicySchedule]
    entitlements: tuple[MatrixRow, ...]
    scope: tuple[MatrixRow, ...]
    lifecycle: tuple[LifecyclePhase, ...]
    exclusions: tuple[Statement, ...]
    clock_pauses: tuple[Statement, ...]
    side_conditions: tuple[SideCondition, ...]
    figures: Mapping[str, str]
    terms: Mapping[str, str]
    questions: tuple[Question, ...]
    decisions: Mapping[str, DecisionTable]
    outcomes: Mapping[str, Outcome]
    intake: Intake
    escalation: Escalation | None
    readings: Mapping[str, Reading]

    @cached_property
    def in_force_from(self) -> date:
        """The day this version counts from: its effective date, else the day its text was captured."""
        return self.effective_on or self.captured_on

    @cached_property
    def tier_by_id(self) -> dict[str, Tier]:
        """Tiers by id."""
        return {tier.id: tier for tier in self.tiers}

    @cached_property
    def severity_by_level(self) -> dict[Level, Severity]:
        """Severities by level."""
        return {severity.level: severity for severity in self.severities}

    @cached_property
    def question_by_id(self) -> dict[str, Question]:
        """Questions by id."""
        return {question.id: question for question in self.questions}

    @cached_property
    def contact_by_id(self) -> dict[str, Contact]:
        """Contacts by id."""
        return {contact.id: contact for contact in self.contacts}

    @cached_property
    def clause_by_id(self) -> dict[str, Clause]:
        """Clauses by id."""
        return {clause.id: clause for clause in self.clauses}

    @cached_property
    def cells(self) -> dict[tuple[str, Level, Measure], tuple[Target, ...]]:
        """The rows of every tier x severity x measure; rows without a severity stand in each of its tier's cells."""
        table: dict[tuple[str, Level, Measure], list[Target]] = {}
        for target in self.targets:
            levels = [target.severity] if target.severity is not None else [s.level for s in self.severities]
            for level in levels:
                table.setdefault((target.tier, level, target.measure), []).append(target)
        return {cell: tuple(rows) for cell, rows in table.items()}

    def rule(self, decision: str, index: int) -> Rule:
        """The rule that stands at `index` of a decision; the completion rule stands behind the others."""
        return self.decisions[decision].all_rules[index]
