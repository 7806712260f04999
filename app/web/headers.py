"""The headers that every answer carries."""

from flask import Flask, Response, request

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
ONE_YEAR = 365 * 24 * 3600


def add_headers(app: Flask, *, is_https: bool) -> None:
    """Put the headers on every answer; what names no cache rule of its own is not stored."""

    @app.after_request
    def _add(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if is_https:
            response.headers.setdefault("Strict-Transport-Security", f"max-age={ONE_YEAR}; includeSubDomains")
        if request.endpoint == "static" and response.status_code == 200:
            lasts = f"public, max-age={ONE_YEAR}, immutable" if "v" in request.args else "public, max-age=300"
            response.headers["Cache-Control"] = lasts
        response.headers.setdefault("Cache-Control", "no-store")
        return response
