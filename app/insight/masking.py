"""What is kept of what people type: enough to see what it is about, and nothing that could tell who typed it."""

import re

LONGEST_QUESTION = 120
# What people paste by mistake. Short numbers stay: versions, levels and error codes are made of them.
_ADDRESS = re.compile(r"\S+@\S+")
_LINK = re.compile(r"\b\w+://\S+")
_NUMBER = re.compile(r"\+?\d[\d\s()/:.\-]{2,}\d|\d{4,}")
_VERSION = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,2}")
_KEY = re.compile(r"\b(?=\w*\d)(?=\w*[a-z])[\w\-]{16,}\b", re.IGNORECASE)
# What no database of text takes: NUL, and half of a surrogate pair.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
MASK = "…"


def masked(question: str) -> str:
    """The question in small letters with single spaces, at most 120 characters, and without what may be personal."""
    return without_personal(" ".join(_UNSTORABLE.sub(" ", question).casefold().split()))[:LONGEST_QUESTION]


def without_personal(text: str) -> str:
    """The text without what may be personal; names of people cannot be told from other words, and stay.

    A “…” stands for e-mail addresses, links, keys, and numbers of four digits and more, also in groups as telephone
    numbers, addresses of machines and dates are written.
    """
    text = _UNSTORABLE.sub(" ", text)
    for pattern in (_LINK, _ADDRESS, _KEY):
        text = pattern.sub(MASK, text)
    return _NUMBER.sub(_kept_if_harmless, text)


def _kept_if_harmless(found: re.Match[str]) -> str:
    number = found.group()
    digits = sum(letter.isdigit() for letter in number)
    return number if digits < 4 or _VERSION.fullmatch(number) else MASK
