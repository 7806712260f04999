"""A desk gets our values under the names that it has for them."""

from app.domain.case_fields import VALUES, case_values, desk_fields
from app.domain.routing import DeskKind, NamedDesk
from tests.cases.samples import draft

DESK = NamedDesk(
    "rt",
    "RT",
    DeskKind.REQUEST_TRACKER,
    fields={"severity": "Severity", "support_id": "Contract", "key": "Key", "tier": "Tier"},
    severities={1: "S1"},
)


def test_fields_carry_the_desks_names_and_its_word_for_the_severity() -> None:
    assert desk_fields(draft(), DESK) == (("Severity", "S1"), ("Contract", "4711"), ("Tier", "Advanced"))


def test_a_severity_that_the_desk_has_no_word_for_goes_by_ours() -> None:
    assert dict(desk_fields(draft(severity=2, severity_name="Severity 2"), DESK))["Severity"] == "Severity 2"


def test_what_is_empty_is_left_out() -> None:
    assert "Tier" not in dict(desk_fields(draft(tier_name=""), DESK))


def test_every_value_that_the_guide_names_is_there() -> None:
    assert set(VALUES) <= set(case_values(draft(), DESK))
