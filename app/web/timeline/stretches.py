"""The time from a report to its due time, in open and closed stretches laid along a line from 0 to 1."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from app.domain.due import Due

NOON = time(12)
LONGEST_TO_SCALE = 2
"""How many times all open time together a closed stretch may be long and still be drawn to scale."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Open or closed time [from, to), drawn from `starts` to `ends` (0 the report, 1 the due time).

    `is_shortened`: it is closed for so long that it is drawn shorter than it is. `names` are of closed dates in it.
    """

    from_at: datetime
    to_at: datetime
    is_open: bool
    names: tuple[str, ...]
    starts: float
    ends: float
    is_shortened: bool

    @property
    def minutes(self) -> float:
        """How long it lasts."""
        return (self.to_at - self.from_at) / timedelta(minutes=1)

    def place(self, at: datetime) -> float:
        """Where a moment of this stretch is drawn."""
        return self.starts + (self.ends - self.starts) * ((at - self.from_at) / (self.to_at - self.from_at))


Piece = tuple[datetime, datetime, bool]


def stretches(reported_at: datetime, due: Due, schedule_zone: str) -> tuple[Stretch, ...]:
    """The stretches in the order of time, without a gap; none where the due time is the moment reported.

    `schedule_zone` is the zone of the closed dates that `due` passed over.
    """
    pieces = list(_pieces(reported_at, due))
    lengths = [_length(piece) for piece in pieces]
    open_time = sum((each for each, piece in zip(lengths, pieces, strict=True) if piece[2]), timedelta(0))
    longest = LONGEST_TO_SCALE * open_time if open_time else timedelta.max
    drawn = [min(each, open_time) if each > longest else each for each in lengths]
    closed = tuple(_noons(due.skipped, schedule_zone))
    return tuple(
        Stretch(from_at, to_at, is_open, _named(closed, from_at, to_at), starts, ends, actual > shown)
        for (from_at, to_at, is_open), (starts, ends), actual, shown in zip(
            pieces, pairwise(_edges(drawn)), lengths, drawn, strict=True
        )
    )


def _pieces(reported_at: datetime, due: Due) -> Iterator[Piece]:
    reached_at = reported_at
    for span in due.clock:
        if reached_at < span.from_at:
            yield reached_at, span.from_at, False
        if span.from_at < span.to_at:
            yield span.from_at, span.to_at, True
        reached_at = span.to_at
    if reached_at < due.due_at:
        yield reached_at, due.due_at, False


def _length(piece: Piece) -> timedelta:
    return piece[1] - piece[0]


def _edges(lengths: list[timedelta]) -> Iterator[float]:
    """Where each stretch begins and the last one ends."""
    whole, reached = sum(lengths, timedelta(0)), timedelta(0)
    yield 0.0
    for each in lengths:
        reached += each
        yield reached / whole


def _noons(dates: Iterable[tuple[date, str]], zone: str) -> Iterator[tuple[datetime, str]]:
    """The middle of each closed date: whatever stretch that is in holds the whole of it."""
    for day_on, name in dates:
        yield datetime.combine(day_on, NOON, ZoneInfo(zone)), name


def _named(closed: Iterable[tuple[datetime, str]], from_at: datetime, to_at: datetime) -> tuple[str, ...]:
    return tuple(name for noon, name in closed if from_at <= noon < to_at)
