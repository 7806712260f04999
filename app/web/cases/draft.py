"""A case drafted from a policy, the answers given and what was typed: one set of rules for the form and the API."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from flask import url_for

from app.content.library import PublishedPolicy
from app.domain.case import LONGEST_KEY, CaseAnswer, CaseDraft, CaseField, CaseReading, CaseReason
from app.domain.policy import Measure, Policy
from app.domain.triage import Position
from app.web.cases.entries import entries, intake_fields, is_storable, problems, settled
from app.web.cases.hand_over import NOTHING, HandOver, hand_over
from app.web.site import is_zone, library

MOST_ARTICLES_READ = 20
ANSWERS, KEY, ZONE = "answers", "idempotency_key", "zone"


class Refused(NamedTuple):
    """A case that cannot be taken as it is: each problem's entry (or answers, idempotency_key, zone) and a sentence."""

    problems: list[tuple[str, str]]


def draft_from(
    version: PublishedPolicy, at: Position, values: Mapping[str, str], key: str, zone: str, now: datetime,
    articles_read: Sequence[str] = (),
) -> CaseDraft | Refused:  # fmt: skip
    """The case as it would be handed over now (aware), or everything that stands in its way.

    `values` are keyed by the names of `entries(policy)`. `zone` is the customer's; `articles_read` are addresses on
    this site, of which those that are no article's are left out.
    """
    offer = hand_over(version, at, zone if is_zone(zone) else "UTC", now)
    found = [*problems(entries(version.policy), values), *_problems_around(version.policy, at, offer, key, zone)]
    if offer is None or found:
        return Refused(found)
    return _draft(offer, values, key, articles_read)


def _problems_around(
    policy: Policy, at: Position, offer: HandOver | None, key: str, zone: str
) -> Iterator[tuple[str, str]]:
    if at.question is not None:
        yield ANSWERS, f"The triage is not at its end: answer “{at.question.text}” ({at.question.id}) too."
    elif offer is None:
        ends = " or ".join(dict.fromkeys(f"“{policy.outcomes[p.verdict.outcome].title}”" for p in at.possible))
        yield ANSWERS, f"These answers lead to {ends}, which takes no case."
    if not 0 < len(key) <= LONGEST_KEY or not is_storable(key):
        yield KEY, f"An idempotency key has 1 to {LONGEST_KEY} characters, and no NUL among them."
    if not is_zone(zone):
        yield ZONE, "Choose a time zone from the list, such as Europe/Stockholm."


def _draft(offer: HandOver, values: Mapping[str, str], key: str, articles_read: Sequence[str]) -> CaseDraft:
    policy, route = offer.policy, offer.route
    typed = {each.name: settled(each, values.get(each.name, "")) for each in entries(policy)}
    first = offer.promises.get(Measure.FIRST_RESPONSE, NOTHING)
    resolution = offer.promises.get(Measure.RESOLUTION, NOTHING)
    return CaseDraft(
        idempotency_key=key,
        policy=policy.slug,
        policy_title=policy.title,
        policy_version=policy.version,
        policy_hash=policy.hash,
        product=offer.product,
        summary=typed["summary"],
        description=typed["description"],
        environment=typed["environment"],
        fields=tuple(CaseField(each.id, each.label, typed[each.id]) for each in intake_fields(policy)),
        contact_name=typed["contact_name"],
        contact_email=typed["contact_email"],
        organisation=typed["organisation"],
        severity=offer.severity.level if offer.severity else None,
        severity_name=offer.severity_words,
        tier=offer.tier.id if offer.tier else "",
        tier_name=offer.tier_words,
        outcome=offer.outcome_kind,
        outcome_title=offer.outcome_title,
        answers=tuple(CaseAnswer(a.question.id, a.question.text, a.value, a.label) for a in offer.at.path),
        reasons=tuple(_reasons(offer)),
        readings=tuple(_readings(offer)),
        first_response_due_at=first.due_at,
        first_response_text=first.text,
        resolution_due_at=resolution.due_at,
        resolution_text=resolution.text,
        zone=offer.zone,
        articles_read=known_articles(articles_read),
        desk=route.first.desk if route else policy.slug,
        route=route,
    )


def known_articles(addresses: Sequence[str]) -> tuple[str, ...]:
    """Those of the addresses that are an article's, each once and not too many."""
    known = {article.url for article in library().articles.values()}
    return tuple(dict.fromkeys(each for each in addresses if each in known))[:MOST_ARTICLES_READ]


def _reasons(offer: HandOver) -> Iterator[CaseReason]:
    """Why, by the clauses of the version that decided; first of all what the customer did not know."""
    if not offer.is_decided and (asked := offer.at.decided_by) is not None:
        text = f"Not decided, because the customer does not know: {asked.text}"
        yield CaseReason(text, reading=None, **_place(offer.policy, asked.clause))
    found = (
        CaseReason(
            reason.text,
            reading=" ".join(reading.read_as for reading in reason.readings) or None,
            **_place(offer.policy, reason.clause),
        )
        for explanation in offer.told
        for reason in explanation.reasons
    )
    yield from dict.fromkeys(found)


def _readings(offer: HandOver) -> Iterator[CaseReading]:
    """How unclear places were read, each once: for the reasons, the tier, the severity, the promises and the rest."""
    found = {reading.id: reading for explanation in offer.told for reading in explanation.readings}
    for each in found.values():
        place = _place(offer.policy, each.clause)
        yield CaseReading(each.read_as, other=each.other, changes=each.changes, **place)


def _place(policy: Policy, clause: str) -> dict[str, str]:
    """A clause: its id, its title, and where it stands in the version that decided."""
    return {
        "clause": clause,
        "clause_title": policy.clause_by_id[clause].title,
        "clause_url": url_for("policies.version", slug=policy.slug, version=policy.version, _anchor=clause),
    }
