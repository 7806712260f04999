"""What one running site is made of, and how a request reaches it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from hashlib import sha256
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from flask import current_app, g, request

from app.cases.additions import Additions
from app.cases.book import CaseBook
from app.cases.contracts import Contracts
from app.cases.files import Files
from app.cases.link_mails import LinkMails
from app.cases.links import Links
from app.config import Settings
from app.content.library import Library, PublishedPolicy
from app.content.notices import Notice
from app.content.store import LibraryStore
from app.insight.deflection_log import DeflectionLog
from app.insight.popularity import Popularity
from app.insight.search_log import SearchLog
from app.insight.votes import Votes
from app.search.freshness import RebuildInBackground
from app.search.port import SearchEngine


@dataclass(frozen=True)
class Site:
    """The parts of a site. `now` tells the time in UTC."""

    settings: Settings
    store: LibraryStore
    search: SearchEngine
    rebuild: RebuildInBackground
    book: CaseBook
    editions: "Editions"
    now: Callable[[], datetime]
    wake_deliveries: Callable[[], None]
    popularity: Popularity
    searches: SearchLog
    votes: Votes
    deflections: DeflectionLog
    links: Links
    link_mails: LinkMails
    additions: Additions
    files: Files
    contracts: Contracts

    def library_at(self, at: datetime) -> Library:
        """What readers see at a moment in UTC; a site that is started for writing shows drafts too."""
        whole = self.store.library
        return whole if self.settings.drafts else whole.published_on(at.date())


def site() -> Site:
    """The site that answers this request."""
    found: Site = current_app.extensions["signpost"]
    return found


def library() -> Library:
    """The library for the whole of this request: an answer is wholly of one revision."""
    if "library" not in g:
        g.library = site().library_at(now())
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


Ranking = tuple[str, ...]
"""Addresses of articles, the one read most first."""


class Edition(NamedTuple):
    """What public pages are a function of, as a text, and the moments between which it holds."""

    text: str
    library: Library
    ranking: Ranking
    from_at: datetime
    until_at: datetime


class Editions:
    """Names what public pages are made of: content, code, notices shown, versions in force, ranking and the day."""

    def __init__(self, release: str, ranking: Callable[[], Ranking] = tuple) -> None:
        self._release = release
        self._ranking = ranking
        self._last: Edition | None = None

    def of(self, library: Library, at: datetime) -> str:
        """The edition of a library at a moment. Worked out anew when the content, the day or a notice changes."""
        last = self._last
        ranking = self._ranking()
        is_last = last is not None and last.library is library and last.ranking is ranking
        if last is None or not is_last or not last.from_at <= at < last.until_at:
            last = self._last = self._edition(library, ranking, at)
        return last.text

    def _edition(self, library: Library, ranking: Ranking, at: datetime) -> Edition:
        midnight = datetime.combine(at.date(), time(), UTC)
        turns = {midnight, midnight + timedelta(days=1)}.union(*((n.from_at, n.until_at) for n in library.notices))
        in_force = filter(None, (library.current(slug, at.date()) for slug in sorted(library.policies)))
        versions = ",".join(version.policy.hash[:8] for version in in_force)
        shown = ",".join(n.name for n in library.notices if n.from_at <= at < n.until_at)
        state = sha256(f"{versions}|{shown}|{ranking}|{at.date()}".encode()).hexdigest()[:8]
        text = f"{library.revision}.{self._release}.{state}"
        return Edition(text, library, ranking, max(t for t in turns if t <= at), min(t for t in turns if t > at))
