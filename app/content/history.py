"""When content files were changed: by git where the folder is in a checkout, else by the file's own date."""

import os
import re
import subprocess  # nosec
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

# A commit: its day in UTC and its subject. Who made it is not asked for.
_LOG = ("log", "--format=%x00%cd%x1f%s", "--date=short-local", "--name-status", "-M", "--", ".")
_ADDRESS = re.compile(r"<?\S+@\S+")


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a file: the day (UTC), and in a line what it was for."""

    day: date
    subject: str


@dataclass(frozen=True)
class History:
    """The changes of content files, by absolute path; those under an earlier name of the file count too."""

    days: Mapping[Path, date] = field(default_factory=dict)
    changes: Mapping[Path, tuple[Change, ...]] = field(default_factory=dict)
    """The last change first. Empty outside of git."""

    def changed_on(self, path: Path) -> date:
        """The day (UTC) of the last change of a file."""
        return self.days.get(path.resolve(), date.min)

    def changes_of(self, path: Path) -> tuple[Change, ...]:
        """The changes of a file, the last one first; none where git knows of none."""
        return self.changes.get(path.resolve(), ())


def read_history(folder: Path, paths: Iterable[Path]) -> History:
    """The history of some files below the folder."""
    files = {path.resolve(): datetime.fromtimestamp(path.stat().st_mtime, UTC).date() for path in paths}
    changes = {path: tuple(found) for path, found in _by_git(folder).items() if path in files}
    return History(files | {path: found[0].day for path, found in changes.items()}, changes)


def _by_git(folder: Path) -> dict[Path, list[Change]]:
    try:
        log, top = _git(folder, *_LOG), Path(_git(folder, "rev-parse", "--show-toplevel").strip())
    except (OSError, subprocess.SubprocessError):
        return {}
    found: dict[str, list[Change]] = {}
    for name, change in _changes(log):
        found.setdefault(name, []).append(change)
    return {(top / name).resolve(): changes for name, changes in found.items()}


def _changes(log: str) -> Iterator[tuple[str, Change]]:
    """The changes in a log, the last one first, each with the name that the file has today."""
    today: dict[str, str] = {}
    for commit in log.split("\0")[1:]:
        head, *lines = [line for line in commit.splitlines() if line]
        day, _, subject = head.partition("\x1f")
        change = Change(date.fromisoformat(day), _ADDRESS.sub("…", subject))
        renamed = {}
        for line in lines:
            status, *names = line.split("\t")
            name = today.get(names[-1], names[-1])
            if status.startswith("R"):
                renamed[names[0]] = name
            yield name, change
        today |= renamed


def _git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), "-c", "core.quotePath=off", *arguments]
    environment = os.environ | {"TZ": "UTC", "GIT_OPTIONAL_LOCKS": "0"}
    done = subprocess.run(  # noqa: S603
        command, capture_output=True, encoding="utf-8", errors="replace", timeout=10, check=True, env=environment
    )
    return done.stdout
