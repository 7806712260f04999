"""What was imported before: each file of a source with what was written for it, kept beside the articles."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from app.content.importing.source import ImportRefused

NAME = ".import.json"


@dataclass(frozen=True)
class Entry:
    """One file that was written. `source_hash` tells a renamed source; `written_hash` tells what staff changed."""

    target: str
    source_hash: str
    written_hash: str
    title: str = ""
    redirect_from: tuple[str, ...] = ()


@dataclass
class Manifest:
    """Entries by the name of their source; pictures and attachments by the name of their target."""

    pages: dict[str, Entry] = field(default_factory=dict)
    attachments: dict[str, Entry] = field(default_factory=dict)

    def as_text(self) -> str:
        """The manifest as it is kept."""
        kinds = {"pages": self.pages, "attachments": self.attachments}
        data = {kind: {name: asdict(entry) for name, entry in sorted(of.items())} for kind, of in kinds.items()}
        return json.dumps({"version": 1, **data}, indent=1, ensure_ascii=False) + "\n"


def read_manifest(folder: Path) -> Manifest:
    """What earlier imports into a folder wrote; nothing where there was none.

    Raises:
        ImportRefused: the file is there, but it is damaged.
    """
    try:
        data = json.loads((folder / NAME).read_text(encoding="utf-8"))
        return Manifest(*({n: _entry(e) for n, e in data[kind].items()} for kind in ("pages", "attachments")))
    except FileNotFoundError:
        return Manifest()
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        sentence = f"{folder.name}/{NAME} cannot be read: put back its last good version, or delete it to begin anew."
        raise ImportRefused(sentence) from error


def _entry(data: dict[str, object]) -> Entry:
    entry = Entry(**{**data, "redirect_from": tuple(data.get("redirect_from", ()))})  # type: ignore[arg-type]
    if Path(entry.target).is_absolute() or ".." in Path(entry.target).parts:
        raise ValueError(entry.target)
    return entry


def digest(raw: bytes) -> str:
    """What tells one content from another."""
    return hashlib.sha256(raw).hexdigest()
