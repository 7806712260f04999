"""Delivery into a folder of .eml files, which any mail program opens: the embedded default."""

import hashlib
import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path

from app.cases.deliveries.mail import mail_from
from app.cases.deliveries.port import Delivered, DeliveryFailed, Message

LONGEST_NAME = 100


class EmlFolder:
    """Writes each message as one file; the same key writes the same file again, so there are no doubles.

    A file is there whole or not at all, also when the process or the power ends meanwhile. Only the owner may read.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def deliver(self, message: Message) -> Delivered:
        """Raises: DeliveryRefused, DeliveryFailed."""
        content, name = mail_from(message).content, file_name(message.key)
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._write(name, content)
            self._sweep(name)
        except OSError as error:
            raise DeliveryFailed(f"the folder of mails cannot be written: {error.strerror}") from error
        return Delivered()

    def _write(self, name: str, content: bytes) -> None:
        handle, created = tempfile.mkstemp(prefix=f".{name}.", suffix=".part", dir=self._folder)
        temporary = Path(created)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(self._folder / name)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise
        _sync_folder(self._folder)

    def _sweep(self, name: str) -> None:
        """Takes away what an attempt at the same message left behind when its process was ended."""
        for left in self._folder.glob(f".{name}.*.part"):
            left.unlink(missing_ok=True)


def file_name(key: str) -> str:
    """The file of a key: the key itself where it is a plain name, else what is plain in it and a digest of it all."""
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", key).lstrip(".")[:LONGEST_NAME]
    digest = "" if plain == key != "" else "-" + hashlib.sha256(key.encode()).hexdigest()[:16]
    return f"{plain}{digest}.eml"


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
