"""A case: what a customer hands over to a support desk, as values."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import NamedTuple

from app.domain.routing import Route

LONGEST_KEY = 200

_UNUSABLE = re.compile("[\0\ud800-\udfff]")


class UnusableText(ValueError):
    """A text holds a NUL or half a surrogate pair, which no mail and not every database can carry unchanged."""

    def __init__(self, field_name: str) -> None:
        super().__init__(f"{field_name} holds a character that cannot be stored")
        self.field_name = field_name


class CaseField(NamedTuple):
    """One thing that the policy demands, as the customer typed it."""

    id: str
    label: str
    value: str


class CaseAnswer(NamedTuple):
    """One answer of the triage; `value` is the option's id or the number typed."""

    question: str
    text: str
    value: str
    label: str


class CaseReason(NamedTuple):
    """Why the outcome is what it is; `reading` says how an unclear clause was read, None for a clear one."""

    text: str
    clause_url: str
    reading: str | None


class CaseReading(NamedTuple):
    """How an unclear place of the policy was read for this case; `other` is what it could mean as well."""

    text: str
    clause_url: str
    other: str = ""


class CaseFile(NamedTuple):
    """A file that goes along; `size` in bytes, `sha256` in hexadecimal, `id` names it in the store of files."""

    id: str
    name: str
    media_type: str
    size: int
    sha256: str


class CaseEntitlement(NamedTuple):
    """The contract that was verified: by its Support ID, with the incidents of its period at that moment.

    `included` is None where the tier has no limit or none is stated; `used` counts this case where it counts as one.
    `per` is what they are counted over, such as “contract year”.
    """

    support_id: str
    organisation: str
    used: int
    included: int | None
    per: str = ""


@dataclass(frozen=True, kw_only=True)
class CaseDraft:
    """What a customer hands over, before it has a reference.

    Due moments are aware; None where none is promised. `zone` is the customer's IANA zone, `desk` names the
    destination. `route` is what was chosen for its messages, which keep it: a case that is read back has none.
    `idempotency_key` is 1 to 200 characters that stay the same however often a customer sends.

    Raises: UnusableText; ValueError for a naive moment and for a key that is empty or too long.
    """

    idempotency_key: str = field(repr=False)
    policy: str
    policy_title: str
    policy_version: str
    policy_hash: str
    product: str
    summary: str
    description: str
    environment: str = ""
    fields: tuple[CaseField, ...] = ()
    files: tuple[CaseFile, ...] = ()
    contact_name: str
    contact_email: str
    organisation: str
    severity: int | None
    severity_name: str
    tier: str
    tier_name: str
    outcome: str
    outcome_title: str
    answers: tuple[CaseAnswer, ...] = ()
    reasons: tuple[CaseReason, ...] = ()
    readings: tuple[CaseReading, ...] = ()
    entitlement: CaseEntitlement | None = None
    first_response_due_at: datetime | None = None
    first_response_text: str = ""
    resolution_due_at: datetime | None = None
    resolution_text: str = ""
    zone: str = "UTC"
    articles_read: tuple[str, ...] = ()
    desk: str = ""
    route: Route | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if not 0 < len(self.idempotency_key) <= LONGEST_KEY:
            raise ValueError(f"an idempotency key has 1 to {LONGEST_KEY} characters")
        for each in fields(self):
            value = getattr(self, each.name)
            if isinstance(value, datetime) and value.utcoffset() is None:
                raise ValueError(f"{each.name} has no zone")
            if any(_UNUSABLE.search(text) for text in _texts(value)):
                raise UnusableText(each.name)

    def says_the_same(self, other: "CaseDraft") -> bool:
        """Whether the customer entered and answered the same; what the site worked out from it may differ by then."""
        return self._entered() == other._entered()

    def _entered(self) -> tuple[object, ...]:
        typed = (self.summary, self.description, self.environment, tuple((each.id, each.value) for each in self.fields))
        contact = (self.contact_name, self.contact_email, self.organisation)
        files = tuple((each.name, each.sha256) for each in self.files)
        return (self.policy, self.product, *typed, *contact, files, tuple((a.question, a.value) for a in self.answers))


@dataclass(frozen=True, kw_only=True)
class Case(CaseDraft):
    """A draft that was accepted: `reference` may be read over the phone, `secret` opens the case's page."""

    reference: str
    secret: str = field(repr=False)
    submitted_at: datetime


def accepted(draft: CaseDraft, reference: str, secret: str, submitted_at: datetime) -> Case:
    """The case that a draft becomes."""
    content = {each.name: getattr(draft, each.name) for each in fields(CaseDraft)}
    return Case(**content, reference=reference, secret=secret, submitted_at=submitted_at.astimezone(UTC))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each)
