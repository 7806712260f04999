"""A site whose processes are replaced or killed while it is used: no acknowledged case is lost, none is doubled."""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from threading import Event

import pytest

from app.cases.book import CaseBook
from app.cases.database import Database
from tests.cases.test_two_machines import submit
from tests.content.conftest import ContentFolder
from tests.content.example_policy import TEXT
from tests.databases import asked
from tests.running import RunningSite, running_site

READERS = 3
CASES, CONNECTIONS, WORKERS = 300, 10, 2
PATIENCE_SECONDS = 60


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = ContentFolder(tmp_path / "content")
    folder.write("policies/acme/1.0.md", TEXT)
    return folder.path


def test_a_reload_under_load_fails_no_request_and_loses_no_case(tmp_path: Path, content: Path) -> None:
    with running_site(tmp_path, content) as site, ThreadPoolExecutor(READERS + 1) as crowd:
        is_over = Event()
        reading = [crowd.submit(_read, site, is_over) for _ in range(READERS)]
        sending = crowd.submit(_send, site, is_over)
        try:
            old = site.workers()
            site.process.send_signal(signal.SIGHUP)
            _wait_until_replaced(site, old)
        finally:
            is_over.set()
        said = Counter(status for each in reading for status in each.result())
        sent = sending.result()
    assert set(said) == {200}
    assert {status for status, _ in sent} == {201}
    assert _kept(tmp_path) == sorted(reference for _, reference in sent)


def test_all_workers_killed_while_cases_come_in_lose_none_and_double_none(tmp_path: Path, content: Path) -> None:
    with (
        running_site(tmp_path, content, SIGNPOST_WORKERS=str(WORKERS)) as site,
        ThreadPoolExecutor(CONNECTIONS) as crowd,
    ):
        told = [crowd.submit(_send_until_told, site, f"case number {n}") for n in range(CASES)]
        _wait(lambda: sum(each.done() for each in told) > CASES // 4)
        for worker in site.workers():
            os.kill(worker, signal.SIGKILL)
        references = [each.result() for each in told]
    assert _kept(tmp_path) == sorted(references)


def _send_until_told(site: RunningSite, key: str) -> str:
    """Sends the case again under its key until a reference is told, as a person does whose browser shows an error."""
    ends_at = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends_at:
        with suppress(OSError, HTTPException):
            return submit(site, [key])[0][1]
        time.sleep(0.1)
    raise AssertionError("nobody answers any more")


def _kept(folder: Path) -> list[str]:
    """The references of all cases stored, each read back whole."""
    url = f"sqlite:///{folder / 'data' / 'signpost.db'}"
    references = [reference for (reference,) in asked(url, "SELECT reference FROM cases")]
    book = CaseBook(Database.open(url), "localhost")
    return sorted(case.reference for case in map(book.by_reference, references) if case)


def _read(site: RunningSite, is_over: Event) -> list[int | str]:
    """What is said to one page after another."""
    said: list[int | str] = []
    while not is_over.is_set():
        try:
            said.append(site.get("/policies/acme/").status)
        except (OSError, HTTPException) as error:
            said.append(repr(error))
    return said


def _send(site: RunningSite, is_over: Event) -> list[tuple[int, str]]:
    """Status and reference of one case after another."""
    sent: list[tuple[int, str]] = []
    while not is_over.is_set():
        sent += submit(site, [f"case number {len(sent)}"])
    return sent


def _wait_until_replaced(site: RunningSite, old: list[int]) -> None:
    _wait(lambda: not set(site.workers()) & set(old))


def _wait(is_so: Callable[[], bool]) -> None:
    ends_at = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < ends_at
        time.sleep(0.02)
