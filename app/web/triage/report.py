"""What an address says of a report: its moment and the reader's zone, and what of it cannot be used."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import request

from app.web.moments import MomentRefused, iso, read_moment
from app.web.site import chosen_zone, reader_zone, this_minute


@dataclass(frozen=True, slots=True)
class Report:
    """When a case is reported (UTC), and the zone it is told in.

    `is_now`: no moment was given that can be used. `problems` holds a sentence for each part that cannot be, `told`
    what links carry along.
    """

    at: datetime
    is_now: bool
    zone: str
    problems: Mapping[str, str]
    told: Mapping[str, str]


def report() -> Report:
    """The report that this request's address speaks of."""
    problems, told = {}, {}
    at, zone = None, chosen_zone()
    if zone is not None:
        told["zone"] = zone
    elif request.args.get("zone"):
        problems["zone"] = "There is no such time zone. Choose one of these."
    try:
        at = _moment()
    except MomentRefused as refused:
        problems["reported_at"] = str(refused)
    if at is not None:
        told["reported_at"] = iso(at)
    return Report(at or this_minute(), at is None, reader_zone(), problems, told)


def _moment() -> datetime | None:
    text = request.args.get("reported_at", "")
    return read_moment(text, reader_zone()) if text else None
