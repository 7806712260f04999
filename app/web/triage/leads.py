"""What each answer to a question leaves open: the outcomes that may still come, in one line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from app.content.library import PublishedPolicy
from app.domain.decisions import UNKNOWN, NumberTerms, Question
from app.domain.graph import Reached, samples
from app.domain.policy import Outcome, Policy
from app.domain.wording import severity_text


@dataclass(frozen=True, slots=True)
class Lead:
    """Answers that leave the same open: their values (of a number the least one), their words, and what is left."""

    values: tuple[str, ...]
    label: str
    left: str


def leads(version: PublishedPolicy, answers: Mapping[str, str], question: Question) -> list[Lead]:
    """What each answer to a question asked after these answers leaves open, in the order offered."""
    said = {value: _left(version, {**answers, question.id: value}) for value in _values(version.policy, question)}
    if question.number is not None:
        return list(_of_numbers(question, question.number, said))
    by_left: dict[str, list[str]] = {}
    for value, left in said.items():
        by_left.setdefault(left, []).append(value)
    return [Lead(tuple(v), ", or ".join(map(question.label, v)), left) for left, v in by_left.items()]


def _values(policy: Policy, question: Question) -> tuple[str, ...]:
    return (*samples(policy)[question.id], *([UNKNOWN] if question.may_not_know else []))


def _of_numbers(question: Question, terms: NumberTerms, said: Mapping[str, str]) -> Iterator[Lead]:
    """The stretches of numbers that leave the same open, each from its least to its greatest."""
    numbers = [(value, left) for value, left in said.items() if value != UNKNOWN]
    runs = [(left, [value for value, _ in run]) for left, run in groupby(numbers, key=lambda pair: pair[1])]
    for n, (left, values) in enumerate(runs):
        ends = str(Decimal(runs[n + 1][1][0]) - terms.step) if n + 1 < len(runs) else str(terms.most)
        words = values[0] if values[0] == ends else f"{values[0]} to {ends}"
        yield Lead((values[0],), f"{words} {terms.unit}".strip(), left)
    if UNKNOWN in said:
        yield Lead((UNKNOWN,), question.label(UNKNOWN), said[UNKNOWN])


def _left(version: PublishedPolicy, answers: Mapping[str, str]) -> str:
    """What is left open after these answers, in one sentence."""
    policy, graph = version.policy, version.proof.graph
    nodes = [graph.nodes[n] for n in graph.after(policy, answers)]
    reached: Reached = frozenset().union(*(node.reached for node in nodes))
    outcomes = [outcome for outcome in policy.outcomes.values() if any(outcome.id == name for name, _ in reached)]
    most_left = max((node.most_left for node in nodes), default=0)
    first, last = (_named(outcome, _severities(policy, outcome, reached)) for outcome in (outcomes[0], outcomes[-1]))
    if len(outcomes) == 1 and most_left == 0:
        return f"This decides: {first}.{'' if outcomes[0].accepts_case else ' No case.'}"
    gravest = _named(outcomes[0], _severities(policy, outcomes[0], reached)[:1])
    left = f"Leads to {first}" if len(outcomes) == 1 else f"{len(outcomes)} outcomes left, from {gravest} to {last}"
    return f"{left}; at most {most_left} more question{'' if most_left == 1 else 's'}." if most_left else f"{left}."


def still_open(policy: Policy, reached: Reached) -> list[str]:
    """The outcomes that are still possible, each with its severities, in the policy's order."""
    outcomes = (outcome for outcome in policy.outcomes.values() if any(outcome.id == name for name, _ in reached))
    return [_named(outcome, _severities(policy, outcome, reached)) for outcome in outcomes]


def _severities(policy: Policy, outcome: Outcome, reached: Reached) -> list[str]:
    """The severities with which an outcome is reached, the gravest first; none where it decides none."""
    levels = sorted(level for name, level in reached if name == outcome.id and level)
    return [severity_text(policy.severity_by_level[level]) for level in levels if outcome.decides_severity]


def _named(outcome: Outcome, severities: list[str]) -> str:
    return f"{outcome.title} ({', '.join(severities)})" if severities else outcome.title
