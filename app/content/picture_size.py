"""How wide and high a picture is, read from the head of its file: pages keep its room while it loads."""

import struct
from collections.abc import Callable

Size = tuple[int, int]
"""Width and height in pixels."""

# Start-of-frame markers of JPEG; those left out (C4, C8, CC) mean something else.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})


def picture_size(body: bytes) -> Size | None:
    """The size of a PNG, GIF, JPEG or WebP picture; None where the bytes are none of these, or are cut off."""
    try:
        size = next((read(body) for is_one, read in _KINDS if is_one(body)), None)
    except (struct.error, IndexError):
        return None
    return size if size and min(size) > 0 else None


def _png(body: bytes) -> Size:
    return _two(">II", body, 16)


def _gif(body: bytes) -> Size:
    return _two("<HH", body, 6)


def _jpeg(body: bytes) -> Size | None:
    """Walks from marker to marker up to the frame, whose head tells the size."""
    at = 2
    while body[at] == 0xFF:
        marker = body[at + 1]
        if marker in _FRAMES:
            height, width = _two(">HH", body, at + 5)
            return width, height
        if marker == 0xFF or marker in _WITHOUT_LENGTH:
            at += 1 if marker == 0xFF else 2
        else:
            (length,) = struct.unpack_from(">H", body, at + 2)
            at += 2 + length
    return None


def _webp(body: bytes) -> Size | None:
    """A WebP file holds one of three kinds of stream, each with a head of its own."""
    kind = body[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(body[24:27], "little"), 1 + int.from_bytes(body[27:30], "little")
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", body, 21)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        width, height = _two("<HH", body, 26)
        return width & 0x3FFF, height & 0x3FFF
    return None


def _two(form: str, body: bytes, at: int) -> Size:
    first, second = struct.unpack_from(form, body, at)
    return first, second


_KINDS: tuple[tuple[Callable[[bytes], bool], Callable[[bytes], Size | None]], ...] = (
    (lambda body: body.startswith(b"\x89PNG\r\n\x1a\n"), _png),
    (lambda body: body.startswith((b"GIF87a", b"GIF89a")), _gif),
    (lambda body: body.startswith(b"\xff\xd8"), _jpeg),
    (lambda body: body.startswith(b"RIFF") and body[8:12] == b"WEBP", _webp),
)
