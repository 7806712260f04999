"""A due time as an iCalendar file."""

from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event

from app.config import Settings
from app.content.library import PublishedPolicy
from app.domain.explanation import explain
from app.domain.policy import Measure
from app.domain.promises import arithmetic
from app.domain.triage import Position
from app.web.triage.links import triage_url

TITLES = {Measure.FIRST_RESPONSE: "first response", Measure.RESOLUTION: "resolution"}


def due_calendar(
    version: PublishedPolicy, at: Position, reported_at: datetime, measure: str, zone: str, settings: Settings
) -> bytes | None:
    """The calendar file for a reader in a zone; None where the answers lead to no single due time of that measure."""
    if at.state != "outcome" or measure not in set(Measure):
        return None
    promise = explain(version.policy, at.possible[0], reported_at, zone).promises.get(Measure(measure))
    if promise is None or promise.due is None:
        return None
    event = Event()
    event.add("uid", f"{version.policy.slug}-{measure}-{promise.due.due_at:%Y%m%dT%H%M%SZ}@signpost")
    event.add("summary", f"{version.policy.vendor}: {TITLES[Measure(measure)]} due")
    event.add("dtstamp", reported_at)
    event.add("dtstart", promise.due.due_at)
    event.add("dtend", promise.due.due_at)
    event.add("description", f"{arithmetic(promise)}, reported {reported_at:%Y-%m-%d %H:%M} UTC.")
    event.add("url", settings.public_url + triage_url(version, at.answers))
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", "Support's answer is due")
    alarm.add("trigger", timedelta(0))
    event.add_component(alarm)
    calendar = Calendar()
    calendar.add("prodid", "-//Signpost//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made
