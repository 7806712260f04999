"""Rows of text in one flat file, read one by one where they stand."""

from __future__ import annotations

import os
from array import array
from pathlib import Path
from typing import Self
from weakref import finalize

BUFFERED_BYTES = 1 << 20


class RowWriter:
    """Writes rows one after the other while it is entered; a row's number is how many stood before it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._starts = array("Q", [0])

    def __enter__(self) -> Self:
        self._file = self._path.open("wb", buffering=BUFFERED_BYTES)
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()
        _starts(self._path).write_bytes(self._starts.tobytes())

    def add(self, text: str) -> None:
        """Appends a row. Raises: OSError."""
        row = text.encode()
        self._file.write(row)
        self._starts.append(self._starts[-1] + len(row))


class Rows:
    """The rows of a file by number, for any number of threads; they can be read after the file was removed."""

    def __init__(self, path: Path) -> None:
        self._starts = array("Q", _starts(path).read_bytes())
        self._file = os.open(path, os.O_RDONLY)
        finalize(self, os.close, self._file)

    def read(self, number: int) -> str:
        """The row of a number; another text where the file was written over meanwhile. Raises: OSError."""
        start, end = self._starts[number : number + 2]
        return os.pread(self._file, end - start, start).decode(errors="replace")


def _starts(path: Path) -> Path:
    return path.with_suffix(".starts")
