"""Whether the routing fits the policies: what its rules name exists, and every case that can come about has a desk."""

from collections.abc import Iterator, Mapping, Sequence

from app.content.front_matter import Source
from app.content.problems import Problems
from app.domain.case_fields import VALUES
from app.domain.policy import OutcomeKind, Policy
from app.domain.proof import Proof
from app.domain.routing import CaseFacts, Routing, idle_rules, uncovered

UNDECIDED = "undecided"
MOST_SHOWN = 5
KEY = "key"


def check_routing(routing: Routing, source: Source, proofs: Sequence[Proof], problems: Problems) -> None:
    """Note what does not fit."""
    policies = [proof.policy for proof in proofs]
    for path, message, hint in (*_unknown_values(routing, policies), *_unknown_fields(routing, policies)):
        problems.add(source.line(path), ".".join(map(str, path)), message, hint)
    if problems.found:
        return
    every = [facts for proof in proofs for facts in ends_of(proof)]
    for number in idle_rules(routing, every):
        path = ("rules", number)
        problems.add(source.line(path), f"rules.{number}", "this rule decides about no case", "move it up, or out")
    cases = [facts for proof in proofs for facts in ends_of(proof, takes_case=True)]
    for facts in uncovered(routing, cases)[:MOST_SHOWN]:
        problems.add(source.line(("otherwise",)), "otherwise", f"no desk for {_told(facts)}", "add a rule for it")


def ends_of(proof: Proof, *, takes_case: bool = False) -> Iterator[CaseFacts]:
    """Every kind of end that a policy can lead to, also where a customer did not know an answer.

    `takes_case`: only those at which a case is handed over here.
    """
    policy = proof.policy
    found: dict[CaseFacts, None] = {}
    only = policy.products[0].id if len(policy.products) == 1 else None
    for end in sorted(proof.graph.ends, key=str):
        outcome = policy.outcomes[end.outcome]
        if takes_case and not outcome.accepts_case:
            continue
        for product in (end.product or only, only):
            for tier in (end.tier, None):
                for kind in (outcome.kind.value, UNDECIDED):
                    found.setdefault(CaseFacts(policy.slug, product, tier, end.severity, kind))
    yield from found


Mistake = tuple[tuple[str | int, ...], str, str]


def _unknown_values(routing: Routing, policies: Sequence[Policy]) -> Iterator[Mistake]:
    for number, rule in enumerate(routing.rules):
        named = rule.when.get("policy")
        meant = [policy for policy in policies if named is None or policy.slug in named]
        known = _known(meant or policies) | {"policy": {policy.slug for policy in policies}}
        for name, allowed in rule.when.items():
            for value in allowed:
                if value not in known[name]:
                    shown = ", ".join(sorted(known[name]))
                    yield ("rules", number, name), f"there is no {name} “{value}”", f"use one of {shown}"


def _known(policies: Sequence[Policy]) -> dict[str, set[str]]:
    return {
        "product": {each.id for policy in policies for each in policy.products},
        "tier": {each.id for policy in policies for each in policy.tiers},
        "severity": {str(each.level) for policy in policies for each in policy.severities},
        "outcome": {kind.value for kind in OutcomeKind},
    }


def _unknown_fields(routing: Routing, policies: Sequence[Policy]) -> Iterator[Mistake]:
    asked = {each.id for policy in policies for each in policy.intake.fields}
    known = asked | {*VALUES, KEY}
    for name, desk in routing.desks.items():
        for ours in desk.fields:
            if ours not in known:
                hint = f"use one of {', '.join((*VALUES, KEY))}, or a field that a policy asks for"
                yield ("desks", name, "fields", ours), f"a case has no value “{ours}”", hint


def _told(facts: CaseFacts) -> str:
    parts: Mapping[str, object] = {
        "policy": facts.policy,
        "product": facts.product,
        "tier": facts.tier,
        "severity": facts.severity,
        "outcome": facts.outcome,
    }
    return ", ".join(f"{name} {value}" for name, value in parts.items() if value is not None)
