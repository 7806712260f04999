"""Pages under load, against a bare Flask route that gives the same bytes: the same server, side by side in one run."""

import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.bare import ANSWERS, Ready
from tests.benchmarks.figures import Figure
from tests.benchmarks.policies import CONTENT
from tests.benchmarks.visitors import Load, generator, load
from tests.running import RunningSite, environment, free_port, running, running_site

ROUNDS, SECONDS, SECONDS_TO_WARM_UP = 7, 1.0, 2.0
PAGES = {"policy page": "/policies/severalnines/", "article": "/articles/clickhouse/which-severity"}
BROWSER = {"Accept-Encoding": "gzip, deflate, br", "Accept": "text/html"}
OF_THE_SERVER = ("content-length", "date", "server", "connection")
LEAST_OF_A_PAGE, LEAST_OF_A_304, MOST_P99 = 0.5, 0.7, 3.0


@dataclass(frozen=True, slots=True)
class Case:
    """A page, or its 304, and the route of the bare site that answers the same."""

    name: str
    path: str
    bare_path: str
    headers: dict[str, str]
    status: int
    least: float


def figures() -> Iterator[Figure]:
    """Requests a second and the 99th percentile of how long they take, as shares of the bare route's."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        with running_site(folder, CONTENT) as site:
            cases = [case for page, path in PAGES.items() for case in _written_down(site, page, path, folder)]
            command = [sys.executable, "-m", "tests.benchmarks.bare", str(port := free_port())]
            env = environment(folder, CONTENT) | {ANSWERS: str(folder)}
            with running(command, port, env, cases[0].bare_path) as bare:
                for case in cases:
                    yield from _compared(case, site, bare)


def _written_down(site: RunningSite, page: str, path: str, folder: Path) -> Iterator[Case]:
    """What the site answers, ready for the bare site to answer the same."""
    for name, status, least in ((page, 200, LEAST_OF_A_PAGE), (f"304 of the {page}", 304, LEAST_OF_A_304)):
        headers = (
            BROWSER if status == 200 else BROWSER | {"If-None-Match": _answer(site, path, BROWSER).headers["etag"]}
        )
        ready, file = _answer(site, path, headers), name.replace(" ", "-")
        assert ready.status == status
        ready.write(folder, file)
        yield Case(name, path, f"/{file}", headers, status, least)


def _answer(site: RunningSite, path: str, headers: dict[str, str]) -> Ready:
    with closing(HTTPConnection("127.0.0.1", site.port, timeout=10)) as connection:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        told = {name.lower(): value for name, value in answer.getheaders() if name.lower() not in OF_THE_SERVER}
        return Ready(answer.status, told, answer.read())


def _compared(case: Case, site: RunningSite, bare: RunningSite) -> Iterator[Figure]:
    """Rounds turn by turn, so that whatever else the machine does falls on both."""

    def of_site(seconds: float) -> Load:
        return load(site.port, case.path, case.headers, case.status, seconds)

    def of_bare(seconds: float) -> Load:
        return load(bare.port, case.bare_path, case.headers, case.status, seconds)

    of_site(SECONDS_TO_WARM_UP), of_bare(SECONDS_TO_WARM_UP)
    rounds = [(of_site(SECONDS), of_bare(SECONDS)) for _ in range(ROUNDS)]
    ours, theirs = [each for each, _ in rounds], [each for _, each in rounds]
    note = f"16 connections, {ROUNDS} rounds turn by turn, by {generator()}"
    yield _told(f"Load, {case.name}", "/s", [each.per_second for each in ours], note)
    yield _told("… of a bare route", "/s", [each.per_second for each in theirs])
    rates = tuple(site.per_second / bare.per_second for site, bare in rounds)
    yield Figure(f"… share of the bare route's: {case.name}", None, "×", rates, least=case.least)
    yield _told("… 99th percentile", "ms", [each.p99_ms for each in ours])
    yield _told("… of a bare route", "ms", [each.p99_ms for each in theirs])
    slower = tuple(site.p99_ms / bare.p99_ms for site, bare in rounds)
    yield Figure(f"… times the bare route's: {case.name}", MOST_P99, "×", slower)


def _told(name: str, unit: str, samples: list[float], note: str = "") -> Figure:
    return Figure(name, None, unit, tuple(samples), note)
