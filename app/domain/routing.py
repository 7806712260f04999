"""Routing: which desk, and which queue there, a case goes to; and which one takes over."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum


class DeskKind(StrEnum):
    """How a desk is reached: by a delivery of ours, or by a filled-in form that the customer sends."""

    EML = "eml"
    SMTP = "smtp"
    REQUEST_TRACKER = "request_tracker"
    ZENDESK = "zendesk"
    WEBHOOK = "webhook"
    GITHUB_FORM = "github_form"
    GITLAB_FORM = "gitlab_form"
    JIRA_FORM = "jira_form"
    DISCOURSE_FORM = "discourse_form"
    ZENDESK_FORM = "zendesk_form"
    REQUEST_TRACKER_FORM = "request_tracker_form"
    MAILTO = "mailto"

    @property
    def is_form(self) -> bool:
        """Whether the customer sends the case there, by a link that is filled in."""
        return self is DeskKind.MAILTO or self.value.endswith("_form")


@dataclass(frozen=True)
class NamedDesk:
    """A desk as the routing names it.

    `address` is the mailbox, or the web address of a form. `fields` names the desk's field for each of our values,
    `severities` what the desk calls each severity's level. `options` go into a form's address as they are.
    """

    name: str
    title: str
    kind: DeskKind
    address: str = ""
    queue: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    severities: Mapping[int, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    longest: int = 0


@dataclass(frozen=True)
class Way:
    """A desk and a queue there; an empty queue is the desk's own."""

    desk: str
    queue: str = ""


@dataclass(frozen=True)
class Fallback:
    """Who takes over: after so many failed attempts, or so long after the case came in, whichever is first."""

    way: Way
    after_failures: int | None = None
    after: timedelta | None = None


@dataclass(frozen=True)
class Route:
    """Where one case goes: to its desk, to a second one as well, and to another where the first cannot be reached.

    `is_by_hand` where the customer sends it, by the first desk's own form.
    """

    first: Way
    also: Way | None = None
    fallback: Fallback | None = None
    is_by_hand: bool = False


@dataclass(frozen=True)
class CaseFacts:
    """What a route is chosen by; None where a value is not known or plays no part. `outcome` is a kind."""

    policy: str
    product: str | None
    tier: str | None
    severity: int | None
    outcome: str

    def holds(self, condition: str, allowed: tuple[str, ...]) -> bool:
        """Whether the fact of this name is one of those allowed."""
        value = getattr(self, condition)
        return value is not None and str(value) in allowed


When = Mapping[str, tuple[str, ...]]
CONDITIONS = ("policy", "product", "tier", "severity", "outcome")


@dataclass(frozen=True)
class RoutingRule:
    """The route of the cases for which every condition holds."""

    when: When
    route: Route

    def fits(self, facts: CaseFacts) -> bool:
        """Whether the rule is for such a case."""
        return all(facts.holds(name, allowed) for name, allowed in self.when.items())


@dataclass(frozen=True)
class Routing:
    """The desks, and rules of which the first that fits decides; `otherwise` is None where rules are to cover all."""

    desks: Mapping[str, NamedDesk]
    rules: tuple[RoutingRule, ...] = ()
    otherwise: Route | None = None

    def route(self, facts: CaseFacts) -> Route | None:
        """Where such a case goes; None only where no rule fits and nothing is said of the others."""
        return next((rule.route for rule in self.rules if rule.fits(facts)), self.otherwise)

    def form_for(self, facts: CaseFacts) -> NamedDesk | None:
        """The form in which a customer hands such a case over, where that is its way."""
        found = self.route(facts)
        desk = self.desks.get(found.first.desk) if found else None
        return desk if desk and desk.kind.is_form else None


def uncovered(routing: Routing, produced: Iterable[CaseFacts]) -> list[CaseFacts]:
    """The cases that no rule routes, of those that can come about."""
    return [facts for facts in produced if routing.route(facts) is None]


def idle_rules(routing: Routing, produced: Iterable[CaseFacts]) -> list[int]:
    """The rules, counted from 0, that decide about no case that can come about."""
    idle = set(range(len(routing.rules)))
    for facts in produced:
        idle.discard(next((n for n, rule in enumerate(routing.rules) if rule.fits(facts)), -1))
    return sorted(idle)
