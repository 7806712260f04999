"""A real PostgreSQL for the tests: a server of their own on a free port, and a database for each test."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from tests.running import free_port

USER = "signpost"
LOOKS, BETWEEN_LOOKS_SECONDS = 600, 0.05


def programs() -> Path | None:
    """The folder of the newest PostgreSQL here; None where there is none."""
    debians = [each.parent for each in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if debians:
        return max(debians, key=lambda folder: float(folder.parent.name))
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


class PostgreSQL:
    """One server, which can be stopped and started again on the same port with the same data."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self.port = free_port()
        self._folder = folder
        self._programs = programs
        self._numbers = count(1)
        self._process: subprocess.Popen[bytes] | None = None
        # PostgreSQL runs as anybody but root.
        self._as: dict[str, Any] = {"user": "nobody", "group": "nogroup", "extra_groups": []} if not os.getuid() else {}
        if self._as:
            shutil.chown(folder, "nobody", "nogroup")
        made: list[str | Path] = [
            programs / "initdb",
            "-D",
            folder / "data",
            "-U",
            USER,
            "--auth=trust",
            "-E",
            "UTF8",
            "--no-sync",
        ]
        made += ["--locale=C.UTF-8"]
        subprocess.run(made, cwd=folder, check=True, capture_output=True, **self._as)

    def url(self, database: str = "postgres") -> str:
        """The address of one of its databases."""
        return f"postgresql+psycopg://{USER}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Starts it, and waits until it answers."""
        settings = (
            "fsync=off",
            "max_connections=300",
            "shared_buffers=32MB",
            f"unix_socket_directories={self._folder}",
        )
        command: list[str | Path] = [
            self._programs / "postgres",
            "-D",
            self._folder / "data",
            "-h",
            "127.0.0.1",
            "-p",
            str(self.port),
        ]
        command += [part for each in settings for part in ("-c", each)]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, cwd=self._folder, stdout=log, stderr=log, **self._as)
        for _ in range(LOOKS):
            if self._answers():
                return
            time.sleep(BETWEEN_LOOKS_SECONDS)
        raise AssertionError((self._folder / "log").read_text(encoding="utf-8", errors="replace"))

    def stop(self) -> None:
        """Ends it at once, with all its connections."""
        if self._process:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(60)

    def new_database(self, like: str = "template0") -> str:
        """The name of a new database, a copy of another."""
        name = f"test_{next(self._numbers)}"
        self.say(f"CREATE DATABASE {name} TEMPLATE {like}")
        return name

    def drop(self, name: str) -> None:
        """Ends all connections to a database, and removes it."""
        self.say(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def say(self, statement: str, database: str = "postgres") -> list[Any]:
        """One statement by itself; the rows that it gives."""
        import psycopg

        with psycopg.connect(self.url(database).replace("+psycopg", ""), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Without the server, as long as the block lasts."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    def _answers(self) -> bool:
        asked: list[str | Path] = [self._programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(asked, check=False).returncode == 0


@contextmanager
def server() -> Iterator[PostgreSQL]:
    """A server as long as the block lasts, its data in a temporary folder that any user may enter."""
    found = programs()
    assert found is not None
    folder = Path(tempfile.mkdtemp(prefix="signpost-postgresql-"))
    try:
        running = PostgreSQL(folder, found)
        running.start()
        try:
            yield running
        finally:
            running.stop()
    finally:
        shutil.rmtree(folder)
