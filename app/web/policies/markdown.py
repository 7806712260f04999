"""A policy version as one Markdown text: the same clauses, tables and readings as its page."""

from collections.abc import Callable, Iterator, Sequence

from flask import url_for

from app.content.clauses import headings
from app.content.library import PublishedPolicy
from app.content.placements import Block, fill, split
from app.domain.hours_words import hours_text
from app.domain.policy import Contact, MatrixRow, Policy, Statement
from app.domain.wording import allowance_text, day_text, severity_text
from app.web.policies.head import NOT_STATED, PolicyHead
from app.web.policies.tables import MatrixLine, PlanLine, Tables, TargetLine
from app.web.policies.version_changes import version_before

Rows = Sequence[Sequence[str]]


def as_markdown(version: PublishedPolicy, public_url: str, head: PolicyHead) -> str:
    """The whole version, ending in a newline."""
    policy = version.policy
    blocks = MarkdownBlocks(policy)
    body = version.body.splitlines()
    marks = headings(version.body)
    parts = [_head(head, public_url)]
    parts.append(blocks.prose(body[: marks[0].line if marks else None]))
    ends = [*(mark.line for mark in marks[1:]), len(body)]
    for mark, end in zip(marks, ends, strict=True):
        parts.append(f"{'#' * mark.level} {mark.title} {{#{mark.id}}}")
        parts.append(blocks.prose(body[mark.line + 1 : end]))
        parts += [blocks.reading(reading.id) for reading in policy.readings.values() if reading.clause == mark.id]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(head: PolicyHead, public_url: str) -> str:
    policy = head.policy
    facts = [*head.facts, ("Policy hash", policy.hash), ("This page", public_url + head.url("policies.show"))]
    if version_before(head.shown, head.versions):
        changes = url_for("policies.changes_markdown", slug=policy.slug, version=policy.version)
        facts.append(("What changed since the version before", public_url + changes))
    facts.append(("The vendor’s own text, which prevails", policy.source_url))
    return "\n".join([f"# {policy.title}", "", policy.summary, "", *(f"- {term}: {value}" for term, value in facts)])


class MarkdownBlocks:
    """The tables of a policy in Markdown, each by the name with which prose places it."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.tables = Tables(policy)
        self._drawn: dict[str, Callable[..., Iterator[str]]] = {
            "products": self._products,
            "plans": self._plans,
            "tiers": self._tiers,
            "severities": self._severities,
            "targets": self._targets,
            "schedules": self._schedules,
            "entitlements": self._entitlements,
            "scope": self._scope,
            "lifecycle": self._lifecycle,
            "exclusions": self._exclusions,
            "clock-pauses": self._pauses,
            "contacts": self._contacts,
            "case": self._case,
            "escalation": self._escalation,
            "terms": self._terms,
            "decision": self._decision,
        }

    def prose(self, lines: Sequence[str]) -> str:
        """Prose with its tables drawn and its values filled in."""
        parts = split(fill(self.policy, "\n".join(lines)))
        return "\n\n".join(self._block(part) if isinstance(part, Block) else part.strip() for part in parts)

    def _block(self, block: Block) -> str:
        return "\n".join(self._drawn[block.name](*block.args)).strip()

    def reading(self, name: str) -> str:
        """One of our readings as a quotation."""
        found = self.policy.readings[name]
        return (
            f"> **Our reading** {{#reading-{name}}}\n>\n> {found.read_as}\n>\n> - What the text says: {found.says}\n"
            f"> - The other reading: {found.other}\n> - What it changes for you: {found.changes}"
        )

    def _products(self) -> Iterator[str]:
        for product in self.policy.products:
            yield f"- **{product.name}**: {product.text}"
            yield from (f"    - Part of it: {part}" for part in product.components)
            yield from (f"    - {boundary}" for boundary in product.boundaries)

    def _plans(self) -> Iterator[str]:
        rows = []
        for plan in self.policy.plans:
            tiers = "; ".join(map(_leads_to, self.tables.plan_lines(plan)))
            rows.append((plan.name, plan.text, tiers or NOT_STATED))
        yield from table(("Plan", "What it is", "Support tier"), rows)

    def _tiers(self) -> Iterator[str]:
        rows = []
        for tier in self.policy.tiers:
            channels = ", ".join(self.tables.channel_text(channel) for channel in tier.channels)
            allowance = f"{allowance_text(tier.allowance)}. {tier.allowance.text}".removesuffix(". ")
            rows.append((tier.name, tier.text + _marks(tier.readings), channels, tier.hours, tier.price, allowance))
        yield from table(("Tier", "What it is", "Channels", "Hours", "Price", "Incidents"), rows)

    def _severities(self) -> Iterator[str]:
        rows = [
            (severity_text(s), s.definition + _marks(s.readings), " ".join(s.examples), s.effort)
            for s in self.policy.severities
        ]
        yield from table(("Severity", "Definition", "Examples", "What the vendor does"), rows)

    def _targets(self, *wanted: str) -> Iterator[str]:
        for terms in self.tables.measures(wanted):
            yield from (f"**{terms.title}.** {terms.means}", "")
            rows = [
                (severity_text(row.severity), *(" or ".join(map(_promised, lines)) for _, lines in row.cells))
                for row in self.tables.targets(terms.measure)
            ]
            yield from table(("Severity", *(tier.name for tier in self.policy.tiers)), rows)
            yield ""

    def _schedules(self) -> Iterator[str]:
        for name, terms in self.policy.schedules.items():
            hours = hours_text(terms.schedule)
            yield f"- **{terms.schedule.title}**: {terms.text}{_marks(terms.readings)}"
            yield f"    - {hours}, in {terms.schedule.zone}"
            yield f"    - Counts for: {self.tables.used_by(name) or 'no target'}"
            for year, days in self.tables.by_year(terms.schedule.closed.items()):
                yield f"    - Closed in {year}: " + "; ".join(f"{day_text(day)} ({why})" for day, why in days)
            for day, why in sorted(terms.schedule.advisory.items()):
                yield f"    - May turn out closed: {day_text(day)} ({why})"
            if terms.closed_source:
                yield f"    - Source of the dates: {terms.closed_source}"

    def _entitlements(self) -> Iterator[str]:
        yield from self._matrix("Entitlement", self.policy.entitlements)

    def _scope(self) -> Iterator[str]:
        yield from self._matrix("Area", self.policy.scope)

    def _matrix(self, title: str, rows: Sequence[MatrixRow]) -> Iterator[str]:
        tiers, lines = self.tables.columns(rows), self.tables.matrix_lines
        cells = [
            (
                f"{row.name}. {row.text}".strip() + _marks(row.readings),
                *("; ".join(map(_granted, lines(row, t))) for t in tiers),
            )
            for row in rows
        ]
        yield from table((title, *(tier.name for tier in tiers)), cells)

    def _lifecycle(self) -> Iterator[str]:
        yield from table(("Phase", "Support", "Fixes"), [(p.name, p.support, p.fixes) for p in self.policy.lifecycle])

    def _exclusions(self) -> Iterator[str]:
        yield from _statements(self.policy.exclusions)

    def _pauses(self) -> Iterator[str]:
        yield from _statements(self.policy.clock_pauses)

    def _contacts(self) -> Iterator[str]:
        yield from map(_contact, self.policy.contacts)

    def _case(self) -> Iterator[str]:
        intake = self.policy.intake
        yield from (f"- Who may open a case: {intake.who}", f"- Language: {intake.language}", "- What it carries:")
        yield from (f"    - {field.label}{'' if field.is_required else ' (optional)'}" for field in intake.fields)
        yield from (f"- {rule}" for rule in intake.rules)

    def _escalation(self) -> Iterator[str]:
        found = self.policy.escalation
        if found:
            yield from (f"- {found.text}", f"- To raise the severity: {found.raise_severity}")
            yield f"- When an answer is overdue: {found.when_overdue}"
            yield from (_contact(self.policy.contact_by_id[name]) for name in found.go_to)

    def _terms(self) -> Iterator[str]:
        yield from (f"- **{term}**: {text}" for term, text in self.policy.terms.items())

    def _decision(self, name: str) -> Iterator[str]:
        rows = [
            (
                " and ".join(f"{c.label} {c.values}" for c in row.conditions) or "otherwise",
                row.then,
                row.rule.because + _marks(row.rule.readings),
            )
            for row in self.tables.rules.rows(name)
        ]
        yield from table(("When", "Then", "Because"), rows)


def table(columns: Sequence[str], rows: Rows) -> Iterator[str]:
    """A Markdown table, line by line."""
    ruled = [columns, ["---"] * len(columns), *rows]
    return (f"| {' | '.join(cell.replace('|', '&#124;') for cell in row)} |" for row in ruled)


def _marks(readings: Sequence[str]) -> str:
    """Links to the readings that something rests on."""
    return "".join(f" ([our reading](#reading-{name}))" for name in readings)


def _statements(found: Sequence[Statement]) -> Iterator[str]:
    return (f"- {statement.text}{_marks(statement.readings)}" for statement in found)


def _contact(contact: Contact) -> str:
    address = contact.address.removeprefix("mailto:") if contact.address else "no address is stated by the vendor"
    return f"- **{contact.name}** ({contact.kind.replace('_', ' ')}): {address}. {contact.text}"


def _leads_to(line: PlanLine) -> str:
    condition = f", if: {line.condition}" if line.condition else ""
    return f"{line.tier.name}{condition}{_marks(line.rule.readings)}"


def _promised(line: TargetLine) -> str:
    schedule = f" ({line.schedule.schedule.title})" if line.schedule else ""
    return f"{line.text}{schedule}{_marks(line.target.readings)}"


def _granted(line: MatrixLine) -> str:
    return " ".join(part for part in (line.value, f"at {line.at}" if line.at else "", line.text) if part)
