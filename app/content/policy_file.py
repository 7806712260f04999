"""The closed schema of a policy's front matter, as support staff write it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from app.content.patterns import DAY_OR_MONTH, REACHED_AT, Id, Name, Text, WebAddress
from app.content.short_forms import TARGET_PATTERN, band, hours, target_terms, weekdays
from app.domain.decisions import HitPolicy
from app.domain.policy import OutcomeKind

YesNo = Literal["yes", "no"]
Level = Annotated[int, Field(ge=1, le=9)]
LEVEL_KEYS = "^[1-9]$"
CELL_KEYS = "^(all|[1-9])$"
LARGEST = 1e12
"""The largest number that a question may take."""


def _as_list(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


def _word(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _words(value: Any) -> Any:
    return [_word(each) for each in _as_list(value)]


def _from_text(field: str) -> Callable[[Any], Any]:
    """A mapping with one field may be written as the field's bare text."""

    def expand(value: Any) -> Any:
        return {field: value} if isinstance(value, str) else value

    return expand


def _each_from_text(field: str) -> Callable[[Any], Any]:
    """One entry, or a list of them, each as a mapping or as its bare text."""
    return lambda value: [_from_text(field)(each) for each in _as_list(value)]


def _readable(read: Callable[[str], object]) -> AfterValidator:
    """Text that `read` takes; its ValueError says what is wrong with it."""

    def check(text: str) -> str:
        read(text)
        return text

    return AfterValidator(check)


def _keys(pattern: str) -> Callable[[dict[str, Any]], None]:
    """In the JSON Schema: a mapping whose keys are of this pattern, and no others."""

    def put(schema: dict[str, Any]) -> None:
        schema.pop("propertyNames", None)
        schema["patternProperties"] = {pattern: schema.pop("additionalProperties", True)}
        schema["additionalProperties"] = False

    return put


Names = Annotated[list[str], BeforeValidator(_words, json_schema_input_type=str | int | list[str | int])]
Refs = Annotated[list[Id], BeforeValidator(_as_list, json_schema_input_type=Id | list[Id])]
Conditions = dict[Name, Names]
TargetText = Annotated[str, _readable(target_terms), Field(json_schema_extra={"pattern": TARGET_PATTERN})]
Result = Annotated[str, BeforeValidator(_word, json_schema_input_type=str | int)]
BandText = Annotated[str, _readable(lambda text: band("", text))]
Days = Annotated[str, _readable(weekdays)]
Times = Annotated[str, _readable(hours)]


class Form(BaseModel):
    """Every table of the front matter: unknown fields are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class SourceForm(Form):
    """The vendor's own text, which prevails."""

    title: Text
    url: WebAddress
    """Where the vendor publishes it."""


class ReviewForm(Form):
    """When the policy was and will be reviewed."""

    cycle: Text
    """In words, for example: yearly, and when products change."""
    last_on: date | None = None
    next_on: date | None = None


class ProductForm(Form):
    """A product, its components and the boundaries of its cover."""

    name: Text
    text: Text
    clause: Id
    components: list[Text] = []
    boundaries: list[Text] = []


class PlanForm(Form):
    """A licence or subscription that a customer holds."""

    name: Text
    product: Id | None = None
    text: Text
    clause: Id


class ContactForm(Form):
    """Where to go. Leave `address` out where the vendor states none."""

    name: Text
    kind: Literal["portal", "email", "phone", "chat", "forum", "documentation", "feature_requests", "account", "page"]
    address: Annotated[str, StringConstraints(pattern=REACHED_AT)] | None = None
    text: Text
    clause: Id


class ChannelForm(Form):
    """A channel of a tier."""

    id: Id
    name: Text | None = None
    contact: Id | None = None
    severities: list[Level] = []
    """The severities at which it is open; leave out for all."""
    text: str = ""


class AllowanceForm(Form):
    """How many incidents a tier includes."""

    kind: Literal["limited", "unlimited", "none", "unstated"] = "limited"
    incidents: Annotated[int, Field(ge=1)] | None = None
    per: Literal["month", "contract year", "calendar year", "contract"] | None = None
    used: Name | None = None
    """The number question that counts incidents already used."""
    add_ons: Name | None = None
    """The number question that counts incidents bought on top."""
    text: str = ""


class TierForm(Form):
    """A support tier. Write tiers from the least to the most."""

    name: Text
    text: Text
    clause: Id
    price: Text
    hours: Text
    """Support hours in words."""
    schedule: Id | None = None
    """The schedule of those hours; leave out where there is none."""
    channels: list[Annotated[ChannelForm, BeforeValidator(_from_text("id"), json_schema_input_type=str | ChannelForm)]]
    allowance: Annotated[
        AllowanceForm,
        BeforeValidator(
            _from_text("kind"), json_schema_input_type=Literal["unlimited", "none", "unstated"] | AllowanceForm
        ),
    ]
    opens_cases: YesNo
    reading: Refs = []


class SeverityForm(Form):
    """A severity as the vendor defines it."""

    label: Text
    name: Text
    definition: Text
    clause: Id
    effort: Text
    examples: list[Text] = []
    reading: Refs = []


class TargetForm(Form):
    """What is promised in a cell."""

    target: TargetText
    """“2 hours on always”, “best effort”, “none promised”, “not entitled”, “per agreement” or “unknown”."""
    share: Annotated[float, Field(gt=0, le=100)] | None = None
    """The share of cases, in percent, for which it holds."""
    typical: str = ""
    """A usual time that is not a target."""
    when: Conditions = {}
    """Tells the rows of one cell apart."""
    clause: Id | None = None
    reading: Refs = []


Cell = Annotated[
    list[TargetForm],
    BeforeValidator(
        _each_from_text("target"), json_schema_input_type=TargetText | TargetForm | list[TargetText | TargetForm]
    ),
]


class MeasureForm(Form):
    """The table of a measure: tier by severity (or `all`, where severity plays no part)."""

    title: Text
    means: Text
    clause: Id
    table: dict[
        Id,
        Annotated[dict[Literal["all", 1, 2, 3, 4, 5, 6, 7, 8, 9], Cell], Field(json_schema_extra=_keys(CELL_KEYS))],
    ]


class CalendarForm(Form):
    """Dates with their names, frozen here and reviewed: the holiday library is not asked at run time."""

    title: Text
    source: Text
    country: str | None = None
    """ISO code for `signpost holidays`."""
    dates: dict[date, Text]


class ScheduleForm(Form):
    """When time counts. `zone` is an IANA zone, or `customer`: the zone that the customer chooses."""

    title: Text
    zone: Text
    open: dict[Days, Times]
    """Days and windows: `mon-fri: 09:00-12:00, 13:00-17:00`."""
    closed: list[Id] = []
    """Calendars whose dates are closed."""
    also_closed: dict[date, Text] = {}
    """Closed dates on top of the calendars."""
    advisory: list[Id] = []
    """Calendars of days that may turn out closed: they count, but a due time that touches one says so."""
    text: Text
    clause: Id
    per_agreement_when: Conditions = {}
    """Where these hold, a contract sets other hours, and times on this schedule are per agreement."""
    reading: Refs = []


EntitlementValue = Literal[
    "included", "not included", "on request", "by agreement", "limited", "extra charge", "not stated"
]
ScopeValue = Literal["supported", "not at this tier", "not supported", "professional services", "not stated"]


class EntitlementCellForm(Form):
    """What a tier gets of an entitlement."""

    value: EntitlementValue
    severities: list[Level] = []
    text: str = ""


class ScopeCellForm(Form):
    """Where an area stands for a tier."""

    value: ScopeValue
    severities: list[Level] = []
    text: str = ""


class EntitlementForm(Form):
    """An entitlement beside the targets, by tier."""

    name: Text
    text: str = ""
    clause: Id
    tiers: dict[
        Id,
        Annotated[
            list[EntitlementCellForm],
            BeforeValidator(
                _each_from_text("value"),
                json_schema_input_type=EntitlementValue
                | EntitlementCellForm
                | list[EntitlementValue | EntitlementCellForm],
            ),
        ],
    ]
    reading: Refs = []


class ScopeForm(Form):
    """An area of the scope matrix, by tier."""

    name: Text
    text: str = ""
    clause: Id
    tiers: dict[
        Id,
        Annotated[
            list[ScopeCellForm],
            BeforeValidator(
                _each_from_text("value"),
                json_schema_input_type=ScopeValue | ScopeCellForm | list[ScopeValue | ScopeCellForm],
            ),
        ],
    ]
    reading: Refs = []


class PhaseForm(Form):
    """A phase in the life of a version."""

    name: Text
    support: Text
    fixes: Text
    clause: Id


class StatementForm(Form):
    """A sentence with its clause."""

    text: Text
    clause: Id
    reading: Refs = []


class SideConditionForm(Form):
    """What must also be heeded with an outcome, where `when` holds for what is known."""

    text: Text
    when: Conditions
    clause: Id
    reading: Refs = []


class OptionForm(Form):
    """An answer to choose."""

    label: Text
    help: str = ""


class NumberForm(Form):
    """What a number question takes."""

    unit: str = ""
    least: Annotated[float, Field(ge=0, le=LARGEST)] = 0
    most: Annotated[float, Field(ge=0, le=LARGEST)]
    decimals: Annotated[int, Field(ge=0, le=6)] = 0

    @model_validator(mode="after")
    def _in_order(self) -> NumberForm:
        if self.most < self.least:
            raise ValueError("most is less than least: write the larger number as most")
        return self


class QuestionForm(Form):
    """Something asked of the customer. It is asked only when a rule needs its answer."""

    text: Text
    why: Text
    clause: Id
    help: str = ""
    options: dict[
        Id, Annotated[OptionForm, BeforeValidator(_from_text("label"), json_schema_input_type=str | OptionForm)]
    ] = {}
    options_from: Literal["products", "plans", "tiers"] | None = None
    """Draws options from the policy's own lists; `options` are added behind them."""
    of: Id | None = None
    """With `options_from: plans`: only the plans of this product."""
    number: NumberForm | None = None
    bands: dict[Id, BandText] = {}
    """Stretches of the number that rules can name: `over-200: over 200`."""
    may_not_know: YesNo = "no"


class RuleForm(Form):
    """A row of a decision table."""

    when: Conditions
    then: Result
    because: Text
    clause: Id
    reading: Refs = []


class CompletionForm(Form):
    """The rule for where no other holds. It is our reading, so it must name one."""

    then: Result
    because: Text
    clause: Id
    reading: Refs = []


class DecisionForm(Form):
    """A decision table. `unique`: at most one rule holds. `any`: several may, with one result. `first`: the first."""

    title: Text
    hit_policy: HitPolicy
    rules: list[RuleForm]
    otherwise: CompletionForm | None = None


class OutcomeForm(Form):
    """An end of the triage."""

    kind: OutcomeKind
    title: Text
    text: Text
    clause: Id
    go_to: list[Id] = []
    """Contacts, the first one first."""
    eligible: Literal["yes", "no", "not stated"]
    """Whether the policy entitles to a case."""
    accepts_case: YesNo
    """Whether a case may be handed over from here."""
    decides_severity: YesNo
    """Whether tier, severity and targets are part of it."""
    reading: Refs = []


class FieldForm(Form):
    """Something that the vendor asks for when a case is opened."""

    label: Text
    help: str = ""
    required: YesNo
    long: YesNo = "no"


class IntakeForm(Form):
    """Who may open a case, and what it must carry beside name, organisation, address, summary and description."""

    clause: Id
    who: Text
    language: Text
    fields: dict[Name, FieldForm]
    rules: list[Text] = []


class EscalationForm(Form):
    """What a customer can do who is not content with a case."""

    text: Text
    clause: Id
    raise_severity: Text
    when_overdue: Text
    go_to: list[Id] = []


class AlternativeForm(Form):
    """What the other reading would put in the place of ours: one of these."""

    target: TargetText | None = None
    severity: Level | None = None
    tier: Id | None = None
    schedule: dict[Id, Id] = {}
    """Ours, and the schedule that the other reading uses."""

    @model_validator(mode="after")
    def _is_one(self) -> AlternativeForm:
        if sum(map(bool, (self.target, self.severity, self.tier, self.schedule))) != 1 or len(self.schedule) > 1:
            raise ValueError("an alternative is one thing: name a target, a severity, a tier or a schedule")
        return self


class ReadingForm(Form):
    """Our interpretation of an unclear place, with the other one."""

    clause: Id
    says: Text
    """What the vendor's text says, in our words."""
    read_as: Text
    """How we read it."""
    other: Text
    """The other reading."""
    changes: Text
    """What the choice changes for the customer."""
    alternative: AlternativeForm | None = None


MONTH = re.compile(r"^\d{4}-(0[1-9]|1[0-2])$")


class PolicyForm(Form):
    """A version of a support policy: front matter of content/policies/<slug>/<version>.md."""

    title: Text
    vendor: Text
    site: WebAddress
    summary: Text
    version: Text | None = None
    """As the vendor states it; leave out where none is stated."""
    effective_on: Annotated[str, StringConstraints(pattern=DAY_OR_MONTH)] | None = None
    """A day, or a month (which counts from its first day); leave out where none is stated."""
    captured_on: date
    """The day on which the vendor's text was read."""
    updated_on: date | None = None
    review: ReviewForm | None = None
    source: SourceForm
    clauses: dict[Id, Text]
    """Every heading id of the body, with the place in the vendor's text that it renders."""
    products: dict[Id, ProductForm]
    plans: dict[Id, PlanForm] = {}
    tiers: dict[Id, TierForm]
    severities: Annotated[dict[Level, SeverityForm], Field(json_schema_extra=_keys(LEVEL_KEYS))]
    targets: dict[Literal["first_response", "resolution"], MeasureForm]
    calendars: dict[Id, CalendarForm] = {}
    schedules: dict[Id, ScheduleForm]
    entitlements: dict[Id, EntitlementForm] = {}
    scope: dict[Id, ScopeForm] = {}
    lifecycle: list[PhaseForm] = []
    exclusions: list[StatementForm] = []
    clock_pauses: list[StatementForm] = []
    figures: dict[Id, Text] = {}
    """Figures that stand in no table, for prose to place: `[[figure sharing-rate]]`."""
    terms: dict[Text, Text] = {}
    """Words that the policy defines."""
    contacts: dict[Id, ContactForm]
    case: IntakeForm
    escalation: EscalationForm | None = None
    questions: dict[Name, QuestionForm]
    decisions: dict[Name, DecisionForm]
    outcomes: dict[Id, OutcomeForm]
    conditions: dict[Id, SideConditionForm] = {}
    readings: dict[Id, ReadingForm] = {}
