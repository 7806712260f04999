"""The values of a case that a desk has fields of its own for."""

from app.domain.case import CaseDraft
from app.domain.routing import NamedDesk

VALUES = (
    "severity",
    "tier",
    "product",
    "policy",
    "policy_version",
    "outcome",
    "organisation",
    "contact_name",
    "contact_email",
)
"""What every case has, beside the fields that its policy demands."""


def case_values(case: CaseDraft, desk: NamedDesk) -> dict[str, str]:
    """Our values by our names, the severity as the desk calls it; what the policy demands stands under its own ids."""
    level = desk.severities.get(case.severity, "") if case.severity is not None else ""
    own = {
        "severity": level or case.severity_name,
        "tier": case.tier_name,
        "product": case.product,
        "policy": case.policy_title,
        "policy_version": case.policy_version,
        "outcome": case.outcome_title,
        "organisation": case.organisation,
        "contact_name": case.contact_name,
        "contact_email": case.contact_email,
    }
    return {each.id: each.value for each in case.fields} | own


def desk_fields(case: CaseDraft, desk: NamedDesk) -> tuple[tuple[str, str], ...]:
    """The desk's fields with their values, those that have one."""
    values = case_values(case, desk)
    return tuple((theirs, values[ours]) for ours, theirs in desk.fields.items() if values.get(ours))
