"""A site in this process, asked as a server asks it: by WSGI, with nothing in between."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.test import EnvironBuilder

from app.config import Settings
from app.factory import create_app
from app.web.public import PageCache
from app.web.site import Site


def settings_on(folder: Path, content: Path, **more: str) -> Settings:
    """Settings of a site on this content whose own files are in `folder`."""
    return Settings.from_environment({
        "SIGNPOST_CONTENT_DIR": str(content),
        "SIGNPOST_DATA_DIR": str(folder / "data"),
        "SIGNPOST_SEARCH_INDEX_DIR": str(folder / "index"),
        "SIGNPOST_RATE_LIMITS": "off",
        "SIGNPOST_LOG_LEVEL": "error",
    } | more)  # fmt: skip


def site_on(folder: Path, content: Path, **more: str) -> Flask:
    """A site of these settings with its index built."""
    app = create_app(settings_on(folder, content, **more), watch=False)
    found: Site = app.extensions["signpost"]
    found.rebuild.wait()
    return app


def empty_page_cache(app: Flask) -> None:
    """Forget every page; templates stay compiled."""
    app.extensions["signpost_pages"] = PageCache()


def request(app: Flask, address: str) -> Callable[[], bytes]:
    """A request as a browser sends it, to be made as often as wanted. A status other than 200 ends the measuring."""
    builder = EnvironBuilder(address, headers=[("Accept-Encoding", "gzip, br"), ("Accept", "text/html")])
    environ = builder.get_environ()

    def ask() -> bytes:
        given: list[str] = []

        def start_response(status: str, _headers: list[tuple[str, str]], _exc_info: Any = None) -> Any:
            given.append(status)

        answer: Iterable[bytes] = app.wsgi_app(dict(environ), start_response)
        body = b"".join(answer)
        if given != ["200 OK"]:
            raise RuntimeError(f"{address} answered {given}")
        return body

    return ask
