"""The thread that writes what was counted in memory to the database, now and then."""

import logging
import threading
from collections.abc import Sequence
from typing import Protocol

log = logging.getLogger(__name__)
SECONDS_BETWEEN_WRITES = 60.0


class Counter(Protocol):
    """Something that counts in memory, without ever failing or waiting, and writes when it is told to."""

    def tend(self) -> None:
        """Write what was counted since the last time."""
        ...


class Tending:
    """Tends some counters at once and then every so many seconds, until it is stopped."""

    def __init__(self, *counters: Counter) -> None:
        self._counters: Sequence[Counter] = counters
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, seconds: float = SECONDS_BETWEEN_WRITES) -> None:
        """Begin, in a thread that ends with the process."""
        self._thread = threading.Thread(target=self._run, args=(seconds,), name="insight", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread, once it has written what is left."""
        self._stop.set()
        if self._thread:
            self._thread.join()

    def _run(self, seconds: float) -> None:
        is_over = False
        while not is_over:
            self._tend()
            is_over = self._stop.wait(seconds)
        self._tend()

    def _tend(self) -> None:
        for counter in self._counters:
            try:
                counter.tend()
            except Exception:  # one fault must not end all counting of this process
                log.exception("what was counted could not be written")
