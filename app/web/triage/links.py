"""Addresses of a triage: answers keyed by question in the query string, in the order in which they were asked."""

from collections.abc import Mapping
from urllib.parse import urlencode

from app.content.library import PublishedPolicy
from app.domain.triage import Position

OWN = ("reported_at", "zone", "under", "view", "asked")
"""What a triage's address carries beside answers."""


def triage_url(version: PublishedPolicy, answers: Mapping[str, str], **more: str | None) -> str:
    """The page for these answers, under the version in force."""
    policy = version.policy
    pairs = [*answers.items(), *((name, value) for name, value in more.items() if value)]
    if not answers and not pairs:
        return f"/triage/{policy.slug}"
    return f"/triage/{policy.slug}?{urlencode([*pairs, ('under', policy.version)])}"


def change_url(version: PublishedPolicy, at: Position, question: str, **more: str | None) -> str:
    """The page that asks one question again: the answers before it stay, it and those behind it wait in `later`."""
    kept: dict[str, str] = {}
    for answer in at.path:
        if answer.question.id == question:
            break
        kept[answer.question.id] = answer.value
    later = urlencode({q: v for q, v in at.answers.items() if q not in kept})
    return triage_url(version, kept, later=later, **more)


def check_url(version: PublishedPolicy, answers: Mapping[str, str], **more: str | None) -> str:
    """The page that checks a contract, and leads back to these answers."""
    pairs = [*answers.items(), *((name, value) for name, value in more.items() if value)]
    page = f"/triage/{version.policy.slug}/contract"
    return f"{page}?{urlencode(pairs)}" if pairs else page


def case_url(version: PublishedPolicy, answers: Mapping[str, str], zone: str | None = None) -> str:
    """The form for a case from these answers, by the clock of a zone where one was chosen."""
    chosen = [("zone", zone)] if zone else []
    return f"/cases/new?{urlencode([('policy', version.policy.slug), *answers.items(), *chosen])}"
