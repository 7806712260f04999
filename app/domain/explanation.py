"""A verdict explained: reasons with their clauses and readings, channels, side conditions, allowance and promises."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app.domain.evaluation import Evaluation, Verdict, replay
from app.domain.policy import Measure, Outcome, Policy, Reading, Severity, SideCondition, Tier, TierChannel
from app.domain.promises import Promise, decided_instead, other_readings, promise
from app.domain.triage import Possibility
from app.domain.wording import allowance_text


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was decided: the sentence, the decision it belongs to, its clause, and readings behind it."""

    decision: str
    text: str
    clause: str
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class AllowanceSum:
    """The arithmetic of an incident allowance; `left` is None where nothing is counted."""

    text: str
    state: str
    left: Decimal | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that an outcome says, for one possibility and one moment of report (UTC)."""

    policy: Policy
    possibility: Possibility
    outcome: Outcome
    tier: Tier | None
    severity: Severity | None
    facts_severity: Severity | None
    reasons: tuple[Reason, ...]
    readings: tuple[Reading, ...]
    channels: tuple[TierChannel, ...]
    conditions: tuple[SideCondition, ...]
    possible_conditions: tuple[SideCondition, ...]
    allowance: AllowanceSum | None
    promises: Mapping[Measure, Promise]
    other_severities: tuple[tuple[Reading, Severity], ...]
    other_terms: tuple[tuple[Reading, Tier], ...]
    reported_at: datetime

    @property
    def is_critical(self) -> bool:
        """Whether this is the gravest severity, which is never deflected."""
        return self.severity is not None and self.severity.level == 1 and self.outcome.accepts_case

    @property
    def is_capped(self) -> bool:
        """Whether a cap lowered the severity."""
        return self.possibility.verdict.capped


def explain(policy: Policy, possibility: Possibility, reported_at: datetime, zone: str | None = None) -> Explanation:
    """The explanation of a possibility, with due times for a case reported at an aware moment."""
    verdict = possibility.verdict
    outcome = policy.outcomes[verdict.outcome]
    tier = policy.tier_by_id.get(verdict.tier or "")
    severity = policy.severity_by_level.get(verdict.severity or 0)
    conditions, possible_conditions = _heeded(policy, possibility)
    reasons = tuple(_reasons(policy, possibility, outcome))
    names = [r.id for reason in reasons for r in reason.readings]
    names += [*outcome.readings, *(tier.readings if tier else ()), *(severity.readings if severity else ())]
    names += [r for c in conditions for r in c.readings]
    applied = tuple(dict.fromkeys(names))
    promises = {
        m: promise(policy, p, m, reported_at, zone, other_readings(policy, p, m, applied, possibility.answers))
        for m, p in verdict.promised
    }
    applied = tuple(dict.fromkeys([*applied, *(r.id for p in promises.values() for r in p.readings)]))
    return Explanation(
        policy,
        possibility,
        outcome,
        tier,
        severity,
        policy.severity_by_level.get(verdict.facts_severity or 0),
        reasons,
        tuple(policy.readings[r] for r in applied),
        _channels(tier, severity, outcome),
        conditions,
        possible_conditions,
        _allowance(possibility, tier),
        promises,
        tuple(_other_severities(policy, possibility, applied)),
        tuple(_other_terms(policy, possibility, applied)),
        reported_at,
    )


def _other_severities(
    policy: Policy, possibility: Possibility, applied: tuple[str, ...]
) -> Iterator[tuple[Reading, Severity]]:
    """The severities that other readings would give the same facts, where they differ from ours."""
    if not possibility.verdict.promised:
        return
    for name in applied:
        other = policy.readings[name].alternative
        if other is not None and other.severity is not None:
            result = replay(policy, possibility.answers, decided_instead(policy, policy.readings[name]))
            if isinstance(result, Verdict) and result.severity not in (None, possibility.verdict.severity):
                yield policy.readings[name], policy.severity_by_level[result.severity or 0]


def _other_terms(policy: Policy, possibility: Possibility, applied: tuple[str, ...]) -> Iterator[tuple[Reading, Tier]]:
    """The tiers whose terms other readings would apply, where ours promises nothing that they could stand beside."""
    for name in applied if not possibility.verdict.promised else ():
        other = policy.readings[name].alternative
        if other is not None and other.tier is not None and other.tier != possibility.verdict.tier:
            yield policy.readings[name], policy.tier_by_id[other.tier]


_ORDER = {"severity": 0, "cap": 1, "tier": 2}


def _reasons(policy: Policy, possibility: Possibility, outcome: Outcome) -> Iterator[Reason]:
    """The rules that decided: severity, cap and tier first, then the rest, the outcome's own rule last."""
    hits = sorted(possibility.verdict.hits, key=lambda hit: (hit[0] == "outcome", _ORDER.get(hit[0], 3)))
    for decision, index in hits:
        if decision in ("severity", "cap") and not outcome.decides_severity:
            continue
        rule = policy.rule(decision, index)
        if decision == "cap" and not possibility.verdict.capped:
            continue
        yield Reason(decision, rule.because, rule.clause, tuple(policy.readings[r] for r in rule.readings))


def _heeded(policy: Policy, possibility: Possibility) -> tuple[tuple[SideCondition, ...], tuple[SideCondition, ...]]:
    """The side conditions that hold in any case, and those that hold for some of the answers not known."""
    evaluations = [Evaluation(policy, answers) for answers in (possibility.answers, *possibility.alike)]
    for evaluation in evaluations:
        evaluation.verdict()
    outcome, always, sometimes = possibility.verdict.outcome, [], []
    for condition in policy.side_conditions:
        holds = [each.is_settled(condition.when, outcome) for each in evaluations]
        if all(holds):
            always.append(condition)
        elif any(holds):
            sometimes.append(condition)
    return tuple(always), tuple(sometimes)


def _channels(tier: Tier | None, severity: Severity | None, outcome: Outcome) -> tuple[TierChannel, ...]:
    if tier is None or not (outcome.decides_severity or outcome.accepts_case):
        return ()
    level = severity.level if severity else None
    return tuple(c for c in tier.channels if not c.severities or level is None or level in c.severities)


def _allowance(possibility: Possibility, tier: Tier | None) -> AllowanceSum | None:
    state = possibility.verdict.allowance
    if tier is None or state is None:
        if tier is None or not possibility.verdict.promised:
            return None
        state = tier.allowance.kind
    allowance = tier.allowance
    used = possibility.answers.get(allowance.used or "")
    if used is None or allowance.used in possibility.tried or allowance.incidents is None:
        return AllowanceSum(allowance_text(allowance), state, None)
    bought = possibility.answers.get(allowance.add_ons or "")
    left = Decimal(allowance.incidents) + Decimal(bought or 0) - Decimal(used)
    extra = f" + {bought} bought" if bought else ""
    text = f"{allowance_text(allowance)}{extra}, {used} used: {max(left, Decimal(0))} left"
    return AllowanceSum(text, state, max(left, Decimal(0)))
