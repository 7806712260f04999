"""Which files are taken: told by the ending of the name, and held against the contents."""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

PIECE_BYTES = 256 * 1024
HEAD_BYTES = 512
# What no text holds. Bell, backspace and escape are there: logs are full of colours and progress bars.
_CONTROL = "[\x00-\x06\x0e-\x1a\x1c-\x1f\x7f]"
NOT_TEXT = re.compile(_CONTROL)
NO_BYTES_OF_TEXT = re.compile(_CONTROL.encode("ascii"))
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class FileRefused(Exception):
    """A file is not taken; the sentence says why, and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Signed(NamedTuple):
    """A kind of file that is told by its first bytes. One without endings is never taken."""

    words: str
    media_type: str
    endings: tuple[str, ...]
    begins: re.Pattern[bytes]


def _signed(words: str, media_type: str, endings: str, begins: bytes) -> Signed:
    return Signed(words, media_type, tuple(endings.split()), re.compile(begins, re.DOTALL))


ZIP = rb"PK(\x03\x04|\x05\x06)"
PROGRAM = rb"\x7fELF|MZ|\xca\xfe\xba\xbe|[\xce\xcf]\xfa\xed\xfe|\xfe\xed\xfa[\xce\xcf]|\x00asm"
SIGNED = (
    _signed("a PNG picture", "image/png", "png", rb"\x89PNG\r\n\x1a\n"),
    _signed("a JPEG picture", "image/jpeg", "jpg jpeg", rb"\xff\xd8\xff"),
    _signed("a GIF picture", "image/gif", "gif", rb"GIF8[79]a"),
    _signed("a WebP picture", "image/webp", "webp", rb"RIFF.{4}WEBP"),
    _signed("a PDF document", "application/pdf", "pdf", rb"%PDF-"),
    _signed("a zip archive", "application/zip", "zip", ZIP),
    _signed("an office document", "application/octet-stream", "docx xlsx pptx odt ods odp", ZIP),
    _signed("a gzip archive", "application/gzip", "gz tgz", rb"\x1f\x8b"),
    _signed("a bzip2 archive", "application/x-bzip2", "bz2 tbz2", rb"BZh[1-9]"),
    _signed("an xz archive", "application/x-xz", "xz txz", rb"\xfd7zXZ\x00"),
    _signed("a Zstandard archive", "application/zstd", "zst tzst", rb"\x28\xb5\x2f\xfd"),
    _signed("a 7z archive", "application/x-7z-compressed", "7z", rb"7z\xbc\xaf\x27\x1c"),
    _signed("a tar archive", "application/x-tar", "tar", rb".{257}ustar"),
    _signed(
        "a recording of network packets",
        "application/octet-stream",
        "pcap pcapng cap",
        rb"\xd4\xc3\xb2\xa1|\xa1\xb2\xc3\xd4|\x4d\x3c\xb2\xa1|\xa1\xb2\x3c\x4d|\x0a\x0d\x0d\x0a",
    ),
    _signed("a program", "", "", PROGRAM),
)
BY_ENDING = {ending: kind for kind in SIGNED for ending in kind.endings}
TEXTS = {"csv": "text/csv", "json": "application/json"}
# Texts that a browser or a system runs when they are opened: they stay what they say, under a name that runs nothing.
RUN_WHEN_OPENED = frozenset(
    "bat cmd com desktop hta htm html inf js jse lnk mht mhtml mjs msc ps1 psm1 reg scf scr shtml svg url vbe vbs "
    "ws wsf wsh xht xhtml xsl xslt".split()
)
TAKEN = (
    "Text of every kind is taken (logs, configurations, CSV, JSON, XML), pictures (PNG, JPEG, GIF, WebP), PDF, office "
    "documents, recordings of packets, and archives (zip, gz, bz2, xz, zst, 7z, tar)."
)


class Kind(NamedTuple):
    """What a file is taken as: its name, which may have got another ending, and its media type."""

    name: str
    media_type: str


def kind_of(name: str, content: BinaryIO) -> Kind:
    """What a file of that (clean) name is taken as. Reads its contents from the start, in pieces. Raises: FileRefused.

    A text may be UTF-8, UTF-16 with its mark, or any one-byte coding; it is given no other check.
    """
    content.seek(0)
    head = content.read(HEAD_BYTES)
    if not head:
        raise FileRefused(f"“{name}” is empty.")
    ending = ending_of(name)
    signed = BY_ENDING.get(ending)
    if signed is None:
        return _text(name, ending, head, content)
    if not signed.begins.match(head):
        raise FileRefused(f"“{name}” is not {signed.words}: {_seems(head, content)} Give it the ending of what it is.")
    return Kind(name, signed.media_type)


def ending_of(name: str) -> str:
    """What follows the last full stop, in small letters; empty where there is none."""
    stem, _, ending = name.rpartition(".")
    return ending.lower() if stem else ""


def is_text(content: BinaryIO) -> bool:
    """Whether a person could read it: no NUL, no control characters."""
    content.seek(0)
    mark = content.read(2)
    content.seek(0)
    if mark in UTF_16:
        return _is_utf_16(content)
    return not any(NO_BYTES_OF_TEXT.search(piece) for piece in _pieces(content))


def _text(name: str, ending: str, head: bytes, content: BinaryIO) -> Kind:
    if not is_text(content):
        raise FileRefused(_no_text(name, _sniffed(head)))
    if ending in RUN_WHEN_OPENED:
        return Kind(f"{name}.txt", "text/plain")
    return Kind(name, TEXTS.get(ending, "text/plain"))


def _no_text(name: str, seems: Signed | None) -> str:
    if seems is None:
        return f"“{name}” is of a kind that is not taken here. {TAKEN} Anything else: pack it into a zip archive."
    if not seems.endings:
        return f"“{name}” seems to be {seems.words}, which is not taken here."
    return f"“{name}” seems to be {seems.words}: give it a name that ends in .{seems.endings[0]}."


def _seems(head: bytes, content: BinaryIO) -> str:
    seems = _sniffed(head)
    if seems is not None:
        return f"it seems to be {seems.words}."
    return "it seems to be text." if is_text(content) else "it seems to be something else, or damaged."


def _sniffed(head: bytes) -> Signed | None:
    return next((each for each in SIGNED if each.begins.match(head)), None)


def _is_utf_16(content: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-16")()
    try:
        return (
            not any(NOT_TEXT.search(decoder.decode(piece)) for piece in _pieces(content)) and not decoder.getstate()[0]
        )
    except UnicodeDecodeError:
        return False


def _pieces(content: BinaryIO) -> Iterator[bytes]:
    while piece := content.read(PIECE_BYTES):
        yield piece
