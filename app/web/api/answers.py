"""Domain values as messages of the JSON API."""

from datetime import date, datetime
from fractions import Fraction

from app.content.library import PublishedPolicy
from app.domain.decisions import UNKNOWN, Question
from app.domain.explanation import Reason
from app.domain.policy import Measure, OutcomeKind, Policy, PolicySchedule, Target, Tier
from app.domain.promises import Promise
from app.domain.schedules import Window
from app.domain.triage import Position
from app.search.port import Hit, Results
from app.web.api import messages as message
from app.web.moments import iso
from app.web.triage.outcome import OutcomeView

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def summary(version: PublishedPolicy) -> message.PolicySummary:
    """A policy in the list."""
    policy = version.policy
    return message.PolicySummary(
        slug=policy.slug,
        vendor=policy.vendor,
        title=policy.title,
        version=policy.stated_version,
        effective_on=_day(policy.effective_on),
        url=f"/policies/{policy.slug}/",
    )


def whole(version: PublishedPolicy, own_page: str | None) -> message.PolicyMessage:
    """A whole policy version; clause addresses are of the page in force, or of the version's own page."""
    policy = version.policy
    return message.PolicyMessage(
        **summary(version).model_dump(),
        captured_on=policy.captured_on.isoformat(),
        source_url=policy.source_url,
        hash=policy.hash,
        tiers=[_tier(tier) for tier in policy.tiers],
        severities=[
            message.SeverityMessage(level=s.level, name=s.name, label=s.label, definition=s.definition)
            for s in policy.severities
        ],
        targets=[_target(target) for target in policy.targets],
        schedules=[_schedule(name, terms) for name, terms in policy.schedules.items()],
        clauses=[clause_link(policy, c.id, own_page) for c in policy.clauses],
    )


def clause_link(policy: Policy, clause: str, version: str | None = None) -> message.ClauseLink:
    """A clause with its address."""
    page = f"/policies/{policy.slug}/versions/{version}/" if version else f"/policies/{policy.slug}/"
    return message.ClauseLink(id=clause, title=policy.clause_by_id[clause].title, url=f"{page}#{clause}")


def _tier(tier: Tier) -> message.TierMessage:
    allowance = tier.allowance
    told = message.AllowanceMessage(kind=allowance.kind, incidents=allowance.incidents, per=allowance.per)
    return message.TierMessage(id=tier.id, name=tier.name, channels=[c.id for c in tier.channels], allowance=told)


def _target(target: Target) -> message.TargetMessage:
    return message.TargetMessage(
        tier=target.tier,
        severity=target.severity,
        measure=target.measure,
        kind=target.kind,
        amount=_number(target.amount),
        unit=target.unit,
        schedule=target.schedule,
        share=_number(target.share),
        typical=target.typical or None,
        when={name: sorted(values) for name, values in target.when},
    )


def _schedule(name: str, terms: PolicySchedule) -> message.ScheduleMessage:
    schedule = terms.schedule
    return message.ScheduleMessage(
        id=name,
        title=schedule.title,
        zone=schedule.zone,
        windows=[_window(w) for w in schedule.windows],
        closed=[message.NamedDate(date=d.isoformat(), name=n) for d, n in sorted(schedule.closed.items())],
        advisory=[message.NamedDate(date=d.isoformat(), name=n) for d, n in sorted(schedule.advisory.items())],
    )


def _window(window: Window) -> message.WindowMessage:
    opens, closes = (f"{minutes // 60:02d}:{minutes % 60:02d}" for minutes in (window.opens, window.closes))
    return message.WindowMessage(day=DAYS[window.weekday], opens=opens, closes=closes)


def due(policy: Policy, promise: Promise, own_page: str | None = None) -> message.DueMessage:
    """A promise with its due time; clause addresses are of the page in force, or of the version's own page."""
    target, is_duration = promise.target, promise.due is not None
    return message.DueMessage(
        kind=promise.kind,
        amount=_number(target.amount) if is_duration else None,
        unit=target.unit if is_duration else None,
        schedule=target.schedule if is_duration else None,
        due_at=iso(promise.due.due_at) if promise.due else None,
        clock=[
            message.ClockSpan(from_at=iso(span.from_at), to_at=iso(span.to_at), minutes=span.minutes)
            for span in (promise.due.clock if promise.due else ())
        ],
        notes=[*promise.notes, *(f"Our reading: {reading.read_as}" for reading in promise.readings)],
        clauses=[clause_link(policy, clause, own_page) for clause in promise.clauses],
        others=[
            message.OtherReading(reading=reading.other, kind=other.kind, due_at=_moment(other))
            for reading, other in promise.others
        ],
    )


def triage(version: PublishedPolicy, at: Position, outcomes: list[OutcomeView]) -> message.TriageMessage:
    """Where the answers lead."""
    return message.TriageMessage(
        policy=version.policy.slug,
        version=version.policy.stated_version,
        state=at.state,
        answers=at.answers,
        ignored=list(at.idle),
        question=question(at.question) if at.question else None,
        outcomes=[outcome(version.policy, view) for view in outcomes],
        decided_by=at.decided_by.id if at.decided_by else None,
    )


def question(asked: Question) -> message.QuestionMessage:
    """A question with its options, "I don't know" among them where that is an answer."""
    options = [message.OptionMessage(value=o.value, label=o.label) for o in asked.options]
    if asked.may_not_know and not asked.number:
        options.append(message.OptionMessage(value=UNKNOWN, label=asked.label(UNKNOWN)))
    kind = "number" if asked.number else "choice"
    return message.QuestionMessage(id=asked.id, text=asked.text, why=asked.why, type=kind, options=options)


def outcome(policy: Policy, view: OutcomeView) -> message.OutcomeMessage:
    """An outcome with everything that its page says."""
    told, end = view.explanation, view.outcome
    promises = {measure: due(policy, promise) for measure, promise in told.promises.items()}
    return message.OutcomeMessage(
        kind=OutcomeKind(end.kind),
        id=end.id,
        title=end.title,
        text=end.text,
        eligible=end.eligible,
        severity=told.severity.level if told.severity else None,
        tier=told.tier.id if told.tier else None,
        reasons=[_reason(policy, reason) for reason in told.reasons],
        channels=[
            message.ChannelMessage(id=c.id, name=c.name, address=_address(policy, c.contact)) for c in told.channels
        ],
        conditions=[
            message.ConditionMessage(text=c.text, clause_url=clause_link(policy, c.clause).url) for c in told.conditions
        ],
        first_response=promises.get(Measure.FIRST_RESPONSE),
        resolution=promises.get(Measure.RESOLUTION),
        what_if=[
            message.WhatIfMessage(
                kind=w.kind, what=w.what, other=w.other, question=w.question, value=w.value, leads_to=list(w.leads_to)
            )
            for w in view.what_if
        ],
        articles=[message.ArticleLink(url=a.url, title=a.title) for a in view.articles],
        case_url=view.case_url,
    )


def _address(policy: Policy, contact: str | None) -> str | None:
    return policy.contact_by_id[contact].address if contact else None


def _reason(policy: Policy, reason: Reason) -> message.ReasonMessage:
    readings = " ".join(reading.read_as for reading in reason.readings)
    return message.ReasonMessage(
        text=reason.text, clause_url=clause_link(policy, reason.clause).url, reading=readings or None
    )


def search(results: Results) -> message.SearchMessage:
    """One page of what was found."""
    return message.SearchMessage(
        query=results.query,
        total=results.total,
        hits=[_hit(hit) for hit in results.hits],
        suggestion=results.suggestion,
        facets=message.SearchFacets(
            kind=dict(results.facets.kinds),
            product=dict(results.facets.products),
            version=dict(results.facets.versions),
        ),
    )


def _hit(hit: Hit) -> message.SearchHit:
    excerpt = "".join(piece for piece, _ in hit.excerpt)
    return message.SearchHit(
        url=hit.url,
        title=hit.title,
        excerpt=excerpt,
        kind=hit.kind,
        product=hit.product,
        score=hit.score,
        heading=hit.heading,
    )


def _number(amount: Fraction | None) -> int | float | None:
    if amount is None:
        return None
    return int(amount) if amount.denominator == 1 else float(amount)


def _moment(promise: Promise) -> str | None:
    return iso(promise.due.due_at) if promise.due else None


def _day(day: date | datetime | None) -> str | None:
    return day.isoformat() if day else None
