"""Delivery by e-mail to an SMTP server."""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

from app.cases.deliveries.http import SLOWEST
from app.cases.deliveries.mail import Mail, mail_from
from app.cases.deliveries.port import Delivered, DeliveryFailed, DeliveryRefused, DeliveryTooLarge, Message

PORTS = {"smtp": 25, "smtps": 465}
PERMANENT = 500
TOO_LARGE = (552, 523)
TOO_LARGE_TOO = ("5.3.4", "5.2.3")
"""What servers say of a message beyond their limit under another number (RFC 3463)."""


class SmtpUrlInvalid(ValueError):
    """The address of the SMTP server cannot be used; the sentence says why and never holds the password."""


@dataclass(frozen=True)
class SmtpServer:
    """Where mail is handed over: `smtp://user:password@host:port`, `smtps://...`, or `smtp://...?starttls=1`."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    is_tls: bool = False
    wants_starttls: bool = False

    @classmethod
    def from_url(cls, url: str) -> "SmtpServer":
        """Raises: SmtpUrlInvalid, also for a password that would cross a network unencrypted."""
        try:
            parts = urlsplit(url)
            port = parts.port or PORTS.get(parts.scheme, 0)
        except ValueError:
            raise SmtpUrlInvalid("the SMTP address is not an address") from None
        if parts.scheme not in PORTS or not parts.hostname:
            raise SmtpUrlInvalid("the SMTP address has to look like smtp://host:25 or smtps://user:password@host")
        server = cls(
            host=parts.hostname,
            port=port,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            is_tls=parts.scheme == "smtps",
            wants_starttls=parse_qs(parts.query).get("starttls") == ["1"],
        )
        if server.user and not (server.is_tls or server.wants_starttls or server.is_on_this_machine):
            raise SmtpUrlInvalid("a password goes to another machine encrypted only: use smtps:// or add ?starttls=1")
        return server

    @property
    def is_on_this_machine(self) -> bool:
        """Whether the server is reached without a network."""
        return self.host in {"localhost", "127.0.0.1", "::1"}


class Smtp:
    """Hands each message to one SMTP server, on a connection of its own.

    `timeout_seconds` is the longest wait for each answer; a long mail gets more. `tls` is for a server with a
    certificate of your own. A server that says 5xx to the message refuses it; one that says 5xx to us (greeting, TLS,
    password) is taken to be set up wrongly, which somebody will mend: the message is tried again.
    """

    def __init__(self, server: SmtpServer, timeout_seconds: float = 20, tls: ssl.SSLContext | None = None) -> None:
        self._server = server
        self._timeout_seconds = timeout_seconds
        self._tls = tls or ssl.create_default_context()

    def deliver(self, message: Message) -> Delivered:
        """Raises: DeliveryRefused, DeliveryFailed."""
        mail = mail_from(message)
        try:
            connection = self._connect()
            try:
                if connection.sock is not None:
                    connection.sock.settimeout(self._timeout_seconds + len(mail.content) / SLOWEST)
                _send(connection, mail)
            finally:
                _leave(connection)
        except smtplib.SMTPException as error:
            raise DeliveryFailed(_sentence(error)) from error
        except OSError as error:
            raise DeliveryFailed(
                f"no connection to the SMTP server: {error.strerror or type(error).__name__}"
            ) from error
        return Delivered()

    def _connect(self) -> smtplib.SMTP:
        """A connection on which the server knows us."""
        connection = self._open()
        try:
            connection.ehlo_or_helo_if_needed()
            if self._server.wants_starttls:
                connection.starttls(context=self._tls)
            if self._server.user:
                connection.login(self._server.user, self._server.password)
        except BaseException:
            connection.close()
            raise
        return connection

    def _open(self) -> smtplib.SMTP:
        # The name of this machine is not asked of the network, which can take long.
        server, name, seconds = self._server, "localhost", self._timeout_seconds
        if server.is_tls:
            return smtplib.SMTP_SSL(server.host, server.port, name, timeout=seconds, context=self._tls)
        return smtplib.SMTP(server.host, server.port, name, timeout=seconds)


def _send(connection: smtplib.SMTP, mail: Mail) -> None:
    options = ("SMTPUTF8", "BODY=8BITMIME") if mail.needs_utf8 else ()
    if mail.needs_utf8 and not connection.has_extn("smtputf8"):
        raise DeliveryRefused("the address needs SMTPUTF8, which the SMTP server does not know")
    try:
        connection.sendmail(mail.sender, [mail.recipient], mail.content, options)
    except smtplib.SMTPRecipientsRefused as error:
        _judge(*error.recipients[mail.recipient])
    except smtplib.SMTPResponseException as error:
        _judge(error.smtp_code, error.smtp_error)


def _judge(code: int, answer: bytes | str) -> None:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    if code in TOO_LARGE or (code >= PERMANENT and text.startswith(TOO_LARGE_TOO)):
        raise DeliveryTooLarge(f"{code} {text}")
    if code >= PERMANENT:
        raise DeliveryRefused(f"{code} {text}")
    raise DeliveryFailed(f"{code} {text}", is_desk_down=False)


def _leave(connection: smtplib.SMTP) -> None:
    # Nothing that the server says to a good-bye changes what became of the message: it is not waited for.
    with suppress(smtplib.SMTPException, OSError):
        connection.putcmd("QUIT")
    connection.close()


def _sentence(error: smtplib.SMTPException) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"the SMTP server said {error.smtp_code}"
    return f"the SMTP server did not answer as it should: {type(error).__name__}"
