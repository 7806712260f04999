"""The headers that every answer carries."""

from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask

Header = tuple[str, str]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; object-src 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
ONE_YEAR_SECONDS = 365 * 24 * 3600


def add_headers(app: Flask, *, is_https: bool) -> None:
    """Put the headers on every answer that does not carry its own; what names no cache rule is not stored.

    The server is handed them beside those of the answer: Flask would check and convert each of them for each answer.
    """
    inner, headers = app.wsgi_app, HEADERS | {"Cache-Control": "no-store"}
    if is_https:
        headers["Strict-Transport-Security"] = f"max-age={ONE_YEAR_SECONDS}; includeSubDomains"
    always = [(name.lower(), (name, value)) for name, value in headers.items()]

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, given: list[Header], *exc_info: Any) -> Any:
            names = {name.lower() for name, _ in given}
            return start_response(status, given + [pair for name, pair in always if name not in names], *exc_info)

        return inner(environ, start)

    app.wsgi_app = answer  # type: ignore[method-assign]
