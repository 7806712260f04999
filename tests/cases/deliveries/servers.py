"""SMTP servers for the tests: a real one that behaves as it is told, and one that says what a script says."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

CERTIFICATE = Path(__file__).parent / "localhost.pem"


class Mailbox:
    """Takes mail, or answers with a refusal; also drops the line or is slow once it has the message."""

    def __init__(
        self, rcpt_answer: str = "", data_answer: str = "", drops_after_data: bool = False, seconds: float = 0
    ) -> None:
        self.received: list[EmailMessage] = []
        self.envelopes: list[Envelope] = []
        self.signed_in: list[bool] = []
        self.rcpt_answer = rcpt_answer
        self.data_answer = data_answer
        self.drops_after_data = drops_after_data
        self.seconds = seconds

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, to: str, options: list[str]) -> str:  # noqa: N802 - aiosmtpd's name
        if not self.rcpt_answer:
            envelope.rcpt_tos.append(to)
        return self.rcpt_answer or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        if self.data_answer:
            return self.data_answer
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.envelopes.append(envelope)
        self.signed_in.append(bool(session.authenticated))
        self.received.append(mail)
        if self.drops_after_data:
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        await asyncio.sleep(self.seconds)
        return "250 OK"


@contextmanager
def smtp_server(mailbox: Mailbox, **options: Any) -> Iterator[int]:
    """A real SMTP server on a free port of this machine."""
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def server_tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


def knows_only(user: str, password: str) -> object:
    """An authenticator that lets this one in."""

    def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword) -> AuthResult:
        is_known = (data.login, data.password) == (user.encode(), password.encode())
        return AuthResult(success=is_known, handled=False)

    return check


@contextmanager
def scripted_server(*answers: bytes) -> Iterator[int]:
    """Greets with the first answer, gives one more for each line that it reads, and hangs up after the last."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listener.accept()
        with connection, connection.makefile("rb") as lines:
            connection.sendall(answers[0])
            for answer in answers[1:]:
                lines.readline()
                connection.sendall(answer)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        thread.join(30)
        listener.close()


@contextmanager
def dripping_server(greeting: bytes, drop: bytes) -> Iterator[int]:
    """Greets, then sends the same few bytes now and then, and never comes to an end."""
    listener, leave = socket.create_server(("127.0.0.1", 0)), threading.Event()

    def serve() -> None:
        connection, _ = listener.accept()
        with connection, suppress(OSError):
            connection.sendall(greeting)
            while not leave.wait(0.02):
                connection.sendall(drop)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        leave.set()
        thread.join(30)
        listener.close()
