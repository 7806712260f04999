"""Which articles are read most: counted in memory, written now and then, ranked once a day."""

import logging
import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from app.insight.database import InsightUnavailable
from app.insight.reads import Reads

log = logging.getLogger(__name__)
DAYS_RANKED = 30
DAYS_KEPT = 400
MOST_RANKED = 50
# A day is ranked when every process has had the time to write what it counted on it: so all rank the same.
SETTLING = timedelta(minutes=5)


class Popularity:
    """The reads that this process counts, and the ranking that its pages show.

    Counting and asking for the ranking never touch the database, and never fail; `tend` does.
    """

    def __init__(self, reads: Reads, now: Callable[[], datetime]) -> None:
        self._reads = reads
        self._now = now
        self._counts: Counter[tuple[date, str]] = Counter()
        self._lock = threading.Lock()
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

    def _rank(self, day: date) -> None:
        """Rank the whole days before a day, once."""
        if self._ranked_on == day:
            return
        self._reads.erase_before(day - timedelta(days=DAYS_KEPT))
        self.ranking = self._reads.most_read(day - timedelta(days=DAYS_RANKED), day, MOST_RANKED)
        self._ranked_on = day
