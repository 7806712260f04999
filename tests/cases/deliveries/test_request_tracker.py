"""Request Tracker takes a case once, and what it drops without a word is told to staff."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from app.cases.deliveries.http import Client, Origin
from app.cases.deliveries.port import Delivered, DeliveryFailed, Message
from app.cases.deliveries.request_tracker import RequestTracker
from tests.cases.deliveries.fake_desks import TOKEN, FakeRequestTracker, drops_after
from tests.cases.deliveries.samples import message
from tests.cases.deliveries.web_server import Says, web_server


@pytest.fixture
def desk() -> FakeRequestTracker:
    return FakeRequestTracker()


@pytest.fixture
def url(desk: FakeRequestTracker) -> Iterator[str]:
    with web_server(desk) as url:
        yield url


def _deliver(url: str, sent: Message, token: str = TOKEN) -> Delivered:
    client = Client(Origin.from_url(url), {"Authorization": f"token {token}"}, read_seconds=10)
    return RequestTracker(client, "Support").deliver(sent)


def test_queue_fields_requestor_and_due_time_arrive(url: str, desk: FakeRequestTracker) -> None:
    due = datetime(2026, 6, 19, 13, tzinfo=UTC)
    delivered = _deliver(url, message(queue="Critical", fields=(("Severity", "S1"),), due_at=due))
    assert delivered == Delivered("1", "")
    (ticket,) = desk.tickets
    assert (ticket["Queue"], ticket["Due"]) == ("Critical", "2026-06-19T13:00:00Z")
    assert ticket["Requestor"] == [{"id": "ada@example.org"}]
    assert {each["name"]: each["values"] for each in ticket["CustomFields"]} == {
        "Severity": ["S1"],
        "Idempotency-Key": [message().key],
    }


def test_the_key_is_looked_up_before_the_first_try_too(url: str, desk: FakeRequestTracker) -> None:
    _deliver(url, message())
    assert [each.method for each in desk.asked] == ["GET", "POST", "GET"]


def test_a_ticket_made_before_the_line_was_cut_is_found_again(url: str, desk: FakeRequestTracker) -> None:
    desk.after = drops_after("POST", "/REST/2.0/ticket")
    with pytest.raises(DeliveryFailed):
        _deliver(url, message())
    assert _deliver(url, message()).remote_reference == "1"
    assert len(desk.tickets) == 1


def test_what_is_dropped_without_a_word_is_told_by_name_only(url: str) -> None:
    delivered = _deliver(url, message(fields=(("Severity", "S9"), ("Nowhere", "secret"))))
    assert delivered.detail == "not kept by the desk: Severity, Nowhere"


def test_a_missing_field_of_the_key_is_told(url: str, desk: FakeRequestTracker) -> None:
    desk.known = {}
    assert _deliver(url, message()).detail == "not kept by the desk: Idempotency-Key"


def test_a_queue_that_is_not_there_is_tried_again_and_counts_for_this_message_alone(url: str) -> None:
    with pytest.raises(DeliveryFailed, match="403") as failed:
        _deliver(url, message(queue="Nowhere"))
    assert not failed.value.is_desk_down


def test_a_wrong_token_makes_nothing(url: str, desk: FakeRequestTracker) -> None:
    with pytest.raises(DeliveryFailed, match="401"):
        _deliver(url, message(), token="wrong")
    assert desk.tickets == []


def test_a_ticket_that_cannot_be_read_back_is_delivered_all_the_same(url: str, desk: FakeRequestTracker) -> None:
    desk.before = lambda asked: Says(500) if asked.path.endswith("/ticket/1") else None
    assert _deliver(url, message()) == Delivered("1", "the ticket could not be read back")


@pytest.mark.parametrize("answer", [{}, [], {"items": None}, {"items": [{}]}, "x"])
def test_a_search_that_is_not_answered_as_one_makes_no_ticket(url: str, desk: FakeRequestTracker, answer: Any) -> None:
    desk.before = lambda asked: Says(200, answer) if asked.path.endswith("/tickets") else None
    with pytest.raises(DeliveryFailed):
        _deliver(url, message())
    assert desk.tickets == []


def test_a_key_with_quotes_finds_itself_and_nothing_else(url: str, desk: FakeRequestTracker) -> None:
    for key in ("a' OR CF.{Severity} = 'S1", "a\\", "a"):
        for _ in range(2):
            _deliver(url, message(key=key))
    assert len(desk.tickets) == 3
