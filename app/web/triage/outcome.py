"""What an outcome page shows for each possibility: due times by three clocks, what would change it, articles, links."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from app.content.articles import Article
from app.content.library import PublishedPolicy
from app.domain.evaluation import Promised, Verdict
from app.domain.explanation import Explanation, explain
from app.domain.policy import Contact, Measure, Outcome, Policy, Reading
from app.domain.promises import arithmetic, promise, times_of_report
from app.domain.triage import Change, Position, Possibility, changes, other_tiers
from app.domain.wording import severity_text
from app.web.desk_forms import DeskForm, form_of_outcome
from app.web.moments import clocks
from app.web.site import library
from app.web.triage.links import case_url, triage_url
from app.web.triage.promised import Moment, SupportState, promised_moment

MOST_ARTICLES = 5


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Something else that would change the outcome: what, to what, where that leads, and the page that shows it."""

    kind: str
    what: str
    other: str
    leads_to: tuple[str, ...]
    url: str | None
    question: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """One possible outcome."""

    explanation: Explanation
    moments: tuple[Moment, ...]
    what_if: tuple[WhatIf, ...]
    contacts: tuple[Contact, ...]
    articles: tuple[Article, ...]
    case_url: str | None
    share_url: str
    form: DeskForm | None = None

    @property
    def assumed(self) -> list[tuple[str, list[str]]]:
        """The questions not known, each with the answers in words under which this outcome holds."""
        possibility, found = self.explanation.possibility, []
        for question in self.explanation.policy.questions:
            if question.id in possibility.tried:
                tried = (answers.get(question.id) for answers in (possibility.answers, *possibility.alike))
                found.append((question.text, list(dict.fromkeys(question.label(t) for t in tried if t is not None))))
        return found

    @property
    def states(self) -> list[SupportState]:
        """Whether support is open, once for each schedule that a promise counts on."""
        return list(dict.fromkeys(each.state for each in self.moments if each.state))

    @property
    def other_readings(self) -> list[Reading]:
        """The readings that applied beside those of the reasons."""
        shown = {reading.id for reason in self.explanation.reasons for reading in reason.readings}
        return [reading for reading in self.explanation.readings if reading.id not in shown]

    @property
    def outcome(self) -> Outcome:
        """The end that was reached."""
        return self.explanation.outcome


def outcome_views(
    version: PublishedPolicy,
    at: Position,
    reported_at: datetime,
    zone: str,
    told: Mapping[str, str] = MappingProxyType({}),
) -> list[OutcomeView]:
    """A view for each possibility, for a case reported at that moment (UTC) by a reader in that zone.

    `told` is what the address says of both: what is linked keeps it.
    """
    policy = version.policy
    single = len(at.possible) == 1
    changed = tuple(changes(policy, at)) if single else ()
    found = []
    for possibility in at.possible:
        explanation = explain(policy, possibility, reported_at, zone)
        outcome = explanation.outcome
        answers = at.answers
        found.append(
            OutcomeView(
                explanation,
                tuple(promised_moment(policy, p, reported_at, zone) for p in explanation.promises.values()),
                tuple(_what_if(version, at, possibility, changed, reported_at, zone, told)) if single else (),
                tuple(policy.contact_by_id[c] for c in outcome.go_to),
                tuple(_articles(policy, answers)),
                case_url(version, answers, told.get("zone")) if outcome.accepts_case else None,
                triage_url(version, answers),
                form_of_outcome(version, at, possibility),
            )
        )
    return found


def _what_if(
    version: PublishedPolicy,
    at: Position,
    possibility: Possibility,
    changed: tuple[Change, ...],
    reported_at: datetime,
    zone: str,
    told: Mapping[str, str],
) -> Iterator[WhatIf]:
    policy = version.policy
    for change in changed:
        leads = tuple(dict.fromkeys(_summary(policy, p, reported_at, zone) for p in change.possible))
        answers = {**at.answers, change.question.id: change.value}
        yield WhatIf(
            "answer",
            change.question.text,
            change.label,
            leads,
            triage_url(version, answers, **told),
            change.question.id,
            change.value,
        )
    for tier, possible in other_tiers(policy, possibility) if possibility.verdict.promised else ():
        then = tuple(dict.fromkeys(_summary(policy, p, reported_at, zone) for p in possible))
        yield WhatIf("tier", "Support tier", policy.tier_by_id[tier].name, then, None, "", tier)
    for measure, promised in possibility.verdict.promised:
        if measure is Measure.FIRST_RESPONSE:
            yield from _later_reports(version, at, promised, reported_at, zone)


def _later_reports(
    version: PublishedPolicy, at: Position, promised: Promised, reported_at: datetime, zone: str
) -> Iterator[WhatIf]:
    for words, moment_at in times_of_report(promised, version.policy, reported_at, zone):
        due = promise(version.policy, promised, Measure.FIRST_RESPONSE, moment_at, zone).due
        if due is not None:
            shown = clocks(moment_at, zone, None)
            leads = (f"First response due {clocks(due.due_at, zone, None).text}",)
            url = triage_url(version, at.answers, zone=zone, reported_at=shown.yours.iso)
            yield WhatIf("time", "Reported", f"{words} ({shown.text})", leads, url, "", shown.yours.iso)


def _summary(policy: Policy, possibility: Possibility, reported_at: datetime, zone: str) -> str:
    """A possibility in one line: what to do, how severe, and the first response."""
    verdict: Verdict = possibility.verdict
    outcome = policy.outcomes[verdict.outcome]
    parts = [outcome.title]
    if outcome.decides_severity and verdict.severity:
        parts.append(severity_text(policy.severity_by_level[verdict.severity]))
    for measure, promised in verdict.promised:
        if measure is Measure.FIRST_RESPONSE:
            made = promise(policy, promised, measure, reported_at, zone)
            due = f", due {clocks(made.due.due_at, zone, None).text}" if made.due else ""
            parts.append(f"first response {arithmetic(made).lower()}{due}")
    return " · ".join(parts)


def _articles(policy: Policy, answers: Mapping[str, str]) -> list[Article]:
    """Articles about the product answered; about any of the policy's where none was."""
    own = {product.id for product in policy.products}
    answered = own & set(answers.values())
    return library().articles_about(answered or own)[:MOST_ARTICLES]
