"""A sealed folder: files with a manifest of their sizes and checksums, so that damage is seen before it is read."""

from __future__ import annotations

import json
import os
import zlib
from pathlib import Path
from typing import Any

FORMAT = 4  # raise it when the index terms or the stored fields change: an index of another format counts as damaged
MANIFEST = "manifest.json"
PIECE_BYTES = 1 << 20

Signature = tuple[tuple[str, int, int, int], ...]


class Damaged(Exception):
    """A sealed folder whose files are not, byte for byte, those that were sealed."""

    def __init__(self, folder: Path, name: str) -> None:
        super().__init__(f"{folder.name}/{name} is missing or not what was sealed")
        self.folder = folder
        self.name = name


def seal(folder: Path, revision: str) -> None:
    """Brings every file to the disk and writes the manifest last: a folder without one was never finished."""
    files = {}
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        files[path.name] = list(_measured(path))
        _flush(path)
    manifest = {"format": FORMAT, "revision": revision, "files": files}
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    _flush(folder / MANIFEST)
    _flush(folder)


def unseal(folder: Path) -> tuple[str, dict[str, bytes]]:
    """The revision and every file's content, read once and checked. Raises: Damaged, OSError."""
    manifest = _manifest(folder)
    contents = {}
    for name, (size, checksum) in manifest["files"].items():
        content = (folder / name).read_bytes()
        if (len(content), zlib.crc32(content)) != (size, checksum):
            raise Damaged(folder, name)
        contents[name] = content
    return manifest["revision"], contents


def verify(folder: Path) -> str:
    """The revision, once every file was compared and none kept in memory. Raises: Damaged, OSError."""
    manifest = _manifest(folder)
    for name, measured in manifest["files"].items():
        if list(_measured(folder / name)) != measured:
            raise Damaged(folder, name)
    return str(manifest["revision"])


def signature(folder: Path) -> Signature:
    """What changes when any file of the folder is added, removed, cut or written over; () when there is no folder."""
    try:
        with os.scandir(folder) as entries:
            stats = [(entry.name, entry.stat()) for entry in entries]
    except OSError:
        return ()
    return tuple(sorted((name, stat.st_ino, stat.st_size, stat.st_mtime_ns) for name, stat in stats))


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        whole = {"format": manifest["format"], "revision": manifest["revision"], "files": manifest["files"]}
    except (ValueError, KeyError, TypeError) as problem:
        raise Damaged(folder, MANIFEST) from problem
    if whole["format"] != FORMAT:
        raise Damaged(folder, MANIFEST)
    return whole


def _measured(path: Path) -> tuple[int, int]:
    """Size and checksum, read piece by piece."""
    size = checksum = 0
    with path.open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            size, checksum = size + len(piece), zlib.crc32(piece, checksum)
    return size, checksum


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
