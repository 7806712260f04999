"""Public pages: pure functions of the edition, kept rendered and packed, with a 304 where nothing changed."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from threading import Lock
from typing import Any, NamedTuple
from wsgiref.types import WSGIEnvironment

from flask import Response, current_app, make_response, request
from werkzeug.http import parse_etags

from app.content.library import Library
from app.web.packing import IDENTITY, Forms, form_for, packed, without_plain
from app.web.site import Editions, library, now, site

MOST_KEPT, MOST_KEPT_BYTES = 512, 8 * 1024 * 1024
LONGEST_KEPT_ADDRESS = 800
VARY = ("Vary", "Accept-Encoding")
GZIP_LEVEL, BROTLI_QUALITY = 6, 5
IN_A_CDN = "public, max-age=0, s-maxage=30, stale-while-revalidate=30, stale-if-error=86400"
"""A browser asks again each time, and mostly gets a 304. A CDN asks every half a minute, answers from what it has
while it asks, and for a day while this site cannot be reached: who is in trouble then still reads their policy."""
IN_A_BROWSER = "private, max-age=20"


class Life(NamedTuple):
    """How long a page holds, and what caches are told of it."""

    cache_control: str
    ends_with_the_minute: bool

    def stamp(self, editions: Editions, library: Library, at: datetime) -> str:
        """What pages of this life are a function of, beside their address: an ETag."""
        edition = editions.of(library, at)
        return f"{edition}.{at:%H%M}" if self.ends_with_the_minute else edition


OF_THE_EDITION, OF_THE_MINUTE = Life(IN_A_CDN, False), Life(IN_A_BROWSER, True)


class Page(NamedTuple):
    """A rendered page, packed beforehand in the forms that clients take."""

    forms: Forms
    status: int
    content_type: str

    @property
    def size(self) -> int:
        """What it takes of memory, in bytes."""
        return sum(map(len, self.forms.values()))


class Kept(NamedTuple):
    """A page as it is kept: the stamp that it was made under, its life, and the endpoint that made it."""

    page: Page
    stamp: str
    life: Life
    endpoint: str


class PageCache:
    """The pages rendered last, by address: so many at most, and so many bytes of bodies."""

    def __init__(self, most: int = MOST_KEPT, most_bytes: int = MOST_KEPT_BYTES) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._bytes = 0
        self._pages: OrderedDict[str, Kept] = OrderedDict()
        self._lock = Lock()

    def get(self, address: str) -> Kept | None:
        """The page, now the one used last."""
        with self._lock:
            kept = self._pages.get(address)
            if kept is not None:
                self._pages.move_to_end(address)
            return kept

    def put(self, address: str, kept: Kept) -> None:
        """Keep a page, in place of an earlier one; those not used for longest make room."""
        with self._lock:
            before = self._pages.pop(address, None)
            self._bytes += kept.page.size - (before.page.size if before else 0)
            self._pages[address] = kept
            while len(self._pages) > self._most or self._bytes > self._most_bytes:
                _, gone = self._pages.popitem(last=False)
                self._bytes -= gone.page.size


def public(view: Callable[..., Any]) -> Callable[..., Any]:
    """A view whose page depends on the edition and the address alone."""
    return _kept(view, OF_THE_EDITION)


def for_a_minute(view: Callable[..., Any]) -> Callable[..., Any]:
    """A view whose page depends on the minute too: it has a short life, and no cache on the way keeps it."""
    return _kept(view, OF_THE_MINUTE)


def _kept(view: Callable[..., Any], life: Life) -> Callable[..., Any]:
    @wraps(view)
    def answer(**arguments: Any) -> Response:
        stamp = life.stamp(site().editions, library(), now())
        headers = cache_headers(stamp, life)
        if is_known(request.environ, stamp):
            return Response(status=304, headers=[*headers, VARY])
        made = _made(view, arguments, stamp, life)
        return serve(made, headers) if isinstance(made, Page) else made

    return answer


def _made(view: Callable[..., Any], arguments: dict[str, Any], stamp: str, life: Life) -> Page | Response:
    """The page as it is kept under the stamp, made where it is not; what is no page is not kept."""
    cache: PageCache = current_app.extensions["signpost_pages"]
    address = address_of(request.environ)
    kept = cache.get(address)
    if kept is not None and kept.stamp == stamp:
        return kept.page
    made = make_response(view(**arguments))
    if made.is_streamed or made.status_code != HTTPStatus.OK:
        return made
    page = keep(made)
    if len(address) <= LONGEST_KEPT_ADDRESS:
        cache.put(address, Kept(page, stamp, life, request.endpoint or ""))
    return page


def address_of(environ: WSGIEnvironment) -> str:
    """What a page is kept under."""
    return f"{environ['PATH_INFO']}?{environ.get('QUERY_STRING', '')}"


def is_known(environ: WSGIEnvironment, stamp: str) -> bool:
    """Whether the client holds what has this weak ETag. Nearly always it names that one, or none at all."""
    known = environ.get("HTTP_IF_NONE_MATCH")
    return known is not None and (known == f'W/"{stamp}"' or parse_etags(known).contains_weak(stamp))


def cache_headers(stamp: str, life: Life) -> list[tuple[str, str]]:
    """What caches are told of a page."""
    return [("ETag", f'W/"{stamp}"'), ("Cache-Control", life.cache_control)]


def keep(made: Response) -> Page:
    """A response as a page to keep."""
    forms = without_plain(packed(made.get_data(), GZIP_LEVEL, BROTLI_QUALITY))
    return Page(forms, made.status_code, made.content_type or "text/html")


def body_for(environ: WSGIEnvironment, page: Page) -> tuple[list[tuple[str, str]], bytes]:
    """The body in the form that the client takes, and the headers that say so."""
    coding, body = form_for(environ.get("HTTP_ACCEPT_ENCODING", ""), page.forms)
    return [VARY] if coding == IDENTITY else [("Content-Encoding", coding), VARY], body


def serve(page: Page, headers: Iterable[tuple[str, str]] = ()) -> Response:
    """A kept page as a response."""
    encoded, body = body_for(request.environ, page)
    return Response(body, page.status, [*headers, *encoded], content_type=page.content_type)
