"""A policy file read into a policy: short forms become values, and every reference must resolve."""

import hashlib
from datetime import date
from typing import Any

from app.content import policy_file as file
from app.content.clauses import headings
from app.content.front_matter import Path, Source, read_source, validate
from app.content.policy_decisions import read_decisions, read_outcomes, read_questions, values_of
from app.content.policy_promises import read_matrix, read_schedules, read_severities, read_targets, read_tiers
from app.content.problems import Problems
from app.content.references import References
from app.content.short_forms import target_terms
from app.domain.policy import (
    Alternative,
    Clause,
    Contact,
    Escalation,
    Intake,
    IntakeField,
    LifecyclePhase,
    Measure,
    MeasureTerms,
    Plan,
    Policy,
    Product,
    Reading,
    SideCondition,
    Statement,
    Target,
)


def read_policy(path: str, slug: str, version: str, raw: bytes, problems: Problems) -> tuple[Policy, Source] | None:
    """The policy and its file taken apart; None where the file cannot be read as one. Every problem is noted.

    `path` names the file in messages; `slug` and `version` come from where it stands.
    """
    source = read_source(path, raw, problems)
    form = validate(file.PolicyForm, source, problems) if source else None
    if source is None or form is None:
        return None
    before, refs = len(problems.found), References(form, source, problems)
    parts = _head(refs) | _facts(refs) | _rules(refs)
    refs.check_use()
    if len(problems.found) > before:
        return None
    return Policy(slug=slug, version=version, hash=hashlib.sha256(raw).hexdigest(), **parts), source


def _head(refs: References) -> dict[str, Any]:
    """What names and dates the policy."""
    form, review = refs.form, refs.form.review
    effective_on, effective_text = _effective(refs)
    return {
        "stated_version": form.version,
        "vendor": form.vendor,
        "title": form.title,
        "summary": form.summary,
        "effective_on": effective_on,
        "effective_text": effective_text,
        "captured_on": form.captured_on,
        "updated_on": form.updated_on,
        "reviewed_on": review.last_on if review else None,
        "review_due_on": review.next_on if review else None,
        "review_cycle": review.cycle if review else "",
        "source_title": form.source.title,
        "source_url": form.source.url,
        "site": form.site,
        "figures": form.figures,
        "terms": form.terms,
    }


def _effective(refs: References) -> tuple[date | None, str]:
    """The effective date with its words; a month counts from its first day."""
    text = refs.form.effective_on
    if text is None:
        return None, ""
    is_month = bool(file.MONTH.match(text))
    try:
        day = date.fromisoformat(f"{text}-01" if is_month else text)
    except ValueError:
        refs.problem(("effective_on",), f"“{text}” is no date", "write 2026-06-01, or 2026-06 for a month")
        return None, ""
    return day, f"{day:%B %Y}" if is_month else f"{day.day} {day:%B %Y}"


def _facts(refs: References) -> dict[str, Any]:
    """What the policy states beside its promises and rules."""
    form = refs.form
    return {
        "clauses": _clauses(refs),
        "products": tuple(_product(refs, name, p) for name, p in form.products.items()),
        "plans": tuple(_plan(refs, name, p) for name, p in form.plans.items()),
        "contacts": tuple(
            Contact(name, c.name, c.kind, c.address, c.text, refs.clause(("contacts", name), c.clause))
            for name, c in form.contacts.items()
        ),
        "lifecycle": tuple(
            LifecyclePhase(p.name, p.support, p.fixes, refs.clause(("lifecycle", n), p.clause))
            for n, p in enumerate(form.lifecycle)
        ),
        "exclusions": _statements(refs, "exclusions", form.exclusions),
        "clock_pauses": _statements(refs, "clock_pauses", form.clock_pauses),
        "intake": _intake(refs),
        "escalation": _escalation(refs),
        "readings": {name: _reading(refs, name, reading) for name, reading in form.readings.items()},
    }


def _rules(refs: References) -> dict[str, Any]:
    """What the policy promises, and the questions and rules that decide what applies."""
    form, questions = refs.form, read_questions(refs)
    values = values_of(refs, questions)
    return {
        "tiers": read_tiers(refs, questions),
        "severities": read_severities(refs),
        "measures": tuple(
            MeasureTerms(Measure(name), t.title, t.means, refs.clause(("targets", name), t.clause))
            for name, t in form.targets.items()
        ),
        "targets": read_targets(refs, values),
        "schedules": read_schedules(refs, values),
        "entitlements": read_matrix(refs, "entitlements", form.entitlements),
        "scope": read_matrix(refs, "scope", form.scope),
        "questions": tuple(questions.values()),
        "decisions": read_decisions(refs, values),
        "outcomes": read_outcomes(refs),
        "side_conditions": tuple(
            SideCondition(
                id=name,
                text=c.text,
                when=refs.conditions(("conditions", name, "when"), c.when, values),
                clause=refs.clause(("conditions", name), c.clause),
                readings=refs.readings(("conditions", name), c.reading),
            )
            for name, c in form.conditions.items()
        ),
    }


def _clauses(refs: References) -> tuple[Clause, ...]:
    """Clauses in the order of the body; the list in front matter and the headings must agree."""
    listed, found = refs.form.clauses, dict[str, Clause]()
    for heading in headings(refs.source.body):
        line = refs.source.body_line + heading.line
        if heading.id not in listed:
            message = f"the heading “{heading.title}” has no entry “{heading.id}” under clauses"
            refs.problems.add(line, "", message, "add it there with its place in the vendor's text")
            continue
        if heading.id in found:
            message = f"the clause id “{heading.id}” stands on two headings"
            refs.problems.add(line, "", message, "give one another id")
        found[heading.id] = Clause(heading.id, heading.title, heading.level, listed[heading.id])
    for name in listed:
        if name not in found:
            refs.problem(("clauses", name), f"the body has no heading {{#{name}}}", "add the heading to the body")
    return tuple(found.values())


def _product(refs: References, name: str, form: file.ProductForm) -> Product:
    clause = refs.clause(("products", name), form.clause)
    return Product(name, form.name, form.text, clause, tuple(form.components), tuple(form.boundaries))


def _plan(refs: References, name: str, form: file.PlanForm) -> Plan:
    at: Path = ("plans", name)
    product = refs.one((*at, "product"), form.product, "products")
    return Plan(name, form.name, product, form.text, refs.clause(at, form.clause))


def _statements(refs: References, kind: str, forms: list[file.StatementForm]) -> tuple[Statement, ...]:
    return tuple(
        Statement(f.text, refs.clause((kind, n), f.clause), refs.readings((kind, n), f.reading))
        for n, f in enumerate(forms)
    )


def _intake(refs: References) -> Intake:
    form = refs.form.case
    fields = tuple(
        IntakeField(name, f.label, f.help, f.required == "yes", f.long == "yes") for name, f in form.fields.items()
    )
    return Intake(refs.clause(("case",), form.clause), form.who, form.language, fields, tuple(form.rules))


def _escalation(refs: References) -> Escalation | None:
    form = refs.form.escalation
    if form is None:
        return None
    clause = refs.clause(("escalation",), form.clause)
    go_to = refs.several(("escalation", "go_to"), form.go_to, "contacts")
    return Escalation(form.text, clause, form.raise_severity, form.when_overdue, go_to)


def _reading(refs: References, name: str, form: file.ReadingForm) -> Reading:
    at: Path = ("readings", name)
    alternative = _alternative(refs, (*at, "alternative"), form.alternative) if form.alternative else None
    texts = (form.says, form.read_as, form.other, form.changes)
    return Reading(name, refs.clause(at, form.clause), *texts, alternative)


def _alternative(refs: References, path: Path, form: file.AlternativeForm) -> Alternative:
    target = None
    if form.target:
        terms = target_terms(form.target)
        refs.one((*path, "target"), terms.schedule, "schedules")
        target = Target("", None, Measure.FIRST_RESPONSE, terms.kind, terms.amount, terms.unit, terms.schedule)
    refs.one((*path, "tier"), form.tier, "tiers")
    refs.levels((*path, "severity"), [form.severity] if form.severity is not None else [])
    for ours, other in form.schedule.items():
        refs.several((*path, "schedule"), [ours, other], "schedules")
    return Alternative(target, form.severity, form.tier, next(iter(form.schedule.items()), None))
