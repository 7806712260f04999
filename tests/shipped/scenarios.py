"""Customers' situations with what the vendors' texts give for them, typed by hand from the sources.

Two lines each: the answers; then the kind of outcome, tier, severity, target and due time (UTC), as far as there are
any. A case is reported on Thursday 18 June 2026 at 13:00 UTC (15:00 in Berlin and Stockholm, the day before Midsummer's
Eve) unless it says otherwise.
"""

from typing import NamedTuple


class Scenario(NamedTuple):
    """A customer's answers and what follows from them; `due` and `reported` are in UTC."""

    slug: str
    answers: str
    kind: str
    tier: str | None
    severity: int | None
    target: str | None
    due: str | None
    reported: str = "2026-06-18 13:00"


def _read(slug: str, text: str) -> list[Scenario]:
    lines = [line.strip() for line in text.strip().splitlines()]
    return [_scenario(slug, answers, said.split(" | ")) for answers, said in zip(lines[::2], lines[1::2], strict=True)]


def _scenario(slug: str, answers: str, said: list[str]) -> Scenario:
    reported = said.pop().removeprefix("reported ") if said[-1].startswith("reported ") else "2026-06-18 13:00"
    kind, tier, severity, target, due = said + [""] * (5 - len(said))
    level = int(severity) if severity else None
    return Scenario(slug, answers, kind, tier or None, level, target or None, due or None, reported)


CLOUD = "product=clusterpoint-cloud need=broken sla_agreement=standard"
SPENDS = f"{CLOUD} plan=cloud-account monthly_spend="
DB = "product=clusterpoint-db need=broken version=current sla_agreement=standard"
STOPPED = "environment=production effect=stopped"

CLUSTERPOINT = _read(
    "clusterpoint",
    f"""
{SPENDS}250 {STOPPED}
  open_case | production | 1 | 2 hours, around the clock | 2026-06-18 15:00
{SPENDS}200.01 {STOPPED}
  open_case | production | 1 | 2 hours, around the clock | 2026-06-18 15:00
{SPENDS}200 {STOPPED}
  open_case | basic | 1 | best effort (usually within 24 hours, which is no target)
{SPENDS}199.99 {STOPPED}
  open_case | basic | 1 | best effort (usually within 24 hours, which is no target)
{CLOUD} plan=production-support environment=production effect=interrupted
  open_case | production | 1 | 2 hours, around the clock | 2026-06-18 15:00
{CLOUD} plan=production-support environment=production effect=impaired
  open_case | production | 2 | 2 hours, around the clock | 2026-06-20 02:00 | reported 2026-06-20 00:00
{CLOUD} plan=production-support environment=production effect=nuisance
  open_case | production | 3 | 2 hours, around the clock | 2026-12-25 01:30 | reported 2026-12-24 23:30
{DB} {STOPPED}
  open_case | on-premises | 1 | 2 hours, around the clock | 2026-06-18 15:00
{DB} environment=elsewhere
  open_case | on-premises | 3 | 2 hours, around the clock | 2026-06-18 15:00
product=clusterpoint-db need=question version=current sla_agreement=standard
  open_case | on-premises | 3 | 2 hours, around the clock | 2026-06-18 15:00
product=clusterpoint-db need=broken version=other
  upgrade_first
product=clusterpoint-cloud need=broken sla_agreement=separate
  per_agreement
product=clusterpoint-db need=terms
  per_agreement
product=clusterpoint-cloud need=forums
  forum
product=clusterpoint-cloud need=existing
  existing_case
product=other
  not_covered
""",
)

PHOTO = "product=photoprism need=broken plan="
URGENT = "reach=majority workaround=missing business=affected"
HIGH = "reach=majority workaround=available revenue=affected"
NORMAL = "reach=majority workaround=available revenue=unaffected"

PHOTOPRISM = _read(
    "photoprism",
    f"""
{PHOTO}gold incidents_used=0 {URGENT}
  open_case | gold | 1 | 8 business hours | 2026-06-19 13:00
{PHOTO}enterprise incidents_used=1 {URGENT}
  open_case | enterprise | 1 | 8 business hours | 2026-06-19 13:00
{PHOTO}enterprise incidents_used=0 {HIGH}
  open_case | enterprise | 2 | 16 business hours | 2026-06-22 13:00
{PHOTO}enterprise incidents_used=0 {NORMAL}
  open_case | enterprise | 3 | 24 business hours | 2026-06-23 13:00
{PHOTO}gold incidents_used=3 {NORMAL}
  open_case | gold | 3 | 8 business hours | 2026-06-19 13:00
{PHOTO}gold incidents_used=0 reach=between
  open_case | gold | 3 | 8 business hours | 2026-06-22 15:00 | reported 2026-06-20 12:00
{PHOTO}gold incidents_used=0 reach=single-user
  open_case | gold | 4 | 24 business hours | 2026-06-23 13:00
{PHOTO}professional incidents_used=0 {URGENT}
  open_case | professional | 1 | none promised
{PHOTO}professional incidents_used=0 reach=small-share
  open_case | professional | 4 | 24 business hours | 2026-06-23 13:00
product=photoprism need=question plan=enterprise incidents_used=0
  open_case | enterprise | 4 | 24 business hours | 2026-10-28 14:00 | reported 2026-10-23 13:00
{PHOTO}enterprise incidents_used=0 reach=majority workaround=missing business=unaffected revenue=affected
  open_case | enterprise | 2 | 16 business hours | 2026-06-22 13:00
{PHOTO}enterprise incidents_used=0 reach=majority workaround=missing business=unaffected revenue=unaffected
  open_case | enterprise | 3 | 24 business hours | 2026-06-23 13:00
{PHOTO}professional incidents_used=1
  per_agreement | professional
{PHOTO}enterprise incidents_used=2
  per_agreement | enterprise
{PHOTO}gold incidents_used=4
  per_agreement | gold
{PHOTO}none
  forum
product=photoprism need=question plan=none
  documentation
product=photoprism need=services
  professional_services
product=photoprism need=extended
  per_agreement
product=photoprism need=existing
  existing_case
product=other
  not_covered
""",
)

CC = "product=clustercontrol need=broken plan="
ENTERPRISE = f"{CC}enterprise concerns=product phase=ga"
ADVANCED = f"{CC}advanced concerns=product phase=ga incidents_used=3"
ALL_DOWN = "impact=all-down workaround=none business=halted environment=production"

SEVERALNINES = _read(
    "severalnines",
    f"""
{ENTERPRISE} {ALL_DOWN}
  open_case | enterprise | 1 | 2 hours, around the clock | 2026-06-18 15:00
{ENTERPRISE} impact=data-loss environment=production
  open_case | enterprise | 1 | 2 hours, around the clock | 2026-12-25 00:59 | reported 2026-12-24 22:59
{ENTERPRISE} impact=only-cluster-down workaround=none business=halted environment=production
  open_case | enterprise | 1 | 2 hours, around the clock | 2026-06-18 15:00
{ENTERPRISE} impact=part-down environment=production
  open_case | enterprise | 2 | 4 hours, around the clock | 2026-06-18 17:00
{ENTERPRISE} impact=some own_hours=no
  open_case | enterprise | 3 | 1 business day | 2026-06-19 13:00
{ENTERPRISE} impact=minor own_hours=no
  open_case | enterprise | 4 | 2 business days | 2026-06-22 13:00
product=ccx-cloud need=broken concerns=product impact=many workaround=short environment=production
  open_case | enterprise | 2 | 4 hours, around the clock | 2026-06-18 17:00
{ADVANCED} {ALL_DOWN} own_hours=no
  open_case | advanced | 1 | 1 business day | 2026-06-19 13:00
{ADVANCED} {ALL_DOWN} own_hours=no
  open_case | advanced | 1 | 1 business day | 2026-06-22 15:00 | reported 2026-06-20 12:00
{ADVANCED} {ALL_DOWN} own_hours=no
  open_case | advanced | 1 | 1 business day | 2026-05-04 14:00 | reported 2026-04-30 14:00
{ADVANCED} {ALL_DOWN} own_hours=no
  open_case | advanced | 1 | 1 business day | 2026-12-28 09:00 | reported 2026-12-24 09:00
{ADVANCED} impact=minor own_hours=no
  open_case | advanced | 4 | 2 business days | 2026-06-22 13:00
product=clustercontrol need=question plan=advanced incidents_used=0 own_hours=no
  open_case | advanced | 4 | 2 business days | 2026-06-22 13:00
{ADVANCED} {ALL_DOWN} own_hours=yes
  open_case | advanced | 1 | 1 business day
{ADVANCED} impact=all-down workaround=none business=halted environment=other own_hours=no
  open_case | advanced | 3 | 1 business day | 2026-06-19 13:00
{CC}advanced concerns=product phase=ga incidents_used=12 incidents_bought=1 impact=some own_hours=no
  open_case | advanced | 3 | 1 business day | 2026-06-19 13:00
{CC}advanced concerns=product phase=ga incidents_used=12 incidents_bought=0
  per_agreement | advanced
{CC}enterprise concerns=outside phase=ga {ALL_DOWN}
  open_case | enterprise | 1 | 2 hours, around the clock | 2026-06-18 15:00
{CC}trial trial_agreed=yes concerns=product phase=ga {ALL_DOWN}
  open_case | enterprise | 1 | 2 hours, around the clock | 2026-06-18 15:00
{CC}trial trial_agreed=no
  forum | community
{CC}community-edition
  forum | community
{CC}advanced-self-serve nodes=5
  forum | community
{CC}advanced-self-serve nodes=6
  forum | community
{CC}enterprise concerns=product phase=end-of-support
  upgrade_first | enterprise
{CC}enterprise concerns=product phase=withdrawn
  not_covered | enterprise
{CC}enterprise concerns=split-brain
  not_covered | enterprise
{CC}enterprise concerns=performance
  professional_services | enterprise
product=clustercontrol need=extra extra=root-cause plan=enterprise incident_severity=lower
  professional_services | enterprise
product=clustercontrol need=extra extra=root-cause plan=enterprise incident_severity=critical
  existing_case | enterprise
product=clustercontrol need=extra extra=screen-sharing plan=advanced
  not_covered | advanced
product=clustercontrol need=feature plan=community-edition
  feature_request | community
product=clustercontrol need=question plan=community-edition searched=no
  documentation | community
product=provider-customer direct_agreement=no
  provider
product=provider-customer direct_agreement=yes
  per_agreement
product=ccx need=broken concerns=product phase=ga
  per_agreement
product=ccx-cloud need=existing-case
  existing_case
""",
)

BROKEN = "need=broken cause=none-of-these"
ASKS = "need=question cause=none-of-these"
SOFTWARE = f"product=clickhouse {BROKEN} release_line=stable releases_behind=0 support_tier="
READY = "maturity=production-ready channel=chat"
DOWN = "environment=production impact=down"

CLICKHOUSE = _read(
    "clickhouse",
    f"""
{SOFTWARE}enterprise {DOWN} {READY}
  open_case | enterprise | 1 | 30 minutes, around the clock | 2026-06-18 13:30
{SOFTWARE}enterprise {DOWN} {READY}
  open_case | enterprise | 1 | 30 minutes, around the clock | 2026-06-20 12:30 | reported 2026-06-20 12:00
{SOFTWARE}scale {DOWN} {READY}
  open_case | scale | 1 | 1 business hour | 2026-06-18 14:00
{SOFTWARE}scale {DOWN} {READY}
  open_case | scale | 1 | 1 business hour | 2026-06-22 01:00 | reported 2026-06-20 12:00
{SOFTWARE}scale environment=production impact=data-lost {READY}
  open_case | scale | 1 | 1 business hour | 2026-06-22 00:30 | reported 2026-06-19 23:30
{SOFTWARE}scale environment=production impact=down-with-workaround {READY}
  open_case | scale | 2 | 4 business hours | 2026-06-18 17:00
{SOFTWARE}enterprise environment=production impact=exposed {READY}
  open_case | enterprise | 2 | 2 business hours | 2026-06-18 15:00
{SOFTWARE}scale environment=production impact=reduced {READY}
  open_case | scale | 2 | 4 business hours | 2026-06-22 02:00 | reported 2026-06-19 22:00
{SOFTWARE}enterprise environment=production impact=partial
  open_case | enterprise | 3 | 24 business hours | 2026-06-22 13:00 | reported 2026-06-19 13:00
{SOFTWARE}enterprise environment=development
  open_case | enterprise | 3 | 24 business hours | 2026-06-19 13:00
{SOFTWARE}basic {DOWN}
  open_case | basic | 3 | 24 business hours | 2026-06-19 13:00
{SOFTWARE}enterprise {DOWN} maturity=production-ready channel=email
  open_case | enterprise | 3 | 24 business hours | 2026-06-19 13:00
{SOFTWARE}enterprise {DOWN} maturity=beta
  open_case | enterprise | 3 | 24 business hours | 2026-06-19 13:00
product=clickhouse-cloud {ASKS} cloud_release=current support_tier=basic
  open_case | basic | 3 | 24 business hours | 2026-06-19 13:00
product=clickhouse {ASKS} release_line=stable releases_behind=3 stable_window=inside support_tier=scale
  open_case | scale | 3 | 24 business hours | 2026-06-19 13:00
product=clickhouse {ASKS} release_line=lts releases_behind=1 support_tier=scale
  open_case | scale | 3 | 24 business hours | 2026-06-19 13:00
product=clickhouse {BROKEN} release_line=stable releases_behind=3 stable_window=outside
  upgrade_first
product=clickhouse {BROKEN} release_line=lts releases_behind=2 lts_window=outside
  upgrade_first
product=clickhouse {BROKEN} release_line=not-production
  upgrade_first
product=clickhouse-cloud {ASKS} cloud_release=in-grace support_tier=enterprise
  open_case | enterprise | 3 | 24 business hours | 2026-06-19 13:00
product=clickhouse-cloud {BROKEN} cloud_release=in-grace support_tier=scale
  upgrade_first | scale
product=clickhouse need=broken cause=hosted-by-others
  provider
product=clickhouse need=broken cause=third-party-software
  not_covered
product=clickhouse need=training
  not_covered
product=clickhouse need=security-investigation
  not_covered
product=cloud-trial need=broken
  not_covered
product=no-subscription need=broken
  forum
product=no-subscription need=question
  documentation
product=clickhouse need=feature
  feature_request
product=clickhouse-cloud need=tam-architect
  per_agreement
product=clickhouse need=existing-case
  existing_case
""",
)

SCENARIOS = [*CLUSTERPOINT, *PHOTOPRISM, *SEVERALNINES, *CLICKHOUSE]
