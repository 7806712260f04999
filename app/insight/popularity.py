"""Which articles are read most: counted in memory, written now and then in the background, ranked once a day."""

import logging
import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from app.insight.reads import InsightUnavailable, Reads

log = logging.getLogger(__name__)
DAYS_RANKED = 30
DAYS_KEPT = 400
MOST_RANKED = 50
SECONDS_BETWEEN_WRITES = 60.0
# A day is ranked when every process has had the time to write what it counted on it: so all rank the same.
SETTLING = timedelta(minutes=5)


class Popularity:
    """The reads that this process counts, and the ranking that its pages show.

    Counting and asking for the ranking never touch the database, and never fail; `tend` does, in the background.
    """

    def __init__(self, reads: Reads, now: Callable[[], datetime]) -> None:
        self._reads = reads
        self._now = now
        self._counts: Counter[tuple[date, str]] = Counter()
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._ranked_on: date | None = None
        self.ranking: tuple[str, ...] = ()

    def count(self, address: str) -> None:
        """Count one reading of an article, on the day that it is (UTC)."""
        with self._lock:
            self._counts[self._now().astimezone(UTC).date(), address] += 1

    def tend(self) -> None:
        """Write what was counted, and rank anew where a day has ended. What cannot be written is lost, quietly."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
        try:
            self._reads.add(counts)
            self._rank((self._now().astimezone(UTC) - SETTLING).date())
        except InsightUnavailable as unavailable:
            log.info("reads could not be counted: %s", unavailable.cause)

    def start(self, seconds: float = SECONDS_BETWEEN_WRITES) -> None:
        """Tend at once and then every so many seconds, in a thread that ends with the process."""
        self._thread = threading.Thread(target=self._run, args=(seconds,), name="insight", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread, once it has written what is left."""
        self._stop.set()
        if self._thread:
            self._thread.join()

    def _rank(self, day: date) -> None:
        """Rank the whole days before a day, once."""
        if self._ranked_on == day:
            return
        self._reads.erase_before(day - timedelta(days=DAYS_KEPT))
        self.ranking = self._reads.most_read(day - timedelta(days=DAYS_RANKED), day, MOST_RANKED)
        self._ranked_on = day

    def _run(self, seconds: float) -> None:
        is_over = False
        while not is_over:
            try:
                self.tend()
            except Exception:  # one fault must not end all counting of this process
                log.exception("reads could not be counted")
            is_over = self._stop.wait(seconds)
        self.tend()
