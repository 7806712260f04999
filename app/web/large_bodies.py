"""Bodies longer than the site takes: refused whole, and answered so that the client sees why."""

from http import HTTPStatus
from wsgiref.types import WSGIEnvironment

from flask import Response, current_app, request
from werkzeug.exceptions import RequestEntityTooLarge

# Forms that carry files, of which each is read as a stream; their texts may be as long as those of others.
WITH_FILES = ("cases.submit", "sending.solved", "additions.add", "uploads.take")
FILES_FOLD = 3
"""So many times what the files of a form may have is read: who attaches too much gets the form back, with the text."""
MOST_DRAINED_BYTES = 64 * 1024 * 1024
ONE_READ_BYTES = 256 * 1024


def refuse_large_body() -> None:
    """Before every view: a body over the limit is refused wherever it goes, also where nobody would read it.

    Werkzeug refuses one that tells too great a length, once it is read. One that tells no length it would cut off at
    the limit: here it is read to its end or not at all.

    Raises:
        RequestEntityTooLarge: the body is too long, or reaches the limit without having told its length.
    """
    limit = request.max_content_length if has_body(request.environ) else None
    if limit is None:
        return
    is_read_in_parts = request.endpoint in WITH_FILES and request.mimetype == "multipart/form-data"
    if is_read_in_parts:
        limit += FILES_FOLD * int(current_app.config["MOST_FILES_BYTES"])
        request.max_content_length = limit
    tells_none = "Transfer-Encoding" in request.headers and not is_read_in_parts
    if (request.content_length or 0) > limit or (tells_none and len(request.get_data()) >= limit):
        raise RequestEntityTooLarge


def has_body(environ: WSGIEnvironment) -> bool:
    """Whether a request sends a body, as few do."""
    return bool(environ.get("CONTENT_LENGTH")) or "HTTP_TRANSFER_ENCODING" in environ


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
