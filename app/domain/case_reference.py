"""The reference of a case: short enough for the phone, and a slip of the tongue is noticed."""

import re
import unicodedata
from collections.abc import Callable

# Left out: vowels (no words by accident), 0 1 L (look like O, I), and B N S Y Z (look or sound like 8, M, 5, V, 2).
# 23 characters remain. 23 is a prime, which is what makes the check character below complete.
REFERENCE_ALPHABET = "23456789CDFGHJKMPQRTVWX"
_LOOKS_LIKE = str.maketrans("BNSZ", "8M52")
_BODY_LENGTH = 6
_REFERENCE = re.compile(rf"SP-([{REFERENCE_ALPHABET}]{{4}})-([{REFERENCE_ALPHABET}]{{3}})")
_LONGEST_TYPED_REFERENCE = 40


def new_reference(randbelow: Callable[[int], int]) -> str:
    """A reference such as SP-7KDF-3QX: six drawn characters and a check character.

    `randbelow(n)` draws evenly from 0 to n-1. A reference is no secret: about 148 million exist.
    """
    body = "".join(REFERENCE_ALPHABET[randbelow(len(REFERENCE_ALPHABET))] for _ in range(_BODY_LENGTH))
    return _written(body + _check_character(body))


def is_reference(text: str) -> bool:
    """Whether the text is a reference exactly as it is written, with the right check character."""
    match = _REFERENCE.fullmatch(text)
    return match is not None and _is_checked("".join(match.groups()))


def normalise_reference(text: str) -> str | None:
    """The reference that a person meant, None when there is none.

    Forgives lower case, spaces, missing dashes or prefix, and B N S Z typed for 8 M 5 2. Never guesses beyond that:
    any one wrong character and any two swapped give None.
    """
    if len(text) > _LONGEST_TYPED_REFERENCE:
        return None
    letters = re.sub(r"[\s\-\u2010-\u2015._#]", "", unicodedata.normalize("NFKC", text)).upper()
    if len(letters) == 2 + _BODY_LENGTH + 1:
        letters = letters.removeprefix("SP")
    reference = _written(letters.translate(_LOOKS_LIKE))
    return reference if is_reference(reference) else None


def _written(characters: str) -> str:
    return f"SP-{characters[:4]}-{characters[4:]}"


def _check_character(body: str) -> str:
    # Every place has a weight of its own (1 to 6) and the check itself weighs -1. Modulo a prime, no single change
    # and no swap of two places can leave the sum as it was.
    total = sum(weight * REFERENCE_ALPHABET.index(each) for weight, each in enumerate(body, start=1))
    return REFERENCE_ALPHABET[total % len(REFERENCE_ALPHABET)]


def _is_checked(characters: str) -> bool:
    return _check_character(characters[:-1]) == characters[-1]


# JSON
