"""What differs between two policy versions, change by change, and the few that matter most."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from app.domain.policy import Level

MOST_GRAVE = 3


class Topic(StrEnum):
    """What a change is about, in the order in which customers ask; the value is the heading above it."""

    TARGETS = "Times promised"
    SCHEDULES = "Hours and closed dates"
    TIERS = "Support tiers"
    CAPS = "Limits on severities"
    SEVERITIES = "Severities"
    ENTITLEMENTS = "Entitlements"
    SCOPE = "What support covers"
    PLANS = "Products and plans"
    CASES = "Opening and following a case"
    CONTACTS = "Contacts"
    TRIAGE = "Questions and rules of the triage"
    CLAUSES = "Clauses, figures and terms"
    READINGS = "Our readings"
    RECORD = "Dates and document"


class Direction(StrEnum):
    """What a change is for a customer, where the data tell it for sure; else `other`."""

    BETTER = "better"
    WORSE = "worse"
    OTHER = "other"

    @property
    def opposite(self) -> "Direction":
        """What the change back would be."""
        return _OPPOSITES.get(self, self)


_OPPOSITES = {Direction.BETTER: Direction.WORSE, Direction.WORSE: Direction.BETTER}


class Kind(StrEnum):
    """Whether something came, went, or is another."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `place` names the field of the policy that differs, from the outside in.

    `before` is None where something came, `after` where it went. The clauses are ids, each in its own version.
    `level` is the severity that it is about, where it is about one.
    """

    topic: Topic
    place: tuple[str, ...]
    subject: str
    before: str | None
    after: str | None
    direction: Direction = Direction.OTHER
    clause_before: str | None = None
    clause_after: str | None = None
    level: Level | None = None

    @property
    def kind(self) -> Kind:
        """Whether it came, went, or is another."""
        if self.before is None:
            return Kind.ADDED
        return Kind.REMOVED if self.after is None else Kind.CHANGED

    @property
    def text(self) -> str:
        """The change in one sentence: First response, Gold, SEV-1: 2 hours → 1 hour."""
        if self.before is None or self.after is None:
            return f"{self.subject}, {self.kind}: {self.before or self.after}"
        return f"{self.subject}: {self.before} → {self.after}"

    @property
    def mirrored(self) -> "Change":
        """The change back."""
        return replace(
            self,
            before=self.after,
            after=self.before,
            direction=self.direction.opposite,
            clause_before=self.clause_after,
            clause_after=self.clause_before,
        )


@dataclass(frozen=True, slots=True)
class Summary:
    """How many changes there are, dates and document left out, and those that matter most."""

    better: int
    worse: int
    other: int
    gravest: tuple[Change, ...]

    @property
    def count(self) -> int:
        """All of them."""
        return self.better + self.worse + self.other


def summed(changes: Iterable[Change]) -> Summary:
    """The changes in short. Those that are better or worse for sure come first, by topic and severity."""
    counted = [change for change in changes if change.topic is not Topic.RECORD]
    found = [change.direction for change in counted]
    gravest = tuple(sorted(counted, key=_gravity)[:MOST_GRAVE])
    better, worse, other = (found.count(direction) for direction in Direction)
    return Summary(better, worse, other, gravest)


_RANKS = {topic: rank for rank, topic in enumerate(Topic)}
_NO_LEVEL = 99


def _gravity(change: Change) -> tuple[bool, bool, int, int, bool]:
    is_unsure, is_better = change.direction is Direction.OTHER, change.direction is Direction.BETTER
    is_single_day = "closed" in change.place
    return is_unsure, is_single_day, _RANKS[change.topic], change.level or _NO_LEVEL, is_better
