"""A policy's tables evaluated over the answers given so far: the next question that a rule needs, or a verdict."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.domain.decisions import DecisionTable, When
from app.domain.policy import Measure, Outcome, Policy, Target, TargetKind

ALLOWANCE = "allowance"
FACTS_SEVERITY = "facts_severity"
NO_CAP = "none"
DERIVED = {
    ALLOWANCE: ("left", "used_up", "unlimited", "none", "unstated"),
}
"""Facts that the engine itself derives, with their values; rules name them like questions."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A rule needs the answer to this question."""

    question: str


class Gap(Exception):
    """No rule of a decision holds. A proved policy never raises it."""

    def __init__(self, decision: str, answers: Mapping[str, str]) -> None:
        super().__init__(f"no rule of {decision} holds for {dict(answers)}")
        self.decision = decision
        self.answers = dict(answers)


@dataclass(frozen=True, slots=True)
class Promised:
    """The row of the targets that applies; `by_contract` where a contract's own hours stand in for the schedule."""

    target: Target
    by_contract: bool = False

    @property
    def kind(self) -> TargetKind:
        """What is promised."""
        return TargetKind.PER_AGREEMENT if self.by_contract else self.target.kind


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where the answers lead: the outcome with all that was decided on the way.

    `facts_severity` is the severity by the facts alone, before a cap. `hits` are (decision, rule index).
    """

    outcome: str
    tier: str | None
    severity: int | None
    facts_severity: int | None
    allowance: str | None
    promised: tuple[tuple[Measure, Promised], ...]
    hits: tuple[tuple[str, int], ...]

    @property
    def capped(self) -> bool:
        """Whether a cap lowered the severity."""
        return self.severity != self.facts_severity

    @property
    def result(self) -> tuple[object, ...]:
        """What the verdict means for the customer, without the way that led to it."""
        return (self.outcome, self.tier, self.severity, self.allowance, self.promised)


def replay(policy: Policy, answers: Mapping[str, str], instead: Mapping[str, str] | None = None) -> Ask | Verdict:
    """The next question that a rule needs, or the verdict.

    `instead` holds values that take the place of what the rules would decide: tier, facts_severity, severity.

    Answers must be accepted by their questions.

    Raises:
        Gap: no rule holds for these answers.
    """
    return Evaluation(policy, answers, instead).verdict()


class Evaluation:
    """One lazy pass over the tables: a question is asked only when a rule needs its answer."""

    def __init__(self, policy: Policy, answers: Mapping[str, str], instead: Mapping[str, str] | None = None) -> None:
        self.policy = policy
        self.answers = answers
        self._known: dict[str, str | Ask] = dict(instead or {})
        self._hits: dict[str, int] = {}

    def verdict(self) -> Ask | Verdict:
        """The verdict, or what must be asked before it stands."""
        outcome_id = self.value("outcome")
        if isinstance(outcome_id, Ask):
            return outcome_id
        outcome = self.policy.outcomes[outcome_id]
        if outcome.decides_severity:
            for name in ("tier", "severity"):
                if isinstance(value := self.value(name), Ask):
                    return value
        promised = self._promised(outcome)
        if isinstance(promised, Ask):
            return promised
        facts, level = self._settled(FACTS_SEVERITY), self._settled("severity")
        return Verdict(
            outcome_id,
            self._settled("tier"),
            int(level) if level else None,
            int(facts) if facts else None,
            self._settled(ALLOWANCE),
            promised,
            tuple(self._hits.items()),
        )

    def value(self, name: str) -> str | Ask:
        """The value of a question, decision or derived fact, or the question to ask first."""
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = self._find(name)
        return known

    def holds(self, when: When) -> bool | Ask:
        """Whether every condition holds; a condition that is known to fail spares the others' questions."""
        ask: Ask | None = None
        for name, allowed in when:
            value = self.value(name)
            if isinstance(value, Ask):
                ask = ask or value
            elif value not in allowed:
                return False
        return ask or True

    def is_settled(self, when: When, outcome: str) -> bool:
        """Whether every condition holds by what is already known: nothing more is asked for it."""
        return all((outcome if name == "outcome" else self._settled(name)) in allowed for name, allowed in when)

    def _find(self, name: str) -> str | Ask:
        if name == "severity":
            return self._severity()
        if name == FACTS_SEVERITY:
            return self._decide(self.policy.decisions["severity"])
        if name == ALLOWANCE:
            return self._allowance()
        table = self.policy.decisions.get(name)
        if table is not None:
            return self._decide(table)
        answer = self.answers.get(name)
        return Ask(name) if answer is None else self.policy.question_by_id[name].value_of(answer)

    def _decide(self, table: DecisionTable) -> str | Ask:
        for index, rule in enumerate(table.rules):
            held = self.holds(rule.when)
            if isinstance(held, Ask):
                return held
            if held:
                self._hits[table.id] = index
                return rule.then
        if table.otherwise is None:
            raise Gap(table.id, self.answers)
        self._hits[table.id] = len(table.rules)
        return table.otherwise.then

    def _severity(self) -> str | Ask:
        """The severity by the facts, lowered to the cap. A cap that could not lower it asks nothing."""
        facts = self.value(FACTS_SEVERITY)
        caps = self.policy.decisions.get("cap")
        if isinstance(facts, Ask) or caps is None:
            return facts
        lowest = max((int(rule.then) for rule in caps.all_rules if rule.then != NO_CAP), default=0)
        if int(facts) >= lowest:
            return facts
        cap = self.value("cap")
        if isinstance(cap, Ask) or cap == NO_CAP:
            return facts if cap == NO_CAP else cap
        return str(max(int(facts), int(cap)))

    def _allowance(self) -> str | Ask:
        tier = self.value("tier")
        if isinstance(tier, Ask):
            return tier
        allowance = self.policy.tier_by_id[tier].allowance
        if allowance.incidents is None or allowance.used is None:
            return allowance.kind
        left = Decimal(allowance.incidents)
        used = self.value(allowance.used)
        if isinstance(used, Ask):
            return used
        left -= Decimal(self.answers[allowance.used])
        if left <= 0 and allowance.add_ons is not None:
            bought = self.value(allowance.add_ons)
            if isinstance(bought, Ask):
                return bought
            left += Decimal(self.answers[allowance.add_ons])
        return "left" if left > 0 else "used_up"

    def _promised(self, outcome: Outcome) -> tuple[tuple[Measure, Promised], ...] | Ask:
        if not outcome.decides_severity:
            return ()
        tier, level = self._settled("tier"), self._settled("severity")
        found: list[tuple[Measure, Promised]] = []
        for terms in self.policy.measures:
            rows = self.policy.cells.get((tier or "", int(level or 0), terms.measure), ())
            promised = self._row(rows)
            if isinstance(promised, Ask):
                return promised
            if promised is not None:
                found.append((terms.measure, promised))
        return tuple(found)

    def _row(self, rows: tuple[Target, ...]) -> Promised | Ask | None:
        for target in rows:
            held = self.holds(target.when)
            if isinstance(held, Ask):
                return held
            if not held:
                continue
            override = self.policy.schedules[target.schedule].per_agreement_when if target.schedule else ()
            replaced = self.holds(override) if override else False
            return replaced if isinstance(replaced, Ask) else Promised(target, replaced)
        return None

    def _settled(self, name: str) -> str | None:
        """What is already decided, without asking or evaluating anything more."""
        value = self._known.get(name)
        return value if isinstance(value, str) else None
