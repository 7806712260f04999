"""The first rule that fits decides where a case goes."""

from app.domain.routing import CaseFacts, DeskKind, NamedDesk, Route, Routing, RoutingRule, Way, idle_rules, uncovered

CRITICAL, ACME, REST, BY_HAND = (
    Route(Way("rt", "Critical"), Way("mail")),
    Route(Way("rt")),
    Route(Way("mail")),
    Way("f"),
)
DESKS = {
    "rt": NamedDesk("rt", "RT", DeskKind.REQUEST_TRACKER),
    "mail": NamedDesk("mail", "Mail", DeskKind.SMTP),
    "f": NamedDesk("f", "Form", DeskKind.GITHUB_FORM),
}
ROUTING = Routing(
    DESKS,
    (
        RoutingRule({"severity": ("1",), "policy": ("acme", "other")}, CRITICAL),
        RoutingRule({"policy": ("acme",)}, ACME),
        RoutingRule({"outcome": ("feature_request",)}, Route(BY_HAND, is_by_hand=True)),
    ),
    REST,
)


def _facts(
    policy: str = "acme", severity: int | None = 3, outcome: str = "open_case", tier: str | None = "gold"
) -> CaseFacts:
    return CaseFacts(policy, "router", tier, severity, outcome)


def test_the_first_rule_whose_every_condition_holds_decides() -> None:
    assert ROUTING.route(_facts(severity=1)) == CRITICAL
    assert ROUTING.route(_facts()) == ACME
    assert ROUTING.route(_facts(policy="other")) == REST


def test_a_fact_that_is_not_known_fits_no_condition_on_it() -> None:
    routing = Routing(DESKS, (RoutingRule({"tier": ("gold",)}, ACME),), REST)
    assert routing.route(_facts(tier=None)) == REST
    assert ROUTING.route(_facts(severity=None, policy="other")) == REST


def test_a_form_is_found_where_the_route_leads_to_one() -> None:
    found = ROUTING.form_for(_facts(policy="other", outcome="feature_request"))
    assert found == DESKS["f"]
    assert ROUTING.form_for(_facts()) is None


def test_cases_without_a_desk_and_rules_without_a_case_are_found() -> None:
    rules = (RoutingRule({"policy": ("acme",)}, ACME), RoutingRule({"policy": ("acme",), "tier": ("gold",)}, CRITICAL))
    routing = Routing(DESKS, rules)
    assert uncovered(routing, [_facts(), _facts(policy="other")]) == [_facts(policy="other")]
    assert idle_rules(routing, [_facts(), _facts(policy="other")]) == [1]
