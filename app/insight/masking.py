"""What is kept of a question: enough to see what people look for, and nothing that could tell who asked."""

import re

LONGEST_QUESTION = 120
# What people paste by mistake. Short numbers stay: versions, levels and error codes are made of them.
_ADDRESS = re.compile(r"\S+@\S+")
_LINK = re.compile(r"\b\w+://\S+")
_NUMBER = re.compile(r"\+?\d[\d\s()/:.\-]{2,}\d|\d{4,}")
_VERSION = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,2}")
_KEY = re.compile(r"\b(?=\w*\d)(?=\w*[a-z])[\w\-]{16,}\b")
# What no database of text takes: NUL, and half of a surrogate pair.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
MASK = "…"


def masked(question: str) -> str:
    """The question in small letters with single spaces, at most 120 characters, and without what may be personal.

    A “…” stands for e-mail addresses, links, keys, and numbers of four digits and more, also in groups as telephone
    numbers, addresses of machines and dates are written.
    """
    text = " ".join(_UNSTORABLE.sub(" ", question).casefold().split())
    for pattern in (_LINK, _ADDRESS, _KEY):
        text = pattern.sub(MASK, text)
    return _NUMBER.sub(_kept_if_harmless, text)[:LONGEST_QUESTION]


def _kept_if_harmless(found: re.Match[str]) -> str:
    number = found.group()
    digits = sum(letter.isdigit() for letter in number)
    return number if digits < 4 or _VERSION.fullmatch(number) else MASK
