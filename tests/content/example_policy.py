"""A small, complete policy file of a made-up vendor, for tests to change and read."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import yaml

from app.content.front_matter import read_source
from app.content.library import PublishedPolicy
from app.content.placements import check_prose
from app.content.policy_reader import read_policy
from app.content.problems import Problem, Problems
from app.domain.policy import Policy
from app.domain.proof import Finding, prove

PATH = "content/policies/acme/1.0.md"

FRONT_MATTER = """\
title: Acme support policy
vendor: Acme
site: https://acme.example
summary: How Acme supports its database.
version: "1.0"
effective_on: 2026-01-01
captured_on: 2026-01-02
source:
  title: Support
  url: https://acme.example/support
clauses:
  about: section 1
  tiers: section 2
  severities: section 3
  targets: section 4
  hours: section 5
products:
  acme:
    name: Acme
    text: The database.
    clause: about
plans:
  starter:
    name: Starter
    text: A licence with a few incidents.
    clause: tiers
  full:
    name: Full
    text: A licence with everything.
    clause: tiers
tiers:
  basic:
    name: Basic
    text: Cases in office hours.
    clause: tiers
    price: free
    hours: Office hours
    schedule: office
    channels: [web]
    allowance:
      incidents: 2
      per: month
      used: incidents_used
      add_ons: incidents_bought
    opens_cases: yes
  gold:
    name: Gold
    text: Cases at all hours.
    clause: tiers
    price: EUR 100 a month
    hours: All hours
    schedule: always
    channels:
      - web
      - id: phone
        name: Phone
        contact: hotline
        severities: [1]
    allowance: unlimited
    opens_cases: yes
severities:
  1:
    label: S1
    name: Critical
    definition: Production is down.
    clause: severities
    effort: Work without a break.
  2:
    label: S2
    name: Major
    definition: Production is degraded.
    clause: severities
    effort: Work in office hours.
  3:
    label: S3
    name: Minor
    definition: A blemish.
    clause: severities
    effort: Work in a later release.
targets:
  first_response:
    title: First response
    means: A person answers.
    clause: targets
    table:
      basic:
        1: 1 business day on office
        2: 2 business days on office
        3:
          target: 3 business days on office
          reading: third-day
      gold:
        1: 2 hours on always
        2: 4 business hours on office
        3: 1 business day on office
  resolution:
    title: Resolution
    means: The problem is gone.
    clause: targets
    table:
      basic:
        all: none promised
      gold:
        all: none promised
calendars:
  festival:
    title: Feasts
    source: made up
    dates:
      2026-06-19: Festival
schedules:
  office:
    title: Office hours
    zone: Europe/Berlin
    open:
      mon-fri: 09:00-17:00
    closed: [festival]
    text: Monday to Friday.
    clause: hours
  always:
    title: Always
    zone: UTC
    open:
      every day: 00:00-24:00
    text: Day and night.
    clause: hours
entitlements:
  sessions:
    name: Screen sharing
    clause: tiers
    tiers:
      basic: not included
      gold: included
scope:
  database:
    name: The database
    clause: about
    tiers:
      basic: supported
      gold: supported
figures:
  fee: EUR 20 an hour
terms:
  Case: One problem.
contacts:
  portal:
    name: Portal
    kind: portal
    address: https://support.acme.example
    text: For cases.
    clause: about
  hotline:
    name: Hotline
    kind: phone
    text: No number is stated.
    clause: about
case:
  clause: about
  who: Everybody.
  language: English
  fields:
    version:
      label: Version
      required: yes
questions:
  need:
    text: What do you need?
    why: It parts cases from the rest.
    clause: about
    options:
      broken: Something is broken
      question: I have a question
      existing: I have a case
  plan:
    text: Which licence do you have?
    why: It decides the tier.
    clause: tiers
    options_from: plans
    may_not_know: yes
  incidents_used:
    text: How many incidents have you used?
    why: They are limited.
    clause: tiers
    number:
      unit: incidents
      most: 50
    may_not_know: yes
  incidents_bought:
    text: How many have you bought?
    why: They come on top.
    clause: tiers
    number:
      unit: incidents
      most: 50
  impact:
    text: How bad is it?
    why: It decides the severity.
    clause: severities
    options:
      outage: It is down
      degraded: It is slow
      blemish: It is ugly
    may_not_know: yes
  environment:
    text: Is it production?
    why: The gravest severity is for production.
    clause: severities
    options:
      production: "Yes"
      test: "No"
    may_not_know: yes
decisions:
  outcome:
    title: Where to go
    hit_policy: unique
    rules:
      - when: {need: existing}
        then: existing-case
        because: You have a case.
        clause: about
      - when: {need: question}
        then: ask-around
        because: Questions go to the forum.
        clause: about
      - when: {need: broken, allowance: [left, unlimited]}
        then: open-case
        because: Your tier includes cases.
        clause: tiers
      - when: {need: broken, allowance: used_up}
        then: buy-more
        because: No incident is left.
        clause: tiers
  tier:
    title: Which tier
    hit_policy: unique
    rules:
      - when: {plan: starter}
        then: basic
        because: Starter has Basic.
        clause: tiers
      - when: {plan: full}
        then: gold
        because: Full has Gold.
        clause: tiers
  severity:
    title: Which severity
    hit_policy: unique
    rules:
      - when: {impact: outage}
        then: 1
        because: It is down.
        clause: severities
      - when: {impact: degraded}
        then: 2
        because: It is slow.
        clause: severities
      - when: {impact: blemish}
        then: 3
        because: It is ugly.
        clause: severities
  cap:
    title: Highest severity
    hit_policy: unique
    rules:
      - when: {environment: production}
        then: none
        because: It is production.
        clause: severities
      - when: {environment: test}
        then: 2
        because: The gravest severity is for production.
        clause: severities
outcomes:
  open-case:
    kind: open_case
    title: Open a case
    text: Use the portal.
    clause: about
    go_to: [portal]
    eligible: yes
    accepts_case: yes
    decides_severity: yes
  buy-more:
    kind: per_agreement
    title: Buy incidents
    text: None is left.
    clause: tiers
    eligible: no
    accepts_case: no
    decides_severity: no
  ask-around:
    kind: forum
    title: Ask the others
    text: They may know.
    clause: about
    eligible: no
    accepts_case: no
    decides_severity: no
  existing-case:
    kind: existing_case
    title: Go on in your case
    text: Answer there.
    clause: about
    go_to: [portal]
    eligible: yes
    accepts_case: no
    decides_severity: no
conditions:
  call-as-well:
    text: Call as well.
    when: {severity: 1, tier: gold}
    clause: about
readings:
  third-day:
    clause: targets
    says: The text names two times.
    read_as: The longer one.
    other: The shorter one.
    changes: When an answer is due.
    alternative:
      target: 1 business day on office
"""

BODY = """\
## About {#about}

What Acme promises.

[[products]]

## Tiers {#tiers}

[[tiers]]

A session costs [[figure fee]].

## Severities {#severities}

[[severities]]

## Targets {#targets}

[[targets first_response]]

## Hours {#hours}

[[schedules]]
"""

TEXT = f"---\n{FRONT_MATTER}---\n{BODY}"

Data = dict[str, Any]
Change = Callable[[Data], object]


def front_matter() -> Data:
    """The front matter as plain data, to be changed at will."""
    source = read_source(PATH, TEXT.encode(), Problems(PATH))
    assert source is not None
    return deepcopy(source.data)


def changed(change: Change) -> str:
    """The text of the example with its front matter changed."""
    data = front_matter()
    change(data)
    return f"---\n{yaml.safe_dump(data, sort_keys=False, allow_unicode=True)}---\n{BODY}"


def replaced(*pairs: tuple[str, str]) -> str:
    """The text of the example with pieces of it replaced; each piece must stand there."""
    text = TEXT
    for old, new in pairs:
        assert old in text, f"the example does not say {old!r}"
        text = text.replace(old, new, 1)
    return text


def problems_of(text: str) -> list[Problem]:
    """Everything that is wrong with a policy's text, figures repeated in its prose included."""
    problems = Problems(PATH)
    read = read_policy(PATH, "acme", "1.0", text.encode(), problems)
    source = read_source(PATH, text.encode(), Problems(PATH))
    if read is not None and source is not None:
        check_prose(read[0], source.body, source.body_line, problems)
    return problems.found


def policy_of(text: str = TEXT) -> Policy:
    """The policy of a text in which nothing is wrong."""
    problems = Problems(PATH)
    read = read_policy(PATH, "acme", "1.0", text.encode(), problems)
    assert read is not None, "\n".join(map(str, problems.found))
    return read[0]


def policy(change: Change | None = None) -> Policy:
    """The example as a policy, with its front matter changed."""
    return policy_of(changed(change) if change else TEXT)


def published(text: str = TEXT) -> PublishedPolicy:
    """The example as it is published."""
    read = policy_of(text)
    return PublishedPolicy(read, text.split("---\n", 2)[2], PATH, prove(read))


def findings(change: Change | None = None) -> list[Finding]:
    """What the proof finds in the changed example."""
    return list(prove(policy(change)).findings)


def rule(when: dict[str, object], then: object, clause: str = "about", **more: object) -> Data:
    """A rule as it stands in front matter."""
    return {"when": when, "then": then, "because": "It is so.", "clause": clause, **more}
