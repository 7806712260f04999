"""What is covered, for whom: products, plans, tiers, severities, entitlements, scope, and what goes with a case."""

from collections.abc import Iterator
from typing import Any

from app.domain.change import Change, Direction
from app.domain.comparison.facets import (
    CLAUSE,
    READINGS,
    About,
    Facet,
    Sort,
    conditions,
    differences,
    promised,
    said,
    several,
    texts,
    value,
)
from app.domain.comparison.pairing import paired_alike
from app.domain.hours_words import joined
from app.domain.policy import Allowance, MatrixCell, Policy
from app.domain.wording import allowance_text, severity_text


def _product(policy: Policy, name: str | None) -> str:
    return next((product.name for product in policy.products if product.id == name), name or "")


def _contact(policy: Policy, name: str | None) -> str:
    found = policy.contact_by_id.get(name or "")
    return found.name if found else name or ""


def contacts_text(policy: Policy, names: Any) -> str:
    """Places to go, by their names."""
    return joined([_contact(policy, name) for name in names])


def levels_text(policy: Policy, levels: Any) -> str:
    """Severities by their labels; none named stands for all."""
    return joined([s.label for s in policy.severities if s.level in levels]) or "every severity"


PRODUCTS = Sort(
    lambda _, item: f"product {item.name}",
    lambda _, item: item.text or item.name,
    (
        value("name", "name"),
        value("text", "what it is"),
        texts("components", "part"),
        texts("boundaries", "limit"),
        CLAUSE,
    ),
)

PLANS = Sort(
    lambda _, item: f"plan {item.name}",
    lambda _, item: item.text or item.name,
    (value("name", "name"), value("product", "product", _product), value("text", "what it is"), CLAUSE),
)

CONTACTS = Sort(
    lambda _, item: f"contact {item.name}",
    lambda _, item: " ".join(each for each in (item.address, item.text) if each),
    (
        value("name", "name"),
        value("kind", "kind"),
        value("address", "address"),
        value("text", "what it is for"),
        CLAUSE,
    ),
)


def _wider(before: Any, after: Any) -> Direction:
    """Whether a channel is open at more severities; none named stands for all."""
    if not after or (before and set(before) < set(after)):
        return Direction.BETTER
    return Direction.WORSE if not before or set(after) < set(before) else Direction.OTHER


CHANNELS = Sort(
    lambda _, item: f"channel {item.name}",
    lambda policy, item: f"{levels_text(policy, item.severities)}. {item.text}".strip(" ."),
    (
        value("name", "name"),
        value("contact", "contact", _contact),
        value("severities", "open at", levels_text, _wider),
        value("text", "terms"),
    ),
)


def _question(policy: Policy, name: str | None) -> str:
    found = policy.question_by_id.get(name or "")
    return f"“{found.text}”" if found else name or ""


_ALLOWANCE = (
    value("text", "incidents included, terms"),
    value("used", "incidents used are asked by", _question),
    value("add_ons", "incidents bought are asked by", _question),
)


def _allowance(about: About, was: Allowance, now: Allowance) -> Iterator[Change]:
    if (was.kind, was.incidents, was.per) != (now.kind, now.incidents, now.per):
        yield about.part("incidents", "incidents included").told(
            allowance_text(was), allowance_text(now), _more(was, now)
        )
    yield from differences(about, _ALLOWANCE, was, now)


def _more(was: Allowance, now: Allowance) -> Direction:
    """Whether more incidents are included; a month and a year, or what is not stated, are not compared."""
    if "unstated" in (was.kind, now.kind) or (was.kind == now.kind == "limited" and was.per != now.per):
        return Direction.OTHER
    before, after = _incidents(was), _incidents(now)
    return Direction.OTHER if before == after else Direction.BETTER if before < after else Direction.WORSE


def _incidents(allowance: Allowance) -> float:
    return {"unlimited": float("inf"), "none": 0}.get(allowance.kind, allowance.incidents or 0)


def _schedule(policy: Policy, name: str | None) -> str:
    terms = policy.schedules.get(name or "")
    return terms.schedule.title if terms else name or ""


TIERS = Sort(
    lambda _, item: f"tier {item.name}",
    lambda _, item: item.text or item.name,
    (
        value("opens_cases", "opens cases", said, promised),
        Facet("allowance", "", _allowance),
        several("channels", CHANNELS),
        value("hours", "hours"),
        value("schedule", "schedule", _schedule),
        value("price", "price"),
        value("name", "name"),
        value("text", "what it is"),
        CLAUSE,
        READINGS,
    ),
)

SEVERITIES = Sort(
    lambda _, item: severity_text(item),
    lambda _, item: item.definition or item.name,
    (
        value("label", "label"),
        value("name", "name"),
        value("definition", "definition"),
        value("effort", "what the vendor does"),
        texts("examples", "example"),
        CLAUSE,
        READINGS,
    ),
    key=lambda item: str(item.level),
    level=lambda item: int(item.level),
)


MEASURES = Sort(
    lambda _, item: item.title,
    lambda _, item: item.means,
    (value("title", "title"), value("means", "what it means"), CLAUSE),
    key=lambda item: str(item.measure),
)


def _cell(policy: Policy, cells: tuple[MatrixCell, ...]) -> str:
    return "; ".join(_granted(policy, cell) for cell in cells)


def _granted(policy: Policy, cell: MatrixCell) -> str:
    at = f" at {levels_text(policy, cell.severities)}" if cell.severities else ""
    return f"{cell.value}{at}{': ' if cell.text else ''}{cell.text}"


_GRANTED = {"included": True, "supported": True, "not included": False, "not supported": False}


def _grants(before: tuple[MatrixCell, ...], after: tuple[MatrixCell, ...]) -> Direction:
    """Whether something is included that was not; only for cells that say so for all severities, without terms."""
    if any(len(cells) != 1 or cells[0].severities or cells[0].text for cells in (before, after)):
        return Direction.OTHER
    return promised(_GRANTED.get(before[0].value), _GRANTED.get(after[0].value))


def _cells(about: About, was: Any, now: Any) -> Iterator[Change]:
    for tier in dict.fromkeys([*was, *now]):
        before, after = was.get(tier, ()), now.get(tier, ())
        if before != after:
            names = {**about.before.tier_by_id, **about.after.tier_by_id}
            part = about.part(tier, names[tier].name if tier in names else tier)
            yield part.told(_cell(about.before, before), _cell(about.after, after), _grants(before, after))


MATRIX = Sort(
    lambda _, item: item.name,
    lambda policy, item: item.text or "; ".join(
        f"{policy.tier_by_id[tier].name} {_cell(policy, cells)}" for tier, cells in item.cells.items()
    ),
    (Facet("cells", "", _cells), value("name", "name"), value("text", "terms"), CLAUSE, READINGS),
)  # fmt: skip

LIFECYCLE = Sort(
    lambda _, item: f"phase {item.name}",
    lambda _, item: f"{item.support}; {item.fixes}",
    (value("support", "support"), value("fixes", "fixes"), CLAUSE),
    key=lambda item: str(item.name),
)

SIDE_CONDITIONS = Sort(
    lambda _, __: "to be heeded",
    lambda _, item: item.text,
    (value("text", "text"), value("when", "when it holds", conditions), CLAUSE, READINGS),
)

_INTAKE_FIELDS = Sort(
    lambda _, item: f"asked for: {item.label}",
    lambda _, item: "required" if item.is_required else "optional",
    (value("label", "name"), value("is_required", "required"), value("help", "help"), value("is_long", "long text")),
)

INTAKE = (
    value("who", "who may open a case"),
    value("language", "language of cases"),
    several("fields", _INTAKE_FIELDS),
    texts("rules", "rule for cases"),
    CLAUSE,
)

ESCALATION = (
    value("text", "how"),
    value("raise_severity", "raising a severity"),
    value("when_overdue", "when an answer is overdue"),
    value("go_to", "where to go", contacts_text),
    CLAUSE,
)


def escalation(about: About, was: Any, now: Any) -> Iterator[Change]:
    """What differs in the ways to escalate; a policy may have none."""
    if was is None or now is None:
        yield about.told(was and was.text, now and now.text)
    else:
        yield from differences(about, ESCALATION, was, now)


STATEMENTS = Sort(
    lambda _, __: "",
    lambda _, item: item.text,
    (value("text", ""), CLAUSE, READINGS),
    key=lambda _: "",
    pair=lambda was, now: paired_alike(was, now, lambda item: item.text),
    is_ordered=False,
)
