"""The triage held side by side: questions, rules and outcomes; and what a reading would have otherwise."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from app.domain.change import Change, Topic
from app.domain.comparison.cover import contacts_text
from app.domain.comparison.facets import (
    CLAUSE,
    READINGS,
    About,
    Sort,
    clause_title,
    conditions,
    differences,
    promised,
    said,
    several,
    value,
)
from app.domain.comparison.pairing import is_moved, paired
from app.domain.decisions import DecisionTable, HitPolicy, NumberTerms, Rule
from app.domain.policy import Alternative, Policy
from app.domain.rule_words import Rules
from app.domain.wording import severity_text, target_text

OPTIONS = Sort(
    lambda _, item: f"answer “{item.label}”",
    lambda _, item: item.help or item.label,
    (value("label", "label"), value("help", "help")),
    key=lambda item: str(item.value),
)

BANDS = Sort(
    lambda _, item: f"range “{item.label}”",
    lambda _, item: item.label,
    (
        value("label", "label"),
        value("low", "from"),
        value("high", "to"),
        value("is_open_low", "above its lower end only"),
        value("is_open_high", "below its upper end only"),
    ),
)


def _number(_policy: Policy, terms: NumberTerms | None) -> str:
    return f"{terms.least} to {terms.most} {terms.unit}, in steps of {terms.step}" if terms else ""


QUESTIONS = Sort(
    lambda _, item: f"question “{item.text}”",
    lambda _, item: item.why or item.text,
    (
        value("text", "text"),
        value("why", "why it is asked"),
        several("options", OPTIONS),
        value("number", "number", _number),
        several("bands", BANDS),
        value("may_not_know", "“I don’t know” is an answer"),
        value("help", "help"),
        CLAUSE,
    ),
)
OUTCOMES = Sort(
    lambda _, item: f"outcome “{item.title}”",
    lambda _, item: item.text or item.title,
    (
        value("title", "title"),
        value("kind", "kind"),
        value("text", "text"),
        value("go_to", "where to go", contacts_text),
        value("eligible", "entitled", said, promised),
        value("accepts_case", "accepts a case", said, promised),
        value("decides_severity", "decides a severity"),
        CLAUSE,
        READINGS,
    ),
)

TOPICS = {"tier": Topic.PLANS, "severity": Topic.SEVERITIES, "cap": Topic.CAPS}


def decisions(about: About, was: Any, now: Any) -> Iterator[Change]:
    """What differs in the decisions, each under the topic that it decides."""
    before, after = ({table.id: table for table in tables.values()} for tables in (was, now))
    for name in dict.fromkeys([*after, *before]):
        part = replace(about.part(name), topic=TOPICS.get(name, about.topic))
        old, new = before.get(name), after.get(name)
        if old and new:
            yield from _decision(part.part("", f"“{new.title}”"), old, new)
        elif old:
            yield part.part("", f"“{old.title}”").told(_rules_text(about.before, old), None)
        elif new:
            yield part.part("", f"“{new.title}”").told(None, _rules_text(about.after, new))


def _decision(about: About, was: DecisionTable, now: DecisionTable) -> Iterator[Change]:
    yield from differences(about, (value("title", "title"), value("hit_policy", "how its rules go together")), was, now)
    sort = _rules(now)
    yield from sort.tell(about.part("rules"), was.rules, now.rules)
    ends = [(rule,) if rule else () for rule in (was.otherwise, now.otherwise)]
    yield from sort.tell(about.part("otherwise", "in every other case"), *ends)
    if HitPolicy.FIRST in (was.hit_policy, now.hit_policy) and is_moved(*map(_order, (was, now))):
        was_text, now_text = _rules_text(about.before, was), _rules_text(about.after, now)
        yield about.part("rules").part("order", "order of the rules").told(was_text, now_text)


def _order(table: DecisionTable) -> list[object]:
    return [(rule.when, rule.then) for rule in table.rules]


def _rules_text(policy: Policy, table: DecisionTable) -> str:
    return "; ".join(_rule(policy, table.id, rule) for rule in table.all_rules)


def _rule(policy: Policy, decision: str, rule: Rule) -> str:
    return f"where {conditions(policy, rule.when)}, then {Rules(policy).value(decision, rule.then)}"


def _rules(table: DecisionTable) -> Sort:
    """Rules pair by what they say: by condition and result, by condition, by reason."""
    return Sort(
        lambda policy, rule: f"where {conditions(policy, rule.when)}" if rule.when else "",
        lambda policy, rule: f"{Rules(policy).value(table.id, rule.then)}: {rule.because}",
        (
            value("when", "condition", conditions),
            value("then", "result", lambda policy, then: Rules(policy).value(table.id, then)),
            value("because", "reason"),
            CLAUSE,
            READINGS,
        ),
        key=lambda _: "",
        pair=lambda was, now: paired(was, now, _said, _conditions, _reason),
        is_ordered=False,
    )


def _said(rule: Rule) -> object:
    return rule.when, rule.then, rule.because


def _conditions(rule: Rule) -> object:
    return rule.when


def _reason(rule: Rule) -> object:
    return rule.because


def _alternative(policy: Policy, other: Alternative | None) -> str:
    """What the other reading would put in the place of ours."""
    if other is None:
        return ""
    if other.target is not None:
        name = other.target.schedule
        return target_text(policy, other.target) + (f", on {policy.schedules[name].schedule.title}" if name else "")
    if other.severity is not None:
        return severity_text(policy.severity_by_level[other.severity])
    if other.tier is not None:
        return policy.tier_by_id[other.tier].name
    names = [policy.schedules[name].schedule.title for name in other.schedule or ()]
    return " instead of ".join(reversed(names))


READING_SORT = Sort(
    lambda policy, item: f"our reading of {clause_title(policy, item.clause)}",
    lambda _, item: item.read_as,
    (
        value("read_as", "we read it so"),
        value("says", "the text says"),
        value("other", "the other reading"),
        value("changes", "what it changes"),
        value("alternative", "what the other reading would put instead", _alternative),
        CLAUSE,
    ),
    is_ordered=False,
)
