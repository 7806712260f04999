"""A limit on the whole time of a call, for a server that answers in drips: each wait for it is short, all are long."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Protocol


class Connection(Protocol):
    """What speaks to a server: `sock` is the socket that it uses now."""

    sock: socket.socket | None


@contextmanager
def ended_after(seconds: float, connection: Connection) -> Iterator[None]:
    """Hangs up when the time is over. Raises: TimeoutError where it was, however the call ended."""
    is_over = threading.Event()

    def hang_up() -> None:
        is_over.set()
        if connection.sock is not None:
            with suppress(OSError):
                # Not the method of a TLS socket: it would change what the reading thread is about to use.
                socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)

    timer = threading.Timer(seconds, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        if is_over.is_set():
            raise TimeoutError
