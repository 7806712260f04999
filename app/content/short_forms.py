"""Durations, opening windows and bands as people write them, read into values."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from app.domain.decisions import Band
from app.domain.due import Unit
from app.domain.policy import TargetKind
from app.domain.schedules import Window

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_UNITS = {
    "minute": Unit.MINUTES,
    "hour": Unit.HOURS,
    "business hour": Unit.BUSINESS_HOURS,
    "business day": Unit.BUSINESS_DAYS,
}
_WORDS = {
    "best effort": TargetKind.BEST_EFFORT,
    "none promised": TargetKind.NONE,
    "not entitled": TargetKind.NOT_ENTITLED,
    "per agreement": TargetKind.PER_AGREEMENT,
    "unknown": TargetKind.UNKNOWN,
}
TARGET_PATTERN = (
    r"^(best effort|none promised|not entitled|per agreement|unknown"
    r"|\d+(\.\d+)? (minutes?|hours?|business hours?|business days?) on [a-z0-9-]+)$"
)
_DURATION = re.compile(
    r"^(?P<amount>\d+(?:\.\d+)?) (?P<unit>minute|hour|business hour|business day)s? on (?P<on>[a-z0-9-]+)$"
)
_TIMES = re.compile(r"^(\d\d):(\d\d)-(\d\d):(\d\d)$")
_DAY = 24 * 60


class TargetTerms(NamedTuple):
    """What a target's text says."""

    kind: TargetKind
    amount: Fraction | None
    unit: Unit | None
    schedule: str | None


def target_terms(text: str) -> TargetTerms:
    """Read `2 hours on always`, `best effort` and the like.

    Raises:
        ValueError: it is none of them, or the duration is not above zero.
    """
    if text in _WORDS:
        return TargetTerms(_WORDS[text], None, None, None)
    match = _DURATION.match(text)
    if match is None or not Fraction(match["amount"]):
        others = ", ".join(f"“{word}”" for word in _WORDS)
        raise ValueError(f"“{text}” is no target: write “2 hours on <schedule>”, or one of {others}")
    return TargetTerms(TargetKind.DURATION, Fraction(match["amount"]), _UNITS[match["unit"]], match["on"])


def weekdays(text: str) -> tuple[int, ...]:
    """Read `mon`, `mon-fri` or `every day` into weekdays, Monday being 0.

    Raises:
        ValueError: it names no days.
    """
    if text == "every day":
        return tuple(range(7))
    first, _, last = text.partition("-")
    if first not in DAYS or (last and last not in DAYS):
        raise ValueError(f"“{text}” names no days: write “mon”, “mon-fri” or “every day”")
    start, end = DAYS.index(first), DAYS.index(last or first)
    return tuple((start + step) % 7 for step in range((end - start) % 7 + 1))


def windows(days: str, times: str) -> tuple[Window, ...]:
    """Read `mon-fri` and `09:00-12:00, 13:00-17:00`; a window that closes at or before its opening crosses midnight.

    Raises:
        ValueError: days or times cannot be read.
    """
    return tuple(Window(day, opens, closes) for opens, closes in hours(times) for day in weekdays(days))


def hours(times: str) -> list[tuple[int, int]]:
    """Read `09:00-12:00, 13:00-17:00` into minutes after midnight; past midnight they go on counting.

    Raises:
        ValueError: it cannot be read.
    """
    found = []
    for part in map(str.strip, times.split(",")):
        match = _TIMES.match(part)
        if match is None:
            raise ValueError(f"“{part}” is no opening window: write “09:00-17:00”")
        opens, closes = int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])
        if int(match[2]) > 59 or int(match[4]) > 59 or opens >= _DAY or closes > _DAY:
            raise ValueError(f"“{part}” is not on the clock: the day runs from 00:00 to 24:00")
        found.append((opens, closes + (_DAY if closes <= opens else 0)))
    return found


_BAND_FORMS: tuple[tuple[str, bool, bool], ...] = (
    (r"^at most (?P<high>\d+(?:\.\d+)?)$", False, False),
    (r"^under (?P<high>\d+(?:\.\d+)?)$", False, True),
    (r"^at least (?P<low>\d+(?:\.\d+)?)$", False, False),
    (r"^over (?P<low>\d+(?:\.\d+)?)$", True, False),
    (r"^(?P<low>\d+(?:\.\d+)?) to (?P<high>\d+(?:\.\d+)?)$", False, False),
    (r"^over (?P<low>\d+(?:\.\d+)?) to (?P<high>\d+(?:\.\d+)?)$", True, False),
    (r"^(?P<low>\d+(?:\.\d+)?) to under (?P<high>\d+(?:\.\d+)?)$", False, True),
    (r"^(?P<low>(?P<high>\d+(?:\.\d+)?))$", False, False),
)


def band(name: str, text: str) -> Band:
    """Read `at most 200`, `over 200`, `2 to 5` and the like.

    Raises:
        ValueError: it is no band.
    """
    for pattern, open_low, open_high in _BAND_FORMS:
        match = re.match(pattern, text)
        if match:
            low, high = (Decimal(end) if end else None for end in map(match.groupdict().get, ("low", "high")))
            if low is not None and high is not None and (low > high or (low == high and (open_low or open_high))):
                raise ValueError(f"“{text}” holds no number: write the smaller number first")
            return Band(name, text, low, high, open_low, open_high)
    raise ValueError(f"“{text}” is no band: write “at most 200”, “over 200”, “2 to 5” or “at least 6”")
