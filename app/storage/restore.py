"""Restore of a backup: looked through first, then put in place whole or not at all."""

import json
import os
import sqlite3
import tarfile
import tempfile
from pathlib import Path, PurePosixPath
from typing import Any

from app.storage.backup import (
    ATTACHMENTS,
    DATABASE,
    FORMAT,
    MANIFEST,
    Entry,
    Manifest,
    checksum,
    opened,
    private,
    schema_of,
    sync_folder,
)


class NotRestored(Exception):
    """Nothing was changed; the sentence says why, and what to do."""


def restore(backup: Path, database: Path, attachments: Path, known: tuple[str, ...], *, force: bool) -> Manifest:
    """Puts what a backup holds in the place of the database; attached files are added to those that are there.

    `known` are the schemas that this version can use. The database changes in one transaction of its own: whoever
    reads it sees the old or the new one. `force` also restores while it is in use, or what a newer version wrote.

    Raises:
        NotRestored: the backup is damaged or no backup; or, without `force`, the database is in use or the schema new.
        OSError: a file cannot be read or written.
    """
    database.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=database.parent) as aside:
        manifest = _taken_out(backup, Path(aside))
        _refuse_unusable(Path(aside) / DATABASE, manifest, known, force=force)
        try:
            if not force:
                _refuse_in_use(database)
            added = _attach(Path(aside) / ATTACHMENTS, attachments)
            _put_in_place(Path(aside) / DATABASE, database, added)
        except sqlite3.DatabaseError as error:
            raise NotRestored(f"{database} cannot be written ({error}): move it away, then restore again") from error
    return manifest


def _taken_out(backup: Path, aside: Path) -> Manifest:
    """Every file that the manifest names, taken out and compared with it."""
    try:
        with tarfile.open(backup, "r:") as tar:
            manifest = _manifest(tar)
            for entry in manifest.entries:
                _take_out(tar, entry, aside)
    except (tarfile.TarError, KeyError, TypeError, ValueError) as error:
        raise NotRestored(f"{backup} is no whole backup of Signpost ({error}): choose another one") from error
    return manifest


def _manifest(tar: tarfile.TarFile) -> Manifest:
    file = tar.extractfile(MANIFEST)
    told: Any = json.load(file) if file else None
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise ValueError(f"its format is not {FORMAT}")
    entries = tuple(Entry(**each) for each in told.pop("entries"))
    if DATABASE not in {entry.name for entry in entries}:
        raise ValueError("there is no database in it")
    return Manifest(**told, entries=entries)


def _take_out(tar: tarfile.TarFile, entry: Entry, aside: Path) -> None:
    path = PurePosixPath(entry.name)
    if entry.name != DATABASE and (path.parts[0] != ATTACHMENTS or ".." in path.parts or len(path.parts) < 2):
        raise ValueError(f"{entry.name} has no place in a backup")
    place = aside / path
    place.parent.mkdir(parents=True, exist_ok=True)
    source = tar.extractfile(entry.name)
    if source is None:
        raise ValueError(f"{entry.name} is no file")
    with source, private(place) as file:
        while part := source.read(1024 * 1024):
            file.write(part)
        file.flush()
        os.fsync(file.fileno())
    if checksum(place) != entry.sha256:
        raise ValueError(f"{entry.name} was changed after the backup was made")


def _refuse_unusable(copy: Path, manifest: Manifest, known: tuple[str, ...], *, force: bool) -> None:
    try:
        with opened(copy) as connection:
            faults = connection.execute("PRAGMA integrity_check").fetchall()
            schema = schema_of(connection)
    except sqlite3.DatabaseError as error:
        faults, schema = [(str(error),)], manifest.schema
    if faults != [("ok",)]:
        raise NotRestored(f"the database in the backup is damaged ({faults[0][0]}): choose another backup")
    if schema and schema not in known and not force:
        raise NotRestored(
            f"the backup has schema {schema} of a newer Signpost, and this one knows those up to {known[-1]}: "
            "restore it with the newer version, or with --force"
        )


def _refuse_in_use(database: Path) -> None:
    """Only who is alone with a database may take its journal away: so SQLite itself tells whether others have it open.

    It is a site's again from the next start on, which sets the journal as before.
    """
    if not database.exists():
        return
    with opened(database, "rw") as connection:
        try:
            connection.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            raise NotRestored(
                f"{database} is in use: stop the site and its workers first, or restore with --force"
            ) from error
        connection.execute("PRAGMA journal_mode = WAL")


def _attach(found: Path, attachments: Path) -> list[Path]:
    """Adds the files that are not there yet; which they are."""
    added = []
    for source in sorted(each for each in found.rglob("*") if each.is_file()):
        place = attachments / source.relative_to(found)
        if place.exists() and checksum(place) == checksum(source):
            continue
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        added += [] if place.exists() else [place]
        os.replace(source, place)
        sync_folder(place.parent)
    return added


def _put_in_place(copy: Path, database: Path, added: list[Path]) -> None:
    """One transaction of SQLite: a power cut in the middle leaves the old content."""
    try:
        with opened(copy) as source, opened(database, "rwc") as target:
            target.execute("PRAGMA journal_mode = WAL")
            target.execute("PRAGMA synchronous = FULL")
            source.backup(target)
    except sqlite3.Error:
        for each in added:
            each.unlink()
        raise
