"""Error pages: a sentence that says what is wrong, what to do, and the text that was typed."""

import logging
import uuid
from http import HTTPStatus

from flask import Flask, Response, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError

log = logging.getLogger(__name__)
PROBLEM = "application/problem+json"
SENTENCES = {
    400: "The request could not be read. Go back, reload the page and try again.",
    404: "There is no page at this address. Search for what you meant, or start from one of these.",
    405: "This address does not take that kind of request.",
    413: "What you sent is larger than this site takes. Shorten it, and send long logs another way.",
    415: "This address takes JSON only: send it with the content type application/json.",
    429: "That was more at once than this site takes. Wait a minute, then try again.",
    500: "Something went wrong on our side. Nothing that you typed before has been sent twice.",
    503: "This part of the site cannot be used at the moment. Try again in a few minutes.",
}


def add_error_pages(app: Flask) -> None:
    """Answer every error with a page, or with problem+json below /api/."""
    app.register_error_handler(HTTPException, _answer)
    app.register_error_handler(Exception, _unexpected)


def _answer(error: HTTPException) -> Response:
    if error.response is not None and (error.code or 500) < 400:
        return make_response(error.response)
    code, detail = error.code or 500, _detail(error)
    answer = problem(code, detail) if request.path.startswith("/api/") else error_page(code, detail)
    # What goes with the status is kept: the methods that a 405 allows.
    answer.headers.extend((name, value) for name, value in error.get_headers() if name != "Content-Type")
    return answer


def _detail(error: HTTPException) -> str:
    """The view's own sentence where it gave one, else ours for the status. A limit's own words are no sentence."""
    is_own = error.description not in (None, type(error).description) and error.code != HTTPStatus.TOO_MANY_REQUESTS
    return str(error.description) if is_own else SENTENCES.get(error.code or 500, str(error.description))


def _unexpected(error: Exception) -> Response:
    reference = uuid.uuid4().hex[:8]
    # The endpoint, not the address: that may hold a case's secret.
    log.error("unexpected error %s in %s %s", reference, request.method, request.endpoint, exc_info=error)
    return _answer(InternalServerError(f"{SENTENCES[500]} Reference: {reference}."))


def error_page(code: int, sentence: str, typed: str = "") -> Response:
    """A page for an error; `typed` is text of the visitor's to be kept in sight."""
    title = HTTPStatus(code).phrase
    template = "errors/404.html" if code == 404 else "errors/error.html"
    page = render_template(template, code=code, title=title, message=sentence, typed=typed)
    return make_response(page, code)


def problem(code: int, detail: str, **more: object) -> Response:
    """An error as problem+json (RFC 9457)."""
    answer = jsonify(
        {"type": "about:blank", "title": HTTPStatus(code).phrase, "status": code, "detail": detail, **more}
    )
    answer.status_code = code
    answer.content_type = PROBLEM
    return answer
