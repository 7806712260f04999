"""Two web servers and two workers of deliveries on one PostgreSQL, as processes: each case once, each message once."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path
from time import sleep
from typing import Any

import pytest

from app.config import CHECKOUT
from tests.cases.deliveries.servers import Mailbox, smtp_server
from tests.content.conftest import ContentFolder
from tests.content.example_policy import TEXT
from tests.databases import asked, postgresql_only
from tests.running import RunningSite, environment, running_site

CASES, CONNECTIONS, DOUBLES = 200, 50, 20
LOOKS, BETWEEN_LOOKS_SECONDS = 1200, 0.05
CASE: dict[str, Any] = {
    "policy": "acme",
    "answers": {"need": "broken", "plan": "full", "impact": "outage", "environment": "production"},
    "fields": {
        "contact_name": "Ada",
        "organisation": "Example",
        "contact_email": "ada@example.com",
        "summary": "Nothing answers",
        "description": "Since noon.",
        "version": "4.2",
    },
    "zone": "UTC",
}

pytestmark = postgresql_only


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def settings(database_url: str, mailbox: Mailbox) -> Iterator[dict[str, str]]:
    """What all machines are told alike."""
    with smtp_server(mailbox) as port:
        yield {
            "SIGNPOST_DATABASE_URL": database_url,
            "SIGNPOST_SECRET_KEY": "the same on each machine",
            "SIGNPOST_DELIVERY": "smtp",
            "SIGNPOST_SMTP_URL": f"smtp://127.0.0.1:{port}",
        }


@contextmanager
def worker(folder: Path, content: Path, settings: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """`signpost deliver`, ended with the block."""
    command, env = [sys.executable, "-m", "app.cli", "deliver"], environment(folder, content, **settings)
    with subprocess.Popen(command, cwd=CHECKOUT, env=env, stderr=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.kill()


def submit(site: RunningSite, keys: list[str]) -> list[tuple[int, str]]:
    """Sends a case under each key over one connection; status and reference of each."""
    found = []
    with closing(HTTPConnection("127.0.0.1", site.port, timeout=120)) as connection:
        for key in keys:
            body = json.dumps(CASE | {"idempotency_key": key})
            connection.request("POST", "/api/v1/cases", body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            found.append((response.status, json.loads(response.read()).get("reference", "")))
    return found


def test_each_case_is_stored_once_and_each_message_delivered_once(
    tmp_path: Path, settings: dict[str, str], database_url: str, mailbox: Mailbox
) -> None:
    content = ContentFolder(tmp_path / "content")
    content.write("policies/acme/1.0.md", TEXT)
    folders = [tmp_path / name for name in ("one", "two", "three", "four")]
    with ExitStack() as machines:
        sites = [machines.enter_context(running_site(each, content.path, **settings)) for each in folders[:2]]
        workers = [machines.enter_context(worker(each, content.path, settings)) for each in folders[2:]]
        with ThreadPoolExecutor(CONNECTIONS) as crowd:
            keys = [[f"case {n} {m}" for m in range(CASES // CONNECTIONS)] for n in range(CONNECTIONS)]
            answers = [each for found in crowd.map(submit, cycle(sites), keys) for each in found]
            doubles = [each for found in crowd.map(submit, cycle(sites), [["the same"]] * DOUBLES) for each in found]
        assert Counter(status for status, _ in answers) == {201: CASES}
        references = {reference for _, reference in answers}
        assert len(references) == CASES
        assert Counter(status for status, _ in doubles) == {201: 1, 200: DOUBLES - 1}
        assert len({reference for _, reference in doubles}) == 1
        assert [each.poll() for each in workers] == [None, None]
        _wait_until_delivered(database_url, len(references) + 1)
        assert [site.get("/healthz").status for site in sites] == [200, 200]
    sent = Counter(str(mail["Message-ID"]) for mail in mailbox.received)
    stored = {message for (message,) in asked(database_url, "SELECT message_id FROM outbox")}
    assert len(stored) == 2 * (CASES + 1)
    assert sent == dict.fromkeys(stored, 1)


def _wait_until_delivered(database_url: str, cases: int) -> None:
    for _ in range(LOOKS):
        if asked(database_url, "SELECT count(*) FROM outbox WHERE state = 'delivered'") == [(2 * cases,)]:
            return
        sleep(BETWEEN_LOOKS_SECONDS)
    raise AssertionError(asked(database_url, "SELECT state, count(*) FROM outbox GROUP BY state"))
