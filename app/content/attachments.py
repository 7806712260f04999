"""Pictures and files that stand beside articles and are served with them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from app.content.patterns import ADDRESS_PART
from app.content.picture_size import Size, picture_size
from app.content.problems import Problem

TEXT = "text/plain; charset=utf-8"
PICTURES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".svg": "image/svg+xml",
    ".avif": "image/avif",
}
TYPES = PICTURES | {
    ".pdf": "application/pdf",
    ".txt": TEXT,
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
    ".sql": TEXT,
    ".conf": TEXT,
    ".log": TEXT,
    ".patch": TEXT,
    ".zip": "application/zip",
    ".gz": "application/gzip",
}
MOST_BYTES = 5_000_000
_PART = re.compile(ADDRESS_PART)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file beside an article. `address` is its path below /articles/; `digest` names what it holds."""

    address: str
    path: Path
    content_type: str
    digest: str
    size: Size | None

    @property
    def is_shown(self) -> bool:
        """Whether a browser shows it by itself; all else is to be kept as a file."""
        return self.content_type.startswith("image/") or self.content_type == TYPES[".pdf"]


class AttachmentReader:
    """Reads the files beside articles. One that has not changed since the last reading is not read again."""

    def __init__(self) -> None:
        self._known: dict[tuple[Path, int, int, int], Attachment] = {}

    def read(self, articles: Path, problems: list[Problem]) -> dict[str, Attachment]:
        """The files below the folder of articles, by address; what cannot be served is noted.

        Raises:
            OSError: a file cannot be read.
        """
        known, self._known = self._known, {}
        found = {}
        for path in _files(articles):
            inner = path.relative_to(articles)
            refused = _refused(path, inner, articles)
            if refused:
                problems.append(Problem(f"{articles.parent.name}/{articles.name}/{inner.as_posix()}", 0, "", *refused))
                continue
            stat = path.stat()
            key = (path, stat.st_ino, stat.st_mtime_ns, stat.st_size)
            found[inner.as_posix()] = self._known[key] = known.get(key) or _attachment(path, inner)
        return found


def _files(articles: Path) -> Iterator[Path]:
    """The files of known kinds; a name that begins with a dot belongs to a tool."""
    for path in sorted(articles.rglob("*")):
        is_hidden = any(part.startswith(".") for part in path.relative_to(articles).parts)
        if path.suffix.lower() in TYPES and not is_hidden and path.is_file():
            yield path


def _refused(path: Path, inner: Path, articles: Path) -> tuple[str, str] | None:
    """Why a file cannot be served, and what to do about it."""
    if not all(_PART.match(part) for part in inner.parts):
        return "the file's address is not made of a-z, 0-9, “-”, “_” and “.”", "rename it"
    if not path.resolve().is_relative_to(articles.resolve()):
        return "the file is a link to one outside the folder of articles", "put the file itself here"
    if path.stat().st_size > MOST_BYTES:
        return (
            f"the file is larger than {MOST_BYTES // 1_000_000} MB",
            "make it smaller, or link to where it can be had",
        )
    return None


def _attachment(path: Path, inner: Path) -> Attachment:
    body = path.read_bytes()
    kind = TYPES[path.suffix]
    size = picture_size(body) if path.suffix in PICTURES else None
    return Attachment(inner.as_posix(), path.resolve(), kind, digest_of(body), size)


def digest_of(body: bytes) -> str:
    """What names the content of a file."""
    return sha256(body).hexdigest()[:16]
