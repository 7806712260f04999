"""The library in use: replaced as a whole when the content changes, kept when the change is bad."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from app.content.library import Library
from app.content.library_reader import LibraryReader
from app.content.problems import ContentRefused, Problem

log = logging.getLogger(__name__)


class LibraryStore:
    """Holds the last good library. Readers take `library` once a request, so that each answer is wholly old or new."""

    def __init__(self, folder: Path) -> None:
        """Read the folder.

        Raises:
            ContentRefused: the content has errors, and there is no good version to go on with.
        """
        self._reader = LibraryReader(folder)
        self._signature = self._reader.signature()
        self._stop = threading.Event()
        self._reading = threading.Lock()
        self.library: Library = self._reader.read()
        self.problems: tuple[Problem, ...] = ()

    def refresh(self) -> bool:
        """Read the content again where a file changed; whether a new library is in use now."""
        with self._reading:
            try:
                signature = self._reader.signature()
                if signature == self._signature:
                    return False
                library = self._reader.read()
            except ContentRefused as refused:
                self._signature, self.problems = signature, refused.problems
                log.error("content refused, the last good version stays:\n%s", refused)  # noqa: TRY400 - a list of problems
                return False
            except OSError as error:
                log.warning("content could not be read, the last good version stays: %s", error)
                return False
            self._signature, self.problems, self.library = signature, (), library
        log.info("content revision %s in use", self.library.revision)
        return True

    def watch(self, seconds: float, then: Callable[[], object] = lambda: None) -> None:
        """Refresh every so many seconds, in a thread that ends with the process; `then` follows a new library."""
        threading.Thread(target=self._watch, args=(seconds, then), name="content", daemon=True).start()

    def stop(self) -> None:
        """End the watching."""
        self._stop.set()

    def _watch(self, seconds: float, then: Callable[[], object]) -> None:
        while not self._stop.wait(seconds):
            try:
                if self.refresh():
                    then()
            except Exception:  # whatever a file holds, the next change is to be seen too
                log.exception("content could not be read, the last good version stays")
