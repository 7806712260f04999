"""What a server takes to start, and a worker's memory: the real command, in processes of its own."""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from app.content.library_reader import LibraryReader
from app.web.public import MOST_KEPT
from tests.benchmarks.figures import Figure
from tests.benchmarks.pages import outcome_addresses
from tests.benchmarks.policies import CONTENT
from tests.running import running_site

STARTS = 5
PAGES = (
    "/", "/policies/", "/policies/compare", "/policies/now", "/articles/", "/search?q=severity", "/search?q=sevreity",
    "/triage/", "/api/openapi.json", "/api/v1/policies", "/api/v1/search?q=backup", "/healthz", "/nope",
    "/static/css/site.css",
)  # fmt: skip
OF_A_POLICY = (
    "/policies/{0}/", "/policies/{0}/now", "/policies/{0}/proof", "/policies/{0}.md", "/policies/{0}/versions/{1}/",
    "/triage/{0}", "/triage/{0}?view=all", "/triage/{0}/graph", "/api/v1/policies/{0}", "/api/v1/triage/{0}",
)  # fmt: skip


def figures() -> Iterator[Figure]:
    """Start and memory, on the shipped content."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        first, worked = _start(folder), _worked_seconds()
        starts = tuple(_start(folder) for _ in range(STARTS))
        cpu = (_worked_seconds() - worked) / STARTS
        note = f"the very first one, with the index to build: {first:.1f} s; CPU of all processes to their end"
        yield Figure("Start to first page", 3, "s", starts, note, cpu)
        yield from _memory(folder)


def _start(folder: Path) -> float:
    with running_site(folder, CONTENT) as site:
        return site.seconds_to_first_page


def _worked_seconds() -> float:
    """What processors have worked for the processes that have ended."""
    times = os.times()
    return times.children_user + times.children_system


def _memory(folder: Path) -> Iterator[Figure]:
    with running_site(folder, CONTENT) as site:
        (worker,) = site.workers()
        for address in addresses():
            site.get(address)
        note = f"the process that started it holds {resident_mb(site.process.pid):.0f} MB more"
        yield Figure("Memory of a worker that served every kind of page", 150, "MB", (resident_mb(worker),), note)
        for number in range(MOST_KEPT):
            site.get(f"/policies/severalnines/?number={number}")
        note = f"{MOST_KEPT} times the longest page, each under an address of its own"
        yield Figure("Memory of a worker whose cache of pages is full", 150, "MB", (resident_mb(worker),), note)


def addresses() -> list[str]:
    """Every kind of page, of every policy and article."""
    library = LibraryReader(CONTENT).read()
    found = [*PAGES, *(f"/articles/{address}" for address in library.articles)]
    for slug, outcome in outcome_addresses().items():
        found += [page.format(slug, library.policies[slug][-1].policy.version) for page in OF_A_POLICY]
        query = outcome.partition("?")[2]
        found += [outcome, f"/triage/{slug}/due?{query}", f"/cases/new?policy={slug}&{query}"]
    return found


def resident_mb(process: int | str) -> float:
    """The memory that a process holds for itself and in common, in megabytes of 1,000,000 bytes."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024 / 1e6
