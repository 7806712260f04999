"""A real Request Tracker of the tests' own: made once, started and stopped at will."""

import base64
import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from app.cases.deliveries.http import Client, Origin
from app.cases.deliveries.port import DeliveryFailed
from app.config import CHECKOUT

SCRIPT = CHECKOUT / "tools" / "request_tracker.sh"
SERVER = Path("/usr/share/request-tracker5/libexec/rt-server")
PATIENCE_SECONDS = 120
ROOT = "/REST/2.0"
DESKS = """\
desks:
  tracker:
    kind: request_tracker
    queue: Support
    severities: {1: S1, 2: S2}
    fields: {severity: Severity}
rules:
  - severity: 1
    desk: tracker
    queue: Critical
otherwise:
  desk: tracker
"""


@dataclass(frozen=True)
class Tracker:
    """Request Tracker in a folder; it answers at `url` while it runs."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def token(self) -> str:
        return (self.folder / "token").read_text(encoding="ascii")

    @property
    def client(self) -> Client:
        return Client(Origin.from_url(self.url), {"Authorization": f"token {self.token}"})

    @property
    def settings(self) -> dict[str, str]:
        """What a site is told of it, under the name that `DESKS` gives it."""
        return {"SIGNPOST_DESK_TRACKER_URL": self.url, "SIGNPOST_DESK_TRACKER_TOKEN": self.token}

    @contextmanager
    def running(self) -> Iterator[None]:
        """It runs as long as the block lasts."""
        _run("start", str(self.folder), str(self.port))
        try:
            self._wait()
            yield
        finally:
            _run("stop", str(self.folder))
            self._wait_for_end()

    def tickets(self) -> list[dict[str, Any]]:
        """Every ticket, as a member of staff would read it."""
        found = self.client.get(f"{ROOT}/tickets", query="id > 0", per_page="100").data["items"]
        return [self.client.get(f"{ROOT}/ticket/{each['id']}").data for each in found]

    def queue(self, ticket: dict[str, Any]) -> str:
        """The name of the queue in which a ticket stands."""
        name: str = self.client.get(f"{ROOT}/queue/{ticket['Queue']['id']}").data["Name"]
        return name

    def parts(self, ticket: dict[str, Any], fields: str = "Filename,ContentType,Content") -> list[dict[str, Any]]:
        """The text and the files of a ticket."""
        path = f"{ROOT}/ticket/{ticket['id']}/attachments"
        items: list[dict[str, Any]] = self.client.get(path, fields=fields).data["items"]
        return items

    def content(self, part: dict[str, Any]) -> bytes:
        """What a file of a ticket holds, however long; REST 2 tells it in base64."""
        address = f"{self.url}{ROOT}/attachment/{part['id']}"
        asked = Request(address, headers={"Authorization": f"token {self.token}"})  # noqa: S310 - the tests' own server
        with urlopen(asked, timeout=60) as answer:  # noqa: S310 - as above
            return base64.b64decode(json.load(answer)["Content"])

    def _wait(self) -> None:
        for _ in range(PATIENCE_SECONDS * 4):
            try:
                self.client.get(f"{ROOT}/queues/all")
                return
            except DeliveryFailed:
                time.sleep(0.25)
        raise AssertionError((self.folder / "server.log").read_text(encoding="utf-8", errors="replace"))

    def _wait_for_end(self) -> None:
        for _ in range(PATIENCE_SECONDS * 4):
            try:
                self.client.get(f"{ROOT}/queues/all")
            except DeliveryFailed:
                return
            time.sleep(0.25)


def make(folder: Path, port: int) -> Tracker:
    """A new one, with the queues, fields and user of the tests."""
    _run("make", str(folder))
    return Tracker(folder, port)


def _run(*arguments: str) -> None:
    # What it starts goes on: its output must not be waited for.
    done = subprocess.run([str(SCRIPT), *arguments], stdout=subprocess.DEVNULL, env=os.environ, check=False)
    assert done.returncode == 0, f"request_tracker.sh {arguments[0]} failed"
