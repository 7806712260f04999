"""Keeping the index that of the content: built when it is missing, stale or damaged, at the start or while serving."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from threading import Lock, Thread

from app.search.port import Collection, SearchEngine

SECONDS_BETWEEN_FAILURES = 30.0

log = logging.getLogger(__name__)


def ensure_index(
    engine: SearchEngine,
    collection_factory: Callable[[], Collection],
    revision: str,
    progress: Callable[[int, int], None] | None = None,
) -> bool:
    """Builds unless the index in place is of this revision; says whether it did. Raises: SearchUnavailable."""
    if engine.revision() == revision:
        return False
    engine.build(collection_factory(), revision, progress)
    return True


class RebuildInBackground:
    """Rebuilds beside the serving threads, at most one at a time, and not at once again after it failed.

    The revision is asked for before the collection, so that content that changes in between is seen as stale again.
    """

    def __init__(
        self,
        engine: SearchEngine,
        collection_factory: Callable[[], Collection],
        revision_factory: Callable[[], str],
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine = engine
        self._collection_factory = collection_factory
        self._revision_factory = revision_factory
        self._seconds = seconds
        self._not_before = float("-inf")
        self._thread: Thread | None = None
        self._lock = Lock()

    def start(self) -> bool:
        """Starts a rebuild if the index needs one; False while one is under way or has just failed."""
        with self._lock:
            if self.is_running() or self._seconds() < self._not_before:
                return False
            self._thread = Thread(target=self._rebuild, name="search-rebuild", daemon=True)
            self._thread.start()
            return True

    def start_if_needed(self) -> bool:
        """Starts a rebuild when the index in place is not that of the content as it is now."""
        return self._engine.revision() != self._revision_factory() and self.start()

    def is_running(self) -> bool:
        """Whether a rebuild is under way."""
        return self._thread is not None and self._thread.is_alive()

    def wait(self, seconds: float | None = None) -> bool:
        """Waits for the rebuild under way; whether there is none any more."""
        if self._thread is not None:
            self._thread.join(seconds)
        return not self.is_running()

    def _rebuild(self) -> None:
        try:
            ensure_index(self._engine, self._collection_factory, self._revision_factory())
        except Exception:  # whatever the content or the disk did, the next search may start again later
            log.exception("the search index could not be rebuilt")
            self._not_before = self._seconds() + SECONDS_BETWEEN_FAILURES
