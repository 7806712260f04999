"""Error pages: what is wrong, what to do, one way on, and the text that was typed."""

import logging
import time
import uuid
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, NamedTuple

from flask import Flask, Response, current_app, jsonify, make_response, render_template, request, url_for
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed

from app.web.about import contact_address
from app.web.lost import meant

log = logging.getLogger(__name__)
PROBLEM = "application/problem+json"
SENTENCES = {
    400: "The request could not be read. Go back, load the page again, and try once more.",
    404: "There is no page at this address. Search for what you meant, or start from one of these.",
    405: "This address does not take that kind of request. A link may be mistaken, or meant for a program.",
    413: "What you sent is larger than this site takes. Go back, shorten it, and send long logs another way.",
    415: "This address takes JSON only: send it with the content type application/json.",
    422: "Part of what was sent cannot be used. Go back, check what you filled in, and send it again.",
    429: "That was more at once than this site takes. This last request was not carried out.",
    500: "A fault of ours ended this request. Nothing that you typed before has been sent twice.",
    503: "This part of the site cannot be used at the moment. Nothing that was stored is lost.",
}
TITLES = {
    400: "Something in the request is wrong",
    404: "There is no such page",
    405: "This address cannot be used that way",
    413: "Too large to send",
    415: "Another kind of content is needed",
    422: "Something has to be put right",
    429: "Too many requests",
    500: "Something went wrong on our side",
    503: "Not to be reached just now",
}
RETRY_AFTER_SECONDS = {429: 60, 503: 30}
# Shown where even the page for an error cannot be made.
BARE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title></head>
<body><main><h1>{title}</h1><p>{sentence}</p><p><a href="/">To the start page</a></p></main></body></html>
"""


class Way(NamedTuple):
    """The one way on from an error."""

    text: str
    url: str


def add_error_pages(app: Flask) -> None:
    """Answer every error with a page, or with problem+json below /api/."""
    app.register_error_handler(HTTPException, _answer)
    app.register_error_handler(Exception, _unexpected)


def _answer(error: HTTPException) -> Response:
    if error.response is not None and (error.code or 500) < 400:
        return make_response(error.response)
    code, detail = error.code or 500, _detail(error)
    is_api = request.path.startswith("/api/")
    answer = problem(code, detail) if is_api else error_page(code, detail, way=_way(error))
    # What goes with the status is kept: the methods that a 405 allows.
    answer.headers.extend((name, value) for name, value in error.get_headers() if name != "Content-Type")
    return answer


def _detail(error: HTTPException) -> str:
    """The view's own sentence where it gave one, else ours for the status. A limit's own words are no sentence."""
    is_own = error.description not in (None, type(error).description) and error.code != HTTPStatus.TOO_MANY_REQUESTS
    return str(error.description) if is_own else SENTENCES.get(error.code or 500, str(error.description))


def _way(error: HTTPException) -> Way | None:
    """Where this very request can go on; None where the start page is the way."""
    if isinstance(error, MethodNotAllowed) and "GET" in (error.valid_methods or ()):
        return Way("Open this page", request.path)
    if error.code in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE) and request.method == "GET":
        return Way("Try again", request.full_path.rstrip("?"))
    if error.code == HTTPStatus.UNSUPPORTED_MEDIA_TYPE:
        return Way("Read the description of the API", url_for("api.openapi"))
    return None


def _unexpected(error: Exception) -> Response:
    reference = uuid.uuid4().hex[:8]
    # The endpoint, not the address: that may hold a case's secret.
    log.error("unexpected error %s in %s %s", reference, request.method, request.endpoint, exc_info=error)
    sentence = f"{SENTENCES[500]} Reference: {reference}."
    if request.path.startswith("/api/"):
        return _answer(InternalServerError(sentence))
    try:
        return error_page(500, SENTENCES[500], reference=reference)
    except Exception:  # what failed may be what every page needs
        log.exception("the page for error %s could not be made", reference)
        return Response(BARE.format(title=TITLES[500], sentence=sentence), 500, content_type="text/html; charset=utf-8")


def error_page(
    code: int, sentence: str, typed: str | Mapping[str, str] = "", way: Way | None = None, title: str = "", **more: Any
) -> Response:
    """A page for an error; `typed` is text of the visitor's to be kept in sight, `way` the one way on."""
    seconds = _retry_after(code)
    page = render_template(
        "errors/404.html" if code == HTTPStatus.NOT_FOUND else "errors/error.html",
        code=code,
        title=title or TITLES.get(code, HTTPStatus(code).phrase),
        message=sentence,
        typed=typed,
        way=way or Way("To the start page", url_for("home.show")),
        retry_after=seconds,
        contact=contact_address(),
        **more,
        **({"meant": meant(request.path)} if code == HTTPStatus.NOT_FOUND else {}),
    )
    answer = make_response(page, code)
    if seconds:
        answer.headers["Retry-After"] = str(seconds)
    return answer


def _retry_after(code: int) -> int | None:
    """After how many seconds the same request may do; None where time changes nothing."""
    limit = getattr(current_app.extensions.get("signpost_limiter"), "current_limit", None)
    if code == HTTPStatus.TOO_MANY_REQUESTS and limit is not None:
        return max(1, int(limit.reset_at - time.time()))
    return RETRY_AFTER_SECONDS.get(code)


def problem(code: int, detail: str, **more: object) -> Response:
    """An error as problem+json (RFC 9457)."""
    answer = jsonify(
        {"type": "about:blank", "title": HTTPStatus(code).phrase, "status": code, "detail": detail, **more}
    )
    answer.status_code = code
    answer.content_type = PROBLEM
    return answer
