"""The proof of the shipped policies, and due times."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

from app.config import CHECKOUT
from app.content.library_reader import LibraryReader
from app.domain.due import due_at
from app.domain.policy import Policy, Target
from tests.benchmarks.figures import Figure, timed

CONTENT = CHECKOUT / "content"
PROOFS = 5
DUE_TIMES = 2000
FIRST_REPORT_AT = datetime(2026, 1, 1, tzinfo=UTC)
BETWEEN_REPORTS = timedelta(hours=4, minutes=21, seconds=13)  # so that they fall on every hour of every weekday
PROMISES = [
    ("2 hours, 24x7", "severalnines", "enterprise", 1, "first_response"),
    ("1 business day", "severalnines", "advanced", 1, "first_response"),
    ("24 hours, 24x5", "clickhouse", "basic", 3, "first_response"),
    ("32 business hours", "photoprism", "enterprise", 1, "resolution"),
    ("14 business days", "photoprism", "enterprise", 3, "resolution"),
]


def figures() -> Iterator[Figure]:
    """Proof and due times."""
    runs = (LibraryReader(CONTENT).read for _ in range(PROOFS))
    yield timed("Proof of all four policies", 5, "s", runs, "their files and the articles are read as well")
    library = LibraryReader(CONTENT).read()
    for words, slug, *cell in PROMISES:
        policy = library.policies[slug][-1].policy
        (target,) = (t for t in policy.targets if [t.tier, t.severity, t.measure] == cell)
        yield _due_times(f"Due time: {words}", policy, target)


def _due_times(name: str, policy: Policy, target: Target) -> Figure:
    assert target.schedule is not None
    assert target.amount is not None
    assert target.unit is not None
    schedule = policy.schedules[target.schedule].schedule
    reports = (FIRST_REPORT_AT + n * BETWEEN_REPORTS for n in range(DUE_TIMES))
    runs = (partial(due_at, reported_at, target.amount, target.unit, schedule) for reported_at in reports)
    return timed(name, 100, "µs", runs, f"{DUE_TIMES:,} moments of a year")
