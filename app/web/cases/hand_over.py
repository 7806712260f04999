"""What would be handed over from a position of the triage, before anything is typed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from app.content.articles import Article
from app.content.library import PublishedPolicy
from app.domain.explanation import Explanation, explain
from app.domain.policy import Contact, Measure, Policy, Severity, SideCondition, Tier
from app.domain.promises import Promise, arithmetic
from app.domain.routing import CaseFacts, Route
from app.domain.triage import Position
from app.domain.wording import severity_text, target_text
from app.web.site import library

MOST_ARTICLES = 5
UNDECIDED = "undecided"
# Contacts that lead to people who support, in contrast to things to read.
REACHES_PEOPLE = ("email", "portal", "phone", "chat", "account")


class Promised(NamedTuple):
    """What is promised: `due_at` is None where no single moment is; `zone` is its schedule's, or None."""

    title: str
    text: str
    due_at: datetime | None = None
    zone: str | None = None
    notes: tuple[str, ...] = ()


NOTHING = Promised("", "")
"""The promise of a policy that does not know the measure."""


@dataclass(frozen=True)
class HandOver:
    """A case from a position, reported at a moment (aware) by a customer in that zone.

    `told` holds what is said of each possibility that takes cases: several where an answer is not known.
    """

    version: PublishedPolicy
    at: Position
    told: tuple[Explanation, ...]
    zone: str

    @property
    def policy(self) -> Policy:
        """The policy of the version."""
        return self.version.policy

    @property
    def is_decided(self) -> bool:
        """Whether one outcome is certain."""
        return len(self.at.possible) == 1

    @property
    def is_critical(self) -> bool:
        """Whether this may be of the gravest severity, which is never deflected."""
        return any(each.is_critical for each in self.told)

    @property
    def severity(self) -> Severity | None:
        """The severity where it is certain."""
        found = {each.severity for each in self.told}
        return self.told[0].severity if len(found) == 1 else None

    @property
    def severity_words(self) -> str:
        """The severity, or those that are possible; empty where none plays a part."""
        return _either(severity_text(each.severity) for each in self.told if each.severity)

    @property
    def tier(self) -> Tier | None:
        """The support tier where it is certain."""
        found = {each.tier.id if each.tier else None for each in self.told}
        return self.told[0].tier if len(found) == 1 else None

    @property
    def tier_words(self) -> str:
        """The support tier, or those that are possible; empty where none was found."""
        return _either(each.tier.name for each in self.told if each.tier)

    @property
    def outcome_kind(self) -> str:
        """The kind of the outcome, “undecided” where several are possible."""
        kinds = {self.policy.outcomes[each.verdict.outcome].kind.value for each in self.at.possible}
        return kinds.pop() if len(kinds) == 1 else UNDECIDED

    @property
    def outcome_title(self) -> str:
        """The outcome, or those that are possible."""
        return _either(self.policy.outcomes[each.verdict.outcome].title for each in self.at.possible)

    @property
    def product_ids(self) -> tuple[str, ...]:
        """The product answered; where none was, all of the policy's."""
        own = tuple(product.id for product in self.policy.products)
        return tuple(answer.value for answer in self.at.path if answer.value in own) or own

    @property
    def product(self) -> str:
        """The name of the product, empty where it is not known which of several."""
        names = [product.name for product in self.policy.products if product.id in self.product_ids]
        return names[0] if len(names) == 1 else ""

    @property
    def facts(self) -> CaseFacts:
        """What its desk is chosen by; where the severity is not certain, by the gravest."""
        product = self.product_ids[0] if len(self.product_ids) == 1 else None
        levels = [each.severity.level for each in self.told if each.severity]
        tier = self.tier.id if self.tier else None
        return CaseFacts(self.policy.slug, product, tier, min(levels, default=None), self.outcome_kind)

    @property
    def route(self) -> Route | None:
        """Where it would go; None where no routing says."""
        routing = library().routing
        return routing.route(self.facts) if routing else None

    @cached_property
    def promises(self) -> Mapping[Measure, Promised]:
        """What the policy promises, by measure, where it knows the measure."""
        known = (terms for terms in self.policy.measures if any(terms.measure in each.promises for each in self.told))
        return {terms.measure: self._promised(terms.measure, terms.title) for terms in known}

    @property
    def conditions(self) -> tuple[SideCondition, ...]:
        """What the customer must also heed, each once."""
        found = {condition.id: condition for each in self.told for condition in each.conditions}
        return tuple(found.values())

    @property
    def contacts(self) -> tuple[Contact, ...]:
        """The other ways to support, those of the outcome first."""
        named = [name for each in self.told for name in each.outcome.go_to]
        return ways_to_support(self.policy, named)

    @property
    def articles(self) -> tuple[Article, ...]:
        """Articles that the customer may have read; none where every minute counts."""
        return () if self.is_critical else tuple(library().articles_about(self.product_ids)[:MOST_ARTICLES])

    def _promised(self, measure: Measure, title: str) -> Promised:
        made = [each.promises.get(measure) for each in self.told]
        found = [Promised(title, _words(self.policy, each), *_moment(each)) for each in made]
        if all(each == found[0] for each in found):
            return found[0]
        return Promised(title, _either(each.text for each in found))


def hand_over(version: PublishedPolicy, at: Position, zone: str, now: datetime) -> HandOver | None:
    """What would be handed over now; None where no outcome that is still possible takes a case."""
    policy = version.policy
    taking = [each for each in at.possible if policy.outcomes[each.verdict.outcome].accepts_case]
    told = tuple(explain(policy, each, now, zone) for each in taking)
    return HandOver(version, at, told, zone) if told else None


def ways_to_support(policy: Policy, first: Iterable[str] = ()) -> tuple[Contact, ...]:
    """The contacts that lead to people, those named first; all contacts where the policy has none of them."""
    named = [policy.contact_by_id[name] for name in first]
    others = [contact for contact in policy.contacts if contact.kind in REACHES_PEOPLE]
    found = {contact.id: contact for contact in (*named, *others) or policy.contacts}
    return tuple(found.values())


def _words(policy: Policy, made: Promise | None) -> str:
    if made is None:
        return "none promised"
    if made.kind != made.target.kind:
        return arithmetic(made).lower()
    return target_text(policy, replace(made.target, when=()))


def _moment(made: Promise | None) -> tuple[datetime | None, str | None, tuple[str, ...]]:
    if made is None:
        return None, None, ()
    return made.due.due_at if made.due else None, made.zone, made.notes


def _either(words: Iterable[str]) -> str:
    return " or ".join(dict.fromkeys(words))
