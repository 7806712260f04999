"""Processes for the tests to end: each function runs in a Python of its own, started by `started`."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from app.cases.additions import Additions
from app.cases.book import CaseBook
from app.cases.database import Database
from app.cases.deliveries.eml_folder import EmlFolder
from app.cases.deliveries.port import Delivered, Delivery, Message
from app.cases.deliveries.smtp import Smtp, SmtpServer
from app.cases.erasure import Eraser, Kept
from app.cases.file_store import FileStore
from app.cases.outbox import Outbox, Retries
from app.cases.retention import Retention
from app.cases.worker import deliver_due
from tests.cases.deliveries.samples import message
from tests.cases.samples import HOST, SUBMITTED_AT, Clock, draft, routes
from tests.databases import held
from tests.domain.additions import addition_draft

CHECKOUT = Path(__file__).parents[2]


@contextmanager
def started(work: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """The process that runs this function of this module; ended at the latest when the block is left."""
    code = f"import sys; from {__name__} import {work}; {work}(*sys.argv[1:])"
    command = [sys.executable, "-c", code, *arguments]
    with subprocess.Popen(command, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def submit_and_die(url: str) -> None:
    """Ends after the commit, before anybody hears of it."""
    CaseBook(Database.open(url), HOST).submit(draft(), SUBMITTED_AT)
    _die()


def add_and_die(url: str, secret: str) -> None:
    """Ends after the commit of an addition, before anybody hears of it."""
    Additions(Database.open(url), HOST).add(secret, addition_draft(), SUBMITTED_AT)
    _die()


def submit_until_killed(url: str) -> None:
    """Says each reference once its case is stored."""
    book, number = CaseBook(Database.open(url), HOST), 0
    while True:
        number += 1
        case = book.submit(
            draft(idempotency_key=f"{os.getpid()}-{number}", summary=f"Case {number}"), SUBMITTED_AT
        ).case
        print(case.reference, number, flush=True)  # noqa: T201 - tells the test


def deliver_to_folder_and_die(url: str, folder: str) -> None:
    """Ends when the file is written, before the outbox says so."""
    _deliver_and_die(url, EmlFolder(Path(folder)))


def deliver_by_smtp_and_die(url: str, port: str) -> None:
    """Ends when the server has taken the message, before the outbox says so."""
    _deliver_and_die(url, Smtp(SmtpServer("127.0.0.1", int(port))))


def hold_the_database(url: str) -> None:
    """Keeps others from writing until a line comes."""
    with held(url):
        print("held", flush=True)  # noqa: T201 - tells the test
        sys.stdin.readline()


def write_mails_until_killed(folder: str) -> None:
    """Writes the same large mail again and again, and says so."""
    large = message(body_text="x" * 3_000_000)
    while True:
        EmlFolder(Path(folder)).deliver(large)
        print("written", flush=True)  # noqa: T201 - tells the test


class _DiesAfter:
    def __init__(self, delivery: Delivery) -> None:
        self._delivery = delivery

    def deliver(self, message: Message) -> Delivered:
        self._delivery.deliver(message)
        _die()
        raise AssertionError


def _deliver_and_die(url: str, delivery: Delivery) -> None:
    outbox = Outbox(Database.open(url), Retries(random=lambda: 0.0))
    deliver_due(outbox, routes(_DiesAfter(delivery)), Clock())


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def erase_expired_slowly(url: str, folder: str, now: str) -> None:
    """Says each case that it erased, and waits a little before the next."""

    class Slow(Eraser):
        def erase(self, *arguments: Any, **more: Any) -> Kept | None:
            found = super().erase(*arguments, **more)
            print("erased", flush=True)  # noqa: T201 - tells the test
            time.sleep(0.1)
            return found

    database = Database.open(url)
    eraser = Slow(database, FileStore(Path(folder) / "attachments"), Path(folder) / "mail")
    Retention(database, eraser, 30).erase_expired(datetime.fromisoformat(now))
