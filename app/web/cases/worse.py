"""Where the answers lead when a case has got worse: which are asked again, and what would make it more severe."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal, NamedTuple

from app.content.library import PublishedPolicy
from app.domain.addition import Due, SaidSeverity
from app.domain.case import Case, CaseAnswer
from app.domain.decisions import Question
from app.domain.evaluation import FACTS_SEVERITY
from app.domain.explanation import Reason
from app.domain.policy import Measure, Policy, Severity
from app.domain.triage import Answer, Change, Position, changes, position
from app.domain.wording import severity_text
from app.web.cases.hand_over import NOTHING, HandOver, hand_over

State = Literal["question", "higher", "same", "open", "no_case"]
MOST_WAYS = 6


class WayUp(NamedTuple):
    """An answer that would make the case more severe, and how severe."""

    question: str
    answer: str
    severity: str


@dataclass(frozen=True)
class Worse:
    """The answers as they are now, put to the policy version of the case at a moment (aware)."""

    case: Case
    version: PublishedPolicy
    at: Position
    now: datetime

    @property
    def policy(self) -> Policy:
        """The policy that decided the case."""
        return self.version.policy

    @cached_property
    def offer(self) -> HandOver | None:
        """What would be handed over now; None while a question is open, and where no case is taken."""
        return hand_over(self.version, self.at, self.case.zone, self.now) if self.at.question is None else None

    @property
    def asked(self) -> list[Answer]:
        """The answers to show again: those that decide the severity, and those to questions that came up since."""
        before = {each.question for each in self.case.answers}
        again = self._asked_again
        return [each for each in self.at.path if each.question.id in again or each.question.id not in before]

    @cached_property
    def _asked_again(self) -> frozenset[str]:
        """What decides the severity; of what decides where to go, too, only what would make this case more severe."""
        before = position(self.policy, {each.question: each.value for each in self.case.answers})
        raising = {change.question.id for change, _ in raising_changes(self.policy, before, self.case.severity)}
        return deciding(self.policy) - (frozenset(self.policy.decisions["outcome"].inputs) - raising)

    @property
    def question(self) -> Question | None:
        """What has to be answered next."""
        return self.at.question

    @property
    def state(self) -> State:
        """Where the answers lead, seen from the severity that the case has."""
        if self.at.question is not None:
            return "question"
        if self.offer is None:
            return "no_case"
        if self.offer.severity is None:
            return "open"
        return "higher" if is_graver(self.offer.severity.level, self.case.severity) else "same"

    @property
    def found(self) -> SaidSeverity | None:
        """The severity to which the answers lead; None where none plays a part."""
        offer = self.offer
        if offer is None or not offer.severity_words:
            return None
        return SaidSeverity(offer.severity.level if offer.severity else None, offer.severity_words)

    @property
    def answers(self) -> tuple[CaseAnswer, ...]:
        """All answers as an addition carries them."""
        return tuple(CaseAnswer(a.question.id, a.question.text, a.value, a.label) for a in self.at.path)

    @property
    def reasons(self) -> list[Reason]:
        """Why it is that severity, with the clauses."""
        told = self.offer.told if self.offer else ()
        return [each for each in told[0].reasons if each.decision in ("severity", "cap")] if told else []

    def due(self, measure: Measure) -> Due:
        """What is promised at the severity found, counted from now."""
        promised = self.offer.promises.get(measure, NOTHING) if self.offer else NOTHING
        return Due(promised.text, promised.due_at)

    @property
    def graver(self) -> list[Severity]:
        """The severities above the one of the case, the next one first; all where it has none."""
        found = [each for each in self.policy.severities if is_graver(each.level, self.case.severity)]
        return sorted(found, key=lambda each: -each.level)

    def ways_up(self) -> list[WayUp]:
        """Single answers that would lead to a higher severity."""
        return list(dict.fromkeys(self._ways_up()))[:MOST_WAYS]

    def _ways_up(self) -> Iterator[WayUp]:
        for change, level in raising_changes(self.policy, self.at, self.case.severity):
            yield WayUp(change.question.text, change.label, severity_text(self.policy.severity_by_level[level]))


def worse(case: Case, version: PublishedPolicy, given: Mapping[str, str], now: datetime) -> Worse:
    """The case with these answers in the place of those that it came with."""
    before = {each.question: each.value for each in case.answers}
    return Worse(case, version, position(version.policy, before | dict(given)), now)


def raising_changes(policy: Policy, at: Position, severity: int | None) -> Iterator[tuple[Change, int]]:
    """The single answers, given otherwise, that may lead to a case of a higher severity; and to which."""
    decide = deciding(policy)
    for change in changes(policy, at) if at.question is None else ():
        verdicts = (each.verdict for each in change.possible if policy.outcomes[each.verdict.outcome].accepts_case)
        best = min((each.severity for each in verdicts if each.severity is not None), default=None)
        if change.question.id in decide and best is not None and is_graver(best, severity):
            yield change, best


def is_graver(level: int, than: int | None) -> bool:
    """Whether a severity is above another one; any is above none."""
    return than is None or level < than


def deciding(policy: Policy) -> frozenset[str]:
    """The questions whose answers decide the severity, by whatever way: by the facts, or by a cap."""
    found, open_ = set[str](), ["severity", "cap", FACTS_SEVERITY]
    while open_:
        name = open_.pop()
        if name in found:
            continue
        found.add(name)
        table = policy.decisions.get(name)
        open_ += table.inputs if table else ()
    return frozenset(name for name in found if name in policy.question_by_id)
