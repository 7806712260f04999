"""The names of files that were sent in: cleaned of whatever could mislead a person or a program, and told apart."""

import re
import unicodedata
from collections.abc import Collection
from itertools import count

LONGEST_NAME = 150
LONGEST_BYTES = 240
"""What nearly every file system takes (255 bytes), less what tells doubles apart."""
NAMELESS = "file"
# Joiners, which some scripts cannot be written without.
JOINERS = "\u200c\u200d"


def clean_name(sent: str) -> str:
    """The name without its folders, control characters, and marks that turn the direction of writing.

    A name that is too long keeps its ending.
    """
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", sent))[-1]
    name = " ".join("".join(_shown(each) for each in name).split()).rstrip(". ")
    return _cut(name, LONGEST_NAME, LONGEST_BYTES) if name.strip(". ") else NAMELESS


def apart(name: str, taken: Collection[str]) -> str:
    """The name, numbered where it is taken: a.log, a (2).log, a (3).log. Small and capital letters are one here."""
    known = {each.casefold() for each in taken}
    if name.casefold() not in known:
        return name
    stem, ending = _parts(name)
    return next(each for n in count(2) if (each := f"{stem} ({n}){ending}").casefold() not in known)


def is_like(kept: str, name: str) -> bool:
    """Whether a file that came under this name may be kept under that one."""
    stem, ending = _parts(name)
    return re.fullmatch(rf"{re.escape(stem)}( \(\d+\))?{re.escape(ending)}", kept) is not None


def _shown(character: str) -> str:
    if character in JOINERS:
        return character
    kind = unicodedata.category(character)
    if kind[0] == "Z" or character in "\t\n\r\v\f":
        return " "
    return "" if kind[0] == "C" else character


def _parts(name: str) -> tuple[str, str]:
    stem, dot, ending = name.rpartition(".")
    return (stem, dot + ending) if stem and len(ending) <= 20 else (name, "")


def _cut(name: str, longest: int, most_bytes: int) -> str:
    stem, ending = _parts(name)
    while len(stem) + len(ending) > longest or len((stem + ending).encode()) > most_bytes:
        stem = stem[:-1]
    return (stem.rstrip() or NAMELESS) + ending
