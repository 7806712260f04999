"""The report on deflections: how often articles made a case unnecessary, by product, by outcome and by article."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from app.insight.deflections import Came, Place

NOT_TOLD = "not told"
MEANING = (
    "Opened: from an outcome or from the form of a case. Confirmed: they said that it solved it. Failed: a case was "
    "sent all the same. Presumed is the rest: they left after the article. That is an upper bound, for who gave up, "
    "called instead or read it twice is in it too: the share of cases not needed lies between the two figures."
)
HEAD = f"{'opened':>7} {'confirmed':>9} {'presumed':>8} {'failed':>6}  {'not needed':<12}"


@dataclass(frozen=True, slots=True)
class Figures:
    """What came of articles under one name.

    `presumed` is reckoned at each place and added up, so that one with more failures than openings hides no other.
    The shares are of all that is known to have come of it, None where that is nothing.
    """

    name: str
    opened: int
    confirmed: int
    presumed: int
    failed: int
    least_share: float | None
    most_share: float | None


@dataclass(frozen=True, slots=True)
class DeflectionReport:
    """All together, and by product, outcome and article, those opened most first."""

    total: Figures
    by_product: tuple[Figures, ...]
    by_outcome: tuple[Figures, ...]
    by_article: tuple[Figures, ...]

    def as_json(self) -> dict[str, Any]:
        """The report for machines."""
        return {"meaning": MEANING} | asdict(self)


def deflection_report(counts: Mapping[Place, Came]) -> DeflectionReport:
    """The report on what was counted, by place."""
    return DeflectionReport(
        _figures("all", list(counts.values())),
        _by(counts, lambda place: place.product or NOT_TOLD),
        _by(counts, lambda place: place.outcome),
        _by(counts, lambda place: place.article),
    )


def _by(counts: Mapping[Place, Came], name_of: Callable[[Place], str]) -> tuple[Figures, ...]:
    found: dict[str, list[Came]] = {}
    for place, came in counts.items():
        found.setdefault(name_of(place), []).append(came)
    figures = (_figures(name, all_of_it) for name, all_of_it in found.items())
    return tuple(sorted(figures, key=lambda each: (-each.opened, -each.confirmed, -each.failed, each.name)))


def _figures(name: str, counts: Sequence[Came]) -> Figures:
    total = sum(counts, Came())
    presumed = sum(each.presumed for each in counts)
    whole = total.confirmed + presumed + total.failed
    least, most = (round(part / whole, 3) if whole else None for part in (total.confirmed, total.confirmed + presumed))
    return Figures(name, total.opened, total.confirmed, presumed, total.failed, least, most)


def report_lines(report: DeflectionReport) -> Iterator[str]:
    """The report for people."""
    yield MEANING
    for title, part in (
        ("Together", (report.total,)),
        ("By product", report.by_product),
        ("By outcome", report.by_outcome),
        ("By article", report.by_article),
    ):
        yield ""
        yield f"{HEAD}  {title}"
        yield from [_line(each) for each in part] or ["  none"]


def _line(each: Figures) -> str:
    share = "-" if each.most_share is None else f"{each.least_share:.0%} to {each.most_share:.0%}"
    counts = f"{each.opened:>7,} {each.confirmed:>9,} {each.presumed:>8,} {each.failed:>6,}"
    return f"{counts}  {share:<12}  {each.name}"
