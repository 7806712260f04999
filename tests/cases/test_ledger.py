"""Staff see what waits and why, and send again what was given up."""

from datetime import timedelta

import pytest

from app.cases.book import CaseBook
from app.cases.database import Database
from app.cases.ledger import Ledger
from app.cases.models import AttemptResult, OutboxState
from app.cases.outbox import Outbox, Parcel
from app.domain.routing import Route, Way
from tests.cases.samples import SUBMITTED_AT, draft

LATER = SUBMITTED_AT + timedelta(hours=1)


@pytest.fixture
def ledger(database: Database) -> Ledger:
    return Ledger(database)


def _refused(book: CaseBook, outbox: Outbox, key: str) -> Parcel:
    book.submit(draft(contact_email="", idempotency_key=key, route=Route(Way("rt", "Support"))), SUBMITTED_AT)
    parcel = outbox.lease(SUBMITTED_AT)
    assert parcel is not None
    outbox.refused(parcel, "422", SUBMITTED_AT)
    return parcel


def test_what_was_given_up_stands_before_what_waits(book: CaseBook, outbox: Outbox, ledger: Ledger) -> None:
    gone = _refused(book, outbox, "1")
    waits = book.submit(draft(contact_email="", idempotency_key="2"), SUBMITTED_AT).case
    found = ledger.waiting()
    assert [(each.reference, each.state) for each in found] == [
        (gone.case.reference, OutboxState.GIVEN_UP),
        (waits.reference, OutboxState.PENDING),
    ]
    assert (found[0].desk, found[0].queue, found[0].last_error) == ("rt", "Support", "422")


def test_what_has_arrived_is_not_listed(book: CaseBook, outbox: Outbox, ledger: Ledger) -> None:
    book.submit(draft(contact_email=""), SUBMITTED_AT)
    parcel = outbox.lease(SUBMITTED_AT)
    assert parcel is not None
    outbox.delivered(parcel, "7", SUBMITTED_AT, "not kept by the desk: Severity")
    assert ledger.waiting() == ()
    (attempt,) = ledger.attempts(parcel.case.reference)
    assert (attempt.result, attempt.detail, attempt.remote_reference) == (
        AttemptResult.DELIVERED,
        "not kept by the desk: Severity",
        "7",
    )


def test_one_case_given_up_goes_out_again_or_all(book: CaseBook, outbox: Outbox, ledger: Ledger) -> None:
    first, _, _ = (_refused(book, outbox, key) for key in "123")
    assert ledger.retry(first.case.reference, LATER) == 1
    assert outbox.lease(LATER - timedelta(seconds=1)) is None
    again = outbox.lease(LATER)
    assert again is not None
    assert (again.message_id, again.attempt) == (first.message_id, 1)
    assert ledger.retry(None, LATER) == 2


def test_what_waits_or_has_arrived_is_not_put_back(book: CaseBook, outbox: Outbox, ledger: Ledger) -> None:
    case = book.submit(draft(contact_email=""), SUBMITTED_AT).case
    assert ledger.retry(case.reference, LATER) == 0
    parcel = outbox.lease(SUBMITTED_AT)
    assert parcel is not None
    outbox.delivered(parcel, "", SUBMITTED_AT)
    assert ledger.retry(None, LATER) == 0


def test_a_desk_that_is_left_alone_is_told(book: CaseBook, outbox: Outbox, ledger: Ledger) -> None:
    for number in range(5):
        book.submit(draft(contact_email="", idempotency_key=str(number), route=Route(Way("rt"))), SUBMITTED_AT)
        parcel = outbox.lease(SUBMITTED_AT)
        assert parcel is not None
        outbox.failed(parcel, "down", SUBMITTED_AT, is_desk_down=True)
    assert [(each.desk, each.failures) for each in ledger.held(SUBMITTED_AT)] == [("rt", 5)]
    assert ledger.held(LATER) == ()
