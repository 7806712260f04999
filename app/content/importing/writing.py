"""Files put in place as a whole: a reader, or a power cut, never finds half of one."""

import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile


def write_whole(path: Path, raw: bytes) -> None:
    """Write a file beside its place, and put it there when it is safe on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".new", delete=False) as beside:
        try:
            beside.write(raw)
            beside.flush()
            os.fsync(beside.fileno())
            Path(beside.name).chmod(0o644)
            os.replace(beside.name, path)
        except BaseException:
            with suppress(FileNotFoundError):
                Path(beside.name).unlink()
            raise
