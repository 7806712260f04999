"""When each content file was last changed: by git where the folder is in a checkout, else by the file's own date."""

import subprocess  # nosec
from datetime import UTC, date, datetime
from pathlib import Path


def changed_on(folder: Path) -> dict[Path, date]:
    """The day (UTC) of the last change of every Markdown file below the folder, by absolute path."""
    found = {path.resolve(): datetime.fromtimestamp(path.stat().st_mtime, UTC).date() for path in folder.rglob("*.md")}
    return found | {path: day for path, day in _by_git(folder).items() if path in found}


def _by_git(folder: Path) -> dict[Path, date]:
    command = ["git", "-C", str(folder), "log", "--format=%x00%cs", "--name-only", "--", "."]
    try:
        log = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True).stdout  # noqa: S603
        top = subprocess.run(  # noqa: S603
            [*command[:3], "rev-parse", "--show-toplevel"], capture_output=True, text=True, timeout=10, check=True
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return {}
    days: dict[Path, date] = {}
    for commit in log.split("\0")[1:]:
        day, *names = [line for line in commit.splitlines() if line]
        for name in names:
            days.setdefault((Path(top) / name).resolve(), date.fromisoformat(day))
    return days
