"""The proof of a policy: every combination of answers has exactly one outcome, and nothing stands there for nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations, pairwise
from urllib.parse import urlsplit

from app.domain.decisions import DecisionTable, HitPolicy, overlap
from app.domain.due import Unit
from app.domain.evaluation import ALLOWANCE, FACTS_SEVERITY
from app.domain.graph import Graph, explore, samples
from app.domain.policy import Measure, Policy, Target, TargetKind, Tier

MOST_QUESTIONS = 12
_WEEK = Fraction(7 * 24 * 60)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that the proof found, at a field of the front matter; a warning does not make the policy unfit."""

    field: tuple[str | int, ...]
    message: str
    is_warning: bool = False


@dataclass(frozen=True)
class Proof:
    """What a walk of every combination of answers showed."""

    policy: Policy
    graph: Graph
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that make the policy unfit to publish."""
        return tuple(f for f in self.findings if not f.is_warning)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that a person should look at."""
        return tuple(f for f in self.findings if f.is_warning)


def prove(policy: Policy) -> Proof:
    """Walk every combination of answers and hold the policy against every rule of DESIGN.md's "Proof"."""
    cycles = list(_cycles(policy))
    if cycles:
        return Proof(policy, Graph(), tuple(cycles))
    graph = explore(policy)
    checks = (
        _gaps(graph),
        _overlaps(policy),
        _never_reached(policy, graph),
        _changes_nothing(graph),
        _barred(graph),
        _too_long(graph),
        _unequal(policy),
        _alike(policy),
        _other_domains(policy),
    )
    return Proof(policy, graph, tuple(finding for check in checks for finding in check))


def _cycles(policy: Policy) -> Iterator[Finding]:
    """Decisions that need each other."""
    needs = {name: set(table.inputs) for name, table in policy.decisions.items()}
    needs["severity"] = needs.get("severity", set()) | ({"cap"} & needs.keys())
    alias = {FACTS_SEVERITY: "severity", ALLOWANCE: "tier"}

    def reaches(start: str) -> bool:
        seen, stack = set(), [alias.get(n, n) for n in needs[start] if not (start == "cap" and n == FACTS_SEVERITY)]
        while stack:
            name = stack.pop()
            if name == start:
                return True
            if name not in seen:
                seen.add(name)
                stack += [alias.get(n, n) for n in needs.get(name, ()) if not (name == "cap" and n == FACTS_SEVERITY)]
        return False

    for name in needs:
        if reaches(name):
            yield Finding(("decisions", name), "this decision needs its own result: a cycle")


def _gaps(graph: Graph) -> Iterator[Finding]:
    by_decision: dict[str, list[Mapping[str, str]]] = {}
    for gap in graph.gaps:
        by_decision.setdefault(gap.decision, []).append(gap.answers)
    for decision, answers in by_decision.items():
        yield Finding(
            ("decisions", decision),
            f"a gap: no rule holds on {len(answers)} paths, the first being {_path(answers[0])}",
        )


def _path(answers: Mapping[str, str]) -> str:
    return ", ".join(f"{question}: {answer}" for question, answer in answers.items())


def _overlaps(policy: Policy) -> Iterator[Finding]:
    for table in policy.decisions.values():
        if table.hit_policy is HitPolicy.FIRST:
            continue
        for (n, one), (m, other) in combinations(enumerate(table.rules), 2):
            if overlap(one.when, other.when) and (one.then != other.then or table.hit_policy is HitPolicy.UNIQUE):
                yield Finding(
                    ("decisions", table.id, "rules", m),
                    f"overlaps with rule {n + 1}: both can hold, with “{one.then}” and “{other.then}”",
                )


def _never_reached(policy: Policy, graph: Graph) -> Iterator[Finding]:
    for table in policy.decisions.values():
        yield from _rules_never_reached(table, graph)
    asked = {node.question for node in graph.nodes}
    kinds: tuple[tuple[str, tuple[str | int, ...], set[str | int]], ...] = (
        ("questions", tuple(q.id for q in policy.questions), {q for q in asked if q}),
        ("outcomes", tuple(policy.outcomes), set(graph.outcomes)),
        ("tiers", tuple(t.id for t in policy.tiers), set(graph.tiers)),
        ("severities", tuple(s.level for s in policy.severities), set(graph.severities)),
        ("conditions", tuple(c.id for c in policy.side_conditions), set(graph.side_conditions)),
    )
    yield from _choices_never_reached(policy, graph)
    for kind, names, reached in kinds:
        for name in names:
            if name not in reached:
                yield Finding((kind, name), "never reached: no answers lead here")


def _choices_never_reached(policy: Policy, graph: Graph) -> Iterator[Finding]:
    """Bands that no number falls into, plans that no question offers, rows of a cell that no answers lead to."""
    tried = samples(policy)
    for question in policy.questions:
        fallen = {question.value_of(number) for number in tried[question.id]} if question.bands else set()
        for band in question.bands:
            if band.id not in fallen:
                yield Finding(("questions", question.id, "bands", band.id), "never reached: no number falls into it")
    offered = {option.value for question in policy.questions for option in question.options}
    named = {value for q in policy.decisions.values() for r in q.rules for _, values in r.when for value in values}
    for plan in policy.plans:
        is_only_one = [p.product for p in policy.plans].count(plan.product) == 1 and plan.product is not None
        if plan.id not in offered | named and not is_only_one:
            yield Finding(("plans", plan.id), "never reached: no question offers it")
    for (tier, level, measure), rows in policy.cells.items():
        for index, row in enumerate(rows):
            if len(rows) > 1 and (tier, level) in graph.cells and row not in graph.rows:
                at = ("targets", measure.value, "table", tier, row.severity or "all", index)
                yield Finding(at, "never reached: no answers lead to this row")


def _rules_never_reached(table: DecisionTable, graph: Graph) -> Iterator[Finding]:
    for index, _ in enumerate(table.all_rules):
        if not graph.hits[table.id, index]:
            at = ("rules", index) if index < len(table.rules) else ("otherwise",)
            yield Finding(("decisions", table.id, *at), "never reached: earlier rules or the answers leave it nothing")


def _changes_nothing(graph: Graph) -> Iterator[Finding]:
    matters: dict[str, bool] = {}
    for node in graph.nodes:
        if node.question is not None:
            differs = len({child for _, child in node.edges}) > 1
            matters[node.question] = matters.get(node.question, False) or differs
    for question, does in matters.items():
        if not does:
            yield Finding(("questions", question), "can change nothing: every answer leads to the same")


def _barred(graph: Graph) -> Iterator[Finding]:
    for answers, verdict in graph.barred[:1]:
        yield Finding(
            ("outcomes", verdict.outcome),
            f"opens a case for which the tier is not entitled ({len(graph.barred)} paths, first {_path(answers)})",
        )


def _too_long(graph: Graph) -> Iterator[Finding]:
    if graph.longest > MOST_QUESTIONS:
        yield Finding(("questions",), f"a path asks {graph.longest} questions; {MOST_QUESTIONS} are the most")


# -- warnings -----------------------------------------------------------------------------------------------------


def _usual_minutes(policy: Policy, target: Target) -> Fraction | None:
    """How long a target usually takes on the calendar, to tell which of two promises more; None: not comparable."""
    if target.kind is not TargetKind.DURATION or target.amount is None or target.schedule is None:
        ranks = {TargetKind.BEST_EFFORT: 1, TargetKind.NONE: 2, TargetKind.NOT_ENTITLED: 3}
        return _WEEK * 1000 * ranks[target.kind] if target.kind in ranks else None
    windows = policy.schedules[target.schedule].schedule.windows
    if target.unit is Unit.BUSINESS_DAYS:
        return target.amount * _WEEK / max(1, len({window.weekday for window in windows}))
    minutes = target.amount * (1 if target.unit is Unit.MINUTES else 60)
    return minutes * _WEEK / max(1, sum(window.closes - window.opens for window in windows))


def _unequal(policy: Policy) -> Iterator[Finding]:
    levels = [severity.level for severity in policy.severities]
    for terms in policy.measures:
        for tier in policy.tiers:
            for graver, lesser in combinations(levels, 2):
                yield from _less(policy, terms.measure, (tier, graver), (tier, lesser), f"severity {lesser}")
        for low, high in combinations(policy.tiers, 2):
            for level in levels:
                yield from _less(policy, terms.measure, (high, level), (low, level), f"the tier “{low.id}”")


def _less(
    policy: Policy, measure: Measure, one: tuple[Tier, int], other: tuple[Tier, int], name: str
) -> Iterator[Finding]:
    """A warning where `one` ought to be promised at least as much as `other`, and is promised less."""
    first, second = (policy.cells.get((tier.id, level, measure), ()) for tier, level in (one, other))
    mine = [m for row in first if (m := _usual_minutes(policy, row)) is not None]
    theirs = [m for row in second if (m := _usual_minutes(policy, row)) is not None]
    if mine and theirs and (max(mine) > max(theirs) or min(mine) > min(theirs)):
        tier, level = one
        yield Finding(
            ("targets", measure.value, "table", tier.id, level),
            f"severity {level} on “{tier.id}” is promised less than {name}",
            is_warning=True,
        )


def _alike(policy: Policy) -> Iterator[Finding]:
    def outputs(level: int) -> object:
        cells = [policy.cells.get((t.id, level, m.measure), ()) for t in policy.tiers for m in policy.measures]
        rows = [[(r.kind, r.amount, r.unit, r.schedule, r.share, r.when) for r in cell] for cell in cells]
        return rows, policy.severity_by_level[level].effort

    for one, other in pairwise(policy.severities):
        if outputs(one.level) == outputs(other.level):
            message = f"severities {one.level} and {other.level} are promised the same"
            yield Finding(("severities", other.level), message, is_warning=True)


def _other_domains(policy: Policy) -> Iterator[Finding]:
    home = ".".join((urlsplit(policy.site).hostname or "").split(".")[-2:])
    for contact in policy.contacts:
        address = contact.address or ""
        host = address.rpartition("@")[2] if address.startswith("mailto:") else urlsplit(address).hostname or ""
        if host and host != home and not host.endswith(f".{home}"):
            message = f"the contact's address is on another domain ({host}) than the vendor's ({home})"
            yield Finding(("contacts", contact.id, "address"), message, is_warning=True)


def calendar_warnings(policy: Policy, today: date) -> Iterator[Finding]:
    """What only a date can tell: closed dates that run out, a review that is overdue, a version still to come."""
    for name, schedule in policy.schedules.items():
        for field, dates in (("closed", schedule.schedule.closed), ("advisory", schedule.schedule.advisory)):
            if dates and max(dates) < today + timedelta(days=365):
                message = f"its {field} dates end on {max(dates)}, within a year"
                yield Finding(("schedules", name, field), message, is_warning=True)
    if policy.review_due_on and policy.review_due_on < today:
        yield Finding(("review", "next_on"), f"the review was due on {policy.review_due_on}", is_warning=True)
    if policy.in_force_from > today:
        yield Finding(("effective_on",), f"a future version: in force from {policy.in_force_from}", is_warning=True)
