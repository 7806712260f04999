"""What a contract settles of a triage: the answers that its tier and its incidents stand for."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from app.domain.contract import Contract, Standing
from app.domain.decisions import UNKNOWN, Question
from app.domain.evaluation import Ask, Evaluation, Gap
from app.domain.graph import samples
from app.domain.policy import Policy
from app.domain.triage import Position

TIER = "tier"


class Settled(NamedTuple):
    """Answers to the questions that decide the tier; not certain where something must be asked all the same."""

    answers: Mapping[str, str]
    is_certain: bool


class Told(NamedTuple):
    """The incidents that a customer was told of: used and bought."""

    used: int
    bought: int


class _Way(NamedTuple):
    """Answers to the questions that decide the tier, and the one that they lead to: None where no rule holds."""

    answers: Mapping[str, str]
    tier: str | None


def tier_answers(policy: Policy, tier: str) -> Settled:
    """The fewest answers under which the tier is this one, whatever else is answered.

    Of several the one that names the tier is taken, else the first. No number is made up: where only one decides,
    what all ways to the tier share is settled, and the rest is asked.
    """
    ways = list(_ways(policy))
    to_it = [way.answers for way in ways if way.tier == tier]
    chosen = [way for way in to_it if not any(_question(policy, name).number for name in way)]
    if chosen:
        best = min(chosen, key=lambda way: _likeness(way, tier))
        return Settled(_without_what_decides_nothing(best, tier, ways), True)
    shared = {
        name: value
        for name, value in (to_it[0] if to_it else {}).items()
        if not _question(policy, name).number and all(way.get(name) == value for way in to_it)
    }
    return Settled(shared, False)


def settled_answers(policy: Policy, contract: Contract, stands: Standing) -> dict[str, str]:
    """The answers that a contract stands for; numbers that a question does not take are left to be asked."""
    answers = dict(tier_answers(policy, contract.tier).answers)
    allowance = policy.tier_by_id[contract.tier].allowance
    counted = ((allowance.used, stands.used), (allowance.add_ons, stands.bought))
    answers |= {name: str(number) for name, number in counted if name is not None}
    return {name: value for name, value in answers.items() if _question(policy, name).accepts(value)}


def agrees(policy: Policy, at: Position, contract: Contract, told: Told, stands: Standing) -> bool:
    """Whether answers that lead somewhere say what the contract says.

    The tier is its own, or plays no part. Numbers are those of the contract, as they were told or as it stands now:
    others may send cases meanwhile. Not to know one says nothing against it.
    """
    tiers = {each.verdict.tier for each in at.possible}
    allowance = policy.tier_by_id[contract.tier].allowance
    numbers = ((allowance.used, told.used, stands.used), (allowance.add_ons, told.bought, stands.bought))
    return tiers <= {contract.tier, None} and all(
        _is_between(at.answers[name], one, other) for name, one, other in numbers if name in at.answers
    )


def decides_entitlement(policy: Policy, question: str) -> bool:
    """Whether a contract may answer the question: it decides the tier, or counts incidents."""
    counted = {name for tier in policy.tiers for name in (tier.allowance.used, tier.allowance.add_ons)}
    return question in counted or any(question in way.answers for way in _ways(policy))


def _ways(policy: Policy) -> Iterator[_Way]:
    """Every way through the questions that decide the tier, in their order."""
    tried, stack = samples(policy), list[dict[str, str]]([{}])
    while stack and TIER in policy.decisions:
        answers = stack.pop()
        try:
            found = Evaluation(policy, answers).value(TIER)
        except Gap:
            yield _Way(answers, None)
            continue
        if isinstance(found, Ask):
            stack += [{**answers, found.question: value} for value in reversed(tried[found.question])]
        else:
            yield _Way(answers, found)


def _likeness(way: Mapping[str, str], tier: str) -> tuple[bool, bool]:
    """Ways that name the tier come before those that begin with its name, and these before the rest."""
    values = way.values()
    return tier not in values, not any(value.startswith(tier) for value in values)


def _without_what_decides_nothing(way: Mapping[str, str], tier: str, ways: list[_Way]) -> dict[str, str]:
    kept = dict(way)
    for name in way:
        fewer = {other: value for other, value in kept.items() if other != name}
        if {each.tier for each in ways if _is_possible(each.answers, fewer)} <= {tier, None}:
            kept = fewer
    return kept


def _is_possible(way: Mapping[str, str], answers: Mapping[str, str]) -> bool:
    return all(answers.get(name, value) == value for name, value in way.items())


def _is_between(answer: str, one: int, other: int) -> bool:
    return answer == UNKNOWN or (answer.isdecimal() and min(one, other) <= int(answer) <= max(one, other))


def _question(policy: Policy, name: str) -> Question:
    return policy.question_by_id[name]
