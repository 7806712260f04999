"""The report on searches: what is asked most, what finds nothing, and what is found and yet not opened."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from app.insight.searches import Searched

MOST_SHOWN = 25
MOST_OPENED = 3


@dataclass(frozen=True, slots=True)
class SearchReport:
    """Questions, the most frequent first: all, those that found nothing, and those whose hits nobody opened."""

    searches: int
    top: tuple[Searched, ...]
    without_hits: tuple[Searched, ...]
    without_opening: tuple[Searched, ...]

    def as_json(self) -> dict[str, Any]:
        """The report for machines."""
        return asdict(self)


def search_report(found: Sequence[Searched], most: int = MOST_SHOWN) -> SearchReport:
    """The report on these questions, given the most frequent first; each part has at most so many.

    A question found nothing if at least half of its searches did: what was published meanwhile may answer the others.
    """
    in_vain = [each for each in found if each.without_hits * 2 >= each.searches]
    unopened = [each for each in found if each not in in_vain and not each.opened]
    return SearchReport(sum(s.searches for s in found), *(tuple(part[:most]) for part in (found, in_vain, unopened)))


def report_lines(report: SearchReport) -> Iterator[str]:
    """The report for people."""
    yield f"{report.searches:,} searches"
    yield from _part("Asked most", report.top)
    yield from _part("Nothing found", report.without_hits)
    yield from _part("Found, and nothing opened", report.without_opening)


def _part(title: str, found: Iterable[Searched]) -> Iterator[str]:
    yield ""
    yield title
    yield from [_line(each) for each in found] or ["  none"]


def _line(found: Searched) -> str:
    opened = ", ".join(f"{address} {times}" for address, times in found.opened[:MOST_OPENED])
    return f"  {found.searches:>6,}  {found.question}" + (f"  → {opened}" if opened else "")
