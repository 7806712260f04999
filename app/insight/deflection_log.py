"""Counting of deflections: in memory while people wait, written to the database now and then."""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from app.insight.database import LONGEST_ADDRESS, InsightUnavailable
from app.insight.deflections import Came, Deflections, Place

log = logging.getLogger(__name__)
DAYS_KEPT = 400
MOST_COUNTED = 2_000
"""Different places between two writes; whoever makes up more fills nothing but this."""


class DeflectionLog:
    """What this process counts. Counting never touches the database, and never fails; `tend` does."""

    def __init__(self, deflections: Deflections, now: Callable[[], datetime]) -> None:
        self._deflections = deflections
        self._now = now
        self._counts: dict[tuple[date, Place], Came] = {}
        self._lock = threading.Lock()
        self._erased_on: date | None = None

    def count(self, place: Place, came: Came) -> None:
        """Count what came of an article at a place, on the day that it is (UTC)."""
        key = (self._today(), place._replace(article=place.article[:LONGEST_ADDRESS]))
        with self._lock:
            if key in self._counts or len(self._counts) < MOST_COUNTED:
                self._counts[key] = self._counts.get(key, Came()) + came

    def tend(self) -> None:
        """Write what was counted, and forget what is old. What cannot be written is lost, quietly."""
        with self._lock:
            counts, self._counts = self._counts, {}
        try:
            self._deflections.add(counts)
            self._forget(self._today())
        except InsightUnavailable as unavailable:
            log.info("deflections could not be counted: %s", unavailable.cause)

    def _forget(self, day: date) -> None:
        if self._erased_on != day:
            self._deflections.erase_before(day - timedelta(days=DAYS_KEPT))
            self._erased_on = day

    def _today(self) -> date:
        return self._now().astimezone(UTC).date()
