"""How much a document is worth for a term, the same in every engine: BM25."""

from math import log

LENGTH_NORM = {"content": 0.6, "title": 0.3, "headings": 0.5}  # b
SATURATION = {"content": 2.0, "title": 1.2, "headings": 1.2}  # k1
LOOKED_AT = 100  # best documents whose words are looked at for those that stand together


def rarity(documents: int, found: int) -> float:
    """How much a term tells that so many of the documents have; one that all have still tells something."""
    return 1 + log(max(1, documents) / (found + 1))


def norm(field: str, length: float) -> float:
    """What the length of a field, as a multiple of the mean, sets against the count of a term."""
    return SATURATION[field] * (1 - LENGTH_NORM[field] + LENGTH_NORM[field] * length)


def saturated(field: str, count: float, norm: float) -> float:
    """What a term gives that occurs so often: each time less."""
    return count * (SATURATION[field] + 1) / (count + norm)
