"""The prose of a policy as clauses of safe HTML, with the places where tables from the data stand."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from app.content.clauses import headings
from app.content.library import PublishedPolicy
from app.content.markdown import plain, render
from app.content.placements import Block, fill, split
from app.domain.policy import MatrixRow, Policy
from app.domain.wording import severity_text


@dataclass(frozen=True, slots=True)
class RenderedClause:
    """A clause: safe HTML and blocks (tables to be drawn) in order, and its plain text with the tables' words."""

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
    policy, body = uncounted.version.policy, uncounted.version.body
    lines, found = body.splitlines(), []
    marks = headings(body)
    ends = [*(mark.line for mark in marks[1:]), len(lines)]
    for mark, end in zip(marks, ends, strict=True):
        parts = split(fill(policy, "\n".join(lines[mark.line + 1 : end])))
        rendered = tuple(part if isinstance(part, Block) else render(part).html for part in parts)
        words = [_words(policy, part) if isinstance(part, Block) else plain(part) for part in rendered]
        source = policy.clause_by_id[mark.id].source
        found.append(RenderedClause(mark.id, mark.title, mark.level, source, rendered, " ".join(words)))
    return tuple(found)


def preface(version: PublishedPolicy) -> str:
    """The prose before the first clause as HTML."""
    marks = headings(version.body)
    lines = version.body.splitlines()[: marks[0].line if marks else None]
    return render(fill(version.policy, "\n".join(lines))).html


def _words(policy: Policy, block: Block) -> str:
    """What a table says, as words for the search."""
    return " ".join(_block_words(policy, block.name))


def _block_words(policy: Policy, name: str) -> Iterator[str]:
    match name:
        case "severities":
            for severity in policy.severities:
                yield from (severity_text(severity), severity.definition, severity.effort, *severity.examples)
        case "tiers":
            for tier in policy.tiers:
                yield from (tier.name, tier.text, tier.hours, tier.price, *(c.name for c in tier.channels))
        case "products":
            for product in policy.products:
                yield from (product.name, product.text, *product.components, *product.boundaries)
        case "plans":
            for plan in policy.plans:
                yield from (plan.name, plan.text)
        case "entitlements" | "scope":
            yield from _matrix_words(policy.entitlements if name == "entitlements" else policy.scope)
        case "exclusions" | "clock-pauses":
            yield from (s.text for s in (policy.exclusions if name == "exclusions" else policy.clock_pauses))
        case "lifecycle":
            for phase in policy.lifecycle:
                yield from (phase.name, phase.support, phase.fixes)
        case "contacts":
            for contact in policy.contacts:
                yield from (contact.name, contact.text, contact.address or "")
        case "case":
            yield from (policy.intake.who, policy.intake.language, *policy.intake.rules)
            yield from (field.label for field in policy.intake.fields)
        case "escalation" if policy.escalation:
            yield from (policy.escalation.text, policy.escalation.raise_severity, policy.escalation.when_overdue)
        case "schedules":
            for terms in policy.schedules.values():
                yield from (terms.schedule.title, terms.text)
        case "terms":
            for term, text in policy.terms.items():
                yield from (term, text)


def _matrix_words(rows: tuple[MatrixRow, ...]) -> Iterator[str]:
    for row in rows:
        yield from (row.name, row.text, *(cell.text for cells in row.cells.values() for cell in cells))
