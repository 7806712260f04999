"""Counting of searches: in memory while people wait, written to the database now and then."""

import logging
import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from app.insight.database import LONGEST_ADDRESS, InsightUnavailable
from app.insight.masking import masked
from app.insight.searches import Searches

log = logging.getLogger(__name__)
DAYS_KEPT = 400
DAYS_RARE_KEPT = 30
MOST_COUNTED = 2_000
"""Different questions between two writes, and as many openings; whoever makes up more fills nothing but this."""


class SearchLog:
    """The searches that this process counts. Counting never touches the database, and never fails; `tend` does."""

    def __init__(self, searches: Searches, now: Callable[[], datetime]) -> None:
        self._searches = searches
        self._now = now
        self._asked: Counter[tuple[date, str]] = Counter()
        self._in_vain: Counter[tuple[date, str]] = Counter()
        self._opened: Counter[tuple[date, str, str]] = Counter()
        self._lock = threading.Lock()
        self._erased_on: date | None = None

    def count_search(self, question: str, total: int) -> None:
        """Count a question that was answered with so many hits, on the day that it is (UTC)."""
        key = (self._today(), masked(question))
        with self._lock:
            if key in self._asked or len(self._asked) < MOST_COUNTED:
                self._asked[key] += 1
                self._in_vain[key] += total == 0

    def count_opening(self, question: str, address: str) -> None:
        """Count that an address of the site was opened from the answers to a question."""
        key = (self._today(), masked(question), address[:LONGEST_ADDRESS])
        with self._lock:
            if key in self._opened or len(self._opened) < MOST_COUNTED:
                self._opened[key] += 1

    def tend(self) -> None:
        """Write what was counted, and forget what is old. What cannot be written is lost, quietly."""
        with self._lock:
            asked, self._asked = self._asked, Counter()
            in_vain, self._in_vain = self._in_vain, Counter()
            opened, self._opened = self._opened, Counter()
        try:
            self._searches.add_searches({key: (times, in_vain[key]) for key, times in asked.items()})
            self._searches.add_openings(opened)
            self._forget(self._today())
        except InsightUnavailable as unavailable:
            log.info("searches could not be counted: %s", unavailable.cause)

    def _forget(self, day: date) -> None:
        if self._erased_on != day:
            self._searches.erase_before(day - timedelta(days=DAYS_KEPT))
            self._searches.erase_rare_before(day - timedelta(days=DAYS_RARE_KEPT))
            self._erased_on = day

    def _today(self) -> date:
        return self._now().astimezone(UTC).date()
