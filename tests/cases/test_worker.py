"""The worker sends each message once, whatever its desk does, and outlives every fault."""

import logging
import threading
from datetime import timedelta

import pytest
from sqlalchemy import update

from app.cases.book import CaseBook
from app.cases.database import CaseBookUnavailable, Database
from app.cases.deliveries.port import Delivered, DeliveryFailed, DeliveryRefused, Message
from app.cases.models import CaseRow, OutboxState
from app.cases.outbox import Outbox, Retries
from app.cases.routes import Desk, Routes
from app.cases.worker import Counts, DeliveryThread, deliver_due
from tests.cases.samples import LINKS, SUBMITTED_AT, Clock, Recorder, draft, routes


def test_a_case_reaches_its_desk_and_its_customer(book: CaseBook, outbox: Outbox) -> None:
    case = book.submit(draft(), SUBMITTED_AT).case
    recorder = Recorder()
    assert deliver_due(outbox, routes(recorder), Clock()) == Counts(delivered=2)
    desk, confirmation = recorder.messages
    assert (desk.to, desk.reply_to, desk.key) == ("desk@example.com", case.contact_email, f"{case.reference}.desk")
    assert (confirmation.to, confirmation.reply_to) == (case.contact_email, "desk@example.com")
    assert deliver_due(outbox, routes(recorder), Clock()) == Counts()
    assert [each.remote_reference for each in book.delivery_state(case)] == ["desk-1", "desk-2"]


def test_a_case_goes_to_the_desk_that_it_names_else_to_the_first(book: CaseBook, outbox: Outbox) -> None:
    named, other = Recorder(), Recorder()
    named_desks = {"support": Desk(named, "b@example.com")}
    way = Routes(Desk(other, "a@example.com"), other, "s@example.com", "", LINKS, named_desks)
    book.submit(draft(contact_email="", desk="support"), SUBMITTED_AT)
    book.submit(draft(contact_email="", desk="closed last year", idempotency_key="2"), SUBMITTED_AT)
    deliver_due(outbox, way, Clock())
    assert [each.to for each in named.messages] == ["b@example.com"]
    assert [each.to for each in other.messages] == ["a@example.com"]


@pytest.mark.parametrize("fault", [DeliveryFailed("451 later"), ValueError("a fault of ours")])
def test_what_fails_is_tried_again_under_the_same_id_until_it_arrives(
    fault: Exception, book: CaseBook, outbox: Outbox
) -> None:
    case = book.submit(draft(contact_email=""), SUBMITTED_AT).case
    clock, recorder = Clock(), Recorder(fault, fault)
    for _ in range(2):
        assert deliver_due(outbox, routes(recorder), clock) == Counts(failed=1)
        assert deliver_due(outbox, routes(recorder), clock) == Counts()
        clock.move(timedelta(hours=1))
    assert deliver_due(outbox, routes(recorder), clock) == Counts(delivered=1)
    assert [each.message_id for each in recorder.messages] == [book.delivery_state(case)[0].message_id]


def test_what_is_refused_is_given_up_and_stays_visible(book: CaseBook, outbox: Outbox) -> None:
    case = book.submit(draft(contact_email=""), SUBMITTED_AT).case
    assert deliver_due(outbox, routes(Recorder(DeliveryRefused("550 no such user"))), Clock()) == Counts(given_up=1)
    (state,) = book.delivery_state(case)
    assert (state.state, state.last_error) == (OutboxState.GIVEN_UP, "550 no such user")


def test_a_broken_case_is_tried_again_and_the_next_one_is_delivered(
    book: CaseBook, outbox: Outbox, database: Database
) -> None:
    broken = book.submit(draft(contact_email=""), SUBMITTED_AT).case
    with database.writing() as session:
        session.execute(update(CaseRow).values(payload={}))
    book.submit(draft(contact_email="", idempotency_key="2"), SUBMITTED_AT)
    assert deliver_due(outbox, routes(Recorder()), Clock()) == Counts(delivered=1, failed=1)
    assert book.delivery_state(broken)[0].last_error == "unexpected KeyError"


def test_a_round_takes_no_more_than_its_limit(book: CaseBook, outbox: Outbox) -> None:
    for number in range(3):
        book.submit(draft(idempotency_key=str(number)), SUBMITTED_AT)
    assert deliver_due(outbox, routes(Recorder()), Clock(), limit=4).total == 4


def test_no_transaction_is_open_while_a_desk_takes_its_time(book: CaseBook, outbox: Outbox) -> None:
    class SubmitsMeanwhile:
        def deliver(self, message: Message) -> Delivered:
            book.submit(draft(contact_email="", idempotency_key=message.key), SUBMITTED_AT + timedelta(hours=1))
            return Delivered()

    book.submit(draft(contact_email=""), SUBMITTED_AT)
    assert deliver_due(outbox, routes(SubmitsMeanwhile()), Clock()) == Counts(delivered=1)


def test_several_workers_at_once_send_each_message_once(book: CaseBook, database_url: str, retries: Retries) -> None:
    for number in range(15):
        book.submit(draft(idempotency_key=str(number)), SUBMITTED_AT)
    recorder, barrier = Recorder(), threading.Barrier(4)

    def work() -> None:
        database = Database.open(database_url)
        barrier.wait()
        deliver_due(Outbox(database, retries), routes(recorder), Clock(), limit=100)
        database.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert len(recorder.messages) == 30
    assert len({each.message_id for each in recorder.messages}) == 30


def test_logs_name_the_message_and_nobody(book: CaseBook, outbox: Outbox, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    case = book.submit(draft(), SUBMITTED_AT).case
    faults = (DeliveryRefused(f"550 {case.contact_email}"), ValueError(case.description))
    deliver_due(outbox, routes(Recorder(*faults)), Clock())
    assert case.reference in caplog.text
    for private in (case.contact_email, case.contact_name, case.summary, case.description, case.secret, "4711"):
        assert private not in caplog.text


def test_a_delivered_message_is_marked_when_the_database_is_free_again(book: CaseBook, database: Database) -> None:
    class HeldAtFirst(Outbox):
        faults = 2

        def delivered(self, *args: object) -> None:
            self.faults -= 1
            if self.faults >= 0:
                raise CaseBookUnavailable("database is locked")
            super().delivered(*args)  # type: ignore[arg-type]

    case = book.submit(draft(contact_email=""), SUBMITTED_AT).case
    outbox = HeldAtFirst(database, Retries(random=lambda: 0.0))
    assert deliver_due(outbox, routes(Recorder()), Clock()) == Counts(delivered=1)
    assert book.delivery_state(case)[0].state == OutboxState.DELIVERED


class Signalling(Recorder):
    """Tells when a message has come."""

    def __init__(self) -> None:
        super().__init__()
        self.has_come = threading.Event()

    def deliver(self, message: Message) -> Delivered:
        delivered = super().deliver(message)
        self.has_come.set()
        return delivered


def test_the_thread_delivers_at_once_when_it_is_woken_and_ends_when_told(book: CaseBook, outbox: Outbox) -> None:
    recorder = Signalling()
    thread = DeliveryThread(outbox, routes(recorder), Clock(), pause_seconds=3600)
    thread.start()
    for number in range(3):
        recorder.has_come.clear()
        book.submit(draft(idempotency_key=str(number), contact_email=""), SUBMITTED_AT)
        thread.wake()
        assert recorder.has_come.wait(30)
    thread.stop(timeout_seconds=30)
    assert not thread.is_alive()


@pytest.mark.parametrize("fault", [CaseBookUnavailable("database is locked"), ZeroDivisionError()])
def test_the_thread_outlives_faults_of_the_database_and_of_ours(
    fault: Exception, book: CaseBook, database: Database
) -> None:
    class FailsAtFirst(Outbox):
        faults = [fault]  # noqa: RUF012

        def lease(self, now: object) -> object:  # type: ignore[override]
            if self.faults:
                raise self.faults.pop()
            return super().lease(now)  # type: ignore[arg-type]

    book.submit(draft(contact_email=""), SUBMITTED_AT)
    recorder = Signalling()
    outbox = FailsAtFirst(database, Retries(random=lambda: 0.0))
    thread = DeliveryThread(outbox, routes(recorder), Clock(), pause_seconds=0.01)
    thread.start()
    assert recorder.has_come.wait(30)
    thread.stop(timeout_seconds=30)
    assert not thread.is_alive()
