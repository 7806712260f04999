"""The verb that serves the site."""

import os
import socket

import click

from app.cli.common import good_library, ready_settings, refuse_newer_schema
from app.cli.search import build
from app.config import CHECKOUT, Settings
from app.search.port import SearchUnavailable

REQUESTS_AT_ONCE = 64
"""Threads of a worker: a client that sends a body slowly holds one, and must not hold up the others."""
SECONDS_TO_END = 10
"""How long requests may go on when the site is told to end; a worker still starting then may not have heard it."""


@click.command()
@click.option("--port", default=5000, show_default=True, type=click.IntRange(1, 65535), help="The port to listen on.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--workers", type=click.IntRange(1, 64), help="Web processes; default: SIGNPOST_WORKERS.")
@click.option("--dev", is_flag=True, help="Start again when files of the site change; show drafts.")
def run(port: int, host: str, workers: int | None, dev: bool) -> None:
    """Serve the site; what is missing is made first. Content is read again when it changes."""
    if dev:
        os.environ.setdefault("SIGNPOST_DRAFTS", "on")
    settings = ready_settings(port)
    _refuse_taken_port(host, port)
    refuse_newer_schema(settings)
    _first_index(settings)
    click.echo(f"Signpost at http://{host}:{port}/ (Ctrl-C ends it)")
    serve("app.factory:serve", host, port, workers or settings.workers, reload=dev)


def serve(made_by: str, host: str, port: int, workers: int, *, reload: bool = False) -> None:
    """Serve the application that a factory makes, until ended; `reload`: start anew when a file of the site changes."""
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels

    Granian(
        made_by,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        factory=True,
        workers=workers,
        blocking_threads=REQUESTS_AT_ONCE,
        backlog=1024,
        log_access=False,
        log_level=LogLevels.error,
        working_dir=CHECKOUT,
        respawn_failed_workers=True,
        workers_kill_timeout=SECONDS_TO_END,
        reload=reload,
        reload_paths=[CHECKOUT / "app", CHECKOUT / "templates", CHECKOUT / "static"] if reload else None,
    ).serve()


def _refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        sentence = f"{host} port {port} cannot be listened on ({error.strerror}): choose another with --port."
        raise click.ClickException(sentence) from error


def _first_index(settings: Settings) -> None:
    """Build the search index where it is missing or stale; bad content ends the start with all its problems."""
    library = good_library(settings, "the content has errors: mend them, then start again")
    try:
        build(settings, library)
    except SearchUnavailable as error:
        click.echo(f"warning: the search index could not be built: {error}", err=True)
