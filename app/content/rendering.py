"""The prose of a policy as clauses of safe HTML, with the places where tables from the data stand."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.content.clauses import Heading, headings
from app.content.definitions import definitions
from app.content.library import PublishedPolicy
from app.content.markdown import plain, render
from app.content.placements import Block, fill, split
from app.domain.policy import MatrixRow, Policy, Target
from app.domain.wording import severity_text, target_text


@dataclass(frozen=True, slots=True)
class RenderedClause:
    """A clause: safe HTML and blocks (tables to be drawn) in order, and its plain text with the tables' words.

    In the HTML, what the policy defines is a link to its definition, at its first place in the clause.
    """

    id: str
    title: str
    level: int
    source: str
    parts: tuple[str | Block, ...]
    text: str


def clauses(version: PublishedPolicy) -> tuple[RenderedClause, ...]:
    """The clauses of a policy version, in order."""
    return _clauses(version.policy.hash, _Uncounted(version))


class _Uncounted:
    """A version that the cache does not look at: its hash already names it."""

    def __init__(self, version: PublishedPolicy) -> None:
        self.version = version

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Uncounted)


@lru_cache(maxsize=64)
def _clauses(_digest: str, uncounted: _Uncounted) -> tuple[RenderedClause, ...]:
    policy, marks = uncounted.version.policy, headings(uncounted.version.body)
    texts = _texts(policy, uncounted.version.body, marks)
    defined = definitions(policy, {part.name for text in texts for part in text if isinstance(part, Block)})
    found = []
    for mark, text in zip(marks, texts, strict=True):
        drawn = [part if isinstance(part, Block) else render(part).html for part in text]
        words = [_words(policy, part) if isinstance(part, Block) else plain(part) for part in drawn]
        seen: set[str] = set()
        parts = tuple(part if isinstance(part, Block) else defined.marked(part, seen) for part in drawn)
        source = policy.clause_by_id[mark.id].source
        found.append(RenderedClause(mark.id, mark.title, mark.level, source, parts, " ".join(words)))
    return tuple(found)


def _texts(policy: Policy, body: str, marks: Sequence[Heading]) -> list[list[str | Block]]:
    """The prose below each heading with its values filled in, taken apart at its tables."""
    lines = body.splitlines()
    ends = [*(mark.line for mark in marks[1:]), len(lines)]
    spans = zip(marks, ends, strict=True)
    return [split(fill(policy, "\n".join(lines[mark.line + 1 : end]))) for mark, end in spans]


def preface(version: PublishedPolicy) -> str:
    """The prose before the first clause as HTML."""
    marks = headings(version.body)
    lines = version.body.splitlines()[: marks[0].line if marks else None]
    return render(fill(version.policy, "\n".join(lines))).html


def _words(policy: Policy, block: Block) -> str:
    """What a table says, as words for the search."""
    if block.name == "targets":
        return " ".join(_target_words(policy, block.args))
    if block.name == "decision":
        return " ".join(rule.because for rule in policy.decisions[block.args[0]].all_rules)
    find = _WORDS.get(block.name)
    return " ".join(find(policy)) if find else ""


def _target_words(policy: Policy, measures: tuple[str, ...]) -> Iterator[str]:
    for terms in policy.measures:
        if not measures or terms.measure.value in measures:
            yield from (terms.title, terms.means)
            yield from dict.fromkeys(_target(policy, t) for t in policy.targets if t.measure is terms.measure)


def _target(policy: Policy, target: Target) -> str:
    """A target with its row and column: “Enterprise, severity 1: 1 hour.”"""
    level = policy.severity_by_level[target.severity] if target.severity is not None else None
    whose = ", ".join(filter(None, (policy.tier_by_id[target.tier].name, severity_text(level) if level else "")))
    return f"{whose}: {target_text(policy, target)}."


def _severity_words(policy: Policy) -> Iterator[str]:
    for severity in policy.severities:
        yield from (severity_text(severity), severity.definition, severity.effort, *severity.examples)


def _tier_words(policy: Policy) -> Iterator[str]:
    for tier in policy.tiers:
        yield from (tier.name, tier.text, tier.hours, tier.price, *(c.name for c in tier.channels))


def _product_words(policy: Policy) -> Iterator[str]:
    for product in policy.products:
        yield from (product.name, product.text, *product.components, *product.boundaries)


def _contact_words(policy: Policy) -> Iterator[str]:
    for contact in policy.contacts:
        yield from (contact.name, contact.text, contact.address or "")


def _intake_words(policy: Policy) -> Iterator[str]:
    intake = policy.intake
    yield from (intake.who, intake.language, *intake.rules, *(field.label for field in intake.fields))


def _escalation_words(policy: Policy) -> Iterator[str]:
    if policy.escalation:
        yield from (policy.escalation.text, policy.escalation.raise_severity, policy.escalation.when_overdue)


def _matrix_words(rows: tuple[MatrixRow, ...]) -> Iterator[str]:
    for row in rows:
        yield from (row.name, row.text, *(cell.text for cells in row.cells.values() for cell in cells))


_WORDS: Mapping[str, Callable[[Policy], Iterator[str]]] = {
    "severities": _severity_words,
    "tiers": _tier_words,
    "products": _product_words,
    "plans": lambda policy: (text for plan in policy.plans for text in (plan.name, plan.text)),
    "entitlements": lambda policy: _matrix_words(policy.entitlements),
    "scope": lambda policy: _matrix_words(policy.scope),
    "exclusions": lambda policy: (statement.text for statement in policy.exclusions),
    "clock-pauses": lambda policy: (statement.text for statement in policy.clock_pauses),
    "lifecycle": lambda policy: (text for p in policy.lifecycle for text in (p.name, p.support, p.fixes)),
    "contacts": _contact_words,
    "case": _intake_words,
    "escalation": _escalation_words,
    "schedules": lambda policy: (t for s in policy.schedules.values() for t in (s.schedule.title, s.text)),
    "terms": lambda policy: (text for pair in policy.terms.items() for text in pair),
}
