"""The rules of a policy's decisions in words: the questions with their answers, and what follows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.decisions import DecisionTable, Question, Rule, When
from app.domain.evaluation import ALLOWANCE, FACTS_SEVERITY, NO_CAP
from app.domain.graph import Graph
from app.domain.policy import Policy
from app.domain.wording import severity_text


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition in words: what is asked or decided, and the values that meet it."""

    label: str
    values: str


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule in words. `index` is its place in the decision; the completion rule stands last."""

    index: int
    conditions: tuple[Condition, ...]
    then: str
    rule: Rule
    is_completion: bool


class Rules:
    """The decisions of one policy, in words."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy

    def rows(self, decision: str) -> list[RuleRow]:
        """The rules of a decision, in order."""
        table = self.policy.decisions[decision]
        return [self._row(table, index, rule) for index, rule in enumerate(table.all_rules)]

    def _row(self, table: DecisionTable, index: int, rule: Rule) -> RuleRow:
        conditions = tuple(self.conditions(rule.when))
        return RuleRow(index, conditions, self.value(table.id, rule.then), rule, index == len(table.rules))

    def conditions(self, when: When | Iterable[tuple[str, frozenset[str]]]) -> list[Condition]:
        """Conditions in words, values in the order in which the question offers them."""
        return [Condition(self._label(name), self._values(name, values)) for name, values in when]

    def _label(self, name: str) -> str:
        if question := self.policy.question_by_id.get(name):
            return question.text
        titles = {FACTS_SEVERITY: "Severity by the facts", ALLOWANCE: "Incident allowance"}
        decided = self.policy.decisions.get(name)
        return titles.get(name) or (decided.title if decided else _plain(name))

    def _values(self, name: str, values: frozenset[str]) -> str:
        question = self.policy.question_by_id.get(name)
        order = question.values if question else tuple(self.policy.tier_by_id) if name == "tier" else ()
        ordered = sorted(values, key=lambda v: (order.index(v) if v in order else len(order), v))
        return " or ".join(self._answer(question, v) if question else self.value(name, v) for v in ordered)

    def _answer(self, question: Question, value: str) -> str:
        band = next((band for band in question.bands if band.id == value), None)
        unit = question.number.unit if question.number else ""
        return f"{band.label} {unit}".strip() if band else question.label(value)

    def counted(self, graph: Graph) -> list[tuple[str, list[tuple[str, int]]]]:
        """How many ways end at each outcome, tier and severity, in the policy's order."""
        kinds: list[tuple[str, str, Mapping[str, int]]] = [
            ("Outcomes", "outcome", {name: graph.outcomes[name] for name in self.policy.outcomes}),
            ("Tiers", "tier", {tier.id: graph.tiers[tier.id] for tier in self.policy.tiers}),
            ("Severities", "severity", {str(s.level): graph.severities[s.level] for s in self.policy.severities}),
        ]
        return [(title, [(self.value(n, v), count) for v, count in found.items()]) for title, n, found in kinds]

    def value(self, name: str, value: str) -> str:
        """A result of a decision in words: a tier's name, a severity as people name it, an outcome's title."""
        if name == "cap" and value == NO_CAP:
            return "no limit"
        if name in ("severity", "cap", FACTS_SEVERITY) and value.isdecimal():
            return severity_text(self.policy.severity_by_level[int(value)])
        if name == "tier":
            return self.policy.tier_by_id[value].name
        return self.policy.outcomes[value].title if name == "outcome" else _plain(value)


def _plain(name: str) -> str:
    return name.replace("_", " ").replace("-", " ")
