"""What staff tell the search beside the articles: words that mean the same, and answers that are set by hand."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Groups of words that mean the same, and words that also find others, which do not find them back.

    A word may be several: “high availability”.
    """

    equal: tuple[tuple[str, ...], ...] = ()
    one_way: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Pin:
    """Questions whose first answers are set: addresses on this site, best first."""

    queries: tuple[str, ...]
    urls: tuple[str, ...]
