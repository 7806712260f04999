"""Public pages: pure functions of the edition, kept rendered and compressed, with a 304 where nothing changed."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from functools import wraps
from threading import Lock
from typing import Any, NamedTuple

from flask import Response, current_app, make_response, request

from app.web.packing import IDENTITY, Forms, form_for, packed, without_plain
from app.web.site import edition, this_minute

MOST_KEPT, MOST_KEPT_BYTES = 512, 16 * 1024 * 1024
LONGEST_KEPT_ADDRESS = 800
VARY = ("Vary", "Accept-Encoding")
GZIP_LEVEL, BROTLI_QUALITY = 6, 5
SHORT_LIFE = "private, max-age=20"
CACHE_CONTROL = "public, max-age=0, s-maxage=30, stale-while-revalidate=30, stale-if-error=86400"
"""A browser asks again each time, and mostly gets a 304. A CDN asks every half a minute, answers from what it has
while it asks, and for a day while this site cannot be reached: who is in trouble then still reads their policy."""


class Kept(NamedTuple):
    """A rendered page, packed beforehand in the forms that clients take."""

    forms: Forms
    status: int
    content_type: str

    @property
    def size(self) -> int:
        """What it takes of memory, in bytes."""
        return sum(map(len, self.forms.values()))


class PageCache:
    """The pages rendered last, by edition and address: so many at most, and so many bytes of bodies."""

    def __init__(self, most: int = MOST_KEPT, most_bytes: int = MOST_KEPT_BYTES) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._bytes = 0
        self._pages: OrderedDict[tuple[str, str], Kept] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[str, str]) -> Kept | None:
        """The page, now the one used last."""
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: tuple[str, str], page: Kept) -> None:
        """Keep a page; those not used for longest make room."""
        with self._lock:
            before = self._pages.pop(key, None)
            self._bytes += page.size - (before.size if before else 0)
            self._pages[key] = page
            while len(self._pages) > self._most or self._bytes > self._most_bytes:
                _, gone = self._pages.popitem(last=False)
                self._bytes -= gone.size


def public(view: Callable[..., Any]) -> Callable[..., Any]:
    """A view whose page depends on the edition and the address alone."""

    @wraps(view)
    def answer(**arguments: Any) -> Response:
        return _kept(view, arguments, edition(), CACHE_CONTROL)

    return answer


def for_a_minute(view: Callable[..., Any]) -> Callable[..., Any]:
    """A view whose page depends on the minute too: it has a short life, and no cache on the way keeps it."""

    @wraps(view)
    def answer(**arguments: Any) -> Response:
        return _kept(view, arguments, f"{edition()}.{this_minute():%H%M}", SHORT_LIFE)

    return answer


def _kept(view: Callable[..., Any], arguments: dict[str, Any], stamp: str, cache_control: str) -> Response:
    """The page as it is kept under the stamp, made where it is not; 304 where the client has it."""
    headers = [("ETag", f'W/"{stamp}"'), ("Cache-Control", cache_control)]
    if is_known(stamp):
        return Response(status=304, headers=[*headers, VARY])
    key, cache = (stamp, request.full_path), _cache()
    page = cache.get(key)
    if page is None:
        made = make_response(view(**arguments))
        if made.is_streamed or made.status_code >= 300:
            return made
        page = keep(made)
        if len(request.full_path) <= LONGEST_KEPT_ADDRESS:
            cache.put(key, page)
    return serve(page, headers)


def is_known(stamp: str) -> bool:
    """Whether the client holds what has this weak ETag. Nearly always it names that one, or none at all."""
    known = request.environ.get("HTTP_IF_NONE_MATCH")
    return known is not None and (known == f'W/"{stamp}"' or request.if_none_match.contains_weak(stamp))


def keep(made: Response) -> Kept:
    """A response as a page to keep."""
    forms = without_plain(packed(made.get_data(), GZIP_LEVEL, BROTLI_QUALITY))
    return Kept(forms, made.status_code, made.content_type or "text/html")


def serve(page: Kept, headers: Iterable[tuple[str, str]] = ()) -> Response:
    """A kept page as a response, in the form that the client takes."""
    coding, body = form_for(request.environ.get("HTTP_ACCEPT_ENCODING", ""), page.forms)
    encoded = [("Content-Encoding", coding)] if coding != IDENTITY else []
    return Response(body, page.status, [*headers, *encoded, VARY], content_type=page.content_type)


def _cache() -> PageCache:
    found: PageCache = current_app.extensions["signpost_pages"]
    return found
