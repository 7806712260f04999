"""Exported cases as a table: one row each, in columns that stay, and no cell that a spreadsheet would run."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from app.cases.book import DESK
from app.cases.export import Record

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - the wide ones of East Asia too
"""How a cell begins that a spreadsheet takes for a formula. Source: OWASP, CSV injection."""

COLUMNS: Mapping[str, Callable[[Record], object]] = {
    "reference": lambda found: found["case"]["reference"],
    "submitted_at": lambda found: found["case"]["submitted_at"],
    "policy": lambda found: found["case"]["policy"]["slug"],
    "policy_version": lambda found: found["case"]["policy"]["version"],
    "product": lambda found: found["case"]["product"],
    "severity": lambda found: found["case"]["severity"]["level"],
    "severity_name": lambda found: found["case"]["severity"]["name"],
    "tier": lambda found: found["case"]["tier"]["id"],
    "outcome": lambda found: found["case"]["outcome"]["kind"],
    "support_id": lambda found: (found["case"]["entitlement"] or {}).get("support_id"),
    "organisation": lambda found: found["case"]["contact"]["organisation"],
    "contact_name": lambda found: found["case"]["contact"]["name"],
    "contact_email": lambda found: found["case"]["contact"]["email"],
    "summary": lambda found: found["case"]["summary"],
    "description": lambda found: found["case"]["description"],
    "environment": lambda found: found["case"]["environment"],
    "fields": lambda found: _lines((each["label"], each["value"]) for each in found["case"]["fields"]),
    "answers": lambda found: _lines((each["text"], each["label"]) for each in found["case"]["answers"]),
    "first_response_due_at": lambda found: found["case"]["first_response"]["due_at"],
    "resolution_due_at": lambda found: found["case"]["resolution"]["due_at"],
    "zone": lambda found: found["case"]["zone"],
    "desk": lambda found: _to_desk(found)["desk"] or found["case"]["desk"],
    "desk_state": lambda found: _to_desk(found)["state"],
    "desk_delivered_at": lambda found: _to_desk(found)["delivered_at"],
    "desk_reference": lambda found: _to_desk(found)["remote_reference"],
    "additions": lambda found: len(found["additions"]),
    "files": lambda found: "\n".join(each["name"] for each in found["files"]),
    "ended_as": lambda found: (found["ended"] or {}).get("as"),
    "ended_at": lambda found: (found["ended"] or {}).get("at"),
}
"""Each column with what stands in it. New ones are added at the end."""


def table_row(found: Record) -> list[str]:
    """The cells of a case, in the order of the columns."""
    return [cell(value(found)) for value in COLUMNS.values()]


def table_header() -> Sequence[str]:
    """The names of the columns."""
    return list(COLUMNS)


def cell(value: object) -> str:
    """The text of a value; one that would be taken for a formula has a quote mark before it."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _lines(pairs: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"{name}: {text}" for name, text in pairs)


def _to_desk(found: Record) -> Record:
    """The message that took the case to its desk; empty values where there is none."""
    own = (each for each in found["deliveries"] if each["destination"] == DESK)
    return next(own, {"desk": "", "state": "", "delivered_at": "", "remote_reference": ""})
