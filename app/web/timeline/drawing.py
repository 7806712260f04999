"""A timeline as it is drawn: its stretches, flags and marks, for the narrowest screen and for a wide one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from app.domain.due import Due
from app.domain.wording import moment_text
from app.web.timeline.marks import ROOM, Mark, marks
from app.web.timeline.stretches import Stretch, stretches
from app.web.timeline.text_width import text_width
from app.web.triage.clock_rows import length

NARROW, WIDE = 21.0, 44.0
"""How many em the line is wide at least: on a screen of 320 px, and where style sheets call it wide."""

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Flag:
    """A moment named above the line: what happens, when, where (0 to 1), and to which side of that its text runs."""

    what: str
    when: str
    place: float
    narrow: Anchor
    wide: Anchor


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch with the words that fit into it, "" where none do."""

    stretch: Stretch
    narrow: str
    wide: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """The whole drawing. `starts` is None where the clock starts with the report; `text` says it all in words."""

    reported: Flag
    starts: Flag | None
    due: Flag
    parts: tuple[Part, ...]
    narrow: tuple[Mark, ...]
    wide: tuple[Mark, ...]
    zone: str
    text: str

    @property
    def is_shortened(self) -> bool:
        """Whether some closed stretch is not drawn to scale."""
        return any(part.stretch.is_shortened for part in self.parts)


def timeline(reported_at: datetime, due: Due, schedule_zone: str, zone: str) -> Timeline | None:
    """The drawing for a reader in a zone; None where the due time is the moment reported.

    `schedule_zone` is the zone of the schedule that `due` was counted on.
    """
    drawn = stretches(reported_at, due, schedule_zone)
    if not drawn:
        return None
    is_long = due.due_at - reported_at > timedelta(days=6)
    starts = next((stretch for stretch in drawn if stretch.is_open), None)
    return Timeline(
        Flag("Reported", _when(reported_at, zone, is_long), 0.0, "start", "start"),
        _flag("Clock starts", starts, zone, is_long) if starts and starts.starts else None,
        Flag("Due", _when(due.due_at, zone, is_long), 1.0, "end", "end"),
        tuple(Part(stretch, _words(stretch, NARROW), _words(stretch, WIDE)) for stretch in drawn),
        marks(drawn, zone, NARROW),
        marks(drawn, zone, WIDE),
        zone,
        _text(reported_at, due, drawn, zone),
    )


def _flag(what: str, stretch: Stretch, zone: str, is_long: bool) -> Flag:
    """A flag at the start of a stretch."""
    when = _when(stretch.from_at, zone, is_long)
    width = text_width(f"{what} {when}") + ROOM
    return Flag(
        what, when, stretch.starts, _anchor(stretch.starts, width / NARROW), _anchor(stretch.starts, width / WIDE)
    )


def _anchor(place: float, share: float) -> Anchor:
    """The side on which there is room for a text that takes this share of the line (at most two thirds)."""
    if place + share <= 1:
        return "start"
    return "end" if place >= share else "middle"


def _when(at: datetime, zone: str, is_long: bool) -> str:
    local = at.astimezone(ZoneInfo(zone))
    return f"{local.day} {local:%b %H:%M}" if is_long else f"{local:%a %H:%M}"


def _words(stretch: Stretch, width: float) -> str:
    """What is written into a stretch on a line so many em wide: the longest words that fit."""
    room = (stretch.ends - stretch.starts) * width - ROOM
    return next((words for words in _choices(stretch) if text_width(words) <= room), "")


def _choices(stretch: Stretch) -> Iterator[str]:
    lasts = length(round(stretch.minutes, 2))
    if stretch.is_open:
        yield from (f"open {lasts}", lasts)
        return
    for name in (" and ".join(stretch.names), *stretch.names[:1]):
        yield from (f"{name}, closed {lasts}", name) if name else ()
    yield from (f"closed {lasts}", "closed")


def _text(reported_at: datetime, due: Due, drawn: tuple[Stretch, ...], zone: str) -> str:
    """The drawing in words: every stretch in turn, or their sums where there are many."""
    first, last = (moment_text(at.astimezone(ZoneInfo(zone))) for at in (reported_at, due.due_at))
    told = [_told(stretch) for stretch in drawn] if len(drawn) <= 5 else _summed(drawn)
    way = ", then ".join(told)
    return f"Reported {first}. {way[0].upper()}{way[1:]}. Due {last}."


def _told(stretch: Stretch) -> str:
    lasts, names = length(round(stretch.minutes, 2)), " and ".join(stretch.names)
    return f"open for {lasts}" if stretch.is_open else f"closed for {lasts}{f' ({names})' if names else ''}"


def _summed(drawn: tuple[Stretch, ...]) -> list[str]:
    opened = [stretch.minutes for stretch in drawn if stretch.is_open]
    names = ", ".join(name for stretch in drawn for name in stretch.names)
    return [f"open for {length(round(sum(opened), 2))} in {len(opened)} stretches, closed between them"
            + (f", also for {names}" if names else "")]  # fmt: skip
