"""A case made on the site arrives in a real Request Tracker: right, whole, and once, through an outage."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from app.cases.deliveries.port import Attachment, Delivered, DeliveryFailed, Message
from app.cases.deliveries.request_tracker import RequestTracker
from app.cases.models import OutboxState
from app.cases.worker import deliver_due
from app.domain.case_json import from_json
from app.domain.case_text import as_markdown
from app.factory import outbox, routes
from tests.cases.deliveries.samples import message
from tests.cases.samples import Clock
from tests.desks.request_tracker import DESKS, Tracker
from tests.web.case_pages import Customer, case_of, case_site
from tests.web.small_site import SmallSite

pytestmark = pytest.mark.desks


@pytest.fixture
def site(tmp_path: Path, tracker: Tracker) -> SmallSite:
    site = case_site(tmp_path, **tracker.settings)
    site.content.write("desks.yml", DESKS)
    site.start()
    return site


@pytest.fixture(scope="module")
def running(tracker: Tracker) -> Iterator[Tracker]:
    """It runs from the first test on that needs it: those that take it through an outage stand before."""
    with tracker.running():
        yield tracker


def test_a_case_arrives_right_whole_and_once_through_an_outage(site: SmallSite, tracker: Tracker) -> None:
    customer = Customer(site.app)
    case = case_of(site, customer.sends(customer.form(field_description="Since noon.\n😀 <b>'all'</b> of it.")))
    settings, clock = site.parts.settings, Clock(case.submitted_at)
    waiting, way = outbox(settings), replace(routes(settings), mail=_Nowhere())
    for _ in range(3):
        assert deliver_due(waiting, way, clock).delivered == 0
        clock.move(timedelta(hours=1))
    with tracker.running():
        deliver_due(waiting, way, clock)
        clock.move(timedelta(hours=1))
        deliver_due(waiting, way, clock)
        found = [each for each in tracker.tickets() if each["Subject"].startswith(case.reference)]
        assert len(found) == 1
        (ticket,) = found
        assert tracker.queue(ticket) == "Critical"
        text, file = (each for each in tracker.parts(ticket) if each["ContentType"] != "multipart/mixed")
    assert ticket["Subject"] == f"{case.reference} [S1 Critical] {case.summary}"
    assert [each["id"] for each in ticket["Requestor"]] == [case.contact_email]
    assert case.first_response_due_at is not None
    assert ticket["Due"] == f"{case.first_response_due_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    assert {each["name"]: each["values"] for each in ticket["CustomFields"]} == {
        "Severity": ["S1"],
        "Idempotency-Key": [f"{case.reference}.desk"],
    }
    assert text["Content"].rstrip("\n") == as_markdown(case, settings.public_url).rstrip("\n")
    assert (file["Filename"], file["ContentType"]) == ("case.json", "application/json")
    assert from_json(json.loads(file["Content"]), case.secret, case.idempotency_key) == case
    desk = site.parts.book.delivery_state(case)[0]
    assert (desk.state, desk.remote_reference) == (OutboxState.DELIVERED, str(ticket["id"]))


class _Nowhere:
    """Confirmations are not what is looked at here."""

    def deliver(self, _: Message) -> Delivered:
        raise DeliveryFailed("no mail here", is_desk_down=False)


def test_the_same_message_again_finds_its_ticket(running: Tracker) -> None:
    desk, sent = RequestTracker(running.client, "Support"), message(key="SP-TWICE.desk'\\", subject="SP-TWICE")
    assert desk.deliver(sent) == desk.deliver(sent)
    assert sum(each["Subject"] == "SP-TWICE" for each in running.tickets()) == 1


def test_an_addition_with_files_that_comes_twice_stands_once_at_its_ticket(running: Tracker) -> None:
    desk = RequestTracker(running.client, "Support")
    names = ["ü log.txt", "Fehler “ü” ログ.txt"]
    logs = tuple(Attachment(name, "text/plain", "line ü\n".encode() * 500) for name in names)
    number = desk.deliver(message(key="SP-ADDED.desk", subject="SP-ADDED", attachments=logs[:1])).remote_reference
    long = "Re: SP-ADDED ü😀 " + "x y" * 100
    for each in (1, 2):
        sent = message(
            key=f"SP-ADDED.desk.{each}", follows=number, subject=long, body_text=f"Mehr {each}: ü😀\n", attachments=logs
        )
        assert desk.deliver(sent) == desk.deliver(sent) == Delivered(number)
    path = f"/REST/2.0/ticket/{number}/history"
    entries = running.client.get(path, fields="Type,Data", per_page="100").data["items"]
    said = [each["Data"] for each in entries if each["Type"] == "Correspond"]
    assert len(said) == 2
    assert all(f"[SP-ADDED.desk.{n}]" in " ".join(said) for n in (1, 2))
    parts = running.parts({"id": number})
    texts = [each["Content"].strip() for each in parts if each["Content"].startswith("Mehr")]
    assert texts == [f"Mehr {n}: ü😀" for n in (1, 2)]
    assert [each["Filename"] for each in parts if each["Filename"]] == [names[0], *names, *names]
    assert sum(each["Subject"] == "SP-ADDED" for each in running.tickets()) == 1


def test_what_request_tracker_drops_without_a_word_is_told(running: Tracker) -> None:
    sent = message(key="SP-DROPS.desk", fields=(("Severity", "S9"), ("Nowhere", "x")))
    assert RequestTracker(running.client, "Support").deliver(sent).detail == "not kept by the desk: Severity, Nowhere"


@pytest.mark.parametrize("name", ["screen.png", "Fehler “ü” ログ.tar.gz", "a'b\"c.log", "ü.log"])
def test_a_file_of_the_customers_arrives_byte_by_byte_under_its_name(running: Tracker, name: str) -> None:
    content = bytes(range(256)) * (40_960 if name == "screen.png" else 40)
    if name.endswith(".log"):
        content = "Größe\r\n".encode("latin-1" if name.startswith("a") else "utf-8")
    media_type = "text/plain" if name.endswith(".log") else "application/octet-stream"
    sent = message(key=f"SP-FILE.{len(name)}", attachments=(Attachment(name, media_type, content, True),))
    number = RequestTracker(running.client, "Support").deliver(sent).remote_reference
    (part,) = (each for each in running.parts({"id": number}, "Filename") if each.get("Filename"))
    assert part["Filename"] == name
    assert running.content(part) == content


@pytest.mark.parametrize("queue", ["Closed", "Nowhere"])
def test_a_queue_that_is_not_ours_is_tried_again(running: Tracker, queue: str) -> None:
    with pytest.raises(DeliveryFailed, match="403"):
        RequestTracker(running.client, "Support").deliver(message(key=f"SP-{queue}.desk", queue=queue))


def test_a_text_as_long_as_a_case_can_be_arrives_whole(running: Tracker) -> None:
    text = "ü😀x\n" * 40_000
    number = RequestTracker(running.client, "Support").deliver(message(key="SP-LONG.desk", body_text=text))
    parts = running.parts({"id": number.remote_reference})
    assert text.rstrip("\n") in [each["Content"].rstrip("\n") for each in parts]
