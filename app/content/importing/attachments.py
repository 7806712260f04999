"""Pictures and other files that pages use: which are carried, and under which name they stand beside an article."""

from pathlib import PurePosixPath

from app.content.importing.addresses import slug
from app.content.importing.manifest import digest

PICTURES = {
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".gif": (b"GIF87a", b"GIF89a"),
    ".webp": (b"RIFF",),
    ".avif": (b"\0\0\0",),
    ".svg": (),
}
FILES = {
    ".pdf": (b"%PDF",),
    ".zip": (b"PK",),
    ".gz": (b"\x1f\x8b",),
    **dict.fromkeys((".txt", ".csv", ".json", ".yaml", ".yml", ".toml", ".log", ".sql", ".conf", ".xml"), ()),
}
KINDS: dict[str, tuple[bytes, ...]] = {**PICTURES, **FILES}


def is_carried(name: str) -> bool:
    """Whether a file is of a kind that may stand beside an article."""
    return ending(name) in KINDS


def ending(name: str) -> str:
    """The ending of a name, in small letters, with its dot."""
    return PurePosixPath(name).suffix.lower()


def wrong_kind(name: str, raw: bytes) -> str:
    """Why the content is not what the name says, in words; empty where it is."""
    starts = KINDS[ending(name)]
    if not raw:
        return "the file is empty"
    if starts:
        return "" if raw.startswith(starts) else f"the content is not that of a {ending(name)} file"
    try:
        return "the file holds binary data" if "\0" in raw.decode("utf-8") else ""
    except UnicodeDecodeError:
        return "the file is not UTF-8"


class Beside:
    """The files beside the articles of one import, each name once in its folder."""

    def __init__(self) -> None:
        self.written: dict[str, tuple[str, bytes]] = {}
        """Targets below articles/, with the name of the source and the content."""

    def place(self, folder: str, name: str, raw: bytes) -> str:
        """The name by which an article in the folder refers to the file; a namesake gets a mark of its content."""
        path = PurePosixPath(name)
        own = f"{slug(path.stem)}{path.suffix.lower()}"
        held = self.written.get(f"{folder}/{own}")
        if held and held[1] != raw:
            own = f"{slug(path.stem)}-{digest(raw)[:8]}{path.suffix.lower()}"
        self.written[f"{folder}/{own}"] = (name, raw)
        return own
