"""The size of a picture is read from its head, whatever else the file holds."""

import struct

import pytest

from app.content.picture_size import picture_size

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 640, 480)
GIF = b"GIF89a" + struct.pack("<HH", 640, 480)
APP0 = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF" + bytes(10)
FRAME = struct.pack(">HBHH", 17, 8, 480, 640)
JPEG = b"\xff\xd8" + APP0 + b"\xff\xdb" + struct.pack(">H", 4) + bytes(2) + b"\xff\xc2" + FRAME
FILLED = b"\xff\xd8\xff" + APP0 + b"\xff\xd0" + b"\xff\xc1" + FRAME


def webp(kind: bytes, head: bytes) -> bytes:
    """A WebP file with a stream of a kind."""
    return b"RIFF" + struct.pack("<I", 100) + b"WEBP" + kind + struct.pack("<I", 50) + head


LOSSY = webp(b"VP8 ", b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 640, 480))
LOSSLESS = webp(b"VP8L", b"\x2f" + struct.pack("<I", 639 | 479 << 14))
EXTENDED = webp(b"VP8X", bytes(4) + (639).to_bytes(3, "little") + (479).to_bytes(3, "little"))


@pytest.mark.parametrize(
    "body",
    [PNG, GIF, JPEG, FILLED, LOSSY, LOSSLESS, EXTENDED],
    ids=["png", "gif", "jpeg", "jpeg with marks that have no length", "webp", "webp without loss", "webp extended"],
)
def test_width_and_height_are_read(body: bytes) -> None:
    assert picture_size(body) == (640, 480)


@pytest.mark.parametrize("body", [PNG, GIF, JPEG, FILLED, LOSSY, LOSSLESS], ids="png gif jpeg jpeg2 webp webp2".split())
def test_a_file_that_is_cut_off_anywhere_has_no_size_and_is_no_fault(body: bytes) -> None:
    assert [picture_size(body[:length]) for length in range(len(body))] == [None] * len(body)


@pytest.mark.parametrize(
    "body",
    [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\xff\xd8\xff\xd9", b"\xff\xd8no marker", PNG[:16] + bytes(8)],
)
def test_what_is_no_picture_with_a_size_has_none(body: bytes) -> None:
    assert picture_size(body) is None
