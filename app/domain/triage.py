"""Where a customer stands in a triage: answers replayed from the first, the next question, or where they lead."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from app.domain.decisions import UNKNOWN, Question
from app.domain.evaluation import Ask, Verdict, replay
from app.domain.graph import samples
from app.domain.policy import Policy

MOST_BRANCHES = 3000


@dataclass(frozen=True, slots=True)
class Answer:
    """A question with the answer given."""

    question: Question
    value: str

    @property
    def label(self) -> str:
        """The answer in words."""
        return self.question.label(self.value)


@dataclass(frozen=True, slots=True)
class Possibility:
    """A verdict, with the answers under which it holds.

    `tried` names the questions whose answers the customer did not know; `alike` are other answers to these that
    come to the same result.
    """

    answers: Mapping[str, str]
    verdict: Verdict
    tried: frozenset[str] = frozenset()
    alike: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Position:
    """Where answers lead. `question` is set until every way that is still open has its verdict.

    `possible` holds one possibility per different result; `decided_by` the question not known that decides between
    them. `refused` is the first answer that its question does not take; `idle` are answers that no rule needed.
    """

    path: tuple[Answer, ...]
    question: Question | None
    possible: tuple[Possibility, ...]
    decided_by: Question | None
    refused: tuple[str, str] | None
    idle: tuple[str, ...]

    @property
    def state(self) -> Literal["question", "outcome", "undecided"]:
        """Whether a question is next, one outcome is reached, or several remain possible."""
        if self.question is not None:
            return "question"
        return "outcome" if len(self.possible) == 1 else "undecided"

    @property
    def answers(self) -> dict[str, str]:
        """The answers on the way, by question."""
        return {answer.question.id: answer.value for answer in self.path}


def position(policy: Policy, given: Mapping[str, str]) -> Position:
    """Replay the given answers from the first question. Answers to questions not reached are idle, not wrong."""
    accepted, refused = _accepted(policy, given)
    path: dict[str, str] = {}
    found: list[Possibility] = []
    asked: Question | None = None
    for answers, result in _branches(policy, accepted):
        path |= {q: accepted[q] for q in answers if q not in path}
        if isinstance(result, Verdict):
            found.append(Possibility(answers, result, frozenset(q for q in answers if accepted[q] == UNKNOWN)))
        elif asked is None:
            asked = policy.question_by_id[result.question]
    if refused and not (asked and asked.id == refused[0]):
        refused = None
    steps = tuple(Answer(policy.question_by_id[q], value) for q, value in path.items())
    decided_by = None if asked else _decider(policy, path, found)
    idle = tuple(q for q in given if q not in path and (asked is None or q != asked.id))
    return Position(steps, asked, () if asked else _distinct(found), decided_by, refused, idle)


def _accepted(policy: Policy, given: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, str] | None]:
    accepted: dict[str, str] = {}
    refused = None
    for name, value in given.items():
        question = policy.question_by_id.get(name)
        if question is not None and question.accepts(value):
            accepted[name] = value.strip()
        elif question is not None and refused is None:
            refused = (name, value)
    return accepted, refused


def _branches(policy: Policy, given: Mapping[str, str]) -> Iterator[tuple[dict[str, str], Ask | Verdict]]:
    """Every way that the answers leave open: one, or one per option of each question not known."""
    tried = samples(policy) if UNKNOWN in given.values() else {}
    stack: list[dict[str, str]] = [{}]
    for _ in range(MOST_BRANCHES):
        if not stack:
            return
        answers = stack.pop()
        result = replay(policy, answers)
        if isinstance(result, Ask) and result.question in given:
            value = given[result.question]
            values = tried[result.question] if value == UNKNOWN else (value,)
            stack += [{**answers, result.question: v} for v in reversed(values)]
        else:
            yield answers, result


def _distinct(found: list[Possibility]) -> tuple[Possibility, ...]:
    by_result: dict[object, list[Possibility]] = {}
    for possibility in found:
        by_result.setdefault(possibility.verdict.result, []).append(possibility)
    return tuple(replace(first, alike=tuple(p.answers for p in others)) for first, *others in by_result.values())


def _decider(policy: Policy, path: Mapping[str, str], found: list[Possibility]) -> Question | None:
    """The first question not known whose answers part the results."""
    for name, value in path.items():
        results: dict[str | None, set[object]] = {}
        for possibility in found:
            results.setdefault(possibility.answers.get(name), set()).add(possibility.verdict.result)
        if value == UNKNOWN and len({frozenset(r) for r in results.values()}) > 1:
            return policy.question_by_id[name]
    return None


@dataclass(frozen=True, slots=True)
class Change:
    """One answer given otherwise, and where that would lead: several possibilities where more would be asked."""

    question: Question
    value: str
    possible: tuple[Possibility, ...]

    @property
    def label(self) -> str:
        """The other answer in words."""
        band = next((b for b in self.question.bands if self.question.number and b.holds_text(self.value)), None)
        return band.label if band else self.question.label(self.value)


def changes(policy: Policy, at: Position) -> Iterator[Change]:
    """Every other answer to every single question on the way that would change the result, in the order asked."""
    reached = {possibility.verdict.result for possibility in at.possible}
    tried = samples(policy)
    for step in at.path:
        given = step.question.value_of(step.value) if step.value != UNKNOWN else UNKNOWN
        seen: set[frozenset[object]] = set()
        for value in tried[step.question.id]:
            if step.question.value_of(value) == given:
                continue
            possible = _possible_with(policy, {**at.answers, step.question.id: value}, tried)
            results = frozenset(p.verdict.result for p in possible)
            if results and results != reached and (step.question.options or results not in seen):
                seen.add(results)
                yield Change(step.question, value, possible)


def _possible_with(
    policy: Policy,
    given: Mapping[str, str],
    tried: Mapping[str, tuple[str, ...]],
    instead: Mapping[str, str] | None = None,
) -> tuple[Possibility, ...]:
    """Where these answers may lead when every further question stays open, and is answered with all that is `tried`."""
    stack: list[dict[str, str]] = [{}]
    found: list[Possibility] = []
    for _ in range(MOST_BRANCHES):
        if not stack:
            break
        answers = stack.pop()
        result = replay(policy, answers, instead)
        if isinstance(result, Verdict):
            found.append(Possibility(answers, result))
            continue
        value = given.get(result.question, UNKNOWN)
        values = tried[result.question] if value == UNKNOWN else (value,)
        stack += [{**answers, result.question: v} for v in reversed(values)]
    return _distinct(found)


def other_tiers(policy: Policy, possibility: Possibility) -> Iterator[tuple[str, tuple[Possibility, ...]]]:
    """What each other tier may be promised for the same answers, where that differs."""
    tried = samples(policy)
    for tier in policy.tiers:
        if tier.id != possibility.verdict.tier:
            possible = _possible_with(policy, possibility.answers, tried, {"tier": tier.id})
            if {p.verdict.result for p in possible} != {possibility.verdict.result}:
                yield tier.id, possible
