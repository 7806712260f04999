"""Whatever happens to desk, workers and database: no case is lost, and none is twice at the desk.

`make test` runs this with a few cases; `make test-faults` with a thousand (FAULT_CASES).
"""

import os
import random
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from datetime import datetime, timedelta

import pytest

from app.cases.additions import Additions
from app.cases.book import CaseBook
from app.cases.database import CaseBookUnavailable, Database
from app.cases.deliveries.port import Delivered, Delivery, DeliveryFailed, Message
from app.cases.models import OutboxState
from app.cases.outbox import Outbox, Retries
from app.cases.worker import Counts, deliver_due
from tests.cases.deliveries.fake_desks import FakeRequestTracker
from tests.cases.deliveries.servers import free_port
from tests.cases.deliveries.web_server import Asked, Says, web_server
from tests.cases.faults.workers import READ_SECONDS, WORKER, desk, worker
from tests.cases.processes import started
from tests.cases.samples import HOST, SUBMITTED_AT, Clock, draft, routes
from tests.databases import held, sqlite_only
from tests.domain.additions import addition_draft

CASES = int(os.environ.get("FAULT_CASES", "12"))
# How likely a call kills its worker: often enough where there are few, and seldom enough to come to an end.
KILLED = min(0.03, 6 / CASES)
MOST_ROUNDS = 60
AFTER_THE_LEASE = timedelta(minutes=11)
HOUR = timedelta(hours=1)


@pytest.fixture
def tracker() -> FakeRequestTracker:
    return FakeRequestTracker()


@pytest.fixture
def url(tracker: FakeRequestTracker) -> Iterator[str]:
    with web_server(tracker) as url:
        yield url


def _submit(book: CaseBook, count: int) -> list[str]:
    drafts = (draft(contact_email="", idempotency_key=str(number)) for number in range(count))
    return [book.submit(each, SUBMITTED_AT).case.reference for each in drafts]


def _at_the_desk(tracker: FakeRequestTracker) -> Counter[str]:
    """How often each case is there."""
    return Counter(ticket["Subject"].split()[0] for ticket in tracker.tickets)


def _all_once(tracker: FakeRequestTracker, references: list[str]) -> bool:
    return _at_the_desk(tracker) == Counter(references)


def _said(tracker: FakeRequestTracker) -> Counter[tuple[str, str]]:
    """How often each addition is there: the case of its ticket, and its key."""
    tickets = ((tracker.tickets[number - 1], said) for number, said in tracker.said.items())
    return Counter(
        (ticket["Subject"].split()[0], each["Subject"].split()[-1]) for ticket, said in tickets for each in said
    )


def _kill(asked: Asked) -> None:
    with suppress(ProcessLookupError):
        os.kill(int(asked.headers[WORKER]), signal.SIGKILL)


def _storm(chance: random.Random) -> Callable[[Asked], Says | None]:
    """At times the desk fails, hangs, drops the line, or the worker that asks is killed."""

    def fault(asked: Asked) -> Says | None:
        drawn = chance.random()
        if drawn < KILLED:
            _kill(asked)
            return Says(drops=True)
        if drawn < 0.08:
            return Says(500)
        if drawn < 0.12:
            return Says(drops=True)
        if drawn < 0.13:
            return Says(200, {}, seconds=READ_SECONDS + 0.5)
        return None

    return fault


def _add_to(book: CaseBook, database: Database, references: list[str]) -> None:
    """Adds something to each of these cases."""
    for reference in references:
        case = book.by_reference(reference)
        assert case is not None
        Additions(database, HOST).add(case.secret, addition_draft(idempotency_key=f"add:{reference}"), SUBMITTED_AT)


def test_no_case_and_no_addition_is_lost_or_doubled_in_a_storm_of_faults(
    book: CaseBook, database: Database, outbox: Outbox, database_url: str, tracker: FakeRequestTracker, url: str
) -> None:
    references, chance = _submit(book, CASES), random.Random(CASES)
    added_to = references[::4]
    _add_to(book, database, added_to)
    tracker.before, tracker.after = _storm(chance), _storm(chance)
    for number in range(MOST_ROUNDS):
        at = SUBMITTED_AT + number * HOUR
        with worker(database_url, url, at) as one, worker(database_url, url, at) as other:
            assert {one.wait(600), other.wait(600)} <= {0, -signal.SIGKILL}
        if outbox.counts()[OutboxState.DELIVERED] == CASES + len(added_to):
            break
    assert outbox.counts()[OutboxState.DELIVERED] == CASES + len(added_to)
    assert _all_once(tracker, references)
    assert _said(tracker) == Counter((reference, f"[{reference}.desk.1]") for reference in added_to)


@sqlite_only
@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("step", [1, 2, 3], ids=["looking", "making", "reading"])
def test_a_worker_killed_at_any_step_leaves_one_case_at_the_desk(
    step: int, moment: str, book: CaseBook, database_url: str, tracker: FakeRequestTracker, url: str
) -> None:
    references = _submit(book, 1)

    def kill(asked: Asked) -> Says | None:
        if len(tracker.asked) != step:
            return None
        _kill(asked)
        return Says(drops=True)

    setattr(tracker, moment, kill)
    with worker(database_url, url, SUBMITTED_AT) as process:
        assert process.wait(60) == -signal.SIGKILL
    with worker(database_url, url, SUBMITTED_AT + AFTER_THE_LEASE) as process:
        assert process.wait(60) == 0
    assert _all_once(tracker, references)


def test_a_desk_that_is_down_for_an_hour_gets_every_case_once(
    book: CaseBook, outbox: Outbox, database: Database
) -> None:
    references, clock, port, tracker = _submit(book, CASES), Clock(), free_port(), FakeRequestTracker()
    patient = Outbox(database, Retries(random=lambda: 0.0))
    way = routes(desk(f"http://127.0.0.1:{port}"))
    for _ in range(120):
        assert deliver_due(patient, way, clock, limit=10_000).delivered == 0
        clock.move(timedelta(seconds=30))
    with web_server(tracker, port=port):
        for _ in range(120):
            deliver_due(patient, way, clock, limit=10_000)
            clock.move(timedelta(seconds=30))
    assert _all_once(tracker, references)
    assert patient.counts()[OutboxState.DELIVERED] == CASES


@pytest.mark.parametrize(
    "fault",
    [Says(500), Says(200, {}, seconds=30), Says(drops=True), Says(200, raw=b"<html>Log in</html>")],
    ids=["500", "hangs", "drops", "html"],
)
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_desk_that_misbehaves_gets_the_case_once_when_it_is_well(
    moment: str, fault: Says, book: CaseBook, outbox: Outbox, tracker: FakeRequestTracker, url: str
) -> None:
    references, clock = _submit(book, 1), Clock()
    way = routes(desk(url, read_seconds=0.3))
    setattr(tracker, moment, lambda _: fault)
    assert deliver_due(outbox, way, clock) == Counts(failed=1)
    setattr(tracker, moment, lambda asked: fault if asked.method == "POST" else None)
    clock.move(HOUR)
    assert deliver_due(outbox, way, clock) == Counts(failed=1)
    setattr(tracker, moment, lambda _: None)
    clock.move(HOUR)
    assert deliver_due(outbox, way, clock) == Counts(delivered=1)
    assert _all_once(tracker, references)


def test_two_workers_at_once_send_each_case_once(
    book: CaseBook, database_url: str, tracker: FakeRequestTracker, url: str
) -> None:
    references = _submit(book, CASES)
    with worker(database_url, url, SUBMITTED_AT) as one, worker(database_url, url, SUBMITTED_AT) as other:
        assert (one.wait(600), other.wait(600)) == (0, 0)
    assert _all_once(tracker, references)
    assert sum(asked.method == "POST" for asked in tracker.asked) == CASES


class _Meanwhile:
    """Something happens after the desk has the message, before the outbox says so."""

    def __init__(self, delivery: Delivery, happens: Callable[[], object]) -> None:
        self._delivery = delivery
        self._happens = happens

    def deliver(self, message: Message) -> Delivered:
        delivered = self._delivery.deliver(message)
        self._happens()
        return delivered


def test_a_database_held_while_a_delivery_is_marked_leads_to_no_second_case(
    book: CaseBook, outbox: Outbox, database_url: str, tracker: FakeRequestTracker, url: str
) -> None:
    references = _submit(book, 1)
    impatient = Database.open(database_url, busy_timeout_seconds=0.1)
    with ExitStack() as stack:
        way = routes(_Meanwhile(desk(url), lambda: stack.enter_context(held(database_url))))
        with pytest.raises(CaseBookUnavailable):
            deliver_due(Outbox(impatient, Retries(random=lambda: 0.0)), way, Clock())
    impatient.close()
    later = Clock(SUBMITTED_AT + AFTER_THE_LEASE)
    assert deliver_due(outbox, routes(desk(url)), later) == Counts(delivered=1)
    assert _all_once(tracker, references)


def test_workers_wait_for_a_database_that_another_process_holds(
    book: CaseBook, database_url: str, tracker: FakeRequestTracker, url: str
) -> None:
    references = _submit(book, 3)
    with started("hold_the_database", database_url) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with worker(database_url, url, SUBMITTED_AT) as process:
            assert process.wait(60) == 3
        holder.communicate("\n", 60)
    with worker(database_url, url, SUBMITTED_AT) as process:
        assert process.wait(60) == 0
    assert _all_once(tracker, references)


def test_an_answer_lost_again_and_again_makes_one_case(
    book: CaseBook, database: Database, tracker: FakeRequestTracker, url: str
) -> None:
    """201, and the line is cut before the answer is read: each time the case that is there is found, none is made."""
    references = _submit(book, 1)
    tracker.after = lambda asked: Says(drops=True) if asked.method == "POST" else None
    with pytest.raises(DeliveryFailed):
        _send(database, url, SUBMITTED_AT)
    _send(database, url, SUBMITTED_AT)
    assert _all_once(tracker, references)


def _send(database: Database, url: str, at: datetime) -> None:
    """Sends the message that is due, as a worker would, without telling the outbox."""
    parcel = Outbox(database, Retries(random=lambda: 0.0), lease_time=timedelta()).lease(at)
    assert parcel is not None
    delivery, sent = routes(desk(url)).route(parcel)
    delivery.deliver(sent)
