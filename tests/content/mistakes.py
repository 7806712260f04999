"""Mistakes that people make in a policy file: each a change of the example, and what the site says of it."""

from typing import NamedTuple


class Mistake(NamedTuple):
    """What is written instead of what, and the problem it makes: the text of its line, its field, message and hint."""

    name: str
    old: str
    new: str
    line: str
    field: str
    message: str
    hint: str


MOST = "      most: 50\n    may_not_know: yes"

MISTAKES = (
    # -- the schema is closed --
    Mistake(
        "a field that is not known", "  title: Support\n", "  title: Support\n  titel: x\n",
        "  titel: x", "source.titel", "this field is not known", "did you mean “title”?",
    ),
    Mistake(
        "a field at the top that is not known", "summary: How", "sumary: x\nsummary: How",
        "sumary: x", "sumary", "this field is not known", "did you mean “summary”?",
    ),
    Mistake(
        "a field like no other", "summary: How", "zzzzzz: x\nsummary: How",
        "zzzzzz: x", "zzzzzz", "this field is not known", "take it out, or see docs/policies.md for the fields there are",
    ),
    Mistake(
        "a missing field", "    why: It parts cases from the rest.\n", "",
        "  need:", "questions.need.why", "this field is missing", "add it",
    ),
    Mistake(
        "a value that is not allowed", "kind: forum\n", "kind: forums\n",
        "    kind: forums", "outcomes.ask-around.kind", "this value is not one of those allowed", "use 'open_case', 'forum'",
    ),
    Mistake(
        "neither yes nor no", "eligible: no\n", "eligible: perhaps\n",
        "    eligible: perhaps", "outcomes.buy-more.eligible", "this value is not one of those allowed", "use 'yes', 'no'",
    ),
    Mistake(
        "a field twice", "vendor: Acme\n", "vendor: Acme\nvendor: Acme\n",
        "vendor: Acme\nvendor: Acme", "", "“vendor” stands here twice", "check indents",
    ),
    # -- references --
    Mistake(
        "a tier that is not there", "then: gold\n", "then: golf\n",
        "        then: golf", "decisions.tier.rules.1.then", "there is no tier “golf”", "did you mean “gold”?",
    ),
    Mistake(
        "an outcome that is not there", "then: ask-around", "then: ask-arond",
        "        then: ask-arond", "decisions.outcome.rules.1.then", "there is no outcome “ask-arond”", "“ask-around”?",
    ),
    Mistake(
        "a clause that is not there", "clause: hours\n", "clause: hour\n",
        "    clause: hour", "schedules.office.clause", "there is no clause “hour”", "did you mean “hours”?",
    ),
    Mistake(
        "a contact that is not there", "go_to: [portal]", "go_to: [portal, nobody]",
        "    go_to: [portal, nobody]", "outcomes.open-case.go_to.1", "there is no contact “nobody”", "portal, hotline",
    ),
    Mistake(
        "a schedule that is not there", "2 hours on always", "2 hours on alway",
        "        1: 2 hours on alway", "targets.first_response.table.gold.1", "there is no schedule “alway”", "“always”?",
    ),
    Mistake(
        "a calendar that is not there", "closed: [festival]", "closed: [festivals]",
        "    closed: [festivals]", "schedules.office.closed.0", "there is no calendar “festivals”", "“festival”?",
    ),
    Mistake(
        "a reading that is not there", "reading: third-day", "reading: third",
        "          reading: third", "targets.first_response.table.basic.3.reading.0", "there is no reading “third”",
        "did you mean “third-day”?",
    ),
    Mistake(
        "a product that is not there", "    text: A licence with everything.\n", "    text: All.\n    product: acne\n",
        "    product: acne", "plans.full.product", "there is no product “acne”", "did you mean “acme”?",
    ),
    Mistake(
        "a question that is not there", "{impact: outage}", "{impac: outage}",
        "      - when: {impac: outage}", "decisions.severity.rules.0.when.impac", "there is no question or decision “impac”",
        "did you mean “impact”?",
    ),
    Mistake(
        "an answer that is not there", "{impact: outage}", "{impact: outrage}",
        "      - when: {impact: outrage}", "decisions.severity.rules.0.when.impact", "“impact” has no answer “outrage”",
        "use one of: outage, degraded, blemish",
    ),
    Mistake(
        "a severity that is not there", "severities: [1]", "severities: [7]",
        "        severities: [7]", "tiers.gold.channels.1.severities", "there is no severity 7", "name one of those",
    ),
    Mistake(
        "a rule for a severity that is not there", "then: 3\n", "then: 7\n",
        "        then: 7", "decisions.severity.rules.2.then", "“7” is no severity", "use one of: 1, 2, 3",
    ),
    Mistake(
        "a cap at a severity that is not there", "        then: none\n", "        then: nothing\n",
        "        then: nothing", "decisions.cap.rules.0.then", "“nothing” is no severity", "use one of: 1, 2, 3, none",
    ),
    Mistake(
        "a side condition on a tier that is not there", "{severity: 1, tier: gold}", "{severity: 1, tier: golf}",
        "    when: {severity: 1, tier: golf}", "conditions.call-as-well.when.tier", "“tier” has no answer “golf”",
        "use one of: basic, gold",
    ),
    Mistake(
        "an other reading on a schedule that is not there", "      target: 1 business day on office\n",
        "      target: 1 business day on offic\n",
        "      target: 1 business day on offic", "readings.third-day.alternative.target", "there is no schedule “offic”",
        "did you mean “office”?",
    ),
    # -- tables --
    Mistake(
        "a cell left out", "        2: 4 business hours on office\n", "",
        "      gold:\n        1: 2", "targets.first_response.table.gold", "severity 2 is left out", "give it a target",
    ),
    Mistake(
        "a tier left out", "      gold:\n        1: 2 hours on always\n        2: 4 business hours on office\n"
        "        3: 1 business day on office\n", "",
        "    table:", "targets.first_response.table", "the tier “gold” is left out", "give it a cell for each severity",
    ),
    Mistake(
        "a tier too many", "      gold:\n        1: 2 hours", "      silver:\n        all: unknown\n      gold:\n        1: 2 hours",
        "      silver:", "targets.first_response.table.silver", "there is no tier “silver”", "basic, gold",
    ),
    Mistake(
        "all beside a severity", "        1: 2 hours on always\n", "        all: unknown\n        1: 2 hours on always\n",
        "      gold:\n        all", "targets.first_response.table.gold", "“all” stands beside single severities", "keep one",
    ),
    Mistake(
        "rows that are not told apart", "        1: 2 hours on always\n", "        1: [1 hour on always, unknown]\n",
        "        1: [1 hour on always, unknown]", "targets.first_response.table.gold.1",
        "the rows of this cell are not told apart", "give every row a `when` but the last",
    ),
    Mistake(
        "an entitlement left out", "      basic: not included\n      gold: included\n",
        "      basic: included\n  extra:\n    name: X\n    clause: tiers\n    tiers: {basic: included, gold: included}\n",
        "    tiers:\n      basic: included\n", "entitlements.sessions.tiers", "the tier “gold” is left out", "`not stated`",
    ),
    Mistake(
        "a scope left out", "      basic: supported\n      gold: supported\n",
        "      basic: supported\n  other:\n    name: X\n    clause: tiers\n    tiers: {basic: supported, gold: supported}\n",
        "    tiers:\n      basic: supported\n", "scope.database.tiers", "the tier “gold” is left out", "`not stated`",
    ),
    Mistake(
        "severities not in a row", "  3:\n    label: S3", "  4:\n    label: S3",
        "severities:\n", "severities", "severities are not numbered 1, 2, 3 …", "start at 1, the gravest",
    ),
    # -- clauses and prose --
    Mistake(
        "a clause without a heading", "  hours: section 5\n", "  hours: section 5\n  extra: section 6\n",
        "  extra: section 6", "clauses.extra", "the body has no heading {#extra}", "add the heading to the body",
    ),
    Mistake(
        "a heading without a clause", "## Hours", "## Extra {#extra}\n\n## Hours",
        "## Extra {#extra}", "", "the heading “Extra” has no entry “extra” under clauses", "add it there with its place",
    ),
    Mistake(
        "a heading with the id of another", "## Hours", "## Again {#about}\n\n## Hours",
        "## Again {#about}", "", "the clause id “about” stands on two headings", "give one another id",
    ),
    Mistake(
        "prose that repeats a figure", "What Acme promises.", "Acme answers within 2 hours.",
        "Acme answers within 2 hours.", "", "the prose repeats a figure: “2 hours”", "a promise has one home",
    ),
    Mistake(
        "a placement that places nothing", "[[tiers]]", "[[tier]]",
        "[[tier]]", "", "[[tier]] places nothing", "see “Placements”",
    ),
    Mistake(
        "a figure that is not there", "[[figure fee]]", "[[figure fees]]",
        "A session costs [[figure fees]].", "", "[[figure fees]] places nothing", "see “Placements”",
    ),
    # -- what is never used --
    Mistake(
        "a clause that nothing names", "  hours: section 5\n", "  hours: section 5\n  extra: section 6\n",
        "  extra: section 6", "clauses.extra", "this clause is never used", "name it where it applies, or take it out of clauses",
    ),
    Mistake(
        "a reading that nothing names", "          reading: third-day\n", "",
        "  third-day:", "readings.third-day", "this reading is never used", "or take it out of readings",
    ),
    Mistake(
        "a schedule that nothing names", "schedules:\n  office:", "schedules:\n  spare:\n    title: Spare\n    zone: UTC\n"
        "    open: {mon: 09:00-17:00}\n    text: Never.\n    clause: hours\n  office:",
        "  spare:", "schedules.spare", "this schedule is never used", "or take it out of schedules",
    ),
    Mistake(
        "a calendar that nothing names", "    closed: [festival]\n", "",
        "  festival:", "calendars.festival", "this calendar is never used", "or take it out of calendars",
    ),
    # -- short forms --
    Mistake(
        "a zone that is none", "zone: Europe/Berlin", "zone: Berlin",
        "    zone: Berlin", "schedules.office.zone", "“Berlin” is no IANA time zone", "write Europe/Stockholm, UTC or customer",
    ),
    Mistake(
        "bands with a gap", MOST, f"      most: 50\n    bands: {{few: under 3, many: over 3}}\n    may_not_know: yes",
        "    bands: {few: under 3, many: over 3}", "questions.incidents_used.bands", "3 lies in no band",
        "bands must cover every number once",
    ),
    Mistake(
        "bands that overlap", MOST, "      most: 50\n    bands: {few: at most 3, many: at least 3}\n    may_not_know: yes",
        "    bands: {few: at most 3, many: at least 3}", "questions.incidents_used.bands", "3 lies in few and many",
        "bands must cover every number once",
    ),
    Mistake(
        "a month that is none", "effective_on: 2026-01-01", "effective_on: 2026-02-30",
        "effective_on: 2026-02-30", "effective_on", "“2026-02-30” is no date", "write 2026-06-01, or 2026-06 for a month",
    ),
    # -- questions and decisions --
    Mistake(
        "a question with options and a number", "    options_from: plans\n", "    options_from: plans\n    number: {most: 3}\n",
        "  plan:\n", "questions.plan", "a question has either options or a number", "give it one of the two",
    ),
    Mistake(
        "unknown as an option", "      existing: I have a case\n", "      existing: I have a case\n      unknown: Perhaps\n",
        "  need:\n", "questions.need", "“unknown” is kept for people who do not know", "set may_not_know: yes instead",
    ),
    Mistake(
        "a question by the name of something else", "questions:\n", "questions:\n  zone:\n    text: x\n    why: y\n"
        "    clause: about\n    options: {a: A, b: B}\n",
        "  zone:\n    text", "questions.zone", "“zone” is the name of something else", "give the question another id",
    ),
    Mistake(
        "a completion that is no reading", "  cap:\n", "    otherwise: {then: 3, because: Else., clause: severities}\n  cap:\n",
        "    otherwise: {then: 3, because: Else., clause: severities}", "decisions.severity.otherwise",
        "a completion rule must be marked as a reading", "add `reading: <id>`",
    ),
    Mistake(
        "a decision left out", "  severity:\n    title: Which", "  graveness:\n    title: Which",
        "decisions:\n", "decisions", "the decision “severity” is missing", "every triage decides it",
    ),
    Mistake(
        "a limited allowance without a number", "      incidents: 2\n", "      kind: limited\n",
        "    allowance:\n", "tiers.basic.allowance", "a limited allowance has incidents and a period", "incidents: 12",
    ),
    Mistake(
        "an allowance counted by no number", "used: incidents_used", "used: plan",
        "      used: plan", "tiers.basic.allowance.used", "there is no number question “plan”", "add it under questions",
    ),
)  # fmt: skip
