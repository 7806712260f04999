"""What every delivery promises, shown for each of them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from app.cases.deliveries.eml_folder import EmlFolder
from app.cases.deliveries.port import Delivery, DeliveryFailed, DeliveryRefused
from app.cases.deliveries.smtp import Smtp, SmtpServer
from tests.cases.deliveries.samples import message
from tests.cases.deliveries.servers import Mailbox, free_port, smtp_server


class Way:
    """A delivery with its receiver, and the same delivery to where nobody receives."""

    def __init__(self, delivery: Delivery, broken: Delivery, received: Callable[[], list[EmailMessage]]) -> None:
        self.delivery = delivery
        self.broken = broken
        self.received = received


@pytest.fixture(params=["eml", "smtp"])
def way(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Way]:
    with ExitStack() as stack:
        yield _eml(tmp_path) if request.param == "eml" else _smtp(stack)


def _eml(tmp_path: Path) -> Way:
    folder = tmp_path / "mails"
    no_folder = tmp_path / "a file"
    no_folder.touch()

    def received() -> list[EmailMessage]:
        return [_read(each.read_bytes()) for each in sorted(folder.glob("*.eml"))]

    return Way(EmlFolder(folder), EmlFolder(no_folder), received)


def _smtp(stack: ExitStack) -> Way:
    mailbox = Mailbox()
    port = stack.enter_context(smtp_server(mailbox))
    down = Smtp(SmtpServer("127.0.0.1", free_port()), timeout_seconds=5)
    return Way(Smtp(SmtpServer("127.0.0.1", port), timeout_seconds=30), down, lambda: mailbox.received)


def _read(content: bytes) -> EmailMessage:
    mail = message_from_bytes(content, policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


def _body(mail: EmailMessage) -> str:
    part = mail.get_body()
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_a_message_arrives_with_everything(way: Way) -> None:
    sent = message()
    way.delivery.deliver(sent)
    (mail,) = way.received()
    assert mail["Message-ID"] == sent.message_id
    assert (mail["To"], mail["From"], mail["Reply-To"]) == (sent.to, sent.sender, sent.reply_to)
    assert mail["Subject"] == sent.subject
    assert mail["Date"].datetime == sent.written_at
    assert _body(mail) == sent.body_text
    (attached,) = mail.iter_attachments()
    assert (attached.get_filename(), attached.get_content_type()) == ("case.json", "application/json")
    assert attached.get_content() == sent.attachments[0].content


def test_the_same_message_again_can_be_told_by_its_id(way: Way) -> None:
    way.delivery.deliver(message())
    way.delivery.deliver(message())
    assert {mail["Message-ID"] for mail in way.received()} == {message().message_id}


@pytest.mark.parametrize("text", ["x" * 100_000, "\u202eabc\u202c", "ü😀" * 500, ".\n..\n.\n", "From a\n>From b\n"])
def test_the_text_arrives_as_it_was_typed(way: Way, text: str) -> None:
    way.delivery.deliver(message(body_text=text))
    assert _body(way.received()[0]).rstrip("\n") == text.rstrip("\n")


def test_nothing_typed_becomes_a_header(way: Way) -> None:
    bad = "x\r\nBcc: eve@example.org\n\nbody\x85\u2028\x00"
    way.delivery.deliver(message(subject=bad, reply_to=f"{bad} <ada@example.org>", message_id=f"<{bad}@example.com>"))
    (mail,) = way.received()
    assert mail["Bcc"] is None
    assert mail["Subject"] == "x Bcc: eve@example.org body"
    assert _body(mail) == message().body_text


@pytest.mark.parametrize(
    "to",
    ["", "nobody", "a@b@c", "a b@example.org", "a@example.org, b@example.org", "a@-x.org", "a@example.org\nBcc: b@c"],
)
def test_an_address_that_is_none_is_refused(way: Way, to: str) -> None:
    with pytest.raises(DeliveryRefused):
        way.delivery.deliver(message(to=to))
    assert way.received() == []


@pytest.mark.parametrize("reply_to", ["", "nobody", "Ödön@example.org", "a@example.org\r\nBcc: b@example.org"])
def test_an_address_to_answer_that_cannot_be_written_does_not_keep_the_message(way: Way, reply_to: str) -> None:
    way.delivery.deliver(message(reply_to=reply_to))
    (mail,) = way.received()
    assert mail["Reply-To"] is None
    assert mail["Bcc"] is None


def test_a_domain_in_any_script_arrives_as_dns_writes_it(way: Way) -> None:
    way.delivery.deliver(message(to="ada@straße.example", reply_to="Ödön <o@bücher.example>"))
    (mail,) = way.received()
    assert mail["To"] == "ada@xn--strae-oqa.example"
    assert mail["Reply-To"].addresses[0].addr_spec == "o@xn--bcher-kva.example"
    assert mail["Reply-To"].addresses[0].display_name == "Ödön"


def test_where_nobody_receives_the_message_is_to_be_tried_again(way: Way) -> None:
    with pytest.raises(DeliveryFailed):
        way.broken.deliver(message())
