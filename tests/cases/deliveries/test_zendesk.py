"""Zendesk takes a case once, whatever its key has seen and however old it is."""

import base64
from collections.abc import Iterator
from datetime import timedelta

import pytest

from app.cases.deliveries.http import Client, Origin
from app.cases.deliveries.port import Attachment, Delivered, DeliveryFailed, DeliveryRefused, Message
from app.cases.deliveries.zendesk import Zendesk
from tests.cases.deliveries.fake_desks import TOKEN, FakeZendesk, drops_after
from tests.cases.deliveries.samples import message
from tests.cases.deliveries.web_server import Says, web_server

BASIC = base64.b64encode(f"bot@example.com/token:{TOKEN}".encode()).decode()


@pytest.fixture
def desk() -> FakeZendesk:
    return FakeZendesk()


@pytest.fixture
def url(desk: FakeZendesk) -> Iterator[str]:
    with web_server(desk) as url:
        yield url


def _deliver(url: str, sent: Message) -> Delivered:
    client = Client(Origin.from_url(url), {"Authorization": f"Basic {BASIC}"}, read_seconds=10)
    return Zendesk(client, "77").deliver(sent)


def test_group_priority_requester_and_fields_arrive(url: str, desk: FakeZendesk) -> None:
    assert _deliver(url, message(fields=(("priority", "urgent"), ("360", "Gold")))) == Delivered("1", "")
    (ticket,) = desk.tickets
    assert (ticket["group_id"], ticket["priority"]) == (77, "urgent")
    assert ticket["requester"] == {"email": "ada@example.org", "name": "Ada"}
    assert ticket["custom_fields"] == [{"id": 360, "value": "Gold"}]


def test_a_field_that_is_not_there_is_told(url: str) -> None:
    assert _deliver(url, message(fields=(("999", "x"),))).detail == "not kept by the desk: 999"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/v2/tickets"),
        ("POST", "/api/v2/tickets"),
        ("GET", "/api/v2/tickets/1/comments"),
        ("POST", "/api/v2/uploads"),
        ("PUT", "/api/v2/tickets/1"),
    ],
)
def test_a_line_cut_at_any_step_makes_one_ticket_with_one_file(
    url: str, desk: FakeZendesk, method: str, path: str
) -> None:
    desk.after = drops_after(method, path)
    with pytest.raises(DeliveryFailed):
        _deliver(url, message())
    assert _deliver(url, message()).remote_reference == "1"
    assert len(desk.tickets) == 1
    files = [desk.uploads[token] for each in desk.comments[1] for token in each.get("uploads", ())]
    assert [each["file_name"] for each in files] == ["case.json"]


def _with_files(*names: str) -> Message:
    files = (Attachment(name, "text/plain", name.encode(), is_from_customer=True) for name in names)
    return message(attachments=(*message().attachments, *files))


def _names(desk: FakeZendesk) -> list[list[str]]:
    """The names of the files of each comment."""
    return [[desk.uploads[token]["file_name"] for token in each.get("uploads", ())] for each in desk.comments[1]]


def test_a_file_that_zendesk_does_not_take_is_named_and_keeps_nothing_else_back(url: str, desk: FakeZendesk) -> None:
    desk.before = lambda asked: Says(422) if asked.query.get("filename") == "b.log" else None
    assert _deliver(url, _with_files("a.log", "b.log", "c.log")).remote_reference == "1"
    assert _names(desk) == [[], ["case.json", "a.log", "c.log"]]
    assert "b.log (5 bytes)" in desk.comments[1][1]["body"]


def test_files_that_take_too_long_follow_with_the_next_try(url: str, desk: FakeZendesk) -> None:
    client = Client(Origin.from_url(url), {"Authorization": f"Basic {BASIC}"}, read_seconds=10)
    seconds = iter([0.0, 0.0, 100.0, 200.0])
    with pytest.raises(DeliveryFailed, match="the rest follows"):
        Zendesk(client, "77", lambda: next(seconds)).deliver(_with_files("a.log", "b.log"))
    Zendesk(client, "77", lambda: 0.0).deliver(_with_files("a.log", "b.log"))
    assert _names(desk) == [[], ["case.json", "a.log"], ["b.log"]]


def test_a_retry_within_two_hours_sends_the_same_body_under_the_same_key(url: str, desk: FakeZendesk) -> None:
    """Also where the look-up does not know the ticket yet: the key alone has to hold."""
    _deliver(url, message())
    desk.before = lambda asked: Says(200, {"tickets": []}) if asked.query.get("external_id") else None
    assert _deliver(url, message()).remote_reference == "1"
    assert len(desk.tickets) == 1


def test_a_retry_after_the_key_was_forgotten_finds_the_ticket(url: str, desk: FakeZendesk) -> None:
    _deliver(url, message())
    desk.keys.clear()
    assert _deliver(url, message()).remote_reference == "1"
    assert len(desk.tickets) == 1


def test_a_key_used_with_another_text_waits_until_it_is_forgotten(url: str, desk: FakeZendesk) -> None:
    _deliver(url, message())
    desk.before = lambda asked: Says(200, {"tickets": []}) if asked.query.get("external_id") else None
    with pytest.raises(DeliveryFailed) as failed:
        _deliver(url, message(body_text="other words"))
    assert failed.value.retry_after == timedelta(hours=2)
    assert not failed.value.is_desk_down


def test_a_desk_that_limits_the_rate_is_given_its_time(url: str, desk: FakeZendesk) -> None:
    desk.before = lambda _: Says(429, {"error": "TooManyRequests"}, {"Retry-After": "93"})
    with pytest.raises(DeliveryFailed) as failed:
        _deliver(url, message())
    assert failed.value.retry_after == timedelta(seconds=93)


def test_a_record_that_zendesk_finds_wrong_is_refused(url: str, desk: FakeZendesk) -> None:
    desk.before = lambda asked: Says(422, {"error": "RecordInvalid"}) if asked.method == "POST" else None
    with pytest.raises(DeliveryRefused, match="422"):
        _deliver(url, message())


def test_the_files_are_for_agents_only(url: str, desk: FakeZendesk) -> None:
    _deliver(url, message())
    assert desk.comments[1][1]["public"] is False
