"""The JSON API's messages: the OpenAPI document is generated from these, and requests are validated by them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from app.domain.due import Unit
from app.domain.policy import Measure, OutcomeKind, TargetKind

Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Number = Annotated[int | float, WithJsonSchema({"type": "number"})]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", json_schema_extra={"format": "date"})]


class Message(BaseModel):
    """A message of the API: unknown fields in a request are errors."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True, use_attribute_docstrings=True)


class Problem(BaseModel):
    """An error, as RFC 9457 writes it."""

    model_config = ConfigDict(extra="allow")
    type: str
    title: str
    status: int
    detail: str


class PolicySummary(Message):
    """A policy in the list."""

    slug: str
    vendor: str
    title: str
    version: str | None
    """As the vendor states it; null where none is stated."""
    effective_on: Day | None
    url: str


class Policies(Message):
    """All policies in force."""

    policies: list[PolicySummary]


class ClauseLink(Message):
    """A clause with its address."""

    id: str
    title: str
    url: str


class AllowanceMessage(Message):
    """How many incidents a tier includes."""

    kind: Literal["limited", "unlimited", "none", "unstated"]
    incidents: int | None
    per: str | None


class TierMessage(Message):
    """A support tier, from the least to the most."""

    id: str
    name: str
    channels: list[str]
    allowance: AllowanceMessage


class SeverityMessage(Message):
    """A severity: 1 is the gravest."""

    level: int
    name: str
    label: str
    definition: str


class TargetMessage(Message):
    """What is promised for a tier, severity (null: it plays no part) and measure."""

    tier: str
    severity: int | None
    measure: Measure
    kind: TargetKind
    amount: Number | None
    unit: Unit | None
    schedule: str | None
    share: Number | None
    typical: str | None
    when: dict[str, list[str]]


class WindowMessage(Message):
    """An opening window by the wall clock of the schedule's zone; closes above 24:00 is on the next day."""

    day: Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    opens: str
    closes: str


class NamedDate(Message):
    """A date with its name."""

    date: Day
    name: str


class ScheduleMessage(Message):
    """When time counts."""

    id: str
    title: str
    zone: str
    windows: list[WindowMessage]
    closed: list[NamedDate]
    advisory: list[NamedDate]


class PolicyMessage(Message):
    """A whole policy version."""

    slug: str
    vendor: str
    title: str
    version: str | None
    effective_on: Day | None
    captured_on: Day
    url: str
    source_url: str
    hash: str
    tiers: list[TierMessage]
    severities: list[SeverityMessage]
    targets: list[TargetMessage]
    schedules: list[ScheduleMessage]
    clauses: list[ClauseLink]


class DueRequest(Message):
    """What is asked of a due time. `reported_at` carries its offset from UTC."""

    tier: str
    severity: Annotated[int, Field(ge=1, le=9, strict=True)] | None = None
    """May be left out where it plays no part in the target."""
    measure: Measure
    reported_at: Moment
    channel: str | None = None
    answers: dict[str, str] = {}
    """Other facts that tell the rows of a cell apart, by question."""
    zone: str | None = None
    as_of: Day | None = None


class ClockSpan(Message):
    """A stretch that counted, half-open, in UTC."""

    from_at: Moment = Field(alias="from")
    to_at: Moment = Field(alias="to")
    minutes: Number


class OtherReading(Message):
    """What another reading of an unclear clause would make of the promise."""

    reading: str
    kind: TargetKind
    due_at: Moment | None


class DueMessage(Message):
    """A promise with its due time; `due_at` is null where none is promised."""

    kind: TargetKind
    amount: Number | None
    unit: Unit | None
    schedule: str | None
    due_at: Moment | None
    clock: list[ClockSpan]
    notes: list[str]
    clauses: list[ClauseLink]
    others: list[OtherReading]


class OptionMessage(Message):
    """An answer to choose."""

    value: str
    label: str


class QuestionMessage(Message):
    """The next question. A number question has no options and the type number."""

    id: str
    text: str
    why: str
    type: Literal["choice", "number"]
    options: list[OptionMessage]


class ReasonMessage(Message):
    """Why: a sentence with its clause; `reading` is our interpretation behind it, null for a clear clause."""

    text: str
    clause_url: str
    reading: str | None


class ChannelMessage(Message):
    """A way to reach support; `address` is null where the vendor states none."""

    id: str
    name: str
    address: str | None


class ConditionMessage(Message):
    """What must also be heeded."""

    text: str
    clause_url: str


class WhatIfMessage(Message):
    """Something else that would change the outcome."""

    kind: Literal["answer", "tier", "time"]
    what: str
    other: str
    question: str
    value: str
    leads_to: list[str]


class ArticleLink(Message):
    """A help article."""

    url: str
    title: str


class OutcomeMessage(Message):
    """An outcome. `eligible` is null where the policy does not state it."""

    kind: OutcomeKind
    id: str
    title: str
    text: str
    eligible: bool | None
    severity: int | None
    tier: str | None
    reasons: list[ReasonMessage]
    channels: list[ChannelMessage]
    conditions: list[ConditionMessage]
    first_response: DueMessage | None
    resolution: DueMessage | None
    what_if: list[WhatIfMessage]
    articles: list[ArticleLink]
    case_url: str | None


class TriageMessage(Message):
    """Where the answers lead."""

    policy: str
    version: str | None
    state: Literal["question", "outcome", "undecided"]
    answers: dict[str, str]
    ignored: list[str]
    """Answers that no rule needed."""
    question: QuestionMessage | None
    outcomes: list[OutcomeMessage]
    decided_by: str | None


class SearchHit(Message):
    """Something found."""

    url: str
    title: str
    excerpt: str
    kind: Literal["article", "policy"]
    product: str | None
    score: float
    heading: str
    """The heading that the address opens at; "" for the beginning."""


class SearchFacets(Message):
    """How many match by each value of a filter, the other filters applied and its own not."""

    kind: dict[str, int]
    product: dict[str, int]
    version: dict[str, int]


class SearchMessage(Message):
    """One page of what was found; `suggestion` is what was searched instead of words that nothing holds."""

    query: str
    total: int
    hits: list[SearchHit]
    suggestion: str | None
    facets: SearchFacets


class CaseRequest(Message):
    """A case to hand over. `fields` holds contact_name, organisation, contact_email, summary, description, what the
    policy asks for and, if there is something to say, environment.
    Send the same idempotency key again and it stays one case."""

    policy: str
    answers: dict[str, str]
    fields: dict[str, str]
    idempotency_key: Annotated[str, Field(min_length=8, max_length=200)]
    zone: str | None = None


class CaseMessage(Message):
    """A case that was taken."""

    reference: str
    url: str
    is_new: bool
    first_response_due_at: Moment | None
    resolution_due_at: Moment | None


class ContractRequest(Message):
    """A contract, as a line of the CSV file has it. `email_domains` are ASCII or not, without the @."""

    policy: str
    support_id: str
    organisation: str
    email_domains: list[str]
    tier: str
    starts_on: Day
    ends_on: Day | None = None
    """Its last day; null where it has none."""
    incidents_used: Annotated[int, Field(ge=0, le=100_000, strict=True)] = 0
    incidents_bought: Annotated[int, Field(ge=0, le=100_000, strict=True)] = 0
    counted_on: Day | None = None
    """The day on which the incidents were counted; needed where there are any."""


class ContractsRequest(Message):
    """Contracts to add, or to put in the place of those with the same policy and Support ID."""

    contracts: Annotated[list[ContractRequest], Field(min_length=1)]
    replace: bool = False
    """Whether contracts of the same policies that are not among these are removed."""


class ContractsMessage(Message):
    """What changed, as numbers of contracts; `warnings` name tiers at which customers are asked the rest."""

    added: int
    changed: int
    unchanged: int
    removed: int
    warnings: list[str]
