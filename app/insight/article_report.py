"""The report on articles: how much each is read, whether it helped and why not, and which are due for review."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from app.content.library import Library
from app.insight.votes import Remark, Verdict

GONE = "no such article any more"
WORDS = {
    Verdict.UNSOLVED: "did not solve it",
    Verdict.HARD_TO_FOLLOW: "hard to follow",
    Verdict.WRONG: "wrong or out of date",
    Verdict.OTHER: "something else",
}
# Of the normal distribution: 95 % of it lies within so many standard deviations.
_DEVIATIONS = 1.96


@dataclass(frozen=True, slots=True)
class Figures:
    """An article over some days; `reasons` say why it did not help, `remarks` what people wrote, newest first."""

    address: str
    title: str
    reads: int
    helpful: int
    not_helpful: int
    reasons: Mapping[str, int]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overdue:
    """An article that is due to be compared with its sources again, since a day."""

    address: str
    title: str
    since: date
    owner: str | None


@dataclass(frozen=True, slots=True)
class ArticleReport:
    """All articles, those that help least first, and those overdue, the longest first."""

    articles: tuple[Figures, ...]
    overdue: tuple[Overdue, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """The report for machines."""
        return asdict(self) | {"overdue": [asdict(each) | {"since": each.since.isoformat()} for each in self.overdue]}


def article_report(
    library: Library,
    reads: Mapping[str, int],
    votes: Mapping[str, Mapping[Verdict, int]],
    remarks: Sequence[Remark],
    today: date,
) -> ArticleReport:
    """The report on what was counted. What was said of an article at an earlier address counts for it."""

    def address_now(address: str) -> str:
        return library.redirects.get(address, address)

    read, said, written = Counter[str](), dict[str, Counter[Verdict]](), dict[str, list[str]]()
    for address, times in reads.items():
        read[address_now(address)] += times
    for address, verdicts in votes.items():
        said.setdefault(address_now(address), Counter()).update(verdicts)
    for remark in remarks:
        written.setdefault(address_now(remark.address), []).append(f"{remark.day}: {remark.text}")
    addresses = {*library.published_on(today).articles, *read, *said, *written}
    found = [
        _figures(library, each, read[each], said.get(each, Counter()), written.get(each, [])) for each in addresses
    ]
    return ArticleReport(tuple(sorted(found, key=_worst_first)), tuple(_overdue(library, today)))


def _figures(library: Library, address: str, reads: int, said: Counter[Verdict], written: list[str]) -> Figures:
    article = library.articles.get(address)
    reasons = {verdict.value: said[verdict] for verdict in WORDS if said[verdict]}
    title = article.title if article else GONE
    return Figures(address, title, reads, said[Verdict.HELPFUL], sum(reasons.values()), reasons, tuple(written))


def _worst_first(figures: Figures) -> tuple[float, int, str]:
    return -least_share(figures.not_helpful, figures.helpful + figures.not_helpful), -figures.reads, figures.address


def least_share(part: int, whole: int) -> float:
    """The least share that the votes make likely: one of one says less than forty of fifty.

    Source: the lower bound of Wilson's interval, 95 %.
    """
    if not whole:
        return 0.0
    share, square = part / whole, _DEVIATIONS**2
    spread: float = _DEVIATIONS * ((share * (1 - share) + square / (4 * whole)) / whole) ** 0.5
    return (share + square / (2 * whole) - spread) / (1 + square / whole)


def _overdue(library: Library, today: date) -> Iterator[Overdue]:
    due = [each for each in library.published_on(today).articles.values() if each.is_overdue(today)]
    for article in sorted(due, key=lambda each: (each.review_on or today, each.address)):
        yield Overdue(article.address, article.title, article.review_on or today, article.owner)


def report_lines(report: ArticleReport) -> Iterator[str]:
    """The report for people."""
    yield f"{'reads':>7} {'helped':>7} {'not':>5}  article"
    for each in report.articles:
        yield f"{each.reads:>7,} {each.helpful:>7,} {each.not_helpful:>5,}  {each.address}"
        reasons = ", ".join(f"{WORDS[Verdict(name)]} {times}" for name, times in each.reasons.items())
        yield from [f"{'':23}{reasons}"] if reasons else []
        yield from (f"{'':23}“{text}”" for text in each.remarks)
    yield ""
    yield "Due to be compared with their sources again"
    yield from [
        f"  since {each.since}  {each.address}" + (f"  ({each.owner})" if each.owner else "") for each in report.overdue
    ] or ["  none"]
