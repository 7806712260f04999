"""A message is leased to one worker at a time, tried again ever more seldom, and never lost."""

import random
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql

from app.cases.book import CaseBook
from app.cases.database import Database
from app.cases.models import AttemptResult, CaseRow, DeliveryAttemptRow, OutboxState
from app.cases.outbox import Outbox, Parcel, Retries, next_due
from tests.cases.samples import SUBMITTED_AT, draft, rows

MINUTE = timedelta(minutes=1)
LEASE = timedelta(minutes=10)


@pytest.fixture
def parcel(book: CaseBook, outbox: Outbox) -> Parcel:
    """The message to the desk of a case without confirmation, leased when the case was submitted."""
    book.submit(draft(contact_email=""), SUBMITTED_AT)
    return _leased(outbox)


def _leased(outbox: Outbox, after: timedelta = timedelta()) -> Parcel:
    parcel = outbox.lease(SUBMITTED_AT + after)
    assert parcel is not None
    return parcel


def _attempts(database: Database) -> list[tuple[int, AttemptResult, str]]:
    with database.reading() as session:
        found = session.scalars(select(DeliveryAttemptRow).order_by(DeliveryAttemptRow.id))
        return [(row.number, row.result, row.detail) for row in found]


def test_an_empty_outbox_leases_nothing(outbox: Outbox) -> None:
    assert outbox.lease(SUBMITTED_AT) is None


def test_a_leased_message_is_leased_to_nobody_else(parcel: Parcel, outbox: Outbox) -> None:
    assert outbox.lease(SUBMITTED_AT + LEASE - MINUTE) is None


def test_a_lease_that_is_over_gives_the_same_message_again(parcel: Parcel, outbox: Outbox, database: Database) -> None:
    again = _leased(outbox, LEASE)
    assert (again.message_id, again.attempt, again.case) == (parcel.message_id, 2, parcel.case)
    assert _attempts(database) == [(1, AttemptResult.STARTED, ""), (2, AttemptResult.STARTED, "")]


def test_a_delivered_message_never_goes_out_again(
    parcel: Parcel, outbox: Outbox, book: CaseBook, database: Database
) -> None:
    outbox.delivered(parcel, "RT-7", SUBMITTED_AT + MINUTE)
    assert outbox.lease(SUBMITTED_AT + timedelta(days=9)) is None
    (state,) = book.delivery_state(parcel.case)
    assert (state.state, state.remote_reference, state.delivered_at) == (
        OutboxState.DELIVERED,
        "RT-7",
        SUBMITTED_AT + MINUTE,
    )
    assert _attempts(database) == [(1, AttemptResult.DELIVERED, "")]


def test_a_failed_message_waits_and_is_tried_again(parcel: Parcel, outbox: Outbox, database: Database) -> None:
    assert outbox.failed(parcel, "451 later", SUBMITTED_AT) == OutboxState.PENDING
    assert outbox.lease(SUBMITTED_AT + timedelta(seconds=29)) is None
    assert _leased(outbox, timedelta(seconds=30)).attempt == 2
    assert _attempts(database)[0] == (1, AttemptResult.FAILED, "451 later")


def test_a_desk_that_asks_for_more_time_gets_it(parcel: Parcel, outbox: Outbox) -> None:
    outbox.failed(parcel, "busy", SUBMITTED_AT, retry_after=timedelta(minutes=5))
    assert outbox.lease(SUBMITTED_AT + 4 * MINUTE) is None
    assert outbox.lease(SUBMITTED_AT + 5 * MINUTE) is not None


def test_a_message_is_given_up_after_the_last_attempt_and_kept(parcel: Parcel, outbox: Outbox, book: CaseBook) -> None:
    outbox.failed(parcel, "down", SUBMITTED_AT)
    outbox.failed(_leased(outbox, timedelta(hours=1)), "down", SUBMITTED_AT)
    assert outbox.failed(_leased(outbox, timedelta(hours=2)), "still down", SUBMITTED_AT) == OutboxState.GIVEN_UP
    assert outbox.lease(SUBMITTED_AT + timedelta(days=9)) is None
    (state,) = book.delivery_state(parcel.case)
    assert (state.state, state.attempts, state.last_error) == (OutboxState.GIVEN_UP, 3, "still down")


def test_a_message_that_ends_each_worker_is_given_up_too(parcel: Parcel, outbox: Outbox, book: CaseBook) -> None:
    _leased(outbox, LEASE)
    _leased(outbox, 2 * LEASE)
    assert outbox.lease(SUBMITTED_AT + 3 * LEASE) is None
    assert book.delivery_state(parcel.case)[0].state == OutboxState.GIVEN_UP


def test_a_refused_message_is_given_up_at_once_and_kept(
    parcel: Parcel, outbox: Outbox, book: CaseBook, database: Database
) -> None:
    assert outbox.refused(parcel, "550 " + "x" * 500, SUBMITTED_AT) == OutboxState.GIVEN_UP
    assert outbox.lease(SUBMITTED_AT + timedelta(days=9)) is None
    assert len(book.delivery_state(parcel.case)[0].last_error) == 200
    assert _attempts(database)[0][1] == AttemptResult.REFUSED


@pytest.mark.parametrize("verb", ["failed", "refused"])
def test_a_worker_that_lost_its_lease_cannot_undo_what_the_next_one_did(
    verb: str, parcel: Parcel, outbox: Outbox, book: CaseBook
) -> None:
    outbox.delivered(_leased(outbox, LEASE), "", SUBMITTED_AT + LEASE)
    getattr(outbox, verb)(parcel, "too late", SUBMITTED_AT + LEASE)
    assert book.delivery_state(parcel.case)[0].state == OutboxState.DELIVERED


def test_a_delivery_counts_even_when_the_lease_was_over(parcel: Parcel, outbox: Outbox, book: CaseBook) -> None:
    outbox.failed(_leased(outbox, LEASE), "down", SUBMITTED_AT + LEASE)
    outbox.delivered(parcel, "", SUBMITTED_AT + LEASE)
    assert book.delivery_state(parcel.case)[0].state == OutboxState.DELIVERED


def test_fresh_messages_do_not_wait_behind_those_that_failed(parcel: Parcel, outbox: Outbox, book: CaseBook) -> None:
    outbox.failed(parcel, "down", SUBMITTED_AT)
    fresh = book.submit(draft(idempotency_key="2", contact_email=""), SUBMITTED_AT + MINUTE).case
    assert _leased(outbox, MINUTE).case == fresh


def test_the_messages_of_each_state_are_counted(parcel: Parcel, outbox: Outbox, book: CaseBook) -> None:
    book.submit(draft(idempotency_key="2"), SUBMITTED_AT)
    assert outbox.counts() == {
        OutboxState.PENDING: 2,
        OutboxState.SENDING: 1,
        OutboxState.DELIVERED: 0,
        OutboxState.GIVEN_UP: 0,
        OutboxState.WITHDRAWN: 0,
    }


def test_a_leased_message_does_not_print_what_the_customer_sent(parcel: Parcel) -> None:
    assert "Links flap" not in repr(parcel)


def test_a_server_database_hands_each_worker_another_message() -> None:
    compiled = str(next_due(SUBMITTED_AT).compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]
    assert compiled.endswith("FOR UPDATE SKIP LOCKED")


@given(st.integers(1, 200), st.floats(0, 1, exclude_max=True), st.none() | st.timedeltas(timedelta(), timedelta(9)))
def test_no_wait_is_longer_than_an_hour_or_shorter_than_asked_for(
    attempt: int, drawn: float, retry_after: timedelta | None
) -> None:
    delay = Retries(random=lambda: drawn).delay(attempt, retry_after)
    assert timedelta(seconds=22) < delay <= timedelta(hours=1)
    assert delay >= min(retry_after or timedelta(), timedelta(hours=1))


def test_a_message_is_tried_for_about_three_days() -> None:
    retries = Retries(random=random.Random(1).random)
    total = sum((retries.delay(attempt) for attempt in range(1, retries.most_attempts)), timedelta())
    assert timedelta(days=2.8) < total < timedelta(days=3.4)


def test_a_broken_case_stops_no_other(parcel: Parcel, outbox: Outbox, book: CaseBook, database: Database) -> None:
    with database.writing() as session:
        session.execute(update(CaseRow).values(payload={"format": "something else"}))
    broken = _leased(outbox, LEASE)
    with pytest.raises(ValueError, match="signpost-case/1"):
        _ = broken.case
    assert rows(database, DeliveryAttemptRow) == 2
