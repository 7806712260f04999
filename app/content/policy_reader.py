"""A policy file read into a policy: short forms become values, and every reference must resolve."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from zoneinfo import ZoneInfo, available_timezones

from app.content import policy_file as file
from app.content.clauses import headings
from app.content.front_matter import Path, Source, field_name, read_source, validate
from app.content.problems import Problems
from app.content.short_forms import band, target_terms, windows
from app.domain.decisions import DecisionTable, NumberTerms, Option, Question, Rule, When
from app.domain.evaluation import DERIVED, FACTS_SEVERITY, NO_CAP
from app.domain.policy import (
    Allowance,
    Alternative,
    Clause,
    Contact,
    Escalation,
    Intake,
    IntakeField,
    LifecyclePhase,
    MatrixCell,
    MatrixRow,
    Measure,
    MeasureTerms,
    Outcome,
    Plan,
    Policy,
    PolicySchedule,
    Product,
    Reading,
    Severity,
    SideCondition,
    Statement,
    Target,
    Tier,
    TierChannel,
)
from app.domain.schedules import Schedule

RESERVED = {"reported_at", "zone", "under", "view", "change", "severity", "outcome", "cap", "channel_used", "allowance"}
_ELIGIBLE = {"yes": True, "no": False, "not stated": None}
_SINGLE = {
    "products": "product", "plans": "plan", "tiers": "tier", "schedules": "schedule", "calendars": "calendar",
    "readings": "reading", "contacts": "contact", "questions": "question", "outcomes": "outcome", "clauses": "clause",
}  # fmt: skip


def read_policy(path: str, slug: str, version: str, raw: bytes, problems: Problems) -> tuple[Policy, Source] | None:
    """The policy and its file taken apart; None where the file cannot be read as one. Every problem is noted.

    `path` names the file in messages; `slug` and `version` come from where it stands.
    """
    source = read_source(path, raw, problems)
    form = validate(file.PolicyForm, source, problems) if source else None
    if source is None or form is None:
        return None
    reader = _Reader(form, source, problems)
    policy = reader.policy(slug, version, hashlib.sha256(raw).hexdigest())
    return (policy, source) if policy else None


def _number_terms(form: file.NumberForm) -> NumberTerms:
    least, most = (Decimal(str(n)).normalize() for n in (form.least, form.most))
    step = Decimal(1).scaleb(-form.decimals)
    return NumberTerms(form.unit, least.quantize(step), most.quantize(step), form.decimals)


class _Reader:
    """Turns one file's form into a policy, noting references that do not resolve."""

    def __init__(self, form: file.PolicyForm, source: Source, problems: Problems) -> None:
        self.form, self.source, self.problems = form, source, problems
        self._used: dict[str, set[str]] = {}

    def policy(self, slug: str, version: str, digest: str) -> Policy | None:
        """The policy; None when something in it does not resolve."""
        before = len(self.problems.found)
        form = self.form
        questions = self._questions()
        values = self._values(questions)
        effective_on, effective_text = self._effective()
        policy_parts = {
            "clauses": self._clauses(),
            "products": self._products(),
            "plans": tuple(
                Plan(i, p.name, self._ref(("plans", i, "product"), p.product, "products"), p.text, self._clause(("plans", i), p.clause))
                for i, p in form.plans.items()
            ),
            "contacts": tuple(
                Contact(i, c.name, c.kind, c.address, c.text, self._clause(("contacts", i), c.clause))
                for i, c in form.contacts.items()
            ),
            "tiers": self._tiers(questions),
            "severities": self._severities(),
            "measures": tuple(
                MeasureTerms(Measure(m), t.title, t.means, self._clause(("targets", m), t.clause))
                for m, t in form.targets.items()
            ),
            "targets": self._targets(values),
            "schedules": self._schedules(values),
            "entitlements": self._matrix("entitlements", form.entitlements),
            "scope": self._matrix("scope", form.scope),
            "lifecycle": tuple(
                LifecyclePhase(p.name, p.support, p.fixes, self._clause(("lifecycle", n), p.clause))
                for n, p in enumerate(form.lifecycle)
            ),
            "exclusions": self._statements("exclusions", form.exclusions),
            "clock_pauses": self._statements("clock_pauses", form.clock_pauses),
            "side_conditions": tuple(
                SideCondition(i, c.text, self._when(("conditions", i, "when"), c.when, values),
                              self._clause(("conditions", i), c.clause), self._readings(("conditions", i), c.reading))
                for i, c in form.conditions.items()
            ),
            "questions": tuple(questions.values()),
            "decisions": self._decisions(values),
            "outcomes": self._outcomes(),
            "intake": self._intake(),
            "escalation": self._escalation(),
            "readings": self._reading_values(),
        }  # fmt: skip
        self._all_used()
        if len(self.problems.found) > before:
            return None
        review = form.review
        return Policy(
            slug=slug, version=version, stated_version=form.version, vendor=form.vendor, title=form.title,
            summary=form.summary, effective_on=effective_on, effective_text=effective_text,
            captured_on=form.captured_on, updated_on=form.updated_on,
            reviewed_on=review.last_on if review else None, review_due_on=review.next_on if review else None,
            review_cycle=review.cycle if review else "", source_title=form.source.title, source_url=form.source.url,
            site=form.site, hash=digest, figures=form.figures, terms=form.terms, **policy_parts,  # type: ignore[arg-type]
        )  # fmt: skip

    # -- references -------------------------------------------------------------------------------------------------

    def _problem(self, path: Path, message: str, hint: str = "") -> None:
        self.problems.add(self.source.line(path), field_name(path), message, hint)

    def _known(self, kind: str) -> Collection[str]:
        table: Mapping[str, object] = getattr(self.form, kind)
        return table

    def _ref(self, path: Path, name: str | None, kind: str) -> str | None:
        """The name, noted as used; a problem where there is nothing of that kind by that name."""
        if name is None:
            return None
        known = self._known(kind)
        self._used.setdefault(kind, set()).add(name)
        if name not in known:
            close = get_close_matches(name, list(known), n=1)
            hint = f"did you mean “{close[0]}”?" if close else f"add it under {kind}, or name one of: {', '.join(known)}"
            self._problem(path, f"there is no {_SINGLE.get(kind, kind)} “{name}”", hint)
        return name

    def _refs(self, path: Path, names: Iterable[str], kind: str) -> tuple[str, ...]:
        return tuple(str(self._ref((*path, n), name, kind)) for n, name in enumerate(names))

    def _clause(self, path: Path, name: str) -> str:
        return str(self._ref((*path, "clause"), name, "clauses"))

    def _readings(self, path: Path, names: Iterable[str]) -> tuple[str, ...]:
        return self._refs((*path, "reading"), names, "readings")

    def _levels(self, path: Path, levels: Iterable[int]) -> tuple[int, ...]:
        for level in levels:
            if level not in self.form.severities:
                self._problem(path, f"there is no severity {level}", "name one of those under severities")
        return tuple(levels)

    def _all_used(self) -> None:
        for kind in ("clauses", "readings", "schedules", "calendars"):
            for name in self._known(kind):
                if name not in self._used.get(kind, ()):
                    self._problem((kind, name), f"this {_SINGLE[kind]} is never used",
                                  f"name it where it applies, or take it out of {kind}")  # fmt: skip

    # -- conditions and decisions -----------------------------------------------------------------------------------

    def _values(self, questions: Mapping[str, Question]) -> dict[str, tuple[str, ...]]:
        """Every name that a condition may mention, with its values."""
        levels = tuple(str(level) for level in self.form.severities)
        values = {question.id: question.values for question in questions.values()}
        values |= {
            name: tuple(dict.fromkeys([*(r.then for r in d.rules), *([d.otherwise.then] if d.otherwise else [])]))
            for name, d in self.form.decisions.items()
        }
        values |= DERIVED
        values |= {"severity": levels, FACTS_SEVERITY: levels, "tier": tuple(self.form.tiers)}
        values |= {"outcome": tuple(self.form.outcomes)}
        return values

    def _when(self, path: Path, conditions: Mapping[str, list[str]], values: Mapping[str, tuple[str, ...]]) -> When:
        for name, wanted in conditions.items():
            at = (*path, name)
            if name not in values:
                close = get_close_matches(name, list(values), n=1)
                self._problem(at, f"there is no question or decision “{name}”",
                              f"did you mean “{close[0]}”?" if close else "add it under questions")  # fmt: skip
                continue
            for value in wanted:
                if value not in values[name]:
                    self._problem(at, f"“{name}” has no answer “{value}”", f"use one of: {', '.join(values[name])}")
        return tuple((name, frozenset(wanted)) for name, wanted in conditions.items())

    def _decisions(self, values: Mapping[str, tuple[str, ...]]) -> dict[str, DecisionTable]:
        for name in ("tier", "severity", "outcome"):
            if name not in self.form.decisions:
                self._problem(("decisions",), f"the decision “{name}” is missing", "every triage decides it")
        found = {}
        for name, table in self.form.decisions.items():
            at: Path = ("decisions", name)
            rules = tuple(self._rule((*at, "rules", n), rule, name, values) for n, rule in enumerate(table.rules))
            otherwise = None
            if table.otherwise:
                path = (*at, "otherwise")
                if not table.otherwise.reading:
                    self._problem(path, "a completion rule must be marked as a reading", "add `reading: <id>`")
                otherwise = self._rule(path, file.RuleForm(when={}, **table.otherwise.model_dump()), name, values)
            found[name] = DecisionTable(name, table.title, table.hit_policy, rules, otherwise)
        return found

    def _rule(self, path: Path, rule: file.RuleForm, decision: str, values: Mapping[str, tuple[str, ...]]) -> Rule:
        self._result((*path, "then"), rule.then, decision)
        when = self._when((*path, "when"), rule.when, values)
        clause, readings = self._clause(path, rule.clause), self._readings(path, rule.reading)
        return Rule(when, rule.then, rule.because, clause, readings, self.source.line(path))

    def _result(self, path: Path, result: str, decision: str) -> None:
        if decision == "tier":
            self._ref(path, result, "tiers")
        elif decision == "outcome":
            self._ref(path, result, "outcomes")
        elif decision in ("severity", "cap"):
            allowed = [str(level) for level in self.form.severities] + ([NO_CAP] if decision == "cap" else [])
            if result not in allowed:
                self._problem(path, f"“{result}” is no severity", f"use one of: {', '.join(allowed)}")

    def _questions(self) -> dict[str, Question]:
        found = {}
        for name, form in self.form.questions.items():
            at: Path = ("questions", name)
            if name in RESERVED or name in self.form.decisions:
                self._problem(at, f"“{name}” is the name of something else", "give the question another id")
            options = (*self._drawn_options(form), *(Option(v, o.label, o.help) for v, o in form.options.items()))
            if bool(options) == (form.number is not None):
                self._problem(at, "a question has either options or a number", "give it one of the two")
            number = _number_terms(form.number) if form.number else None
            if any(option.value == "unknown" for option in options):
                self._problem(at, "“unknown” is kept for people who do not know", "set may_not_know: yes instead")
            bands = tuple(band(i, text) for i, text in form.bands.items())
            found[name] = Question(
                name, form.text, form.why, self._clause(at, form.clause), options, number, bands,
                form.may_not_know == "yes", form.help,
            )  # fmt: skip
            self._bands_cover(at, found[name])
        return found

    def _drawn_options(self, form: file.QuestionForm) -> list[Option]:
        if form.options_from == "products":
            return [Option(i, p.name) for i, p in self.form.products.items()]
        if form.options_from == "plans":
            return [Option(i, p.name, p.text) for i, p in self.form.plans.items() if form.of in (None, p.product)]
        if form.options_from == "tiers":
            return [Option(i, t.name, t.text) for i, t in self.form.tiers.items()]
        return []

    def _bands_cover(self, path: Path, question: Question) -> None:
        """Every number that may be answered lies in exactly one band: checked on both sides of every threshold."""
        if not question.bands or question.number is None:
            return
        terms = question.number
        ends = {end for b in question.bands for end in (b.low, b.high) if end is not None} | {terms.least, terms.most}
        for number in sorted({n + d for n in ends for d in (-terms.step, Decimal(0), terms.step)}):
            holding = [b.id for b in question.bands if b.holds(number)]
            if terms.least <= number <= terms.most and len(holding) != 1:
                what = f"lies in {' and '.join(holding)}" if holding else "lies in no band"
                self._problem((*path, "bands"), f"{number} {what}", "bands must cover every number once")

    # -- everything else --------------------------------------------------------------------------------------------

    def _effective(self) -> tuple[date | None, str]:
        text = self.form.effective_on
        if text is None:
            return None, ""
        try:
            day = date.fromisoformat(f"{text}-01" if file.MONTH.match(text) else text)
        except ValueError:
            self._problem(("effective_on",), f"“{text}” is no date", "write 2026-06-01, or 2026-06 for a month")
            return None, ""
        return day, f"{day:%B %Y}" if file.MONTH.match(text) else f"{day.day} {day:%B %Y}"

    def _clauses(self) -> tuple[Clause, ...]:
        """Clauses in the order of the body; the list in front matter and the headings must agree."""
        found: list[Clause] = []
        for heading in headings(self.source.body):
            line = self.source.body_line + heading.line
            if heading.id not in self.form.clauses:
                self.problems.add(line, "", f"the heading “{heading.title}” has no entry “{heading.id}” under clauses",
                                  "add it there with its place in the vendor's text")  # fmt: skip
                continue
            if any(clause.id == heading.id for clause in found):
                self.problems.add(line, "", f"the clause id “{heading.id}” stands on two headings", "give one another id")
            found.append(Clause(heading.id, heading.title, heading.level, self.form.clauses[heading.id]))
        for name in self.form.clauses:
            if not any(clause.id == name for clause in found):
                self._problem(("clauses", name), f"the body has no heading {{#{name}}}", "add the heading to the body")
        return tuple(found)

    def _products(self) -> tuple[Product, ...]:
        return tuple(
            Product(i, p.name, p.text, self._clause(("products", i), p.clause), tuple(p.components), tuple(p.boundaries))
            for i, p in self.form.products.items()
        )

    def _tiers(self, questions: Mapping[str, Question]) -> tuple[Tier, ...]:
        found = []
        for name, tier in self.form.tiers.items():
            at: Path = ("tiers", name)
            channels = tuple(
                TierChannel(
                    c.id, c.name or c.id.replace("-", " ").capitalize(),
                    self._ref((*at, "channels", n, "contact"), c.contact, "contacts"),
                    self._levels((*at, "channels", n, "severities"), c.severities), c.text,
                )
                for n, c in enumerate(tier.channels)
            )  # fmt: skip
            self._ref((*at, "schedule"), tier.schedule, "schedules")
            found.append(Tier(
                name, tier.name, tier.text, self._clause(at, tier.clause), tier.price, tier.hours, tier.schedule,
                channels, self._allowance((*at, "allowance"), tier.allowance, questions), tier.opens_cases == "yes",
                self._readings(at, tier.reading),
            ))  # fmt: skip
        return tuple(found)

    def _allowance(self, path: Path, form: file.AllowanceForm, questions: Mapping[str, Question]) -> Allowance:
        if (form.kind == "limited") != (form.incidents is not None and form.per is not None):
            self._problem(path, "a limited allowance has incidents and a period", "write incidents: 12 and per: month")
        for field, name in (("used", form.used), ("add_ons", form.add_ons)):
            if name is not None and (name not in questions or questions[name].number is None):
                self._problem((*path, field), f"there is no number question “{name}”", "add it under questions")
        return Allowance(form.kind, form.incidents, form.per, form.used, form.add_ons, form.text)

    def _severities(self) -> tuple[Severity, ...]:
        levels = list(self.form.severities)
        if levels != list(range(1, len(levels) + 1)):
            self._problem(("severities",), "severities are not numbered 1, 2, 3 …", "start at 1, the gravest")
        return tuple(
            Severity(level, s.label, s.name, s.definition, self._clause(("severities", level), s.clause), s.effort,
                     tuple(s.examples), self._readings(("severities", level), s.reading))
            for level, s in self.form.severities.items()
        )  # fmt: skip

    def _targets(self, values: Mapping[str, tuple[str, ...]]) -> tuple[Target, ...]:
        found: list[Target] = []
        for measure, form in self.form.targets.items():
            for tier in self.form.tiers:
                if tier not in form.table:
                    self._problem(("targets", measure, "table"), f"the tier “{tier}” is left out",
                                  "give it a cell for each severity, or `all`")  # fmt: skip
            for tier, cells in form.table.items():
                at: Path = ("targets", measure, "table", tier)
                self._ref(at, tier, "tiers")
                if "all" not in cells:
                    for wanted in self.form.severities:
                        if wanted not in cells:
                            self._problem(at, f"severity {wanted} is left out", "give it a target, or `none promised`")
                elif len(cells) > 1:
                    self._problem(at, "“all” stands beside single severities", "keep one of the two")
                for level, rows in cells.items():
                    found += self._cell((*at, level), tier, level, Measure(measure), rows, values)
        return tuple(found)

    def _cell(
        self, path: Path, tier: str, level: object, measure: Measure, rows: list[file.TargetForm],
        values: Mapping[str, tuple[str, ...]],
    ) -> list[Target]:  # fmt: skip
        severity = None if level == "all" else int(str(level))
        if severity is not None:
            self._levels(path, [severity])
        if any(not row.when for row in rows[:-1]) or (len(rows) > 1 and rows[-1].when):
            self._problem(path, "the rows of this cell are not told apart",
                          "give every row a `when` but the last, which holds otherwise")  # fmt: skip
        found: list[Target] = []
        for n, row in enumerate(rows):
            at = (*path, n) if len(rows) > 1 else path
            terms = target_terms(row.target)
            self._ref(at, terms.schedule, "schedules")
            clause = self._clause(at, row.clause) if row.clause else self.form.targets[measure.value].clause
            found.append(Target(
                tier, severity, measure, terms.kind, terms.amount, terms.unit, terms.schedule,
                Fraction(str(row.share)) if row.share else None, row.typical,
                self._when((*at, "when"), row.when, values), clause, self._readings(at, row.reading),
            ))  # fmt: skip
        return found

    def _schedules(self, values: Mapping[str, tuple[str, ...]]) -> dict[str, PolicySchedule]:
        found = {}
        for name, form in self.form.schedules.items():
            at: Path = ("schedules", name)
            if form.zone != "customer" and form.zone not in available_timezones():
                self._problem((*at, "zone"), f"“{form.zone}” is no IANA time zone", "write Europe/Stockholm, UTC or customer")
                continue
            if form.zone != "customer":
                ZoneInfo(form.zone)
            closed = self._dates((*at, "closed"), form.closed) | form.also_closed
            spans = tuple(w for days, times in form.open.items() for w in windows(days, times))
            schedule = Schedule(name, form.title, form.zone, spans, closed, self._dates((*at, "advisory"), form.advisory))
            sources = "; ".join(self.form.calendars[c].source for c in form.closed if c in self.form.calendars)
            found[name] = PolicySchedule(
                schedule, form.text, self._clause(at, form.clause), sources,
                self._when((*at, "per_agreement_when"), form.per_agreement_when, values),
                self._readings(at, form.reading),
            )  # fmt: skip
        return found

    def _dates(self, path: Path, calendars: list[str]) -> dict[date, str]:
        names = self._refs(path, calendars, "calendars")
        return {day: text for n in names if n in self.form.calendars for day, text in self.form.calendars[n].dates.items()}

    def _matrix(
        self, kind: str, forms: Mapping[str, file.EntitlementForm] | Mapping[str, file.ScopeForm]
    ) -> tuple[MatrixRow, ...]:
        columns = list(dict.fromkeys(tier for form in forms.values() for tier in form.tiers))
        found = []
        for name, form in forms.items():
            at: Path = (kind, name)
            for tier in columns:
                self._ref((*at, "tiers", tier), tier, "tiers")
                if tier not in form.tiers:
                    self._problem((*at, "tiers"), f"the tier “{tier}” is left out", "say what it gets, or `not stated`")
            cells = {
                tier: tuple(
                    MatrixCell(c.value, self._levels((*at, "tiers", tier), c.severities), c.text) for c in row
                )
                for tier, row in form.tiers.items()
            }  # fmt: skip
            found.append(MatrixRow(
                name, form.name, form.text, self._clause(at, form.clause), cells, self._readings(at, form.reading)
            ))  # fmt: skip
        return tuple(found)

    def _statements(self, kind: str, forms: list[file.StatementForm]) -> tuple[Statement, ...]:
        return tuple(
            Statement(f.text, self._clause((kind, n), f.clause), self._readings((kind, n), f.reading))
            for n, f in enumerate(forms)
        )

    def _outcomes(self) -> dict[str, Outcome]:
        return {
            i: Outcome(
                i, o.kind, o.title, o.text, self._clause(("outcomes", i), o.clause),
                self._refs(("outcomes", i, "go_to"), o.go_to, "contacts"), _ELIGIBLE[o.eligible],
                o.accepts_case == "yes", o.decides_severity == "yes", self._readings(("outcomes", i), o.reading),
            )
            for i, o in self.form.outcomes.items()
        }  # fmt: skip

    def _intake(self) -> Intake:
        case = self.form.case
        fields = tuple(
            IntakeField(i, f.label, f.help, f.required == "yes", f.long == "yes") for i, f in case.fields.items()
        )
        return Intake(self._clause(("case",), case.clause), case.who, case.language, fields, tuple(case.rules))

    def _escalation(self) -> Escalation | None:
        form = self.form.escalation
        if form is None:
            return None
        go_to = self._refs(("escalation", "go_to"), form.go_to, "contacts")
        return Escalation(form.text, self._clause(("escalation",), form.clause), form.raise_severity,
                          form.when_overdue, go_to)  # fmt: skip

    def _reading_values(self) -> dict[str, Reading]:
        return {
            i: Reading(i, self._clause(("readings", i), r.clause), r.says, r.read_as, r.other, r.changes,
                       self._alternative(("readings", i, "alternative"), r.alternative))
            for i, r in self.form.readings.items()
        }  # fmt: skip

    def _alternative(self, path: Path, form: file.AlternativeForm | None) -> Alternative | None:
        if form is None:
            return None
        target = None
        if form.target:
            terms = target_terms(form.target)
            self._ref((*path, "target"), terms.schedule, "schedules")
            target = Target("", None, Measure.FIRST_RESPONSE, terms.kind, terms.amount, terms.unit, terms.schedule)
        self._ref((*path, "tier"), form.tier, "tiers")
        if form.severity is not None:
            self._levels((*path, "severity"), [form.severity])
        for ours, other in form.schedule.items():
            self._ref((*path, "schedule"), ours, "schedules")
            self._ref((*path, "schedule"), other, "schedules")
        return Alternative(target, form.severity, form.tier, next(iter(form.schedule.items()), None))
