"""The contents of files that came with cases: what erasing and exporting ask of their store, and the plain folder."""

import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Contents(Protocol):
    """A store of contents, each under its id."""

    def path(self, kept: str, /) -> Path | None:
        """Where the contents are; None where they are missing."""
        ...

    def remove(self, ids: Iterable[str], /) -> None:
        """Removes contents. What cannot be removed now stays, and has a path still."""
        ...


class ContentsFolder:
    """Contents in one folder, each in a file that is called as its id."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, kept: str) -> Path | None:
        """Where the contents are; None where they are missing."""
        path = self._folder / kept
        return path if _ID.fullmatch(kept) and path.is_file() else None

    def remove(self, ids: Iterable[str]) -> None:
        """Removes contents. What cannot be removed now stays, and has a path still."""
        for path in filter(None, map(self.path, ids)):
            with suppress(OSError):
                path.unlink()
