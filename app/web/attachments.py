"""A file beside an article as it is sent: with its type, not sent twice, and with nothing in it that a browser runs."""

import os
from pathlib import Path

from flask import Response, abort, request

from app.content.attachments import Attachment, digest_of
from app.web.public import IN_A_CDN

# What a drawing needs to look as it was drawn. Sandboxed, it is of no site, runs no script and loads nothing.
SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def sent(attachment: Attachment) -> Response:
    """The file, or a 304; what a browser does not show by itself is to be kept as a file."""
    headers = [("ETag", f'"{attachment.digest}"'), ("Cache-Control", IN_A_CDN)]
    if request.if_none_match.contains_weak(attachment.digest):
        return Response(status=304, headers=headers)
    if attachment.content_type == "image/svg+xml":
        headers.append(("Content-Security-Policy", SANDBOX))
    if not attachment.is_shown:
        name = attachment.address.rpartition("/")[2]
        headers.append(("Content-Disposition", f'attachment; filename="{name}"'))
    return Response(_body(attachment), headers=headers, content_type=attachment.content_type)


def _body(attachment: Attachment) -> bytes:
    """What the content that is in use holds, and no other: a file that was changed since is seen in a moment."""
    try:
        body = _read(attachment.path)
    except OSError:
        abort(404)
    if digest_of(body) != attachment.digest:
        abort(503, "This file has just been changed. Load it again in a moment.")
    return body


def _read(path: Path) -> bytes:
    """The file itself: not what a link that took its place leads to."""
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
        return file.read()
