"""The way in: a page that is kept is answered before Flask is asked, as Flask would have answered it."""

from collections.abc import Iterable
from datetime import UTC
from typing import cast
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask

from app.web.deflected import count_article_opened
from app.web.large_bodies import has_body
from app.web.limits import Limits
from app.web.public import VARY, Kept, PageCache, address_of, body_for, cache_headers, is_known
from app.web.readers import is_reader
from app.web.searched import count_opening
from app.web.site import Site
from app.web.triage.held import cookie_name


def add_front(app: Flask, site: Site, limits: Limits | None) -> None:
    """Put it before the site. What has no page kept, is over its limit, or sends a body, goes on to Flask."""
    inner: WSGIApplication = app.wsgi_app

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        count_opening(site, environ)
        count_article_opened(site, environ)
        kept = _kept(app, site, environ)
        if kept is None or _is_over(limits, kept, site, environ):
            return inner(environ, start_response)
        if kept.endpoint == "articles.show" and is_reader(environ):
            site.popularity.count(environ["PATH_INFO"].removeprefix("/articles/"))
        return _answer(kept, environ, start_response)

    app.wsgi_app = answer  # type: ignore[method-assign]


def _kept(app: Flask, site: Site, environ: WSGIEnvironment) -> Kept | None:
    """The page of this request, where it is kept and holds at this moment."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or has_body(environ):
        return None
    kept = cast(PageCache, app.extensions["signpost_pages"]).get(address_of(environ))
    if kept is None or (kept.endpoint == "triage.show" and _may_hold_a_contract(app, environ)):
        return None
    at = site.now().astimezone(UTC)
    return kept if kept.stamp == kept.life.stamp(site.editions, site.library_at(at), at) else None


def _may_hold_a_contract(app: Flask, environ: WSGIEnvironment) -> bool:
    """Whether a page of the triage may have to say something to this reader alone."""
    return f"{cookie_name(app)}=" in environ.get("HTTP_COOKIE", "")


def _is_over(limits: Limits | None, kept: Kept, site: Site, environ: WSGIEnvironment) -> bool:
    client = environ.get("REMOTE_ADDR") or ""
    return limits is not None and limits.seconds_to_wait(client, kept.endpoint, site.now().timestamp()) > 0


def _answer(kept: Kept, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    headers = cache_headers(kept.stamp, kept.life)
    if is_known(environ, kept.stamp):
        start_response("304 NOT MODIFIED", [*headers, VARY])
        return []
    encoded, body = body_for(environ, kept.page)
    told = [("Content-Type", kept.page.content_type), ("Content-Length", str(len(body)))]
    start_response("200 OK", [*headers, *encoded, *told])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
