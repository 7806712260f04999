"""What one running site is made of, and how a request reaches it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from hashlib import sha256
from zoneinfo import ZoneInfo, available_timezones

from flask import current_app, g, request

from app.cases.book import CaseBook
from app.config import Settings
from app.content.library import Library, PublishedPolicy
from app.content.notices import Notice
from app.content.store import LibraryStore
from app.search.freshness import RebuildInBackground
from app.search.port import SearchEngine


@dataclass(frozen=True)
class Site:
    """The parts of a site. `release` names the code and templates, `now` tells the time in UTC."""

    settings: Settings
    store: LibraryStore
    search: SearchEngine
    rebuild: RebuildInBackground
    book: CaseBook
    release: str
    now: Callable[[], datetime]
    wake_deliveries: Callable[[], None]


def site() -> Site:
    """The site that answers this request."""
    found: Site = current_app.extensions["signpost"]
    return found


def library() -> Library:
    """The library for the whole of this request: an answer is wholly of one revision."""
    if "library" not in g:
        g.library = site().store.library
    found: Library = g.library
    return found


def now() -> datetime:
    """The moment of this request, in UTC: one for the whole of it."""
    if "now" not in g:
        g.now = site().now().astimezone(UTC)
    found: datetime = g.now
    return found


def this_minute() -> datetime:
    """The minute of this request: what pages count from, so that they can be kept for as long."""
    return now().replace(second=0, microsecond=0)


def today() -> date:
    """The day of this request, in UTC."""
    return now().date()


def current_policies() -> list[PublishedPolicy]:
    """The version in force of every policy, by vendor."""
    found = (library().current(slug, today()) for slug in library().policies)
    return sorted((v for v in found if v), key=lambda v: v.policy.vendor.lower())


def reader_zone() -> str:
    """The reader's IANA zone from the address, where it names one; else the site's default."""
    return chosen_zone() or site().settings.default_zone


def chosen_zone() -> str | None:
    """The IANA zone that the address names, where it does."""
    zone = request.args.get("zone", "")
    return zone if is_zone(zone) else None


def is_zone(name: str) -> bool:
    """Whether a name is an IANA zone that can be used."""
    return name in _zones()


def zones() -> list[str]:
    """The zones to choose from."""
    return [*sorted(z for z in _zones() if "/" in z and not z.startswith(("Etc/", "SystemV/"))), "UTC"]


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones() - {"localtime", "Factory", "posixrules"})


def in_zone(moment: datetime, zone: str) -> datetime:
    """The moment by the wall clock of a zone."""
    return moment.astimezone(ZoneInfo(zone))


def notices_for(policy: str | None = None, products: frozenset[str] = frozenset()) -> list[Notice]:
    """The notices to show now on a page about a policy and products, or on a page about all."""
    return [n for n in library().notices if n.concerns(now(), policy, products)]


def edition() -> str:
    """What public pages are a function of: content, code, notices shown, versions in force and the day. An ETag."""
    if "edition" not in g:
        versions = ",".join(v.policy.hash[:8] for v in current_policies())
        shown = ",".join(n.name for n in library().notices if n.from_at <= now() < n.until_at)
        state = sha256(f"{versions}|{shown}|{today()}".encode()).hexdigest()[:8]
        g.edition = f"{library().revision}.{site().release}.{state}"
    found: str = g.edition
    return found
