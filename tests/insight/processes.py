"""Processes for the tests: each counts in a Python of its own."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from app.insight.popularity import Popularity
from app.insight.reads import Reads

CHECKOUT = Path(__file__).parents[2]
AT = datetime(2026, 12, 3, 13, 0, tzinfo=UTC)


def counting(url: str, times: int) -> subprocess.Popen[bytes]:
    """A process that counts so many reads of one article, and writes after each."""
    code = f"import sys; from {__name__} import count; count(sys.argv[1], int(sys.argv[2]))"
    return subprocess.Popen([sys.executable, "-c", code, url, str(times)], cwd=CHECKOUT)


def count(url: str, times: int) -> None:
    """Counts and writes, again and again; a lock is waited for as long as it takes."""
    popularity = Popularity(Reads.open(url, seconds_to_wait=30), lambda: AT)
    for _ in range(times):
        popularity.count("a")
        popularity.tend()
