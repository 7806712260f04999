"""The whole triage of a policy as a graph: every combination of answers walked once, equal subtrees shared."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from app.domain.decisions import UNKNOWN, Question
from app.domain.evaluation import Ask, Evaluation, Gap, Verdict
from app.domain.policy import OutcomeKind, Policy, Target

Reached = frozenset[tuple[str, int | None]]
"""Outcome ids with their severity."""


class End(NamedTuple):
    """Where a path ends: the product answered, the tier, the severity and the outcome's id."""

    product: str | None
    tier: str | None
    severity: int | None
    outcome: str


@dataclass(frozen=True, slots=True)
class Node:
    """A question with where each sample answer leads, or (without question) a verdict's result.

    `most_left` is the most questions still to come, this one included.
    """

    question: str | None
    edges: tuple[tuple[str, int], ...]
    reached: Reached
    most_left: int = 0


@dataclass
class Graph:
    """Every way through a triage. `hits` counts how many paths each rule decides."""

    nodes: list[Node] = field(default_factory=list)
    root: int = 0
    paths: int = 0
    longest: int = 0
    hits: Counter[tuple[str, int]] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    tiers: Counter[str] = field(default_factory=Counter)
    severities: Counter[int] = field(default_factory=Counter)
    side_conditions: Counter[str] = field(default_factory=Counter)
    cells: set[tuple[str | None, int | None]] = field(default_factory=set)
    rows: set[Target] = field(default_factory=set)
    gaps: list[Gap] = field(default_factory=list)
    barred: list[tuple[Mapping[str, str], Verdict]] = field(default_factory=list)
    ends: set[End] = field(default_factory=set)
    _index: dict[object, int] = field(default_factory=dict)

    def add(self, key: object, node: Node) -> int:
        """The index of the node with this key, added where it is new."""
        index = self._index.get(key)
        if index is None:
            index = self._index[key] = len(self.nodes)
            self.nodes.append(node)
        return index

    def after(self, policy: Policy, answers: Mapping[str, str]) -> set[int]:
        """The nodes where these answers may lead: several after an "I don't know"."""
        found, stack = set(), [self.root]
        while stack:
            index = stack.pop()
            node = self.nodes[index]
            if node.question is None or node.question not in answers:
                found.add(index)
                continue
            stack += _followed(policy.question_by_id[node.question], answers[node.question], node.edges)
        return found

    def questions_from(self, indexes: set[int]) -> list[str]:
        """The questions that may still be asked from these nodes, those nearest to the first ones first."""
        found: dict[str, None] = {}
        queue, seen = sorted(indexes), set(indexes)
        for index in queue:
            node = self.nodes[index]
            if node.question is not None:
                found.setdefault(node.question)
            fresh = [child for _, child in node.edges if child not in seen]
            seen.update(fresh)
            queue += dict.fromkeys(fresh)
        return list(found)

    def edges(self) -> Iterator[tuple[str, str, Node]]:
        """Every (question, answer, next node), each once."""
        for node in self.nodes:
            for answer, child in node.edges:
                if node.question is not None:
                    yield node.question, answer, self.nodes[child]


def _followed(question: Question, answer: str, edges: tuple[tuple[str, int], ...]) -> list[int]:
    if answer == UNKNOWN:
        return [child for _, child in edges]
    if question.number is not None and not question.bands:
        # Samples stand on both sides of each threshold: the next one below is on the same side.
        below = [child for sample, child in edges if Decimal(sample) <= Decimal(answer)]
        return [below[-1] if below else edges[0][1]]
    value = question.value_of(answer)
    return [child for sample, child in edges if question.value_of(sample) == value]


def samples(policy: Policy) -> dict[str, tuple[str, ...]]:
    """The answers that the walk tries: every option, and every number on both sides of each threshold."""
    return {q.id: tuple(o.value for o in q.options) or _numbers(policy, q) for q in policy.questions}


def _numbers(policy: Policy, question: Question) -> tuple[str, ...]:
    terms = question.number
    if terms is None:
        return ()
    edges = {end for band in question.bands for end in (band.low, band.high) if end is not None}
    near = {end + step for end in edges for step in (-terms.step, Decimal(0), terms.step)} | {terms.least, terms.most}
    for tier in policy.tiers:
        allowance = tier.allowance
        if allowance.used == question.id and allowance.incidents is not None:
            near |= {Decimal(allowance.incidents + step) for step in (-1, 0, 1)}
        if allowance.add_ons == question.id:
            near |= {Decimal(0), Decimal(1), Decimal(2)}
    return tuple(str(n) for n in sorted(near) if terms.least <= n <= terms.most)


def explore(policy: Policy) -> Graph:
    """Walk every combination of answers of a policy whose decisions hold no cycle."""
    graph = Graph()
    graph.root = _walk(policy, graph, samples(policy), {})
    return graph


def _walk(policy: Policy, graph: Graph, tried: Mapping[str, tuple[str, ...]], answers: dict[str, str]) -> int:
    evaluation = Evaluation(policy, answers)
    try:
        found = evaluation.verdict()
    except Gap as gap:
        graph.gaps.append(gap)
        return graph.add(("gap", gap.decision), Node(None, (), frozenset()))
    if isinstance(found, Ask):
        edges = []
        for answer in tried[found.question]:
            answers[found.question] = answer
            edges.append((answer, _walk(policy, graph, tried, answers)))
        del answers[found.question]
        reached = frozenset().union(*(graph.nodes[child].reached for _, child in edges))
        left = 1 + max(graph.nodes[child].most_left for _, child in edges)
        return graph.add((found.question, tuple(edges)), Node(found.question, tuple(edges), reached, left))
    return _leaf(policy, graph, answers, evaluation, found)


def _is_barred(policy: Policy, verdict: Verdict) -> bool:
    """Whether a case would be opened on a tier that opens none, or at a severity to which it is not entitled."""
    outcome, tier = policy.outcomes[verdict.outcome], policy.tier_by_id.get(verdict.tier or "")
    opens_none = outcome.kind is OutcomeKind.OPEN_CASE and tier is not None and not tier.opens_cases
    return opens_none or (bool(outcome.eligible) and any(p.kind == "not_entitled" for _, p in verdict.promised))


def _leaf(policy: Policy, graph: Graph, answers: dict[str, str], evaluation: Evaluation, verdict: Verdict) -> int:
    graph.paths += 1
    graph.longest = max(graph.longest, len(answers))
    graph.hits.update(verdict.hits)
    graph.outcomes[verdict.outcome] += 1
    product = next((each.id for each in policy.products if each.id in answers.values()), None)
    graph.ends.add(End(product, verdict.tier, verdict.severity, verdict.outcome))
    if verdict.promised:
        graph.cells.add((verdict.tier, verdict.severity))
        graph.rows.update(promised.target for _, promised in verdict.promised)
    if verdict.tier:
        graph.tiers[verdict.tier] += 1
    if verdict.severity:
        graph.severities[verdict.severity] += 1
    heeded = tuple(c.id for c in policy.side_conditions if evaluation.is_settled(c.when, verdict.outcome))
    graph.side_conditions.update(heeded)
    if _is_barred(policy, verdict):
        graph.barred.append((dict(answers), verdict))
    reached = frozenset({(verdict.outcome, verdict.severity)})
    return graph.add(("verdict", verdict.result, heeded), Node(None, (), reached))
