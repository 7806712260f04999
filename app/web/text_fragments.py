"""Addresses that have a browser mark the words that were looked for, on the page as everybody gets it.

A text fragment directive (https://wicg.github.io/scroll-to-text-fragment/) is never sent to a server: the page stays
one for all caches, and a browser that does not know it goes to the anchor alone.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from urllib.parse import quote

MOST_MARKED = 4
LONGEST_TEXT = 120
BESIDE_HEADING = "#"  # what follows a heading in the text, and not where a list of contents names it

Pieces = Sequence[tuple[str, bool]]


def at_words(url: str, excerpt: Pieces, heading: str = "") -> str:
    """The address with the words that matched, each told by what stands beside it; where none did, the heading."""
    marked = list(islice(_marked(excerpt), MOST_MARKED))
    return _with(url, marked) if marked else at_heading(url, heading)


def at_heading(url: str, heading: str) -> str:
    """The address of a heading's anchor with the heading marked."""
    is_marked = "#" in url and heading and len(heading) <= LONGEST_TEXT
    return _with(url, [f"text={_encoded(heading)},-{_encoded(BESIDE_HEADING)}"]) if is_marked else url


def _marked(excerpt: Pieces) -> Iterator[str]:
    around = ["", *(text for text, _ in excerpt), ""]
    for at, (text, is_match) in enumerate(excerpt, 1):
        if is_match and len(text) <= LONGEST_TEXT:
            before, after = around[at - 1].split()[-1:], around[at + 1].split()[:1]
            parts = (
                f"{_encoded(before[0])}-" if before else "",
                _encoded(text),
                f"-{_encoded(after[0])}" if after else "",
            )
            yield f"text={','.join(filter(None, parts))}"


def _with(url: str, directives: Sequence[str]) -> str:
    return f"{url}{'' if '#' in url else '#'}:~:{'&'.join(directives)}"


def _encoded(text: str) -> str:
    return quote(text, safe="").replace("-", "%2D")
