"""The health of the site for machines: what is served, and which part of it falls short."""

import random
from collections.abc import Callable
from threading import Lock, Thread
from typing import Any

from flask import Blueprint, current_app, jsonify
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from app.cases.book import CaseBook
from app.cases.database import CaseBookUnavailable, Database, db
from app.cases.models import OutboxState
from app.cases.outbox import Outbox, Retries
from app.search.documents import search_revision
from app.web.site import library, site, today

health = Blueprint("health", __name__)
LONGEST_WAIT_SECONDS = 0.5


class CaseBookProbe:
    """Whether a case could be stored now, asked by one thread at a time.

    A database that another process holds makes the question wait for seconds: the answer is then “busy”, at once.
    """

    def __init__(self, wait_seconds: float = LONGEST_WAIT_SECONDS) -> None:
        self._wait_seconds = wait_seconds
        self._lock = Lock()
        self._thread: Thread | None = None
        self._state = "busy"

    def state(self, book: Callable[[], CaseBook]) -> str:
        """“ok”, “unusable”, or “busy” while it cannot be told yet."""
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._state = "busy"
                self._thread = Thread(target=self._ask, args=(book(),), name="health", daemon=True)
                self._thread.start()
            asking = self._thread
        asking.join(self._wait_seconds)
        return self._state

    def _ask(self, book: CaseBook) -> None:
        try:
            book.check()
        except CaseBookUnavailable:
            self._state = "unusable"
        else:
            self._state = "ok"


@health.record_once
def _add_probe(state: BlueprintSetupState) -> None:
    state.app.extensions["signpost_health"] = CaseBookProbe()


@health.get("/healthz")
def show() -> ResponseReturnValue:
    """200 while pages are served; “degraded” where content was refused, or cases or search fall short."""
    content, search, cases = _content(), _search(), _cases()
    is_well = not content["problems"] and search["is_current"] and cases["state"] == "ok"
    status = "ok" if is_well else "degraded"
    return jsonify({"status": status, "content": content, "search": search, "cases": cases})


def _content() -> dict[str, Any]:
    """The revision in use, and why the files as they are now are not."""
    problems = [
        {"file": each.path, "line": each.line, "field": each.field, "message": each.message, "hint": each.hint}
        for each in site().store.problems
    ]
    return {"revision": library().revision, "problems": problems}


def _search() -> dict[str, Any]:
    revision = site().search.revision()
    return {"revision": revision, "is_current": revision == search_revision(library(), today())}


def _cases() -> dict[str, Any]:
    probe: CaseBookProbe = current_app.extensions["signpost_health"]
    return {"state": probe.state(lambda: site().book), "deliveries": _deliveries()}


def _deliveries() -> dict[str, int] | None:
    """How many messages wait and how many were given up; None while the database cannot be read."""
    try:
        counts = Outbox(Database(db.engine), Retries(random.random)).counts()
    except CaseBookUnavailable:
        return None
    waiting = counts[OutboxState.PENDING] + counts[OutboxState.SENDING]
    return {"waiting": waiting, "given_up": counts[OutboxState.GIVEN_UP]}
