"""HTTP for deliveries: one origin that the settings name, bounded in time and size, TLS verified, nothing followed."""

import json
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from app.cases.deliveries.port import DeliveryFailed, DeliveryRefused, DeliveryTooLarge

LONGEST_ANSWER = 2_000_000
USER_AGENT = "Signpost"
TRY_AGAIN = {408, 409, 423, 425, 429}
SET_UP_WRONGLY = {401, 403, 404, 405}
TOO_LARGE = 413
MOST_SECONDS_ASKED = 24 * 3600
SLOWEST = 256 * 1024
"""Bytes a second that a line has to carry: a call takes so much longer as its body needs at that pace."""


class DeskUrlInvalid(ValueError):
    """The address of a desk cannot be used; the sentence says why and never holds a password."""


@dataclass(frozen=True)
class Origin:
    """The one machine that a delivery speaks to, and the path below which it stays."""

    host: str
    port: int
    path: str
    is_tls: bool

    @classmethod
    def from_url(cls, url: str) -> "Origin":
        """Raises: DeskUrlInvalid, also for a token that would cross a network unencrypted."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise DeskUrlInvalid("it is not an address") from None
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise DeskUrlInvalid("it has to look like https://desk.example.com, without ? and #")
        if parts.username is not None:
            raise DeskUrlInvalid("it holds a name or password: set the token in its own variable")
        is_tls = parts.scheme == "https"
        if not is_tls and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
            raise DeskUrlInvalid("it goes to another machine unencrypted: use https://")
        return cls(parts.hostname, port or (443 if is_tls else 80), parts.path.rstrip("/"), is_tls)


@dataclass(frozen=True)
class Answer:
    """What the desk answered."""

    status: int
    body: bytes = field(repr=False)
    retry_after: timedelta | None = None

    @property
    def data(self) -> Any:
        """The body as JSON. Raises: DeliveryFailed."""
        try:
            return json.loads(self.body)
        except ValueError:
            raise DeliveryFailed(f"the desk answered {self.status} with something that is no JSON") from None

    def ensure_done(self, doing: str) -> "Answer":
        """This answer where it is 2xx.

        A desk that does not let us in (401, 403, 404) is taken to be set up wrongly, which somebody will mend: the
        message is tried again.

        Raises: DeliveryFailed; DeliveryRefused for what will not get better by itself.
        """
        said = f"{doing}: the desk answered {self.status}"
        if 200 <= self.status < 300:
            return self
        if 300 <= self.status < 400:
            raise DeliveryFailed(f"{said}, another address, which is not followed")
        if self.status >= 500 or self.status in TRY_AGAIN:
            raise DeliveryFailed(said, self.retry_after)
        if self.status in SET_UP_WRONGLY:
            raise DeliveryFailed(f"{said}: look at its address, token, queue and rights", is_desk_down=False)
        if self.status == TOO_LARGE:
            raise DeliveryTooLarge(said)
        raise DeliveryRefused(said)


@dataclass(frozen=True)
class Client:
    """Speaks to one origin. It follows no redirect and asks no proxy; `headers`, which may hold a token, are not shown.

    `connect_seconds` and `read_seconds` limit each wait, `total_seconds` the whole call, for a server that drips; a
    long body gets more time.
    """

    origin: Origin
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    connect_seconds: float = 5
    read_seconds: float = 20
    total_seconds: float = 45
    tls: ssl.SSLContext | None = field(default=None, repr=False)

    def get(self, path: str, **query: str) -> Answer:
        """Raises: DeliveryFailed."""
        return self._call("GET", f"{path}?{urlencode(query, quote_via=quote)}" if query else path, None, {})

    def send(self, method: str, path: str, data: object, headers: Mapping[str, str] | None = None) -> Answer:
        """Sends data as JSON. Raises: DeliveryFailed."""
        body = json.dumps(data).encode("ascii")
        return self._call(method, path, body, {"Content-Type": "application/json", **(headers or {})})

    def post_bytes(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Raises: DeliveryFailed."""
        return self._call("POST", path, body, headers)

    def _call(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        every = {"User-Agent": USER_AGENT, "Accept": "application/json", **self.headers, **headers}
        connection, more = self._connection(), len(body or b"") / SLOWEST
        try:
            connection.connect()
            connection.sock.settimeout(self.read_seconds + more)
            with _ended_after(self.total_seconds + more, connection.sock):
                with suppress(BrokenPipeError, ConnectionResetError):
                    # A desk that takes no body of this size may hang up at once, and have said so before.
                    connection.request(method, self.origin.path + path, body, every)
                connection.sock.settimeout(self.read_seconds)
                return _read(connection)
        except (OSError, HTTPException) as error:
            # Only the kind of the fault: its text may hold what was sent.
            raise DeliveryFailed(f"no answer from the desk: {_kind(error)}") from None
        finally:
            connection.close()

    def _connection(self) -> HTTPConnection:
        origin, seconds = self.origin, self.connect_seconds
        if origin.is_tls:
            return HTTPSConnection(
                origin.host, origin.port, timeout=seconds, context=self.tls or ssl.create_default_context()
            )
        return HTTPConnection(origin.host, origin.port, timeout=seconds)


def _read(connection: HTTPConnection) -> Answer:
    response = connection.getresponse()
    body = response.read(LONGEST_ANSWER + 1)
    if len(body) > LONGEST_ANSWER:
        raise DeliveryFailed("the desk's answer is longer than any should be")
    if response.length:
        raise DeliveryFailed("the desk's answer broke off")
    return Answer(response.status, body, _retry_after(response.getheader("Retry-After", "")))


def _retry_after(text: str) -> timedelta | None:
    """Seconds to wait; the other form, a date, is not used by these desks."""
    return timedelta(seconds=min(int(text), MOST_SECONDS_ASKED)) if text.isascii() and text.isdigit() else None


def _kind(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "it took too long"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({error.verify_message})"
    return getattr(error, "strerror", None) or type(error).__name__


@contextmanager
def _ended_after(seconds: float, connected: socket.socket) -> Iterator[None]:
    """Hangs up when the time is over. Raises: TimeoutError where it was, however the call ended."""
    is_over = threading.Event()

    def hang_up() -> None:
        is_over.set()
        with suppress(OSError):
            # Not the method of a TLS socket: it would change what the reading thread is about to use.
            socket.socket.shutdown(connected, socket.SHUT_RDWR)

    timer = threading.Timer(seconds, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        if is_over.is_set():
            raise TimeoutError
