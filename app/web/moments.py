"""Moments from outside and back: read with their zone, shown by three clocks."""

import re
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.domain.wording import day_text

_LOST_PLUS = re.compile(r" (\d\d:?\d\d)$")


class Place(NamedTuple):
    """A moment as one clock shows it."""

    iso: str
    clock: str
    day: str
    zone: str
    whose: str

    @property
    def where(self) -> str:
        """Where that clock hangs, as it is said behind a time: in Stockholm, or UTC."""
        return "UTC" if self.zone == "UTC" else f"in {self.zone.rsplit('/', 1)[-1].replace('_', ' ')}"


class Clocks(NamedTuple):
    """A moment by the reader's clock, and by the vendor's and UTC where they differ in zone."""

    yours: Place
    elsewhere: tuple[Place, ...]

    @property
    def text(self) -> str:
        """The moment by the reader's clock in one line."""
        return f"{self.yours.day}, {self.yours.clock}"


class MomentRefused(ValueError):
    """A moment that cannot be used; the sentence says what to write."""


def read_moment(text: str, zone: str | None = None) -> datetime:
    """An ISO 8601 moment in UTC. Without an offset it is read by the clock of `zone`.

    Raises:
        MomentRefused: it is no moment, has no offset and no zone is given, or lies outside 1971 to 2199.
    """
    try:
        moment = datetime.fromisoformat(_LOST_PLUS.sub(r"+\1", text.strip()))
    except ValueError:
        raise MomentRefused("Write the moment as 2026-06-18T15:00:00+02:00.") from None
    if moment.tzinfo is None:
        if zone is None:
            raise MomentRefused("The moment has no offset from UTC: write 2026-06-18T15:00:00+02:00.")
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    if not 1971 <= moment.year <= 2199:
        raise MomentRefused("The moment lies outside the years 1971 to 2199.")
    return moment.astimezone(UTC)


def clocks(at: datetime, reader_zone: str, vendor_zone: str | None, *, is_readers: bool = True) -> Clocks:
    """The moment as three people would read it off the wall, those in one zone once.

    `is_readers`: the reader named that zone; else it is the site's.
    """
    others: dict[str, str] = {"UTC": "UTC"}
    if vendor_zone and vendor_zone not in ("customer", "UTC"):
        others = {vendor_zone: "by the schedule", **others}
    elsewhere = tuple(_place(at, zone, whose) for zone, whose in others.items() if zone != reader_zone)
    return Clocks(_place(at, reader_zone, "where you are" if is_readers else reader_zone), elsewhere)


def _place(at: datetime, zone: str, whose: str) -> Place:
    local = at.astimezone(ZoneInfo(zone))
    clock = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    return Place(iso(at), clock, day_text(local.date()), zone, whose)


def iso(at: datetime) -> str:
    """The moment as the API writes it: in UTC, ending in Z."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
