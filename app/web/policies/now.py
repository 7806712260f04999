"""What holds at this moment: which schedules are open, and when each target would be due if a case came now."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.domain.evaluation import Promised
from app.domain.policy import Level, Measure, MeasureTerms, Policy, PolicySchedule, Severity, Tier
from app.domain.promises import Promise, other_readings, promise
from app.domain.schedules import Schedule
from app.domain.wording import KIND_WORDS
from app.web.moments import Clocks, clocks
from app.web.policies.tables import Tables

NEXT_CLOSED = 3
NEAR_DAYS = {0: "today", 1: "tomorrow"}


@dataclass(frozen=True, slots=True)
class Opening:
    """A schedule at this moment. `changes` is when it next closes or opens; None where it never does."""

    terms: PolicySchedule
    used_by: str
    is_open: bool
    is_always: bool
    changes: Clocks | None
    closed_today: str | None
    advisory_today: str | None
    next_closed: tuple[tuple[date, str], ...]


@dataclass(frozen=True, slots=True)
class DueLine:
    """A promise, for a case reported at this moment, and what other readings make of it."""

    text: str
    promise: Promise
    due: Clocks | None
    others: tuple[tuple[str, str, str], ...]


DueRow = tuple[Severity | None, tuple[DueLine, ...]]
"""A severity with its promises; None where one promise without a due time stands for every severity."""


@dataclass(frozen=True, slots=True)
class DueTable:
    """A measure: for each tier, its severities with what would be due. `notes` hold for every due time in it."""

    terms: MeasureTerms
    tiers: tuple[tuple[Tier, tuple[DueRow, ...]], ...]
    has_moments: bool
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DueCell:
    """A due time beside its target in the policy's own table: `place` names the target there."""

    place: str
    words: str
    line: DueLine
    others: tuple[tuple[str, str], ...]

    @property
    def iso(self) -> str:
        """The due time for machines."""
        return self.line.due.yours.iso if self.line.due else ""


def openings(policy: Policy, at: datetime, zone: str) -> list[Opening]:
    """The schedules that targets count on, as they are at a moment (UTC) for a reader in a zone."""
    tables = Tables(policy)
    used = ((terms, tables.used_by(name)) for name, terms in policy.schedules.items())
    return [_opening(terms, used_by, at, zone) for terms, used_by in used if used_by]


def _opening(terms: PolicySchedule, used_by: str, at: datetime, zone: str) -> Opening:
    schedule = in_readers_zone(terms.schedule, zone)
    is_open = schedule.is_open(at)
    changes = schedule.open_until(at) if is_open else schedule.next_opening(at)
    here_on = schedule.local(at).date()
    return Opening(
        terms,
        used_by,
        is_open,
        schedule.is_always,
        clocks(changes, zone, schedule.zone) if changes else None,
        schedule.closed.get(here_on),
        schedule.advisory.get(here_on),
        tuple(schedule.upcoming_closed(here_on, NEXT_CLOSED)),
    )


def in_readers_zone(schedule: Schedule, zone: str) -> Schedule:
    """The schedule; one in a zone that the customer chooses is set to the reader's."""
    return schedule.in_zone(zone) if schedule.zone == "customer" else schedule


def due_tables(policy: Policy, measures: Collection[str], at: datetime, zone: str) -> list[DueTable]:
    """The targets of some measures as moments, for a case reported at a moment (UTC) by a reader in a zone."""
    return [_due_table(policy, terms, at, zone) for terms in policy.measures if terms.measure in measures]


def _due_table(policy: Policy, terms: MeasureTerms, at: datetime, zone: str) -> DueTable:
    tables = Tables(policy)
    tiers = []
    for tier in policy.tiers:
        rows = [(s, tuple(_lines(tables, terms, tier, s, at, zone))) for s in policy.severities]
        tiers.append((tier, _once([row for row in rows if row[1]])))
    due = [line for _, rows in tiers for _, lines in rows for line in lines if line.due]
    shared = [note for note in due[0].promise.notes if all(note in line.promise.notes for line in due)] if due else []
    return DueTable(terms, tuple(tiers), bool(due), tuple(shared))


def _once(rows: list[tuple[Severity, tuple[DueLine, ...]]]) -> tuple[DueRow, ...]:
    """The rows; a single one where a tier promises no time, and says so in the same words at every severity."""
    said = {(line.text, line.due, line.promise.readings) for _, lines in rows for line in lines}
    if len(said) == 1 and not rows[0][1][0].due:
        return ((None, rows[0][1]),)
    return tuple(rows)


def _lines(
    tables: Tables, terms: MeasureTerms, tier: Tier, severity: Severity, at: datetime, zone: str
) -> Iterator[DueLine]:
    for line in tables.target_lines(tier.id, severity.level, terms.measure):
        promised = Promised(line.target)
        others = other_readings(tables.policy, promised, terms.measure, (), {})
        made = promise(tables.policy, promised, terms.measure, at, zone, others)
        due = clocks(made.due.due_at, zone, made.zone) if made.due else None
        yield DueLine(line.text, made, due, tuple((r.id, r.other, _other(p, zone)) for r, p in made.others))


def due_cells(found: Iterable[DueTable], at: datetime, zone: str) -> Iterator[DueCell]:
    """The due times of some tables one by one, in words that are short where they lie near."""
    for table in found:
        for tier, rows in table.tiers:
            for severity, lines in rows:
                for number, line in enumerate(lines):
                    if severity and line.promise.due:
                        place = _due_place(table.terms.measure, tier.id, severity.level, number)
                        others = tuple((r.id, _near_or_kind(other, at, zone)) for r, other in line.promise.others)
                        yield DueCell(place, near(line.promise.due.due_at, at, zone), line, others)


def _near_or_kind(found: Promise, at: datetime, zone: str) -> str:
    return near(found.due.due_at, at, zone) if found.due else KIND_WORDS.get(found.kind, "")


def _due_place(measure: Measure, tier: str, level: Level, number: int) -> str:
    """What names a target's place in the policy's table; number: its place in the cell, counted from 0."""
    return f"{measure}.{tier}.{level}.{number}"


def near(moment: datetime, at: datetime, zone: str) -> str:
    """A moment as one says it at another: today, 14:30; Mon 7 Dec, 09:00 (with its year where that differs)."""
    there, here = moment.astimezone(ZoneInfo(zone)), at.astimezone(ZoneInfo(zone))
    days = (there.date() - here.date()).days
    year = f" {there.year}" if there.year != here.year else ""
    day = NEAR_DAYS.get(days) or f"{there:%a} {there.day} {there:%b}{year}"
    return f"{day}, {there:%H:%M}"


def _other(other: Promise, zone: str) -> str:
    """What another reading makes of a promise: a moment, or its kind in words."""
    if other.due is None:
        return KIND_WORDS.get(other.kind, "")
    return clocks(other.due.due_at, zone, None).text
