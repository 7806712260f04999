"""Whatever an SMTP server does, the worker learns whether to try again, to give up, or that all is well."""

import ssl
from email.message import EmailMessage

import pytest

from app.cases.deliveries.port import Attachment, DeliveryFailed, DeliveryRefused, DeliveryTooLarge
from app.cases.deliveries.smtp import Smtp, SmtpServer, SmtpUrlInvalid
from app.cases.enclosures import deliver_what_fits
from tests.cases.deliveries.samples import message
from tests.cases.deliveries.servers import (
    CERTIFICATE,
    Mailbox,
    dripping_server,
    knows_only,
    scripted_server,
    server_tls,
    smtp_server,
)

LOGIN = "us%40er:p%2Fw@"


def _smtp(url: str, timeout_seconds: float = 30) -> Smtp:
    return Smtp(SmtpServer.from_url(url), timeout_seconds, ssl.create_default_context(cafile=str(CERTIFICATE)))


@pytest.mark.parametrize("mailbox", [Mailbox(rcpt_answer="451 come back later"), Mailbox(data_answer="451 full")])
def test_a_451_is_tried_again(mailbox: Mailbox) -> None:
    with smtp_server(mailbox) as port, pytest.raises(DeliveryFailed, match="451"):
        _smtp(f"smtp://127.0.0.1:{port}").deliver(message())


@pytest.mark.parametrize("mailbox", [Mailbox(rcpt_answer="550 no such mailbox"), Mailbox(data_answer="550 spam")])
def test_a_550_is_refused_for_good(mailbox: Mailbox) -> None:
    with smtp_server(mailbox) as port, pytest.raises(DeliveryRefused, match="550"):
        _smtp(f"smtp://127.0.0.1:{port}").deliver(message())


def test_a_message_that_is_too_large_is_refused_for_good() -> None:
    with smtp_server(Mailbox(), data_size_limit=1000) as port, pytest.raises(DeliveryTooLarge, match="552"):
        _smtp(f"smtp://127.0.0.1:{port}").deliver(message(body_text="x" * 5000))


@pytest.mark.parametrize("answer", ["552 no", "523 no", "554 5.3.4 Message too big for system", "550 5.2.3 too long"])
def test_a_server_says_in_several_ways_that_a_message_is_too_large(answer: str) -> None:
    with smtp_server(Mailbox(data_answer=answer)) as port, pytest.raises(DeliveryTooLarge):
        _smtp(f"smtp://127.0.0.1:{port}").deliver(message())


def test_a_message_too_large_for_the_server_goes_without_the_customers_files_and_names_them() -> None:
    mailbox = Mailbox()
    file = Attachment("core*.gz", "application/gzip", b"x" * 50_000, is_from_customer=True)
    sent = message(attachments=(*message().attachments, file))
    with smtp_server(mailbox, data_size_limit=10_000) as port:
        delivered = deliver_what_fits(_smtp(f"smtp://127.0.0.1:{port}"), sent)
        with pytest.raises(DeliveryRefused):
            deliver_what_fits(_smtp(f"smtp://127.0.0.1:{port}"), message(body_text="x" * 50_000))
    (mail,) = mailbox.received
    assert mail["Message-ID"] == sent.message_id
    assert [each.get_filename() for each in mail.iter_attachments()] == ["case.json"]
    body = mail.get_body()
    assert body is not None
    assert "```\ncore*.gz (49 kB)\n```" in str(body.get_content()).replace("\r\n", "\n")
    assert delivered.detail.startswith("without its files: 552")


def test_a_line_dropped_after_the_message_is_tried_again_under_the_same_id() -> None:
    mailbox = Mailbox(drops_after_data=True)
    with smtp_server(mailbox) as port:
        with pytest.raises(DeliveryFailed):
            _smtp(f"smtp://127.0.0.1:{port}").deliver(message())
        mailbox.drops_after_data = False
        _smtp(f"smtp://127.0.0.1:{port}").deliver(message())
    assert [mail["Message-ID"] for mail in mailbox.received] == [message().message_id] * 2


def test_text_and_html_arrive_as_alternatives_and_the_files_beside_them() -> None:
    mailbox, html = Mailbox(), "<!doctype html>\n<p>Ödön\u202e 😀\n.\nFrom</p>" + "x" * 3000
    with smtp_server(mailbox) as port:
        _smtp(f"smtp://127.0.0.1:{port}").deliver(message(body_html=html))
    (mail,) = mailbox.received
    assert mail.get_content_type() == "multipart/mixed"
    both, attached = mail.iter_parts()
    assert isinstance(both, EmailMessage)
    assert both.get_content_type() == "multipart/alternative"
    assert [each.get_content_type() for each in both.iter_parts()] == ["text/plain", "text/html"]
    text, found = (each.get_content().replace("\r\n", "\n") for each in both.iter_parts())
    assert text == message().body_text
    assert found == f"{html}\n"
    assert attached.get_filename() == "case.json"


def test_a_server_slower_than_the_time_limit_is_tried_again() -> None:
    with smtp_server(Mailbox(seconds=3)) as port, pytest.raises(DeliveryFailed):
        _smtp(f"smtp://127.0.0.1:{port}", timeout_seconds=0.3).deliver(message())


def test_a_server_that_drips_is_hung_up_on() -> None:
    with dripping_server(b"220 hi\r\n", b"2") as port, pytest.raises(DeliveryFailed, match="TimeoutError"):
        Smtp(SmtpServer.from_url(f"smtp://127.0.0.1:{port}"), total_seconds=0.3).deliver(message())


@pytest.mark.parametrize(
    "answers",
    [
        (b"",),
        (b"554 go away\r\n", b""),
        (b"hello, I am a web server\r\n", b""),
        (b"\xff" * 2000 + b"\r\n", b""),
        (b"220 hi\r\n", b"500 what?\r\n", b"500 what?\r\n", b""),
        (b"220 hi\r\n", b"250 hi\r\n", b"421 closing\r\n", b""),
        (b"220 hi\r\n", b"250 hi\r\n", b"250 sender\r\n", b"421 closing\r\n", b""),
        (b"220 hi\r\n", b"250 hi\r\n", b"250 sender\r\n", b"250 recipient\r\n", b"421 closing\r\n", b""),
        (b"220 hi\r\n", b"250 hi\r\n", b"250 sender\r\n", b"250 recipient\r\n", b""),
        (b"220 hi\r\n", b"250 hi\r\n", b"\r\n", b""),
    ],
)
def test_a_server_that_is_not_well_is_tried_again(answers: tuple[bytes, ...]) -> None:
    with scripted_server(*answers) as port, pytest.raises(DeliveryFailed):
        _smtp(f"smtp://127.0.0.1:{port}").deliver(message())


def test_a_sender_that_is_not_wanted_is_refused() -> None:
    answers = (b"220 hi\r\n", b"250 hi\r\n", b"553 not you\r\n", b"250 reset\r\n", b"")
    with scripted_server(*answers) as port, pytest.raises(DeliveryRefused, match="553"):
        _smtp(f"smtp://127.0.0.1:{port}").deliver(message())


def test_a_server_that_says_nothing_to_the_good_bye_has_the_message_all_the_same() -> None:
    head = (b"220 hi\r\n", b"250 hi\r\n", b"250 sender\r\n", b"250 recipient\r\n", b"354 go\r\n")
    lines = message_lines()
    with scripted_server(*head, *[b""] * (lines - 1), b"250 taken\r\n") as port:
        _smtp(f"smtp://127.0.0.1:{port}").deliver(message())


def message_lines() -> int:
    """How many lines the message has on the wire, with the dot that ends it."""
    mailbox = Mailbox()
    with smtp_server(mailbox) as port:
        _smtp(f"smtp://127.0.0.1:{port}").deliver(message())
    content = mailbox.envelopes[0].original_content
    assert content is not None
    return content.count(b"\r\n") + 1


def test_an_address_beyond_ascii_arrives_where_the_server_can() -> None:
    mailbox = Mailbox()
    with smtp_server(mailbox, enable_SMTPUTF8=True) as port:
        _smtp(f"smtp://127.0.0.1:{port}").deliver(message(to="Ödön@example.org", reply_to="Ödön@example.org"))
    assert mailbox.envelopes[0].rcpt_tos == ["Ödön@example.org"]
    assert mailbox.received[0]["To"] == mailbox.received[0]["Reply-To"] == "Ödön@example.org"


def test_an_address_beyond_ascii_is_refused_where_the_server_cannot() -> None:
    with smtp_server(Mailbox(), enable_SMTPUTF8=False) as port, pytest.raises(DeliveryRefused, match="SMTPUTF8"):
        _smtp(f"smtp://127.0.0.1:{port}").deliver(message(to="Ödön@example.org"))


@pytest.mark.parametrize("kind", ["smtps", "starttls"])
def test_mail_goes_encrypted_and_signed_in(kind: str) -> None:
    mailbox = Mailbox()
    tls = {"ssl_context": server_tls()} if kind == "smtps" else {"tls_context": server_tls(), "require_starttls": True}
    authenticator = knows_only("us@er", "p/w")
    with smtp_server(mailbox, **tls, authenticator=authenticator, auth_require_tls=kind == "starttls") as port:
        url = f"smtps://{LOGIN}127.0.0.1:{port}" if kind == "smtps" else f"smtp://{LOGIN}127.0.0.1:{port}?starttls=1"
        _smtp(url).deliver(message())
    assert mailbox.signed_in == [True]


def test_a_wrong_password_is_tried_again_for_somebody_will_mend_it() -> None:
    mailbox = Mailbox()
    with smtp_server(mailbox, authenticator=knows_only("user", "right"), auth_require_tls=False) as port:
        with pytest.raises(DeliveryFailed, match="535"):
            _smtp(f"smtp://user:wrong@127.0.0.1:{port}").deliver(message())
        _smtp(f"smtp://user:right@127.0.0.1:{port}").deliver(message())
    assert mailbox.signed_in == [True]


def test_starttls_is_never_given_up_silently() -> None:
    mailbox = Mailbox()
    with smtp_server(mailbox) as port, pytest.raises(DeliveryFailed):
        _smtp(f"smtp://127.0.0.1:{port}?starttls=1").deliver(message())
    assert mailbox.received == []


def test_a_certificate_that_nobody_vouches_for_is_not_trusted() -> None:
    mailbox = Mailbox()
    with smtp_server(mailbox, tls_context=server_tls()) as port, pytest.raises(DeliveryFailed):
        Smtp(SmtpServer.from_url(f"smtp://127.0.0.1:{port}?starttls=1")).deliver(message())
    assert mailbox.received == []


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://localhost", SmtpServer("localhost", 25)),
        ("smtp://mail.example.com:587?starttls=1", SmtpServer("mail.example.com", 587, wants_starttls=True)),
        ("smtp://mail.example.com:587/?starttls=1", SmtpServer("mail.example.com", 587, wants_starttls=True)),
        ("smtps://u%40x:p%3A@mail.example.com", SmtpServer("mail.example.com", 465, "u@x", "p:", is_tls=True)),
        ("smtp://u:p@[::1]:2525", SmtpServer("::1", 2525, "u", "p")),
    ],
)
def test_the_address_of_a_server_is_read(url: str, server: SmtpServer) -> None:
    assert SmtpServer.from_url(url) == server
    assert "p:" not in repr(server)


@pytest.mark.parametrize(
    "url",
    ["", "localhost:25", "http://localhost", "smtp://", "smtp://x:99999", "smtp://[x", "smtp://u:hidden@example.com"],
)
def test_an_address_that_cannot_be_used_is_refused_without_telling_the_password(url: str) -> None:
    with pytest.raises(SmtpUrlInvalid) as refused:
        SmtpServer.from_url(url)
    assert "hidden" not in str(refused.value)
