"""Builds side by side in one folder, one of them current: how a new one takes the place of the old at once.

builds/<unique>/   one build each
current            symbolic link to the build in place, replaced atomically
lock               held by the one builder at work; the kernel lets go of it when that builder dies
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

POLL_SECONDS = 0.05


class LockTimeout(Exception):
    """Another builder held the lock for longer than this one would wait."""


class Builds:
    """The builds of one folder; reading needs no lock, everything that writes is done while holding it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._builds = folder / "builds"
        self._current = folder / "current"

    def current(self) -> Path | None:
        """The build in place, or None when there is no link; the build itself may have been removed."""
        try:
            return self.folder / os.readlink(self._current)
        except OSError:
            return None

    @contextmanager
    def lock(self, longest_wait_seconds: float) -> Iterator[bool]:
        """Holds the lock; says whether it had to be waited for. Raises: LockTimeout, OSError."""
        self._builds.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("a", encoding="utf-8") as file:
            has_waited = _take(file.fileno(), time.monotonic() + longest_wait_seconds)
            yield has_waited

    def begin(self) -> Path:
        """An empty folder for a new build; what is not in place, dead builders' work too, is removed first."""
        self._remove_all_but(self.current())
        build = self._builds / uuid.uuid4().hex
        build.mkdir()
        return build

    def put_in_place(self, build: Path) -> None:
        """Makes this build the current one; the one before stays for readers that are just opening it."""
        link = self.folder / f"current.{build.name}"
        os.symlink(Path(self._builds.name) / build.name, link)
        os.replace(link, self._current)

    def _remove_all_but(self, kept: Path | None) -> None:
        for build in self._builds.iterdir():
            if build != kept:
                shutil.rmtree(build, ignore_errors=True)
        for link in self.folder.glob("current.*"):
            link.unlink(missing_ok=True)


def _take(descriptor: int, deadline: float) -> bool:
    has_waited = False
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return has_waited
        except BlockingIOError:
            has_waited = True
        if time.monotonic() > deadline:
            raise LockTimeout
        time.sleep(POLL_SECONDS)
