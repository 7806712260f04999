"""Delivery workers as real processes, to be ended in the middle of their work."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from app.cases.database import CaseBookUnavailable, Database
from app.cases.deliveries.http import Client, Origin
from app.cases.deliveries.request_tracker import RequestTracker
from app.cases.outbox import Outbox, Retries
from app.cases.worker import deliver_due
from app.config import CHECKOUT
from tests.cases.deliveries.fake_desks import TOKEN
from tests.cases.samples import Clock, routes

WORKER = "X-Worker"
READ_SECONDS = 1.0


def rounds_until_done(url: str, desk_url: str, at: str) -> None:
    """Delivers what is due at a moment, over and over, until nothing is."""
    database = Database.open(url, busy_timeout_seconds=2)
    outbox = Outbox(database, Retries(random=lambda: 0.0))
    try:
        deliver_due(outbox, routes(desk(desk_url)), Clock(datetime.fromisoformat(at)), limit=1_000_000)
    except CaseBookUnavailable:
        sys.exit(3)


def desk(url: str, read_seconds: float = READ_SECONDS) -> RequestTracker:
    """Request Tracker at an address; each call says which process makes it."""
    headers = {"Authorization": f"token {TOKEN}", WORKER: str(os.getpid())}
    client = Client(Origin.from_url(url), headers, connect_seconds=READ_SECONDS, read_seconds=read_seconds)
    return RequestTracker(client, "Support")


@contextmanager
def worker(url: str, desk_url: str, at: datetime) -> Iterator[subprocess.Popen[bytes]]:
    """A process that delivers what is due at that moment; ended at the latest when the block is left."""
    code = f"import sys; from {__name__} import rounds_until_done; rounds_until_done(*sys.argv[1:])"
    command = [sys.executable, "-c", code, url, desk_url, at.isoformat()]
    with subprocess.Popen(command, cwd=CHECKOUT) as process:
        try:
            yield process
        finally:
            process.kill()
