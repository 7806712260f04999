"""Questions, decision tables and outcomes of a policy file, read into values."""

from collections.abc import Mapping
from decimal import Decimal

from app.content import policy_file as file
from app.content.front_matter import Path
from app.content.references import References
from app.content.short_forms import band
from app.domain.decisions import UNKNOWN, DecisionTable, NumberTerms, Option, Question, Rule
from app.domain.evaluation import DERIVED, FACTS_SEVERITY, NO_CAP
from app.domain.policy import Outcome

Values = Mapping[str, tuple[str, ...]]
"""Every name that a condition may mention, with its values."""

RESERVED = {"reported_at", "zone", "under", "view", "asked", "later", "policy", "fragment", "measure"} | {
    *DERIVED,
    FACTS_SEVERITY,
    "severity",
    "tier",
    "outcome",
    "cap",
}
"""Names that addresses and the engine use themselves."""

DEMANDED = ("tier", "severity", "outcome")
_ELIGIBLE = {"yes": True, "no": False, "not stated": None}


def read_questions(refs: References) -> dict[str, Question]:
    """The questions by id."""
    found = {}
    for name, form in refs.form.questions.items():
        at: Path = ("questions", name)
        if name in RESERVED or name in refs.form.decisions:
            refs.problem(at, f"“{name}” is the name of something else", "give the question another id")
        options = (*_drawn_options(refs, form), *(Option(v, o.label, o.help) for v, o in form.options.items()))
        if bool(options) == (form.number is not None):
            refs.problem(at, "a question has either options or a number", "give it one of the two")
        if (form.bands and form.number is None) or (form.of and form.options_from != "plans"):
            hint = "bands go with a number, and `of` with options_from: plans"
            refs.problem(at, "something here plays no part in the question", hint)
        refs.one((*at, "of"), form.of, "products")
        if any(option.value == UNKNOWN for option in options):
            refs.problem(at, "“unknown” is kept for people who do not know", "set may_not_know: yes instead")
        question = Question(
            id=name,
            text=form.text,
            why=form.why,
            clause=refs.clause(at, form.clause),
            options=options,
            number=_number_terms(form.number) if form.number else None,
            bands=tuple(band(i, text) for i, text in form.bands.items()),
            may_not_know=form.may_not_know == "yes",
            help=form.help,
        )
        _check_bands(refs, at, question)
        found[name] = question
    return found


def _drawn_options(refs: References, form: file.QuestionForm) -> list[Option]:
    if form.options_from == "products":
        return [Option(i, p.name) for i, p in refs.form.products.items()]
    if form.options_from == "plans":
        offered = (None, form.of) if form.of else {p.product for p in refs.form.plans.values()}
        return [Option(i, p.name, p.text) for i, p in refs.form.plans.items() if p.product in offered]
    if form.options_from == "tiers":
        return [Option(i, t.name, t.text) for i, t in refs.form.tiers.items()]
    return []


def _number_terms(form: file.NumberForm) -> NumberTerms:
    step = Decimal(1).scaleb(-form.decimals)
    least, most = (Decimal(str(n)).quantize(step) for n in (form.least, form.most))
    return NumberTerms(form.unit, least, most, form.decimals)


def _check_bands(refs: References, path: Path, question: Question) -> None:
    """Every number that may be answered lies in exactly one band: checked on both sides of every threshold."""
    if not question.bands or question.number is None:
        return
    terms = question.number
    ends = {end for b in question.bands for end in (b.low, b.high) if end is not None} | {terms.least, terms.most}
    for number in sorted({n + d for n in ends for d in (-terms.step, Decimal(0), terms.step)}):
        holding = [b.id for b in question.bands if b.holds(number)]
        if terms.least <= number <= terms.most and len(holding) != 1:
            what = f"lies in {' and '.join(holding)}" if holding else "lies in no band"
            refs.problem((*path, "bands"), f"{number} {what}", "bands must cover every number once")


def values_of(refs: References, questions: Mapping[str, Question]) -> dict[str, tuple[str, ...]]:
    """Every name that a condition may mention, with its values."""
    levels = tuple(str(level) for level in refs.form.severities)
    values = {question.id: question.values for question in questions.values()}
    for name, table in refs.form.decisions.items():
        results = [*(rule.then for rule in table.rules), *([table.otherwise.then] if table.otherwise else [])]
        values[name] = tuple(dict.fromkeys(results))
    values |= DERIVED | {"severity": levels, FACTS_SEVERITY: levels}
    return values | {"tier": tuple(refs.form.tiers), "outcome": tuple(refs.form.outcomes)}


def read_decisions(refs: References, values: Values) -> dict[str, DecisionTable]:
    """The decision tables by id."""
    for name in DEMANDED:
        if name not in refs.form.decisions:
            refs.problem(("decisions",), f"the decision “{name}” is missing", "every triage decides it")
    return {name: _table(refs, name, table, values) for name, table in refs.form.decisions.items()}


def _table(refs: References, name: str, table: file.DecisionForm, values: Values) -> DecisionTable:
    at: Path = ("decisions", name)
    rules = tuple(_rule(refs, (*at, "rules", n), rule, name, values) for n, rule in enumerate(table.rules))
    otherwise = None
    if table.otherwise:
        if not table.otherwise.reading:
            hint = "add `reading: <id>`"
            refs.problem((*at, "otherwise"), "a completion rule must be marked as a reading", hint)
        form = file.RuleForm(when={}, **table.otherwise.model_dump())
        otherwise = _rule(refs, (*at, "otherwise"), form, name, values)
    return DecisionTable(name, table.title, table.hit_policy, rules, otherwise)


def _rule(refs: References, path: Path, rule: file.RuleForm, decision: str, values: Values) -> Rule:
    _check_result(refs, (*path, "then"), rule.then, decision)
    when = refs.conditions((*path, "when"), rule.when, values)
    clause, readings = refs.clause(path, rule.clause), refs.readings(path, rule.reading)
    return Rule(when, rule.then, rule.because, clause, readings, refs.source.line(path))


def _check_result(refs: References, path: Path, result: str, decision: str) -> None:
    if decision in ("tier", "outcome"):
        refs.one(path, result, f"{decision}s")
    elif decision in ("severity", "cap"):
        allowed = [str(level) for level in refs.form.severities] + ([NO_CAP] if decision == "cap" else [])
        if result not in allowed:
            refs.problem(path, f"“{result}” is no severity", f"use one of: {', '.join(allowed)}")


def read_outcomes(refs: References) -> dict[str, Outcome]:
    """The outcomes by id."""
    found = {}
    for name, form in refs.form.outcomes.items():
        at: Path = ("outcomes", name)
        found[name] = Outcome(
            id=name,
            kind=form.kind,
            title=form.title,
            text=form.text,
            clause=refs.clause(at, form.clause),
            go_to=refs.several((*at, "go_to"), form.go_to, "contacts"),
            eligible=_ELIGIBLE[form.eligible],
            accepts_case=form.accepts_case == "yes",
            decides_severity=form.decides_severity == "yes",
            readings=refs.readings(at, form.reading),
        )
    return found
