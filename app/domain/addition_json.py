"""An addition as JSON: the format signpost-addition/1."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from app.domain.addition import Addition, AdditionKind, Due, SaidSeverity
from app.domain.case import CaseAnswer, CaseFile

FORMAT = "signpost-addition/1"


def as_json(addition: Addition) -> dict[str, Any]:
    """The whole addition for machines, format signpost-addition/1; without the idempotency key."""
    return {
        "format": FORMAT,
        "reference": addition.reference,
        "number": addition.number,
        "kind": addition.kind.value,
        "added_at": _written(addition.added_at),
        "author": {"name": addition.author_name, "email": addition.author_email},
        "text": addition.text,
        "files": [each._asdict() for each in addition.files],
        "answers": [each._asdict() for each in addition.answers],
        "severity": {
            "asked": addition.asked._asdict() if addition.asked else None,
            "found": addition.found._asdict() if addition.found else None,
        },
        "first_response": _due(addition.first_response),
        "resolution": _due(addition.resolution),
    }


def from_json(data: Mapping[str, Any], idempotency_key: str) -> Addition:
    """The addition that `as_json` wrote. Raises: KeyError, TypeError or ValueError for anything else."""
    if data["format"] != FORMAT:
        raise ValueError(f"not {FORMAT}")
    asked, found = data["severity"]["asked"], data["severity"]["found"]
    return Addition(
        idempotency_key=idempotency_key,
        reference=data["reference"],
        number=data["number"],
        kind=AdditionKind(data["kind"]),
        added_at=datetime.fromisoformat(data["added_at"]),
        author_name=data["author"]["name"],
        author_email=data["author"]["email"],
        text=data["text"],
        files=tuple(CaseFile(**each) for each in data["files"]),
        answers=tuple(CaseAnswer(**each) for each in data["answers"]),
        asked=SaidSeverity(**asked) if asked else None,
        found=SaidSeverity(**found) if found else None,
        first_response=_read_due(data["first_response"]),
        resolution=_read_due(data["resolution"]),
    )


def _due(due: Due) -> dict[str, str | None]:
    return {"due_at": _written(due.due_at) if due.due_at else None, "text": due.text}


def _read_due(data: Mapping[str, Any]) -> Due:
    return Due(data["text"], datetime.fromisoformat(data["due_at"]) if data["due_at"] else None)


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
