"""What is added to a case is stored once, follows the case to the desk that has it, and never gets there before it."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from signal import SIGKILL
from typing import Any

import pytest
from sqlalchemy import select, update

from app.cases.additions import Added, Additions, CaseWithdrawn
from app.cases.book import CaseBook
from app.cases.database import Database
from app.cases.deliveries.port import Delivered, DeliveryFailed, DeliveryRefused, Message
from app.cases.ledger import Ledger
from app.cases.models import AdditionRow, CaseRow, OutboxRow, OutboxState
from app.cases.outbox import Outbox
from app.cases.routes import Desk, Routes
from app.cases.worker import deliver_due
from app.domain.addition import AdditionDraft, AdditionKind
from app.domain.case import Case
from app.domain.routing import Fallback, Route, Way
from tests.cases.processes import started
from tests.cases.samples import HOST, LINKS, SUBMITTED_AT, Clock, Recorder, draft, routes, rows
from tests.domain.additions import addition_draft

HOUR = timedelta(hours=1)
KINDS = list(AdditionKind)


@pytest.fixture
def additions(database: Database) -> Additions:
    return Additions(database, HOST)


@pytest.fixture
def case(book: CaseBook) -> Case:
    return book.submit(draft(contact_email=""), SUBMITTED_AT).case


def _add(additions: Additions, case: Case, sent: AdditionDraft | None = None, **changes: Any) -> Added:
    added = additions.add(case.secret, sent or addition_draft(**changes), SUBMITTED_AT + HOUR)
    assert added is not None
    return added


def _states(book: CaseBook, case: Case) -> dict[str, OutboxState]:
    return {each.destination: each.state for each in book.delivery_state(case)}


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_stored_whole_with_a_message_of_its_own(additions: Additions, book: CaseBook, kind: AdditionKind) -> None:
    case = book.submit(draft(contact_email=""), SUBMITTED_AT).case
    # The case has been tried: a withdrawal has to reach the desk.
    _tried(book, case)
    first = _add(additions, case, addition_draft(AdditionKind.COMMENT))
    second = _add(additions, case, addition_draft(kind, idempotency_key="add:second"))
    assert additions.of_case(case.reference) == (first.addition, second.addition)
    assert (second.addition.number, second.addition.author_name, second.is_new) == (2, "Ada", True)
    assert [each.message_id for each in book.delivery_state(case)] == [
        f"<{case.reference}.{name}@{HOST}>" for name in ("desk", "desk.1", "desk.2")
    ]


def _tried(book: CaseBook, case: Case) -> None:
    with book._database.writing() as session:
        of_case = select(CaseRow.id).where(CaseRow.reference == case.reference).scalar_subquery()
        session.execute(update(OutboxRow).where(OutboxRow.case_id == of_case).values(attempts=1))


@pytest.mark.parametrize("secret", ["", "guess", "x" * 32, "\0" * 30])
def test_without_the_secret_of_a_case_nothing_is_added(additions: Additions, case: Case, secret: str) -> None:
    assert additions.add(secret, addition_draft(), SUBMITTED_AT) is None


def test_the_same_key_again_adds_nothing_and_says_whether_it_is_the_same(
    additions: Additions, case: Case, database: Database
) -> None:
    first = _add(additions, case)
    assert _add(additions, case) == Added(first.addition, is_new=False)
    assert _add(additions, case, text="Else.") == Added(first.addition, is_new=False, differs=True)
    assert (rows(database, AdditionRow), rows(database, OutboxRow)) == (1, 2)


def test_a_key_that_was_used_for_another_case_tells_nothing_of_it(
    additions: Additions, case: Case, book: CaseBook
) -> None:
    _add(additions, case)
    other = book.submit(draft(idempotency_key="2"), SUBMITTED_AT).case
    assert _add(additions, other).differs
    assert additions.of_case(other.reference) == ()


def test_the_same_addition_twenty_times_at_once_is_one(additions: Additions, case: Case, database: Database) -> None:
    found = _at_once(20, lambda _: _add(additions, case))
    assert [each.is_new for each in found].count(True) == 1
    assert {each.addition.number for each in found} == {1}
    assert (rows(database, AdditionRow), rows(database, OutboxRow)) == (1, 2)


def test_twenty_additions_at_once_are_all_kept_and_numbered(additions: Additions, case: Case) -> None:
    found = _at_once(20, lambda n: _add(additions, case, idempotency_key=f"add:{n}", text=str(n)))
    assert {each.addition.number for each in found} == set(range(1, 21))
    assert {each.text for each in additions.of_case(case.reference)} == {str(n) for n in range(20)}


def _at_once(count: int, work: Callable[[int], Added]) -> list[Added]:
    barrier = threading.Barrier(count)

    def begin(number: int) -> Added:
        barrier.wait()
        return work(number)

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(begin, range(count)))


def test_killed_between_commit_and_answer_the_same_form_again_adds_nothing(
    additions: Additions, case: Case, database_url: str
) -> None:
    with started("add_and_die", database_url, case.secret) as process:
        assert process.wait(60) == -SIGKILL
    assert not _add(additions, case).is_new
    assert len(additions.of_case(case.reference)) == 1


# How the case stands after it


@pytest.mark.parametrize("kind", [AdditionKind.WITHDRAWAL, AdditionKind.SOLVED])
def test_withdrawn_and_solved_end_a_case(additions: Additions, case: Case, kind: AdditionKind) -> None:
    _add(additions, case, addition_draft(kind))
    ended = additions.ended(case.reference)
    assert ended is not None
    assert (ended.kind, ended.ended_at) == (kind, SUBMITTED_AT + HOUR)


def test_a_solved_case_is_opened_again_by_a_comment(additions: Additions, case: Case) -> None:
    _add(additions, case, addition_draft(AdditionKind.SOLVED))
    _add(additions, case, text="It came back.")
    assert additions.ended(case.reference) is None


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_added_to_a_case_that_was_withdrawn(additions: Additions, case: Case, kind: AdditionKind) -> None:
    _add(additions, case, addition_draft(AdditionKind.WITHDRAWAL))
    with pytest.raises(CaseWithdrawn):
        _add(additions, case, addition_draft(kind, idempotency_key="add:later"))
    assert not _add(additions, case, addition_draft(AdditionKind.WITHDRAWAL)).is_new


# Withdrawn before anything has left


def test_a_case_withdrawn_before_it_left_is_stopped_with_all_that_belongs_to_it(
    additions: Additions, book: CaseBook, outbox: Outbox, database: Database
) -> None:
    case = book.submit(draft(), SUBMITTED_AT).case
    _add(additions, case)
    _add(additions, case, addition_draft(AdditionKind.WITHDRAWAL))
    assert set(_states(book, case).values()) == {OutboxState.WITHDRAWN}
    recorder, clock = Recorder(), Clock(SUBMITTED_AT + timedelta(days=1))
    assert deliver_due(outbox, routes(recorder), clock).total == 0
    ended = additions.ended(case.reference)
    assert ended is not None
    assert ended.is_stopped
    assert Ledger(database).waiting() == ()


def test_a_case_that_was_tried_is_withdrawn_at_the_desk(
    additions: Additions, book: CaseBook, outbox: Outbox, case: Case
) -> None:
    recorder, clock = Recorder(DeliveryFailed("down")), Clock()
    deliver_due(outbox, routes(recorder), clock, limit=1)
    _add(additions, case, addition_draft(AdditionKind.WITHDRAWAL))
    clock.move(HOUR)
    deliver_due(outbox, routes(recorder), clock)
    assert [each.key for each in recorder.messages] == [f"{case.reference}.desk", f"{case.reference}.desk.1"]
    assert "withdraws the case" in recorder.messages[1].body_text


def test_a_case_leased_by_a_worker_at_that_moment_is_not_stopped(
    additions: Additions, book: CaseBook, outbox: Outbox, case: Case
) -> None:
    assert outbox.lease(SUBMITTED_AT) is not None
    _add(additions, case, addition_draft(AdditionKind.WITHDRAWAL))
    assert _states(book, case) == {"desk": OutboxState.SENDING, "desk.1": OutboxState.PENDING}


# The way to the desk


def test_it_is_held_back_until_the_case_has_arrived_through_an_outage_and_through_giving_up(
    additions: Additions, book: CaseBook, outbox: Outbox, database: Database, case: Case
) -> None:
    down: list[Exception] = [DeliveryFailed("down", is_desk_down=False) for _ in range(3)]
    recorder, clock = Recorder(*down), Clock()
    _add(additions, case)
    for _ in range(6):
        deliver_due(outbox, routes(recorder), clock)
        clock.move(2 * HOUR)
    assert _states(book, case) == {"desk": OutboxState.GIVEN_UP, "desk.1": OutboxState.PENDING}
    assert (recorder.messages, recorder.faults) == ([], [])
    Ledger(database).retry(case.reference, clock())
    deliver_due(outbox, routes(recorder), clock)
    assert [each.key for each in recorder.messages] == [f"{case.reference}.desk", f"{case.reference}.desk.1"]
    assert set(_states(book, case).values()) == {OutboxState.DELIVERED}


def test_two_workers_at_once_keep_the_order(additions: Additions, book: CaseBook, outbox: Outbox, case: Case) -> None:
    _add(additions, case)
    of_case = outbox.lease(SUBMITTED_AT + HOUR)
    assert of_case is not None
    assert outbox.lease(SUBMITTED_AT + HOUR) is None
    outbox.delivered(of_case, "desk-1", SUBMITTED_AT + HOUR)
    following = outbox.lease(SUBMITTED_AT + HOUR)
    assert following is not None
    assert following.follows is not None
    assert (following.destination, following.follows.remote_reference) == ("desk.1", "desk-1")


def test_an_addition_to_another_case_does_not_wait(additions: Additions, book: CaseBook, outbox: Outbox) -> None:
    one, other = (book.submit(draft(idempotency_key=n, contact_email=""), SUBMITTED_AT).case for n in "12")
    recorder, clock = Recorder(), Clock()
    deliver_due(outbox, routes(recorder), clock, limit=1)
    _add(additions, one, idempotency_key="add:one")
    _add(additions, other, idempotency_key="add:other")
    refused = Recorder(DeliveryRefused("no"))
    deliver_due(outbox, routes(refused), Clock(SUBMITTED_AT + HOUR))
    assert [each.key for each in refused.messages] == [f"{one.reference}.desk.1"]


def test_it_answers_the_message_of_the_case_with_the_desks_own_number(
    additions: Additions, outbox: Outbox, case: Case
) -> None:
    recorder, clock = Recorder(), Clock(SUBMITTED_AT + HOUR)
    _add(additions, case)
    deliver_due(outbox, routes(recorder), clock)
    of_case, of_addition = recorder.messages
    assert (of_addition.about, of_addition.follows) == (of_case.message_id, "desk-1")
    assert of_addition.subject == f"Re: {of_case.subject}"
    assert of_addition.to == of_case.to
    assert of_addition.written_at == SUBMITTED_AT + HOUR
    assert (of_case.about, of_case.follows) == ("", "")


def _to_both() -> Route:
    return Route(Way("main", "Support"), also=Way("copy"), fallback=Fallback(Way("spare", "Night"), after_failures=1))


def test_each_desk_of_a_case_gets_it_after_a_fallback_the_one_that_took_over(
    additions: Additions, book: CaseBook, outbox: Outbox
) -> None:
    case = book.submit(draft(contact_email="", route=_to_both()), SUBMITTED_AT).case
    _add(additions, case)
    desks = {name: Recorder() for name in ("main", "copy", "spare")}
    desks["main"].faults += [DeliveryFailed("down")]
    way = Routes(
        Desk(Recorder(), ""), Recorder(), "s@example.com", "", LINKS, named=lambda name: Desk(desks[name], "d@e.org")
    )
    deliver_due(outbox, way, Clock(SUBMITTED_AT + HOUR))
    _add(additions, case, idempotency_key="add:2")
    deliver_due(outbox, way, Clock(SUBMITTED_AT + 2 * HOUR))
    reference = case.reference
    assert desks["main"].messages == []
    assert [each.key for each in desks["spare"].messages] == [f"{reference}.desk{n}" for n in ("", ".1", ".2")]
    assert [each.queue for each in desks["spare"].messages[:1]] == ["Night"]
    assert [each.key for each in desks["copy"].messages] == [f"{reference}.also{n}" for n in ("", ".1", ".2")]


def test_a_desk_by_hand_is_sent_nothing(additions: Additions, book: CaseBook) -> None:
    case = book.submit(draft(contact_email="", route=Route(Way("form"), is_by_hand=True)), SUBMITTED_AT).case
    _add(additions, case)
    assert book.delivery_state(case) == ()
    assert len(additions.of_case(case.reference)) == 1


def test_an_addition_whose_payload_is_broken_keeps_no_other_message_back(
    additions: Additions, book: CaseBook, outbox: Outbox, database: Database, case: Case
) -> None:
    _add(additions, case)
    with database.writing() as session:
        session.execute(update(AdditionRow).values(payload={"format": "none"}))
    recorder, clock = Recorder(), Clock(SUBMITTED_AT + HOUR)
    assert deliver_due(outbox, routes(recorder), clock).delivered == 1
    fresh = book.submit(draft(idempotency_key="2", contact_email=""), clock()).case
    deliver_due(outbox, routes(recorder), clock)
    assert recorder.messages[-1].key == f"{fresh.reference}.desk"


class _CutAfter:
    """Takes the message, and the line is cut before it says so, once."""

    def __init__(self) -> None:
        self.keys: list[str] = []

    def deliver(self, message: Message) -> Delivered:
        self.keys.append(message.key)
        if self.keys.count(message.key) == 1:
            raise DeliveryFailed("cut", is_desk_down=False)
        return Delivered("desk-1")


def test_an_addition_that_was_cut_off_comes_again_under_the_same_key(
    additions: Additions, outbox: Outbox, case: Case
) -> None:
    _add(additions, case)
    desk, clock = _CutAfter(), Clock(SUBMITTED_AT + HOUR)
    for _ in range(4):
        deliver_due(outbox, routes(desk), clock)
        clock.move(HOUR)
    reference = case.reference
    assert desk.keys == [f"{reference}.desk"] * 2 + [f"{reference}.desk.1"] * 2
