"""Public pages: pure functions of the edition, kept rendered and compressed, with a 304 where nothing changed."""

import gzip
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import Any, NamedTuple

from flask import Response, current_app, make_response, request

from app.web.site import edition, this_minute

MOST_KEPT, MOST_KEPT_BYTES = 512, 16 * 1024 * 1024
SHORTEST_ZIPPED = 1000
LONGEST_KEPT_ADDRESS = 800
SHORT_LIFE = "private, max-age=20"
CACHE_CONTROL = "public, max-age=0, s-maxage=30, must-revalidate"


class Kept(NamedTuple):
    """A rendered page: its body is kept compressed, as most clients take it; `size` is that of the body itself."""

    zipped: bytes
    size: int
    status: int
    content_type: str


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
            self._bytes += len(page.zipped) - (len(before.zipped) if before else 0)
            self._pages[key] = page
            while len(self._pages) > self._most or self._bytes > self._most_bytes:
                _, gone = self._pages.popitem(last=False)
                self._bytes -= len(gone.zipped)


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
    if request.if_none_match.contains_weak(stamp):
        return _with_headers(Response(status=304), stamp, cache_control)
    key, cache = (stamp, request.full_path), _cache()
    page = cache.get(key)
    if page is None:
        made = make_response(view(**arguments))
        if made.is_streamed or made.status_code >= 300:
            return made
        page = keep(made)
        if len(request.full_path) <= LONGEST_KEPT_ADDRESS:
            cache.put(key, page)
    return _with_headers(serve(page), stamp, cache_control)


def keep(made: Response) -> Kept:
    """A response as a page to keep."""
    body = made.get_data()
    return Kept(gzip.compress(body, 6, mtime=0), len(body), made.status_code, made.content_type or "text/html")


def serve(page: Kept) -> Response:
    """A kept page as a response, compressed where the client takes it."""
    is_zipped = request.accept_encodings["gzip"] > 0 and page.size > SHORTEST_ZIPPED
    body = page.zipped if is_zipped else gzip.decompress(page.zipped)
    response = Response(body, page.status, content_type=page.content_type)
    if is_zipped:
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    return response


def _with_headers(response: Response, stamp: str, cache_control: str) -> Response:
    response.set_etag(stamp, weak=True)
    response.headers["Cache-Control"] = cache_control
    response.vary.add("Accept-Encoding")
    return response


def _cache() -> PageCache:
    found: PageCache = current_app.extensions["signpost_pages"]
    return found
