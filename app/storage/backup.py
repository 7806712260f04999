"""Backup of a site on SQLite: database and attached files as they are at one moment, in one archive with checksums."""

import hashlib
import io
import json
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

FORMAT = "signpost-backup/1"
MANIFEST = "manifest.json"
DATABASE = "signpost.db"
ATTACHMENTS = "attachments"


@dataclass(frozen=True)
class Entry:
    """A file of a backup, by its name in the archive."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup holds; it is the first file in it. `schema` is the one of the database."""

    format: str
    made_at: str
    schema: str
    entries: tuple[Entry, ...]


def back_up(database: Path, attachments: Path, target: Path, now: datetime) -> Manifest:
    """Writes a backup, for the owner's eyes only; an older one of that name is replaced once the new one is whole.

    It holds every case that was acknowledged before it began, and readers and writers go on meanwhile. `now` is aware.

    Raises:
        sqlite3.Error: the database is missing, or cannot be read.
        OSError: a file cannot be read or written.
    """
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as aside:
        copy = Path(aside) / DATABASE
        schema = _copy_database(database, copy)
        # After the database: a file is stored before the case that names it, so none that is named is missing.
        sources = [(DATABASE, copy), *_attached(attachments)]
        entries = tuple(_entries(sources))
        sources = [each for each in sources if each[0] in {entry.name for entry in entries}]
        manifest = Manifest(FORMAT, now.astimezone(UTC).isoformat(timespec="seconds"), schema, entries)
        archive = Path(aside) / "archive"
        _write(archive, manifest, sources)
        os.replace(archive, target)
        sync_folder(target.parent)
    return manifest


def checksum(file: Path) -> str:
    """The SHA-256 of a file."""
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def private(file: Path) -> BinaryIO:
    """A new file that nobody but its owner reads, open to be written."""
    return os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def sync_folder(folder: Path) -> None:
    """Has the disk keep which files the folder holds."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def opened(database: Path, mode: str = "ro") -> Iterator[sqlite3.Connection]:
    """A database that is there; none is made. Raises: sqlite3.Error."""
    address = f"{database.absolute().as_uri()}?mode={mode}"
    with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as connection:
        yield connection


def schema_of(connection: sqlite3.Connection) -> str:
    """The schema of a database; an empty text for one of version 0.1.0."""
    has_one = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    found = connection.execute("SELECT version_num FROM alembic_version").fetchone() if has_one else None
    return str(found[0]) if found else ""


def _copy_database(database: Path, copy: Path) -> str:
    """Copies it as it is at one moment, in one transaction that only reads; its schema."""
    with opened(database) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        return schema_of(target)


def _attached(folder: Path) -> list[tuple[str, Path]]:
    """The files of the folder, without those that are only just being written."""
    found = (each for each in folder.rglob("*") if not each.name.startswith("."))
    files = sorted(each for each in found if each.is_file() and not each.is_symlink())
    return [(f"{ATTACHMENTS}/{each.relative_to(folder).as_posix()}", each) for each in files]


def _entries(sources: list[tuple[str, Path]]) -> Iterator[Entry]:
    """The files with their checksums; one that is erased meanwhile is no fault."""
    for name, source in sources:
        with suppress(FileNotFoundError):
            yield Entry(name, source.stat().st_size, checksum(source))


def _write(archive: Path, manifest: Manifest, sources: list[tuple[str, Path]]) -> None:
    told = json.dumps(asdict(manifest), indent=2).encode()
    with private(archive) as file:
        with tarfile.open(fileobj=file, mode="w") as tar:
            head = tarfile.TarInfo(MANIFEST)
            head.size, head.mode = len(told), 0o600
            tar.addfile(head, io.BytesIO(told))
            for name, source in sources:
                tar.add(source, name, recursive=False, filter=_without_owner)
        file.flush()
        os.fsync(file.fileno())


def _without_owner(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member
