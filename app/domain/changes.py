"""What changed between two versions of a policy, as values: a pure function of the two."""

from collections.abc import Iterator

from app.domain.change import Change, Topic
from app.domain.comparison import cover, document, schedules, triage
from app.domain.comparison.facets import About, Facet, Tell, differences
from app.domain.comparison.targets import targets
from app.domain.policy import Policy

_FACETS: tuple[tuple[Topic, str, str, Tell], ...] = (
    (Topic.TARGETS, "measures", "", cover.MEASURES.tell),
    (Topic.SCHEDULES, "schedules", "", schedules.SCHEDULES.tell),
    (Topic.TIERS, "tiers", "", cover.TIERS.tell),
    (Topic.SEVERITIES, "severities", "", cover.SEVERITIES.tell),
    (Topic.ENTITLEMENTS, "entitlements", "", cover.MATRIX.tell),
    (Topic.SCOPE, "scope", "", cover.MATRIX.tell),
    (Topic.SCOPE, "lifecycle", "", cover.LIFECYCLE.tell),
    (Topic.SCOPE, "exclusions", "not covered", cover.STATEMENTS.tell),
    (Topic.PLANS, "products", "", cover.PRODUCTS.tell),
    (Topic.PLANS, "plans", "", cover.PLANS.tell),
    (Topic.CASES, "intake", "", lambda about, was, now: differences(about, cover.INTAKE, was, now)),
    (Topic.CASES, "escalation", "escalation", cover.escalation),
    (Topic.CASES, "clock_pauses", "the clock pauses", cover.STATEMENTS.tell),
    (Topic.CASES, "side_conditions", "", cover.SIDE_CONDITIONS.tell),
    (Topic.CONTACTS, "contacts", "", cover.CONTACTS.tell),
    (Topic.TRIAGE, "questions", "", triage.QUESTIONS.tell),
    (Topic.TRIAGE, "decisions", "", triage.decisions),
    (Topic.TRIAGE, "outcomes", "", triage.OUTCOMES.tell),
    (Topic.CLAUSES, "clauses", "", document.CLAUSES.tell),
    (Topic.CLAUSES, "figures", "figure", document.mapped),
    (Topic.CLAUSES, "terms", "term", document.mapped),
    (Topic.READINGS, "readings", "", triage.READING_SORT.tell),
)
"""For each part of a policy the topic that its changes stand under, and how they are told."""


def changes_between(before: Policy, after: Policy) -> tuple[Change, ...]:
    """Every difference between two versions of a policy, by topic; none between equal ones."""
    order = list(Topic)
    return tuple(sorted(_told(before, after), key=lambda change: order.index(change.topic)))


def _told(before: Policy, after: Policy) -> Iterator[Change]:
    if before == after:
        return
    yield from targets(About(before, after, Topic.TARGETS, ("targets",)))
    for topic, name, label, tell in _FACETS:
        yield from differences(About(before, after, topic), (Facet(name, label, tell),), before, after)
    yield from document.record(About(before, after, Topic.RECORD))
