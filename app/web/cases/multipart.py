"""A form with files as it comes in: part after part, each a stream that ends where the part does."""

import io
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

from werkzeug.datastructures import Headers
from werkzeug.sansio.multipart import Data, Epilogue, Event, Field, File, MultipartDecoder, NeedData

ONE_READ_BYTES = 64 * 1024
MOST_PARTS = 1000


class Part(NamedTuple):
    """One part. `filename` is None for a text; an input of files that was left empty sends an empty one."""

    name: str
    filename: str | None
    contents: "Contents"


def parts(body: BinaryIO, boundary: bytes) -> Iterator[Part]:
    """The parts of a form in order. What was not read of a part is passed over when the next is asked for.

    Raises: ValueError where the form breaks off or is none; RequestEntityTooLarge where it has too many parts.
    """
    events = _Events(body, boundary)
    while not isinstance(event := events.next(), Epilogue):
        if isinstance(event, Field | File):
            filename = event.filename if isinstance(event, File) else None
            part = Part(event.name or "", filename, Contents(events))
            yield part
            while part.contents.read(ONE_READ_BYTES):
                pass


class _Decoder(MultipartDecoder):
    """Takes names whose bytes are no UTF-8, and shows these as U+FFFD."""

    def _parse_headers(self, data: bytes | bytearray) -> Headers:
        return super()._parse_headers(data.decode(errors="replace").encode())


class _Events:
    def __init__(self, body: BinaryIO, boundary: bytes) -> None:
        self._body = body
        self._decoder = _Decoder(boundary, max_parts=MOST_PARTS)

    def next(self) -> Event:
        while isinstance(event := self._decoder.next_event(), NeedData):
            self._decoder.receive_data(self._body.read(ONE_READ_BYTES) or None)
        return event


class Contents(io.RawIOBase):
    """The contents of the part that is coming in now, to be read once."""

    def __init__(self, events: _Events) -> None:
        self._events = events
        self._left = b""
        self._is_over = False

    def readable(self) -> bool:
        """Contents can only be read."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Reads what is there; 0 at the end. Raises: ValueError where the form breaks off."""
        while not self._left and not self._is_over:
            event = self._events.next()
            if isinstance(event, Data):
                self._left, self._is_over = event.data, not event.more_data
        view = memoryview(buffer).cast("B")
        piece, self._left = self._left[: len(view)], self._left[len(view) :]
        view[: len(piece)] = piece
        return len(piece)
