"""A desk that fails several times in a row is left alone for a while, by all workers, and uses up no attempts."""

from datetime import timedelta

import pytest

from app.cases.book import CaseBook
from app.cases.breakers import Breakers
from app.cases.database import Database
from app.cases.models import OutboxState
from app.cases.outbox import Outbox, Parcel, Retries
from app.domain.routing import Fallback, Route, Way
from tests.cases.samples import SUBMITTED_AT, draft

MINUTE = timedelta(minutes=1)
BREAKERS = Breakers(failures=2, pause=MINUTE, longest_pause=timedelta(minutes=3))
RT, MAIL = Way("rt", "Support"), Way("mail")


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database, Retries(lambda: 0.0, first_delay=timedelta(seconds=1)), breakers=BREAKERS)


def _submit(book: CaseBook, key: str, route: Route | None = None) -> str:
    sent = draft(contact_email="", idempotency_key=key, route=route or Route(RT))
    return book.submit(sent, SUBMITTED_AT).case.reference


def _leased(outbox: Outbox, after: timedelta) -> Parcel:
    parcel = outbox.lease(SUBMITTED_AT + after)
    assert parcel is not None
    return parcel


def _fail(outbox: Outbox, after: timedelta, *, is_desk_down: bool = True) -> None:
    now = SUBMITTED_AT + after
    outbox.failed(_leased(outbox, after), "down", now, is_desk_down=is_desk_down)


def _open(book: CaseBook, outbox: Outbox) -> None:
    """Two cases, each failed once: the breaker is open from then on, for a minute."""
    for key in ("1", "2"):
        _submit(book, key)
        _fail(outbox, timedelta())


def test_a_desk_that_failed_as_often_as_that_is_left_alone_by_every_worker(
    book: CaseBook, outbox: Outbox, database_url: str
) -> None:
    _open(book, outbox)
    database = Database.open(database_url)
    for each in (outbox, Outbox(database, Retries(lambda: 0.0), breakers=BREAKERS)):
        assert each.lease(SUBMITTED_AT + timedelta(seconds=59)) is None
    database.close()


def test_after_the_pause_one_message_tries_and_the_others_wait_for_it(book: CaseBook, outbox: Outbox) -> None:
    _open(book, outbox)
    probe = _leased(outbox, MINUTE)
    assert outbox.lease(SUBMITTED_AT + MINUTE) is None
    outbox.delivered(probe, "1", SUBMITTED_AT + MINUTE)
    assert outbox.lease(SUBMITTED_AT + MINUTE) is not None


def test_each_probe_that_fails_doubles_the_pause_up_to_the_longest(book: CaseBook, outbox: Outbox) -> None:
    _open(book, outbox)
    at = MINUTE
    for pause in (2, 3, 3):
        _fail(outbox, at)
        assert outbox.lease(SUBMITTED_AT + at + timedelta(minutes=pause, seconds=-1)) is None
        at += timedelta(minutes=pause)


def test_a_worker_that_ends_during_a_probe_does_not_close_the_desk_for_good(book: CaseBook, outbox: Outbox) -> None:
    _open(book, outbox)
    _leased(outbox, MINUTE)
    assert outbox.lease(SUBMITTED_AT + timedelta(minutes=12)) is not None


def test_an_answer_of_any_kind_begins_the_count_anew(book: CaseBook, outbox: Outbox) -> None:
    for key in ("1", "2", "3"):
        _submit(book, key)
    _fail(outbox, timedelta())
    outbox.refused(_leased(outbox, timedelta()), "422", SUBMITTED_AT)
    _fail(outbox, timedelta())
    assert outbox.lease(SUBMITTED_AT + MINUTE) is not None


def test_a_fault_of_one_message_does_not_count(book: CaseBook, outbox: Outbox) -> None:
    for key in ("1", "2", "3"):
        _submit(book, key)
        _fail(outbox, timedelta(), is_desk_down=False)
    assert outbox.lease(SUBMITTED_AT + MINUTE) is not None


def test_other_desks_go_on(book: CaseBook, outbox: Outbox) -> None:
    _open(book, outbox)
    _submit(book, "3", Route(MAIL))
    assert _leased(outbox, timedelta(seconds=2)).desk == "mail"


def test_an_hour_of_a_desk_that_is_down_uses_up_few_attempts(book: CaseBook, outbox: Outbox) -> None:
    _open(book, outbox)
    tries = 0
    for second in range(0, 3600, 10):
        if parcel := outbox.lease(SUBMITTED_AT + timedelta(seconds=second)):
            tries += 1
            outbox.failed(parcel, "down", SUBMITTED_AT + timedelta(seconds=second), is_desk_down=True)
    assert tries <= 21


@pytest.mark.parametrize(
    "fallback", [Fallback(MAIL, after_failures=2), Fallback(MAIL, after=timedelta(minutes=5))], ids=["failures", "time"]
)
def test_the_fallback_takes_over_once_under_the_same_id(book: CaseBook, outbox: Outbox, fallback: Fallback) -> None:
    _submit(book, "1", Route(RT, fallback=fallback))
    first = _leased(outbox, timedelta())
    outbox.failed(first, "down", SUBMITTED_AT, is_desk_down=True)
    _fail(outbox, timedelta(seconds=10))
    then = _leased(outbox, timedelta(minutes=5))
    assert (then.desk, then.queue, then.message_id) == ("mail", "", first.message_id)
    assert outbox.failed(then, "down too", SUBMITTED_AT + 5 * MINUTE) == OutboxState.PENDING
    assert _leased(outbox, timedelta(minutes=20)).desk == "mail"


def test_the_fallback_takes_over_in_time_although_the_first_desk_is_left_alone(book: CaseBook, outbox: Outbox) -> None:
    _open(book, outbox)
    _submit(book, "3", Route(RT, fallback=Fallback(MAIL, after=timedelta(seconds=30))))
    assert outbox.lease(SUBMITTED_AT + timedelta(seconds=29)) is None
    assert _leased(outbox, timedelta(seconds=30)).desk == "mail"


def test_what_a_desk_refuses_goes_to_the_fallback_at_once(book: CaseBook, outbox: Outbox) -> None:
    _submit(book, "1", Route(RT, fallback=Fallback(MAIL, after=timedelta(days=1))))
    assert outbox.refused(_leased(outbox, timedelta()), "422", SUBMITTED_AT) == OutboxState.PENDING
    assert outbox.refused(_leased(outbox, timedelta()), "550", SUBMITTED_AT) == OutboxState.GIVEN_UP


def test_a_critical_case_goes_to_two_desks_under_two_ids(book: CaseBook, outbox: Outbox) -> None:
    _submit(book, "1", Route(RT, also=MAIL))
    parcels = [_leased(outbox, timedelta()) for _ in range(2)]
    assert [(each.destination, each.desk, each.queue) for each in parcels] == [
        ("desk", "rt", "Support"),
        ("also", "mail", ""),
    ]
    assert len({each.message_id for each in parcels}) == 2


def test_a_case_that_the_customer_sends_by_hand_has_no_message_to_its_desk(book: CaseBook, outbox: Outbox) -> None:
    _submit(book, "1", Route(Way("form"), is_by_hand=True))
    assert outbox.lease(SUBMITTED_AT) is None
