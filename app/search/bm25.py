"""How much a document is worth for a term, the same in every engine: BM25."""

from math import log

LENGTH_NORM, SATURATION = 0.6, 1.2  # b and k1


def rarity(documents: int, found: int) -> float:
    """How much a term tells that so many of the documents have; one that all have still tells something."""
    return 1 + log(documents / (found + 1))


def gain(count: float, length: float) -> float:
    """What a term gives that occurs so often in a text of this length, as a multiple of the mean length."""
    return count * (SATURATION + 1) / (count + SATURATION * (1 - LENGTH_NORM + LENGTH_NORM * length))
