"""What a client is still sending when its answer is already known."""

from http import HTTPStatus

from flask import Response, request

MOST_BYTES = 64 * 1024 * 1024
ONE_READ = 256 * 1024


def drained(response: Response) -> Response:
    """The response; one that refuses a body for its length goes out after the rest of that was read and dropped.

    A server that answers before it has read a body closes the connection on a client that is still sending: the
    client sees a reset, and never the page that says why. Only what the server ends by itself is read, for a limited
    length: who sends more than that has no form of ours.
    """
    if response.status_code != HTTPStatus.REQUEST_ENTITY_TOO_LARGE or not request.environ.get("wsgi.input_terminated"):
        return response
    body, left = request.environ["wsgi.input"], MOST_BYTES
    while left > 0 and (chunk := body.read(ONE_READ)):
        left -= len(chunk)
    return response
