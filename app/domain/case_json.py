"""A case as JSON: the format signpost-case/1."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from app.domain.case import Case, CaseAnswer, CaseEntitlement, CaseField, CaseFile, CaseReading, CaseReason

FORMAT = "signpost-case/1"


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
        "environment": case.environment,
        "fields": [each._asdict() for each in case.fields],
        "files": [each._asdict() for each in case.files],
        "contact": {"name": case.contact_name, "email": case.contact_email, "organisation": case.organisation},
        "severity": {"level": case.severity, "name": case.severity_name},
        "tier": {"id": case.tier, "name": case.tier_name},
        "outcome": {"kind": case.outcome, "title": case.outcome_title},
        "answers": [each._asdict() for each in case.answers],
        "reasons": [each._asdict() for each in case.reasons],
        "readings": [each._asdict() for each in case.readings],
        "entitlement": case.entitlement._asdict() if case.entitlement else None,
        "first_response": _written_promise(case.first_response_due_at, case.first_response_text),
        "resolution": _written_promise(case.resolution_due_at, case.resolution_text),
        "zone": case.zone,
        "articles_read": list(case.articles_read),
    }


def from_json(data: Mapping[str, Any], secret: str, idempotency_key: str) -> Case:
    """The case that `as_json` wrote, also before it had all the keys of today.

    Raises: KeyError, TypeError or ValueError for anything else.
    """
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
        environment=data.get("environment", ""),
        fields=tuple(CaseField(**each) for each in data["fields"]),
        files=tuple(CaseFile(**each) for each in data.get("files", ())),
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
        readings=tuple(CaseReading(**each) for each in data.get("readings", ())),
        entitlement=CaseEntitlement(**entitlement) if (entitlement := data.get("entitlement")) else None,
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
