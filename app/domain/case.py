"""A case: what a customer hands over to a support desk, as values and as JSON."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any, NamedTuple

from app.domain.routing import Route

FORMAT = "signpost-case/1"
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
    fields: tuple[CaseField, ...] = ()
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
        typed = (self.summary, self.description, tuple((each.id, each.value) for each in self.fields))
        contact = (self.contact_name, self.contact_email, self.organisation)
        return (self.policy, self.product, *typed, *contact, tuple((a.question, a.value) for a in self.answers))


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


# References


def as_json(case: Case) -> dict[str, Any]:
    """The whole case for machines, format signpost-case/1; without the secret and the idempotency key."""
    return {
        "format": FORMAT,
        "reference": case.reference,
        "submitted_at": _written_moment(case.submitted_at),
        "desk": case.desk,
        "policy": {
            "slug": case.policy,
            "title": case.policy_title,
            "version": case.policy_version,
            "hash": case.policy_hash,
        },
        "product": case.product,
        "summary": case.summary,
        "description": case.description,
        "fields": [each._asdict() for each in case.fields],
        "contact": {"name": case.contact_name, "email": case.contact_email, "organisation": case.organisation},
        "severity": {"level": case.severity, "name": case.severity_name},
        "tier": {"id": case.tier, "name": case.tier_name},
        "outcome": {"kind": case.outcome, "title": case.outcome_title},
        "answers": [each._asdict() for each in case.answers],
        "reasons": [each._asdict() for each in case.reasons],
        "first_response": _written_promise(case.first_response_due_at, case.first_response_text),
        "resolution": _written_promise(case.resolution_due_at, case.resolution_text),
        "zone": case.zone,
        "articles_read": list(case.articles_read),
    }


def from_json(data: Mapping[str, Any], secret: str, idempotency_key: str) -> Case:
    """The case that `as_json` wrote. Raises: KeyError or ValueError for anything else."""
    if data["format"] != FORMAT:
        raise ValueError(f"not {FORMAT}")
    policy, contact = data["policy"], data["contact"]
    return Case(
        reference=data["reference"],
        secret=secret,
        idempotency_key=idempotency_key,
        submitted_at=datetime.fromisoformat(data["submitted_at"]),
        desk=data["desk"],
        policy=policy["slug"],
        policy_title=policy["title"],
        policy_version=policy["version"],
        policy_hash=policy["hash"],
        product=data["product"],
        summary=data["summary"],
        description=data["description"],
        fields=tuple(CaseField(**each) for each in data["fields"]),
        contact_name=contact["name"],
        contact_email=contact["email"],
        organisation=contact["organisation"],
        severity=data["severity"]["level"],
        severity_name=data["severity"]["name"],
        tier=data["tier"]["id"],
        tier_name=data["tier"]["name"],
        outcome=data["outcome"]["kind"],
        outcome_title=data["outcome"]["title"],
        answers=tuple(CaseAnswer(**each) for each in data["answers"]),
        reasons=tuple(CaseReason(**each) for each in data["reasons"]),
        first_response_due_at=_read_moment(data["first_response"]["due_at"]),
        first_response_text=data["first_response"]["text"],
        resolution_due_at=_read_moment(data["resolution"]["due_at"]),
        resolution_text=data["resolution"]["text"],
        zone=data["zone"],
        articles_read=tuple(data["articles_read"]),
    )


def _written_promise(due_at: datetime | None, text: str) -> dict[str, str | None]:
    return {"due_at": _written_moment(due_at) if due_at else None, "text": text}


def _written_moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _read_moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


# Text
