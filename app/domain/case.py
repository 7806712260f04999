"""A case: what a customer hands over to a support desk, its reference, and how it reads as text and as JSON."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

FORMAT = "signpost-case/1"
LONGEST_KEY = 200

# Left out: vowels (no words by accident), 0 1 L (look like O, I), and B N S Y Z (look or sound like 8, M, 5, V, 2).
# 23 characters remain. 23 is a prime, which is what makes the check character below complete.
REFERENCE_ALPHABET = "23456789CDFGHJKMPQRTVWX"
_LOOKS_LIKE = str.maketrans("BNSZ", "8M52")
_BODY_LENGTH = 6
_REFERENCE = re.compile(rf"SP-([{REFERENCE_ALPHABET}]{{4}})-([{REFERENCE_ALPHABET}]{{3}})")
_LONGEST_TYPED_REFERENCE = 40
_UNUSABLE = re.compile("[\0\ud800-\udfff]")
# One line that no Markdown reader takes for a list, emphasis, link, code or HTML, with single spaces inside only.
_PLAIN = re.compile(r"(?!\d+[.)])[^\W_](?:[^\W_]|[,;:@/'()%?=.\-]| (?! |$))*")


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
    destination. `idempotency_key` is 1 to 200 characters that stay the same however often a customer sends.

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


def new_reference(randbelow: Callable[[int], int]) -> str:
    """A reference such as SP-7KDF-3QX: six drawn characters and a check character.

    `randbelow(n)` draws evenly from 0 to n-1. A reference is no secret: about 148 million exist.
    """
    body = "".join(REFERENCE_ALPHABET[randbelow(len(REFERENCE_ALPHABET))] for _ in range(_BODY_LENGTH))
    return _written(body + _check_character(body))


def is_reference(text: str) -> bool:
    """Whether the text is a reference exactly as it is written, with the right check character."""
    match = _REFERENCE.fullmatch(text)
    return match is not None and _is_checked("".join(match.groups()))


def normalise_reference(text: str) -> str | None:
    """The reference that a person meant, None when there is none.

    Forgives lower case, spaces, missing dashes or prefix, and B N S Z typed for 8 M 5 2. Never guesses beyond that:
    any one wrong character and any two swapped give None.
    """
    if len(text) > _LONGEST_TYPED_REFERENCE:
        return None
    letters = re.sub(r"[\s\-\u2010-\u2015._#]", "", unicodedata.normalize("NFKC", text)).upper()
    if len(letters) == 2 + _BODY_LENGTH + 1:
        letters = letters.removeprefix("SP")
    reference = _written(letters.translate(_LOOKS_LIKE))
    return reference if is_reference(reference) else None


def _written(characters: str) -> str:
    return f"SP-{characters[:4]}-{characters[4:]}"


def _check_character(body: str) -> str:
    # Every place has a weight of its own (1 to 6) and the check itself weighs -1. Modulo a prime, no single change
    # and no swap of two places can leave the sum as it was.
    total = sum(weight * REFERENCE_ALPHABET.index(each) for weight, each in enumerate(body, start=1))
    return REFERENCE_ALPHABET[total % len(REFERENCE_ALPHABET)]


def _is_checked(characters: str) -> bool:
    return _check_character(characters[:-1]) == characters[-1]


# JSON


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


def as_markdown(case: Case, public_url: str = "") -> str:
    """The whole case for people, in Markdown that is also good to read as plain text.

    Whatever the customer typed stands in it exactly: in a line of its own where it cannot be taken for Markdown,
    else in a fence longer than any inside it. Clause links are joined to `public_url`.
    """
    parts = [
        f"# Case {case.reference}",
        _lines(_facts(case)),
        "## Summary\n\n" + quoted(case.summary),
        "## Description\n\n" + quoted(case.description),
        *(f"## {each.label}\n\n" + quoted(each.value) for each in case.fields),
        "## Contact\n\n" + "\n\n".join(quoted(each) for each in _contact(case)),
        "## Answers\n\n" + _lines(f"{each.text} **{each.label}**" for each in case.answers),
        "## Reasons\n\n" + _lines(_reason(each, public_url) for each in case.reasons),
        "## Articles read before\n\n" + _lines(urljoin(public_url, each) for each in case.articles_read),
    ]
    return "\n\n".join(parts) + "\n"


def local_text(moment: datetime, zone: str) -> str:
    """A moment as people read it, in the zone and in UTC, to the minute: 2026-06-19 15:00 CEST (13:00 UTC)."""
    utc = moment.astimezone(UTC)
    local = utc.astimezone(_zone(zone))
    if local.utcoffset() == utc.utcoffset():
        return f"{utc:%Y-%m-%d %H:%M} UTC"
    written_in_utc = f"{utc:%H:%M}" if local.date() == utc.date() else f"{utc:%Y-%m-%d %H:%M}"
    return f"{local:%Y-%m-%d %H:%M %Z} ({written_in_utc} UTC)"


def quoted(text: str) -> str:
    """The text exactly as typed, in Markdown that nothing in it can break out of."""
    if not text:
        return "*not given*"
    if _PLAIN.fullmatch(text):
        return text
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"


def _facts(case: Case) -> Iterator[str]:
    yield f"**Severity:** {case.severity_name or 'none'}"
    yield f"**Support tier:** {case.tier_name or 'none'}"
    yield f"**Product:** {case.product or 'not given'}"
    yield f"**Outcome:** {case.outcome_title}"
    yield f"**Submitted:** {local_text(case.submitted_at, case.zone)}"
    yield "**First response:** " + promise_text(case.first_response_text, case.first_response_due_at, case.zone)
    yield "**Resolution:** " + promise_text(case.resolution_text, case.resolution_due_at, case.zone)
    yield f"**Policy:** {case.policy_title}, version {case.policy_version}, hash {case.policy_hash}"


def promise_text(text: str, due_at: datetime | None, zone: str) -> str:
    """What is promised, and when it is due where a moment can be given."""
    due = f"due {local_text(due_at, zone)}" if due_at else ""
    return ", ".join(part for part in (text.rstrip("."), due) if part) or "none promised"


def _contact(case: Case) -> Iterator[str]:
    yield case.contact_name
    yield case.contact_email
    yield case.organisation


def _reason(reason: CaseReason, public_url: str) -> str:
    source = f"{reason.text} <{urljoin(public_url, reason.clause_url)}>"
    return f"{source} (our reading: {reason.reading})" if reason.reading else source


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines) or "*none*"


def _zone(zone: str) -> ZoneInfo:
    try:
        return ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")
