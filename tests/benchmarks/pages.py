"""What policy pages and triage outcomes take of a server's time, with the cache of pages cold and warm."""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from flask import Flask

from app.content.library_reader import LibraryReader
from tests.benchmarks.answers import empty_page_cache, request, site_on
from tests.benchmarks.figures import Figure, timed
from tests.benchmarks.policies import CONTENT
from tests.domain.walks import leaves

COLD, WARM = 40, 400


def figures() -> Iterator[Figure]:
    """Every policy's page and its gravest outcome, cold and warm."""
    with TemporaryDirectory() as folder:
        app = site_on(Path(folder), CONTENT)
        outcomes = outcome_addresses()
        for slug, address in outcomes.items():
            yield _cold(app, f"Triage outcome, cold: {slug}", 15, address)
        for slug in outcomes:
            yield _cold(app, f"Policy page, cold: {slug}", 10, f"/policies/{slug}/")
        for slug, address in outcomes.items():
            yield _warm(app, f"Triage outcome, warm: {slug}", address)
            yield _warm(app, f"Policy page, warm: {slug}", f"/policies/{slug}/")


def outcome_addresses() -> dict[str, str]:
    """The triage page of each policy's longest way to a case of severity 1."""
    found = {}
    for slug, versions in LibraryReader(CONTENT).read().policies.items():
        policy = versions[-1].policy
        taking = {name for name, outcome in policy.outcomes.items() if outcome.accepts_case}
        ways = [answers for answers, end in leaves(policy) if end.severity == 1 and end.outcome in taking]
        found[slug] = f"/triage/{slug}?{urlencode(max(ways, key=len))}"
    return found


def _cold(app: Flask, name: str, most: float, address: str) -> Figure:
    ask, client = request(app, address), app.test_client()
    packed = len(ask()) / 1024
    by_client = timed("", None, "ms", _each_cold(app, lambda: client.get(address), COLD // 4))
    note = f"{packed:.0f} kB packed; {by_client.median:.1f} ms through Flask's test client"
    return timed(name, most, "ms", _each_cold(app, ask, COLD), note)


def _each_cold(app: Flask, ask: Callable[[], object], times: int) -> Iterator[Callable[[], object]]:
    for _ in range(times):
        empty_page_cache(app)
        yield ask


def _warm(app: Flask, name: str, address: str) -> Figure:
    ask = request(app, address)
    ask()
    return timed(name, 1, "ms", (ask for _ in range(WARM)))
