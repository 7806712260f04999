"""A case as Markdown, for people: what a desk reads in a mail, and a customer takes along."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from app.domain.case import Case, CaseEntitlement, CaseReason
from app.domain.contract import used_text

# One line that no Markdown reader takes for a list, emphasis, link, code or HTML, with single spaces inside only.
_PLAIN = re.compile(r"(?!\d+[.)])[^\W_](?:[^\W_]|[,;:@/'()%?=.\-]| (?! |$))*")


def as_markdown(case: Case, public_url: str = "") -> str:
    """The whole case for people, in Markdown that is also good to read as plain text.

    Whatever the customer typed stands in it exactly: in a line of its own where it cannot be taken for Markdown,
    else in a fence longer than any inside it. Clause links are joined to `public_url`.
    """
    return "\n\n".join(markdown_parts(case, public_url)) + "\n"


def markdown_parts(case: Case, public_url: str = "") -> tuple[str, ...]:
    """The parts of `as_markdown`, each whole: a heading with what stands below it."""
    return (
        f"# Case {case.reference}",
        _lines(_facts(case)),
        "## Summary\n\n" + quoted(case.summary),
        "## Description\n\n" + quoted(case.description),
        *(f"## {each.label}\n\n" + quoted(each.value) for each in case.fields),
        "## Contact\n\n" + "\n\n".join(quoted(each) for each in _contact(case)),
        "## Answers\n\n" + _lines(f"{each.text} **{each.label}**" for each in case.answers),
        "## Reasons\n\n" + _lines(_reason(each, public_url) for each in case.reasons),
        "## Articles read before\n\n" + _lines(urljoin(public_url, each) for each in case.articles_read),
    )


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
    yield f"**Entitlement:** {_entitlement(case.entitlement)}"
    yield f"**Product:** {case.product or 'not given'}"
    yield f"**Outcome:** {case.outcome_title}"
    yield f"**Submitted:** {local_text(case.submitted_at, case.zone)}"
    yield "**First response:** " + promise_text(case.first_response_text, case.first_response_due_at, case.zone)
    yield "**Resolution:** " + promise_text(case.resolution_text, case.resolution_due_at, case.zone)
    yield f"**Policy:** {case.policy_title}, version {case.policy_version}, hash {case.policy_hash}"


def _entitlement(verified: CaseEntitlement | None) -> str:
    if verified is None:
        return "not verified"
    whose = f"verified by Support ID {verified.support_id} ({_in_line(verified.organisation)})"
    if verified.included is None:
        return f"{whose}, no number of incidents is set"
    return f"{whose}, {used_text(verified.used, verified.included, verified.per)}"


def _in_line(text: str) -> str:
    """A text of others inside a line of ours: as it is, or as code where Markdown could take it for more."""
    return text if _PLAIN.fullmatch(text) else f"`{text.replace('`', chr(39))}`"


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
