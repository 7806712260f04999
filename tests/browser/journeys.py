"""Runs through the triage with what they must come to, typed by hand from the vendors' texts and our readings."""

from typing import NamedTuple

# A Saturday, noon in Helsinki: 11:00 in Stockholm and Berlin, 10:00 in UTC. Business hours are closed.
REPORTED_AT = "2026-12-05T12:00"
ZONE = "Europe/Helsinki"


class Journey(NamedTuple):
    """Answers by question, and the outcome: its title, severity and tier, the targets by the clock of ZONE, and what
    else the page must say."""

    name: str
    policy: str
    answers: dict[str, str]
    title: str
    severity: str = ""
    tier: str = ""
    first_response: str = ""
    resolution: str = ""
    says: tuple[str, ...] = ()
    has_case: bool = True


JOURNEYS = [
    Journey(
        "severalnines, gravest",
        "severalnines",
        {
            "product": "clustercontrol",
            "need": "broken",
            "plan": "enterprise",
            "concerns": "product",
            "phase": "ga",
            "impact": "all-down",
            "workaround": "none",
            "business": "halted",
            "environment": "production",
        },
        "Open a case",
        "SEV-1 Critical",
        "Enterprise",
        "14:00 Saturday 5 December 2026",  # section 4.2: 2 hours, 24x7
        "None promised",
        (
            "2 hours",
            "Support is open",
            "Unlimited incidents",
            "Only a case administrator whom your organisation has designated",  # section 6
            "Use your organisation's e-mail address, and give your Support ID.",
            "at SEV-1 it has no limit of time",  # section 3.3
        ),
    ),
    Journey(
        "severalnines, no case",
        "severalnines",
        {"product": "clustercontrol", "need": "broken", "plan": "community-edition"},
        "Ask in the community forums",
        tier="Community",
        says=("The Community tier has no cases.", "no time is promised"),
        has_case=False,
    ),
    Journey(
        "severalnines, less than hoped",
        "severalnines",
        {
            "product": "clustercontrol",
            "need": "broken",
            "plan": "advanced",
            "concerns": "product",
            "phase": "maintenance",
            "incidents_used": "12",
            "incidents_bought": "1",
            "impact": "only-cluster-down",
            "workaround": "none",
            "business": "halted",
            "environment": "production",
            "own_hours": "no",
        },
        "Open a case",
        "SEV-1 Critical",
        "Advanced",
        "18:00 Monday 7 December 2026",  # one business day from Monday's opening: 17:00 in Stockholm
        "None promised",
        (
            "1 business day",
            "Support is closed",
            "12 incidents a contract year + 1 bought, 12 used: 1 left",
            "A case from outside business hours waits for the next business day.",  # section 3.2
            "Fixes that exist are available; no new ones are made.",  # section 7
        ),
    ),
    Journey(
        "clickhouse, gravest",
        "clickhouse",
        {
            "product": "clickhouse",
            "need": "broken",
            "cause": "none-of-these",
            "release_line": "stable",
            "releases_behind": "0",
            "support_tier": "enterprise",
            "environment": "production",
            "impact": "data-lost",
            "maturity": "production-ready",
            "channel": "chat",
        },
        "Open a case",
        "Severity Level 1 Critical business impact",
        "Enterprise",
        "12:30 Saturday 5 December 2026",  # 30 minutes, which we read as around the clock
        "None promised",
        (
            "30 minutes",
            "They run in normal business hours only, like all other targets.",  # the other reading
            "Do not report it by e-mail, because a production case by e-mail starts at level 3.",
            "Write in English",
        ),
    ),
    Journey(
        "clickhouse, no case",
        "clickhouse",
        {"product": "no-subscription", "need": "broken"},
        "Ask the community",
        says=("You have no support subscription", "no answer is promised"),
        has_case=False,
    ),
    Journey(
        "clickhouse, less than hoped",
        "clickhouse",
        {
            "product": "clickhouse-cloud",
            "need": "broken",
            "cause": "none-of-these",
            "cloud_release": "current",
            "support_tier": "basic",
            "environment": "production",
            "impact": "data-lost",
        },
        "Open a case",
        "Severity Level 3 Minor business impact, or a general question",
        "Basic",
        "02:00 Tuesday 8 December 2026",  # 24 normal business hours: the whole of Monday in UTC
        "None promised",
        (
            "24 business hours",
            "By the facts alone this would be Severity Level 1 Critical business impact",
            "Basic is not entitled to levels 1 and 2",
        ),
    ),
    Journey(
        "photoprism, gravest",
        "photoprism",
        {
            "product": "photoprism",
            "need": "broken",
            "plan": "gold",
            "incidents_used": "3",
            "reach": "majority",
            "workaround": "missing",
            "business": "affected",
        },
        "Report the incident to the team",
        "Severity 1 Urgent",
        "Gold",
        "18:00 Monday 7 December 2026",  # 8 business hours: all of Monday in Berlin
        "18:00 Tuesday 8 December 2026",  # 16 business hours
        ("8 business hours", "16 business hours", "4 incidents a month, 3 used: 1 left", "Support is closed"),
    ),
    Journey(
        "photoprism, no case",
        "photoprism",
        {"product": "photoprism", "need": "services"},
        "Ask for professional services",
        says=("Custom development, consulting and training come in addition to support.",),
        has_case=False,
    ),
    Journey(
        "photoprism, less than hoped",
        "photoprism",
        {
            "product": "photoprism",
            "need": "broken",
            "plan": "professional",
            "incidents_used": "0",
            "reach": "majority",
            "workaround": "missing",
            "business": "affected",
        },
        "Report the incident to the team",
        "Severity 1 Urgent",
        "Professional",
        "None promised",
        "None promised",
        (
            "1 incident a month, 0 used: 1 left",
            "Your tier promises nothing at this severity, and something at the lowest. Report it as what it is",
        ),
    ),
    Journey(
        "clusterpoint, gravest",
        "clusterpoint",
        {
            "product": "clusterpoint-cloud",
            "need": "broken",
            "sla_agreement": "standard",
            "plan": "production-support",
            "environment": "production",
            "effect": "stopped",
        },
        "Open a case by e-mail",
        "Severity 1 Production stopped or seriously disrupted",
        "Production Support",
        "14:00 Saturday 5 December 2026",  # 2 hours, which we read as around the clock
        "Unknown",
        ("2 hours", "Call as well as writing.", "the vendor's text gives no number"),
    ),
    Journey(
        "clusterpoint, no case",
        "clusterpoint",
        {"product": "clusterpoint-cloud", "need": "forums"},
        "Ask in the support forums",
        says=("Every tier includes the support forums.",),
        has_case=False,
    ),
    Journey(
        "clusterpoint, less than hoped",
        "clusterpoint",
        {
            "product": "clusterpoint-cloud",
            "need": "broken",
            "sla_agreement": "standard",
            "plan": "cloud-account",
            "monthly_spend": "200",
            "environment": "production",
            "effect": "stopped",
        },
        "Open a case by e-mail",
        "Severity 1 Production stopped or seriously disrupted",
        "Basic Support",
        "Best effort",
        "Best effort",
        (
            "Usually within 24 hours: that is no target.",
            "Who spends exactly the limit has Basic Support.",
            "The limit itself is enough for Production Support.",  # the other reading
            "On Basic Support no promise depends on the severity.",
        ),
    ),
]

GRAVEST = {journey.policy: journey for journey in JOURNEYS if journey.name.endswith("gravest")}
