"""The site as its users run it: the real command in a process of its own, on content and data of the tests."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from app.config import CHECKOUT
from tests.cases.deliveries.servers import free_port

SECONDS_TO_START = 60.0


@dataclass(frozen=True)
class RunningSite:
    """A site that answers at `url`, with the folders that it reads and writes."""

    url: str
    content_dir: Path
    data_dir: Path
    log: Path


@contextmanager
def running_site(folder: Path, **settings: str) -> Iterator[RunningSite]:
    """The site on a copy of the shipped content, until the block is left."""
    url = f"http://127.0.0.1:{free_port()}"
    site = RunningSite(url, folder / "content", folder / "data", folder / "log")
    shutil.copytree(CHECKOUT / "content", site.content_dir)
    command = [sys.executable, "-m", "app.cli", "run", "--port", url.rpartition(":")[2]]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("SIGNPOST_")}
    environ |= {
        "SIGNPOST_CONTENT_DIR": str(site.content_dir),
        "SIGNPOST_DATA_DIR": str(site.data_dir),
        "SIGNPOST_SEARCH_INDEX_DIR": str(folder / "index"),
        "SIGNPOST_RATE_LIMITS": "off",
    } | settings
    with (
        site.log.open("wb") as log,
        subprocess.Popen(command, cwd=CHECKOUT, env=environ, stdout=log, stderr=log) as process,
    ):
        try:
            _wait_for(site, process)
            yield site
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait_for(site: RunningSite, process: "subprocess.Popen[bytes]") -> None:
    ends_at, said = time.monotonic() + SECONDS_TO_START, ""
    while time.monotonic() < ends_at:
        assert process.poll() is None, site.log.read_text(errors="replace")
        try:
            with urlopen(f"{site.url}/healthz", timeout=5):  # noqa: S310 - our own address
                return
        except OSError as error:
            said = str(error)
            time.sleep(0.1)
    raise AssertionError(
        f"no good answer within {SECONDS_TO_START} s ({said}):\n{site.log.read_text(errors='replace')}"
    )
