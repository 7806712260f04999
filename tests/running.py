"""A site as its command serves it: in processes of its own, on a port that was free."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from app.config import CHECKOUT

PATIENCE_SECONDS = 60.0
BETWEEN_LOOKS_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class Answer:
    """What a site answered."""

    status: int
    text: str


class NotServing(Exception):
    """The site ended, or did not answer in time; with what it said."""


@dataclass
class RunningSite:
    """The site while it runs. `seconds_to_first_page` counts from the start of its process."""

    process: subprocess.Popen[bytes]
    port: int
    seconds_to_first_page: float = 0.0

    def get(self, address: str) -> Answer:
        """What it answers at an address. Raises: OSError."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)) as connection:
            connection.request("GET", address)
            response = connection.getresponse()
            return Answer(response.status, response.read().decode("utf-8", "replace"))

    def workers(self) -> list[int]:
        """The ids of its web processes."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text(encoding="ascii")
        named = {int(child): Path(f"/proc/{child}/cmdline").read_bytes() for child in children.split()}
        return [child for child, command in named.items() if b"tracker" not in command]

    def end(self, by: signal.Signals = signal.SIGTERM) -> int:
        """Asks it to end, as a service manager does, or by SIGINT as Ctrl-C does; its exit status."""
        self.process.send_signal(by)
        return self.process.wait(PATIENCE_SECONDS)


def free_port() -> int:
    """A port that nothing listens on now."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(folder: Path, content: Path, **settings: str) -> dict[str, str]:
    """The environment of a command for a site on this content, its own files in `folder`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SIGNPOST_")}
    return kept | {
        "SIGNPOST_CONTENT_DIR": str(content),
        "SIGNPOST_DATA_DIR": str(folder / "data"),
        "SIGNPOST_SEARCH_INDEX_DIR": str(folder / "index"),
        "SIGNPOST_RATE_LIMITS": "off",
    } | settings  # fmt: skip


@contextmanager
def running_site(folder: Path, content: Path, **settings: str) -> Iterator[RunningSite]:
    """A site from its first page on; ended at the latest on leaving.

    Raises:
        NotServing: it does not come to its first page.
    """
    command = [sys.executable, "-m", "app.cli", "run", "--port", str(port := free_port())]
    with running(command, port, environment(folder, content, **settings), "/") as site:
        yield site


@contextmanager
def running(command: list[str], port: int, env: dict[str, str], first_page: str) -> Iterator[RunningSite]:
    """What a command serves, from its first page on; ended at the latest on leaving. Raises: NotServing."""
    started = time.perf_counter()
    with TemporaryFile() as said, subprocess.Popen(command, cwd=CHECKOUT, env=env, stdout=said, stderr=said) as process:
        site = RunningSite(process, port)
        try:
            _await(first_page, site, said)
            site.seconds_to_first_page = time.perf_counter() - started
            yield site
        finally:
            if process.poll() is None:
                _end_or_kill(site)


def _end_or_kill(site: RunningSite) -> None:
    """No site outlives its test, whatever kept it from ending."""
    try:
        site.end()
    except subprocess.TimeoutExpired:
        site.process.kill()
        raise


def _await(page: str, site: RunningSite, said: IO[bytes]) -> None:
    for _ in range(round(PATIENCE_SECONDS / BETWEEN_LOOKS_SECONDS)):
        if site.process.poll() is not None:
            break
        try:
            if site.get(page).status == 200:
                return
        except OSError:
            time.sleep(BETWEEN_LOOKS_SECONDS)
    said.seek(0)
    raise NotServing(said.read().decode("utf-8", "replace"))
