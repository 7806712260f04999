"""Every way through a triage, walked one by one without sharing anything: an oracle for what is quicker."""

from collections.abc import Mapping

from app.domain.decisions import UNKNOWN
from app.domain.evaluation import Verdict, replay
from app.domain.graph import samples
from app.domain.policy import Policy

Leaf = tuple[dict[str, str], Verdict]

_walked: dict[str, list[Leaf]] = {}  # by the hash of the policy: a walk of a long policy takes a second


def leaves(policy: Policy) -> list[Leaf]:
    """Every combination of sample answers, with its verdict."""
    if policy.hash not in _walked:
        _walked[policy.hash] = _walk(policy)
    return _walked[policy.hash]


def results_under(policy: Policy, given: Mapping[str, str]) -> set[tuple[object, ...]]:
    """The results of every way that these sample answers leave open; a question not answered or not known is open."""
    known = {name: value for name, value in given.items() if value != UNKNOWN}
    return {
        verdict.result
        for answers, verdict in leaves(policy)
        if all(known.get(name, value) == value for name, value in answers.items())
    }


def _walk(policy: Policy) -> list[Leaf]:
    tried = samples(policy)
    found: list[Leaf] = []
    stack: list[dict[str, str]] = [{}]
    while stack:
        answers = stack.pop()
        result = replay(policy, answers)
        if isinstance(result, Verdict):
            found.append((answers, result))
        else:
            stack += [{**answers, result.question: value} for value in reversed(tried[result.question])]
    return found
