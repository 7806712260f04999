"""Forms of desks that take no API, filled in: what the receipt and outcomes without a case offer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.content.library import PublishedPolicy
from app.domain.case import Case
from app.domain.case_fields import case_values
from app.domain.case_links import CaseText, filled_link
from app.domain.case_text import markdown_parts, quoted
from app.domain.evaluation import Verdict
from app.domain.policy import Policy
from app.domain.routing import CaseFacts, NamedDesk
from app.domain.triage import Position, Possibility
from app.domain.wording import severity_text
from app.web.site import library, site
from app.web.triage.links import triage_url

NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class DeskForm:
    """A desk's form, filled in; `text` is the whole, to paste or attach where the link is not."""

    title: str
    url: str
    is_whole: bool
    text: str


def form_of_case(case: Case) -> DeskForm | None:
    """The form by which this case reaches its desk; None where it is sent from here."""
    routing = library().routing
    desk = routing.desks.get(case.desk) if routing else None
    if desk is None or not desk.kind.is_form:
        return None
    parts = markdown_parts(case, site().settings.public_url)
    return _form(desk, CaseText(f"{case.reference} {case.summary}", parts, case_values(case, desk)))


def form_of_outcome(
    version: PublishedPolicy, at: Position, possibility: Possibility, typed: Mapping[str, str] = NOTHING
) -> DeskForm | None:
    """The form to which an outcome without a case leads; None where the routing names none."""
    policy, verdict, routing = version.policy, possibility.verdict, library().routing
    outcome = policy.outcomes[verdict.outcome]
    if routing is None or outcome.accepts_case:
        return None
    product = _product(policy, at)
    facts = CaseFacts(policy.slug, product, verdict.tier, verdict.severity, outcome.kind.value)
    desk = routing.form_for(facts)
    if desk is None:
        return None
    url = f"{site().settings.public_url}{triage_url(version, at.answers)}"
    title = typed.get("Summary") or f"{outcome.title}: {library().product_names.get(product or '', policy.vendor)}"
    return _form(desk, CaseText(title, (*_parts(at, typed), f"Answered at <{url}>"), _values(policy, verdict, product)))


def _form(desk: NamedDesk, text: CaseText) -> DeskForm:
    link = filled_link(desk, text)
    return DeskForm(desk.title, link.url, link.is_whole, "\n\n".join(text.parts) + "\n")


def _parts(at: Position, typed: Mapping[str, str]) -> Iterator[str]:
    yield from (f"## {label}\n\n{quoted(text)}" for label, text in typed.items())
    yield "## Answers\n\n" + "\n".join(f"- {each.question.text} **{each.label}**" for each in at.path)


def _product(policy: Policy, at: Position) -> str | None:
    own = [product.id for product in policy.products]
    answered = [answer.value for answer in at.path if answer.value in own]
    return answered[0] if answered else own[0] if len(own) == 1 else None


def _values(policy: Policy, verdict: Verdict, product: str | None) -> dict[str, str]:
    severity = policy.severity_by_level.get(verdict.severity or 0)
    tier = policy.tier_by_id.get(verdict.tier or "")
    return {
        "policy": policy.title,
        "policy_version": policy.version,
        "product": library().product_names.get(product or "", ""),
        "severity": severity_text(severity) if severity else "",
        "tier": tier.name if tier else "",
        "outcome": policy.outcomes[verdict.outcome].title,
    }
