"""What an import reads from: a folder or a zip, each file by its name, within limits."""

import os
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Protocol

from app.content.importing.report import Report

MAX_FILE_BYTES = 20_000_000
MAX_TOTAL_BYTES = 2_000_000_000
MAX_FILES = 100_000
MAX_RATIO = 200
"""How much larger than its packed form a file of a zip may be, from a size on that matters."""
RATIO_MATTERS_FROM = 10_000_000
_LEFT_OUT = {".git", ".hg", ".svn", "node_modules", "__pycache__", ".venv"}


class ImportRefused(Exception):
    """The source as a whole cannot be imported; the text is a sentence for people."""


class Source(Protocol):
    """Files by their names, which are paths with “/” below the source."""

    names: tuple[str, ...]

    def read(self, name: str) -> bytes:
        """What a file holds.

        Raises:
            OSError: it cannot be read, or is larger than an import may take.
        """


def open_source(path: Path, report: Report) -> Source:
    """The files of a folder, a zip or a single file.

    Raises:
        ImportRefused: it is none of these, or a zip that must not be unpacked.
    """
    if path.is_dir():
        return _Folder(path, report)
    if zipfile.is_zipfile(path):
        return _Zip(path, report)
    if path.is_file() and path.suffix in (".json", ".md", ".mdx"):
        return _Folder(path.parent, report, only=path.name)
    raise ImportRefused(f"{path.name} is no folder, no zip and no export in JSON: name one of these.")


class _Folder:
    def __init__(self, root: Path, report: Report, only: str = "") -> None:
        self._root = root.resolve()
        self.names = (only,) if only else tuple(sorted(self._names(report)))
        if len(self.names) > MAX_FILES:
            raise ImportRefused(f"The folder holds more than {MAX_FILES:,} files: name the one with the pages.")

    def _names(self, report: Report) -> Iterator[str]:
        for at, folders, files in os.walk(self._root):
            here = Path(at)
            for name in [name for name in folders if (here / name).is_symlink()]:
                report.note("a link to a folder is not followed", self._name(here / name), hint="copy the folder there")
            folders[:] = sorted(name for name in folders if name not in _LEFT_OUT and not (here / name).is_symlink())
            for name in files:
                if self._is_inside(here / name, report):
                    yield self._name(here / name)

    def _name(self, path: Path) -> str:
        return path.relative_to(self._root).as_posix()

    def _is_inside(self, path: Path, report: Report) -> bool:
        if not path.is_symlink() or path.resolve().is_relative_to(self._root):
            return path.is_file()
        report.fail("a link leads out of the source", self._name(path), hint="copy the file there")
        return False

    def read(self, name: str) -> bytes:
        path = self._root / name
        if path.stat().st_size > MAX_FILE_BYTES:
            raise OSError(_too_large())
        return path.read_bytes()


class _Zip:
    def __init__(self, path: Path, report: Report) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except zipfile.BadZipFile as error:
            raise ImportRefused(f"{path.name} is damaged: {error}.") from error
        entries = [each for each in self._zip.infolist() if not each.is_dir()]
        _refuse_bomb(entries)
        wanted = [each for each in entries if _is_wanted(each, report)]
        top = _common_top([each.filename for each in wanted])
        self._entries = {each.filename[len(top) :]: each for each in wanted}
        self.names = tuple(sorted(self._entries))

    def read(self, name: str) -> bytes:
        entry = self._entries[name]
        if entry.file_size > MAX_FILE_BYTES:
            raise OSError(_too_large())
        try:
            with self._zip.open(entry) as opened:
                raw = opened.read(MAX_FILE_BYTES + 1)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
            raise OSError(f"the zip does not give it out: {error}") from error
        if len(raw) > MAX_FILE_BYTES:
            raise OSError(_too_large())
        return raw


def _too_large() -> str:
    return f"the file is larger than {MAX_FILE_BYTES // 1_000_000} MB"


def _refuse_bomb(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_FILES:
        raise ImportRefused(f"The zip holds more than {MAX_FILES:,} files: pack the folder with the pages only.")
    if sum(each.file_size for each in entries) > MAX_TOTAL_BYTES:
        raise ImportRefused("The zip would unpack to more than 2 GB: pack the folder with the pages only.")
    for each in entries:
        if each.file_size > RATIO_MATTERS_FROM and each.file_size > MAX_RATIO * max(each.compress_size, 1):
            raise ImportRefused(f"The zip is built to burst: {each.filename} unpacks to {each.file_size:,} bytes.")
        parts = PurePosixPath(each.filename.replace("\\", "/")).parts
        if ".." in parts or each.filename.startswith(("/", "\\")) or ":" in (parts or ("",))[0]:
            raise ImportRefused(f"The zip names a file outside itself, {each.filename}: it is not to be trusted.")


def _is_wanted(entry: zipfile.ZipInfo, report: Report) -> bool:
    if stat.S_ISLNK(entry.external_attr >> 16):
        report.fail("a link in a zip is not followed", entry.filename, hint="pack the file itself")
        return False
    return not _LEFT_OUT & set(PurePosixPath(entry.filename).parts) and "__MACOSX" not in entry.filename


def _common_top(names: list[str]) -> str:
    """The folder that a zip of a repository puts around everything, as “name/”; empty where there is none."""
    tops = {name.partition("/")[0] for name in names if "/" in name}
    return f"{tops.pop()}/" if len(tops) == 1 and all("/" in name for name in names) else ""
