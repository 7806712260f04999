"""Bodies longer than the site takes: refused whole, and answered so that the client sees why."""

from http import HTTPStatus

from flask import Response, request
from werkzeug.exceptions import RequestEntityTooLarge

MOST_DRAINED_BYTES = 64 * 1024 * 1024
ONE_READ_BYTES = 256 * 1024


def refuse_cut_body() -> None:
    """Before a view: a body that does not tell its length is read, to its end or not at all.

    Werkzeug refuses one that tells a length above the limit; one that tells none it would cut off there.

    Raises:
        RequestEntityTooLarge: the body reaches the limit.
    """
    limit = request.max_content_length
    if "Transfer-Encoding" in request.headers and limit is not None and len(request.get_data()) >= limit:
        raise RequestEntityTooLarge


def drained(response: Response) -> Response:
    """After a view: one that refuses a body for its length goes out after the rest of that was read and dropped.

    A server that answers before it has read a body closes the connection on a client that is still sending: the
    client sees a reset, and never the page that says why. Only what the server ends by itself is read, for a limited
    length: who sends more than that has no form of ours.
    """
    too_large = response.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    if too_large and request.environ.get("wsgi.input_terminated"):
        body, left = request.environ["wsgi.input"], MOST_DRAINED_BYTES
        while left > 0 and (chunk := body.read(ONE_READ_BYTES)):
            left -= len(chunk)
    return response
