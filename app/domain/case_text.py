"""A case in words, for people: its parts in their order, and all of it as Markdown."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.domain.case import Case, CaseEntitlement, CaseReading, CaseReason
from app.domain.contract import used_text
from app.domain.wording import size_text

# One line that no Markdown reader takes for a list, emphasis, link, code or HTML, with single spaces inside only.
_PLAIN = re.compile(r"(?!\d+[.)])[^\W_](?:[^\W_]|[,;:@/'()%?=.\-]| (?! |$))*")
READINGS = "How unclear places of the policy were read"


class Fact(NamedTuple):
    """What is so, under its name, in words of ours."""

    name: str
    text: str


class Line(NamedTuple):
    """One of a list, in words of ours: what was answered in bold, then what is to know of it, then where it stands."""

    text: str = ""
    answer: str = ""
    note: str = ""
    place: str = ""
    url: str = ""


class Part(NamedTuple):
    """A heading with what stands below it: facts, texts exactly as they were typed, or a list."""

    title: str
    facts: tuple[Fact, ...] = ()
    typed: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()


def case_parts(case: Case, public_url: str = "") -> tuple[Part, ...]:
    """Everything that a case says to people, in order; addresses begin with `public_url`."""
    found = (
        Part(f"Case {case.reference}", facts=tuple(_facts(case))),
        Part("Summary", typed=(case.summary,)),
        Part("Description", typed=(case.description,)),
        Part("Environment", typed=(case.environment,)),
        *(Part(each.label, typed=(each.value,)) for each in case.fields),
        Part("Files", typed=(_files((each.name, each.size) for each in case.files),)) if case.files else None,
        Part("Contact", typed=(case.contact_name, case.contact_email, case.organisation)),
        Part("Answers", lines=tuple(Line(each.text, each.label) for each in case.answers)),
        Part("Reasons", lines=tuple(_reason(each, public_url) for each in case.reasons)),
        Part(READINGS, lines=tuple(_reading(each, public_url) for each in case.readings)) if case.readings else None,
        Part("Articles read before", lines=tuple(Line(url=_on_site(public_url, each)) for each in case.articles_read)),
    )
    return tuple(part for part in found if part)


def as_markdown(case: Case, public_url: str = "") -> str:
    """The whole case for people, in Markdown that is also good to read as plain text.

    Whatever the customer typed stands in it exactly: in a line of its own where it cannot be taken for Markdown,
    else in a fence longer than any inside it. Addresses begin with `public_url`.
    """
    return "\n\n".join(markdown_parts(case, public_url)) + "\n"


def markdown_parts(case: Case, public_url: str = "") -> tuple[str, ...]:
    """The parts of `as_markdown`, each whole: a heading with what stands below it."""
    first, *others = case_parts(case, public_url)
    return (f"# {first.title}", _markdown(first), *(f"## {each.title}\n\n{_markdown(each)}" for each in others))


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


def files_text(files: Iterable[tuple[str, int]]) -> str:
    """Files with their sizes (bytes), a line each, in Markdown."""
    return quoted(_files(files))


def promise_text(text: str, due_at: datetime | None, zone: str) -> str:
    """What is promised, and when it is due where a moment can be given."""
    due = f"due {local_text(due_at, zone)}" if due_at else ""
    return ", ".join(part for part in (text.rstrip("."), due) if part) or "none promised"


def _facts(case: Case) -> Iterator[Fact]:
    yield Fact("Severity", case.severity_name or "none")
    yield Fact("Support tier", case.tier_name or "none")
    yield Fact("Entitlement", _entitlement(case.entitlement))
    yield Fact("Product", case.product or "not given")
    yield Fact("Outcome", case.outcome_title)
    yield Fact("Submitted", local_text(case.submitted_at, case.zone))
    yield Fact("First response", promise_text(case.first_response_text, case.first_response_due_at, case.zone))
    yield Fact("Resolution", promise_text(case.resolution_text, case.resolution_due_at, case.zone))
    yield Fact("Policy", f"{case.policy_title}, version {case.policy_version}, hash {case.policy_hash}")


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


def _files(files: Iterable[tuple[str, int]]) -> str:
    return "\n".join(f"{name} ({size_text(size)})" for name, size in files)


def _reason(reason: CaseReason, public_url: str) -> Line:
    note = f"(our reading: {reason.reading})" if reason.reading else ""
    return Line(reason.text, "", note, reason.clause_title, _on_site(public_url, reason.clause_url))


def _reading(reading: CaseReading, public_url: str) -> Line:
    other = f"It could also mean: {reading.other}" if reading.other else ""
    note = " ".join(filter(None, (other, reading.changes)))
    return Line(reading.text, "", note, reading.clause_title, _on_site(public_url, reading.clause_url))


def _on_site(public_url: str, address: str) -> str:
    """An address on this site, whatever the text: a link of a case leads nowhere else."""
    return f"{public_url.rstrip('/')}/{address.lstrip('/')}"


def _markdown(part: Part) -> str:
    if part.typed:
        return "\n\n".join(quoted(each) for each in part.typed)
    facts = [f"- **{each.name}:** {each.text}" for each in part.facts]
    return "\n".join([*facts, *map(_line, part.lines)]) or "*none*"


def _line(line: Line) -> str:
    answer = f"**{line.answer}**" if line.answer else ""
    place = f"“{line.place}”" if line.place else ""
    url = f"<{line.url}>" if line.url and line.text else line.url
    return "- " + " ".join(filter(None, (line.text, answer, line.note, place, url)))


def _zone(zone: str) -> ZoneInfo:
    try:
        return ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")
