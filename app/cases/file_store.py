"""The store of files that were sent in: their contents, each under a random name in one folder outside the web root."""

import hashlib
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.cases.file_kinds import PIECE_BYTES
from app.storage.backup import sync_folder

ID = re.compile(r"[0-9a-f]{32}")
PART = ".part-"
SPARE_BYTES = 128 * 1024**2
"""What is left free on the disk: files must not take the room that cases need."""


class TooLong(Exception):
    """The contents are longer than they may be."""


class NoRoom(Exception):
    """The contents cannot be written now; `cause` says why, for the log."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


@dataclass(frozen=True)
class Incoming:
    """Contents that have come in and are not kept yet; `sha256` in hexadecimal."""

    file: BinaryIO
    path: Path
    size: int
    sha256: str


class FileStore:
    """The folder of contents. It is made when the first comes; only its owner may read.

    `free` tells how many bytes are free on the disk of a folder.
    """

    def __init__(
        self, folder: Path, free: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free
    ) -> None:
        self._folder = folder
        self._free = free

    @contextmanager
    def receiving(self, stream: BinaryIO, most_bytes: int) -> Iterator[Incoming]:
        """The contents that a stream brings, aside until they are kept, and gone at the end unless they were.

        The stream is read in pieces, and no further than a piece beyond the limit. Raises: TooLong, NoRoom.
        """
        file, path = self._aside()
        try:
            with file:
                size, sha256 = _copied(stream, file, most_bytes)
                yield Incoming(file, path, size, sha256)
        finally:
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def keep(self, incoming: Incoming) -> str:
        """Keeps the contents for good, also when the power ends meanwhile; their id. Raises: NoRoom."""
        kept = secrets.token_hex(16)
        with _faults_named():
            incoming.file.flush()
            os.fsync(incoming.file.fileno())
            os.replace(incoming.path, self._folder / kept)
            sync_folder(self._folder)
        return kept

    def again(self, kept: str) -> str:
        """A second id for the same contents; each can be removed by itself. Raises: NoRoom."""
        other = secrets.token_hex(16)
        with _faults_named():
            os.link(self._folder / kept, self._folder / other)
            sync_folder(self._folder)
        return other

    def path(self, kept: str) -> Path | None:
        """Where the contents are; None where they are missing."""
        path = self._folder / kept
        return path if ID.fullmatch(kept) and path.is_file() else None

    def read(self, kept: str) -> bytes | None:
        """The contents; None where they are missing. Raises: OSError where they cannot be read now."""
        path = self.path(kept)
        return path.read_bytes() if path else None

    def remove(self, ids: Iterable[str]) -> None:
        """Removes contents; what is gone already, or cannot be removed now, is left to `left_over`."""
        for each in ids:
            with suppress(OSError):
                if path := self.path(each):
                    path.unlink()

    def left_over(self, older_than: float) -> Iterator[str]:
        """Ids of the contents that were written before a moment (Unix seconds). Half-written ones go at once."""
        for path in sorted(self._folder.glob("*")) if self._folder.is_dir() else ():
            with suppress(OSError):
                if path.stat().st_mtime >= older_than:
                    continue
                if path.name.startswith(PART):
                    path.unlink()
                elif ID.fullmatch(path.name):
                    yield path.name

    def _aside(self) -> tuple[BinaryIO, Path]:
        with _faults_named():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self._free(self._folder) < SPARE_BYTES:
                raise NoRoom("the disk of the attached files is nearly full")
            handle, name = tempfile.mkstemp(prefix=PART, dir=self._folder)
            return os.fdopen(handle, "w+b"), Path(name)


def _copied(stream: BinaryIO, file: BinaryIO, most_bytes: int) -> tuple[int, str]:
    """Copies to the end; size and SHA-256."""
    size, digest = 0, hashlib.sha256()
    while piece := stream.read(PIECE_BYTES):
        size += len(piece)
        if size > most_bytes:
            raise TooLong
        digest.update(piece)
        with _faults_named():
            file.write(piece)
    with _faults_named():
        file.flush()
    return size, digest.hexdigest()


@contextmanager
def _faults_named() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NoRoom(error.strerror or type(error).__name__) from error
