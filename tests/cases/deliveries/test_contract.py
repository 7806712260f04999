"""What every delivery promises, shown for each of them."""

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from app.cases.deliveries.eml_folder import EmlFolder
from app.cases.deliveries.http import Client, Origin
from app.cases.deliveries.port import Attachment, Delivered, Delivery, DeliveryFailed, DeliveryRefused, Message
from app.cases.deliveries.request_tracker import RequestTracker
from app.cases.deliveries.smtp import Smtp, SmtpServer
from app.cases.deliveries.webhook import Webhook
from app.cases.deliveries.zendesk import Zendesk
from tests.cases.deliveries.fake_desks import TOKEN, FakeReceiver, FakeRequestTracker, FakeZendesk
from tests.cases.deliveries.samples import message
from tests.cases.deliveries.servers import Mailbox, free_port, smtp_server
from tests.cases.deliveries.web_server import web_server

BASIC = "Basic " + base64.b64encode(f"bot@example.com/token:{TOKEN}".encode()).decode()
MAILS = ("eml", "smtp")
DESKS = ("request_tracker", "zendesk", "webhook")


@dataclass(frozen=True)
class Arrived:
    """A message as its receiver has it."""

    key: str
    asks: str
    subject: str
    text: str
    files: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True)
class Way:
    """A delivery with its receiver, and the same delivery to where nobody receives."""

    delivery: Delivery
    broken: Delivery
    received: Callable[[], list[Arrived]]
    mails: Callable[[], list[EmailMessage]] = list


@pytest.fixture(params=[*MAILS, *DESKS])
def way(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Way]:
    with ExitStack() as stack:
        yield _way(request.param, stack, tmp_path)


@pytest.fixture(params=MAILS)
def mail_way(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Way]:
    with ExitStack() as stack:
        yield _way(request.param, stack, tmp_path)


@pytest.fixture(params=DESKS)
def desk_way(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Way]:
    with ExitStack() as stack:
        yield _way(request.param, stack, tmp_path)


def _way(name: str, stack: ExitStack, tmp_path: Path) -> Way:
    made = {"request_tracker": _request_tracker, "zendesk": _zendesk, "webhook": _webhook, "smtp": _smtp}
    return _eml(tmp_path) if name == "eml" else made[name](stack)


def _eml(tmp_path: Path) -> Way:
    folder = tmp_path / "mails"
    no_folder = tmp_path / "a file"
    no_folder.touch()

    def received() -> list[EmailMessage]:
        return [_read(each.read_bytes()) for each in sorted(folder.glob("*.eml"))]

    return Way(EmlFolder(folder), EmlFolder(no_folder), lambda: [_of_mail(each) for each in received()], received)


def _smtp(stack: ExitStack) -> Way:
    mailbox = Mailbox()
    port = stack.enter_context(smtp_server(mailbox))
    down = Smtp(SmtpServer("127.0.0.1", free_port()), timeout_seconds=5)
    delivery = Smtp(SmtpServer("127.0.0.1", port), timeout_seconds=30)
    return Way(delivery, down, lambda: [_of_mail(each) for each in mailbox.received], lambda: mailbox.received)


def _client(url: str, authorization: str = "") -> Client:
    return Client(Origin.from_url(url), {"Authorization": authorization} if authorization else {})


def _request_tracker(stack: ExitStack) -> Way:
    desk = FakeRequestTracker()

    def delivery(url: str) -> RequestTracker:
        return RequestTracker(_client(url, f"token {TOKEN}"), "Support")

    def received() -> list[Arrived]:
        return [
            Arrived(
                next(each["values"][0] for each in ticket["CustomFields"] if each["name"] == "Idempotency-Key"),
                "".join(each["id"] for each in ticket["Requestor"]),
                ticket["Subject"],
                ticket["Content"],
                tuple((each["FileName"], base64.b64decode(each["FileContent"])) for each in ticket["Attachments"]),
            )
            for ticket in desk.tickets
        ]

    url = stack.enter_context(web_server(desk))
    return Way(delivery(url), delivery(f"http://127.0.0.1:{free_port()}"), received)


def _zendesk(stack: ExitStack) -> Way:
    desk = FakeZendesk()

    def delivery(url: str) -> Zendesk:
        return Zendesk(_client(url, BASIC), "")

    def received() -> list[Arrived]:
        return [
            Arrived(
                each["external_id"],
                each.get("requester", {}).get("email", ""),
                each["subject"],
                each["comment"]["body"],
                tuple(
                    (desk.uploads[token]["file_name"], desk.uploads[token]["content"])
                    for comment in desk.comments[each["id"]]
                    for token in comment.get("uploads", ())
                ),
            )
            for each in desk.tickets
        ]

    url = stack.enter_context(web_server(desk))
    return Way(delivery(url), delivery(f"http://127.0.0.1:{free_port()}"), received)


def _webhook(stack: ExitStack) -> Way:
    """Its receiver reads the case from what the case for machines holds: the sample's is made of the message."""
    desk = FakeReceiver()

    def delivery(url: str) -> "_CaseOfMessage":
        return _CaseOfMessage(Webhook(_client(url), "a secret of the webhook", lambda: 0.0))

    def received() -> list[Arrived]:
        found = []
        for key, asked in desk.cases.items():
            case = asked.data
            sent = (*case["attached"], *((each["name"], each["content"]) for each in case["files"]))
            files = tuple((name, base64.b64decode(content)) for name, content in sent)
            found.append(Arrived(key, case["asks"], case["subject"], case["text"], files))
        return found

    url = stack.enter_context(web_server(desk))
    return Way(delivery(url), delivery(f"http://127.0.0.1:{free_port()}"), received)


class _CaseOfMessage:
    """Delivers a message whose case for machines says the same as the message for people."""

    def __init__(self, delivery: Webhook) -> None:
        self._delivery = delivery

    def deliver(self, sent: Message) -> Delivered:
        case = {
            "asks": sent.requestor if "@" in sent.requestor and " " not in sent.requestor else "",
            "subject": " ".join(sent.subject.split()),
            "text": sent.body_text,
            "attached": [
                (e.name, base64.b64encode(e.content).decode()) for e in sent.attachments if e not in sent.files
            ],
            "files": [{"name": each.name} for each in sent.files],
        }
        return self._delivery.deliver(replace(sent, case_json=json.dumps(case).encode()))


def _read(content: bytes) -> EmailMessage:
    mail = message_from_bytes(content, policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


def _of_mail(mail: EmailMessage) -> Arrived:
    asks = mail["Reply-To"].addresses[0].addr_spec if mail["Reply-To"] else ""
    files = tuple((str(each.get_filename()), _content(each)) for each in mail.iter_attachments())
    return Arrived(mail["Message-ID"].strip("<>").partition("@")[0], asks, mail["Subject"], _body(mail), files)


def _content(part: EmailMessage) -> bytes:
    found = part.get_payload(decode=True)
    assert isinstance(found, bytes)
    return found


def _body(mail: EmailMessage) -> str:
    part = mail.get_body()
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_a_message_arrives_with_everything(way: Way) -> None:
    sent = message()
    way.delivery.deliver(sent)
    files = tuple((each.name, each.content) for each in sent.attachments)
    assert way.received() == [Arrived(sent.key, sent.requestor, sent.subject, sent.body_text, files)]


def test_what_the_customer_attached_arrives_byte_by_byte_under_its_name(way: Way) -> None:
    names = ("Fehler “ü” 50%.log", "ログ😀.tar.gz", 'a; b="c".txt')
    files = tuple(
        Attachment(name, "text/plain" if name.endswith("log") else "application/gzip", bytes(range(256)) * 40, True)
        for name in names
    )
    sent = message(attachments=(*message().attachments, *files))
    way.delivery.deliver(sent)
    assert way.received()[0].files == tuple((each.name, each.content) for each in sent.attachments)


def test_a_large_file_arrives_whole(way: Way) -> None:
    content = bytes(range(256)) * 4_096
    way.delivery.deliver(message(attachments=(Attachment("core.gz", "application/gzip", content, True),)))
    assert way.received()[0].files == (("core.gz", content),)


def test_the_same_message_again_can_be_told_by_its_key(way: Way) -> None:
    way.delivery.deliver(message())
    way.delivery.deliver(message())
    assert {each.key for each in way.received()} == {message().key}


def test_a_desk_makes_one_case_of_a_message_that_comes_twice(desk_way: Way) -> None:
    first = desk_way.delivery.deliver(message())
    again = desk_way.delivery.deliver(message())
    assert len(desk_way.received()) == 1
    assert first.remote_reference == again.remote_reference != ""
    desk_way.delivery.deliver(message(key="SP-3333-333.desk"))
    assert len(desk_way.received()) == 2


@pytest.mark.parametrize("text", ["x" * 100_000, "\u202eabc\u202c", "ü😀" * 500, ".\n..\n.\n", "From a\n>From b\n"])
def test_the_text_arrives_as_it_was_typed(way: Way, text: str) -> None:
    way.delivery.deliver(message(body_text=text))
    assert way.received()[0].text.rstrip("\n") == text.rstrip("\n")


@pytest.mark.parametrize("address", ["", "nobody", "a@example.org\r\nBcc: b@example.org"])
def test_an_address_to_answer_that_is_none_does_not_keep_the_message(way: Way, address: str) -> None:
    way.delivery.deliver(message(reply_to=address, requestor=address))
    assert [each.asks for each in way.received()] == [""]


def test_a_subject_stands_in_one_line(way: Way) -> None:
    way.delivery.deliver(message(subject="a\r\nb\tc"))
    assert way.received()[0].subject == "a b c"


def test_where_nobody_receives_the_message_is_to_be_tried_again(way: Way) -> None:
    with pytest.raises(DeliveryFailed):
        way.broken.deliver(message())


def test_no_secret_stands_in_what_is_printed(desk_way: Way) -> None:
    with pytest.raises(DeliveryFailed) as failed:
        desk_way.broken.deliver(message())
    printed = f"{desk_way.delivery!r} {vars(desk_way.delivery)!r} {failed.value!r}"
    for secret in (TOKEN, BASIC.removeprefix("Basic "), "a secret of the webhook"):
        assert secret not in printed


def test_a_mail_has_its_own_id_sender_and_day(mail_way: Way) -> None:
    sent = message()
    mail_way.delivery.deliver(sent)
    (mail,) = mail_way.mails()
    assert mail["Message-ID"] == sent.message_id
    assert (mail["To"], mail["From"], mail["Reply-To"]) == (sent.to, sent.sender, sent.reply_to)
    assert mail["Date"].datetime == sent.written_at
    assert [each.get_content_type() for each in mail.iter_attachments()] == ["application/json"]


def test_a_later_mail_about_a_case_names_the_one_before(mail_way: Way) -> None:
    earlier = message().message_id
    mail_way.delivery.deliver(message(message_id="<SP-2222-222.confirmation@help.example.com>", about=earlier))
    (mail,) = mail_way.mails()
    assert (mail["In-Reply-To"], mail["References"]) == (earlier, earlier)


def test_nothing_typed_becomes_a_header(mail_way: Way) -> None:
    bad = "x\r\nBcc: eve@example.org\n\nbody\x85\u2028\x00"
    sent = message(subject=bad, reply_to=f"{bad} <ada@example.org>", message_id=f"<{bad}@example.com>", about=bad)
    mail_way.delivery.deliver(sent)
    (mail,) = mail_way.mails()
    assert mail["Bcc"] is None
    assert mail["Subject"] == "x Bcc: eve@example.org body"
    assert _body(mail) == message().body_text


@pytest.mark.parametrize(
    "to",
    ["", "nobody", "a@b@c", "a b@example.org", "a@example.org, b@example.org", "a@-x.org", "a@example.org\nBcc: b@c"],
)
def test_an_address_that_is_none_is_refused(mail_way: Way, to: str) -> None:
    with pytest.raises(DeliveryRefused):
        mail_way.delivery.deliver(message(to=to))
    assert mail_way.received() == []


def test_an_address_beyond_ascii_to_answer_is_left_out(mail_way: Way) -> None:
    mail_way.delivery.deliver(message(reply_to="Ödön@example.org"))
    (mail,) = mail_way.mails()
    assert mail["Reply-To"] is None


def test_a_domain_in_any_script_arrives_as_dns_writes_it(mail_way: Way) -> None:
    mail_way.delivery.deliver(message(to="ada@straße.example", reply_to="Ödön <o@bücher.example>"))
    (mail,) = mail_way.mails()
    assert mail["To"] == "ada@xn--strae-oqa.example"
    assert mail["Reply-To"].addresses[0].addr_spec == "o@xn--bcher-kva.example"
    assert mail["Reply-To"].addresses[0].display_name == "Ödön"
