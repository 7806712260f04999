"""Tiers, targets, schedules and matrices of a policy file, read into values."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any
from zoneinfo import available_timezones

from app.content import policy_file as file
from app.content.front_matter import Path
from app.content.policy_decisions import Values
from app.content.references import References
from app.content.short_forms import target_terms, windows
from app.domain.decisions import Question
from app.domain.policy import (
    Allowance,
    MatrixCell,
    MatrixRow,
    Measure,
    PolicySchedule,
    Severity,
    Target,
    Tier,
    TierChannel,
)
from app.domain.schedules import Schedule

CUSTOMER = "customer"
"""The zone of a schedule that runs by the customer's clock."""


def read_tiers(refs: References, questions: Mapping[str, Question]) -> tuple[Tier, ...]:
    """The tiers, from the least to the most."""
    found = []
    for name, form in refs.form.tiers.items():
        at: Path = ("tiers", name)
        refs.one((*at, "schedule"), form.schedule, "schedules")
        tier = Tier(
            id=name,
            name=form.name,
            text=form.text,
            clause=refs.clause(at, form.clause),
            price=form.price,
            hours=form.hours,
            schedule=form.schedule,
            channels=tuple(_channel(refs, (*at, "channels", n), c) for n, c in enumerate(form.channels)),
            allowance=_allowance(refs, (*at, "allowance"), form.allowance, questions),
            opens_cases=form.opens_cases == "yes",
            readings=refs.readings(at, form.reading),
        )
        found.append(tier)
    return tuple(found)


def _channel(refs: References, path: Path, form: file.ChannelForm) -> TierChannel:
    return TierChannel(
        id=form.id,
        name=form.name or form.id.replace("-", " ").capitalize(),
        contact=refs.one((*path, "contact"), form.contact, "contacts"),
        severities=refs.levels((*path, "severities"), form.severities),
        text=form.text,
    )


def _allowance(refs: References, path: Path, form: file.AllowanceForm, questions: Mapping[str, Question]) -> Allowance:
    if (form.kind == "limited") != (form.incidents is not None and form.per is not None):
        refs.problem(path, "a limited allowance has incidents and a period", "write incidents: 12 and per: month")
    for field, name in (("used", form.used), ("add_ons", form.add_ons)):
        if name is not None and (name not in questions or questions[name].number is None):
            refs.problem((*path, field), f"there is no number question “{name}”", "add it under questions")
    return Allowance(form.kind, form.incidents, form.per, form.used, form.add_ons, form.text)


def read_severities(refs: References) -> tuple[Severity, ...]:
    """The severities, the gravest first."""
    levels = list(refs.form.severities)
    if levels != list(range(1, len(levels) + 1)):
        refs.problem(("severities",), "severities are not numbered 1, 2, 3 …", "start at 1, the gravest")
    found = []
    for level, form in refs.form.severities.items():
        at: Path = ("severities", level)
        clause, readings = refs.clause(at, form.clause), refs.readings(at, form.reading)
        texts = (form.label, form.name, form.definition, clause, form.effort)
        found.append(Severity(level, *texts, tuple(form.examples), readings))
    return tuple(found)


def read_targets(refs: References, values: Values) -> tuple[Target, ...]:
    """The rows of every tier x severity x measure, in the order of the file."""
    found: list[Target] = []
    for measure, form in refs.form.targets.items():
        at: Path = ("targets", measure, "table")
        for tier in refs.form.tiers:
            if tier not in form.table:
                refs.problem(at, f"the tier “{tier}” is left out", "give it a cell for each severity, or `all`")
        for tier, cells in form.table.items():
            refs.one((*at, tier), tier, "tiers")
            _check_levels(refs, (*at, tier), cells)
            for level, rows in cells.items():
                severity = None if level == "all" else int(level)
                found += _cell(refs, (*at, tier, level), (tier, severity, Measure(measure)), rows, values)
    return tuple(found)


def _check_levels(refs: References, path: Path, cells: Mapping[Any, list[file.TargetForm]]) -> None:
    if "all" in cells:
        if len(cells) > 1:
            refs.problem(path, "“all” stands beside single severities", "keep one of the two")
        return
    for level in refs.form.severities:
        if level not in cells:
            refs.problem(path, f"severity {level} is left out", "give it a target, or `none promised`")


def _cell(
    refs: References,
    path: Path,
    place: tuple[str, int | None, Measure],
    rows: list[file.TargetForm],
    values: Values,
) -> list[Target]:
    tier, severity, measure = place
    refs.levels(path, [severity] if severity is not None else [])
    if any(not row.when for row in rows[:-1]) or (len(rows) > 1 and rows[-1].when):
        hint = "give every row a `when` but the last, which holds otherwise"
        refs.problem(path, "the rows of this cell are not told apart", hint)
    found: list[Target] = []
    for n, row in enumerate(rows):
        at = (*path, n) if len(rows) > 1 else path
        terms = target_terms(row.target)
        refs.one(at, terms.schedule, "schedules")
        target = Target(
            tier=tier,
            severity=severity,
            measure=measure,
            kind=terms.kind,
            amount=terms.amount,
            unit=terms.unit,
            schedule=terms.schedule,
            share=Fraction(str(row.share)) if row.share else None,
            typical=row.typical,
            when=refs.conditions((*at, "when"), row.when, values),
            clause=refs.clause(at, row.clause) if row.clause else refs.form.targets[measure.value].clause,
            readings=refs.readings(at, row.reading),
        )
        found.append(target)
    return found


def read_schedules(refs: References, values: Values) -> dict[str, PolicySchedule]:
    """The schedules by id; one whose zone cannot be used is noted and left out."""
    found = {}
    for name, form in refs.form.schedules.items():
        at: Path = ("schedules", name)
        closed = _dates(refs, (*at, "closed"), form.closed) | form.also_closed
        advisory = _dates(refs, (*at, "advisory"), form.advisory)
        if form.zone != CUSTOMER and form.zone not in available_timezones():
            hint = "write Europe/Stockholm, UTC or customer"
            refs.problem((*at, "zone"), f"“{form.zone}” is no IANA time zone", hint)
            continue
        spans = tuple(w for days, times in form.open.items() for w in windows(days, times))
        found[name] = PolicySchedule(
            schedule=Schedule(name, form.title, form.zone, spans, closed, advisory),
            text=form.text,
            clause=refs.clause(at, form.clause),
            closed_source="; ".join(c.source for i, c in refs.form.calendars.items() if i in form.closed),
            per_agreement_when=refs.conditions((*at, "per_agreement_when"), form.per_agreement_when, values),
            readings=refs.readings(at, form.reading),
        )
    return found


def _dates(refs: References, path: Path, calendars: list[str]) -> dict[date, str]:
    refs.several(path, calendars, "calendars")
    named = (refs.form.calendars[name] for name in calendars if name in refs.form.calendars)
    return {day: text for calendar in named for day, text in calendar.dates.items()}


def _check_parts(refs: References, path: Path, parts: tuple[MatrixCell, ...]) -> None:
    """Each severity has exactly one part of a cell; a part without severities stands for all."""
    levels = list(refs.form.severities)
    named = [level for part in parts for level in (part.severities or levels)]
    if sorted(named) != levels:
        refs.problem(path, "its parts do not name every severity once", "give each severity one part")


def read_matrix(
    refs: References, kind: str, forms: Mapping[str, file.EntitlementForm] | Mapping[str, file.ScopeForm]
) -> tuple[MatrixRow, ...]:
    """The rows of the entitlements or of the scope: every row has a cell for each tier that any row names."""
    columns = list(dict.fromkeys(tier for form in forms.values() for tier in form.tiers))
    found = []
    for name, form in forms.items():
        at: Path = (kind, name)
        for tier in columns:
            refs.one((*at, "tiers", tier), tier, "tiers")
            if tier not in form.tiers:
                refs.problem((*at, "tiers"), f"the tier “{tier}” is left out", "say what it gets, or `not stated`")
        cells = {
            tier: tuple(MatrixCell(c.value, refs.levels((*at, "tiers", tier), c.severities), c.text) for c in row)
            for tier, row in form.tiers.items()
        }
        for tier, parts in cells.items():
            _check_parts(refs, (*at, "tiers", tier), parts)
        clause, readings = refs.clause(at, form.clause), refs.readings(at, form.reading)
        found.append(MatrixRow(name, form.name, form.text, clause, cells, readings))
    return tuple(found)
