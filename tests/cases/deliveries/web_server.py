"""A web server for the tests: what a desk answers is told by a function, also to hang, to fail or to drop the line."""

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.cases.deliveries.servers import server_tls


@dataclass(frozen=True)
class Asked:
    """A request as it came in."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def data(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Says:
    """An answer. `drops` hangs up in its place; `seconds` come first."""

    status: int = 200
    data: object = None
    headers: Mapping[str, str] = field(default_factory=dict)
    drops: bool = False
    seconds: float = 0
    raw: bytes | None = None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hung up is no news."""


@contextmanager
def web_server(answer: Callable[[Asked], Says], *, port: int = 0, is_tls: bool = False) -> Iterator[str]:
    """The address of a running server that answers so."""
    leave = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def handle_one_request(self) -> None:
            self.raw_requestline = self.rfile.readline(65537)
            self.close_connection = True
            if self.raw_requestline and self.parse_request():
                self._answer()

        def _answer(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            says = answer(Asked(self.command, parts.path, query, dict(self.headers), body))
            leave.wait(says.seconds)
            if says.drops:
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            content = says.raw if says.raw is not None else json.dumps(says.data).encode()
            self.send_response(says.status)
            for name, value in {"Content-Length": str(len(content)), **says.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Tests are quiet."""

    server = _Server(("127.0.0.1", port), Handler)
    if is_tls:
        context: ssl.SSLContext = server_tls()
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"{'https' if is_tls else 'http'}://127.0.0.1:{server.server_address[1]}"
    finally:
        leave.set()
        server.shutdown()
        server.server_close()
        thread.join(30)
