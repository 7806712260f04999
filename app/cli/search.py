"""The verb that builds the search index."""

import json
import time

import click

from app.cli.common import as_json, good_library, ready_settings
from app.config import Settings
from app.content.library import Library
from app.factory import clock
from app.search.documents import documents, search_revision
from app.search.freshness import ensure_index
from app.search.port import SearchUnavailable
from app.search.whoosh_engine import WhooshEngine

MANY = 2000


def build(settings: Settings, library: Library) -> bool:
    """Build the index with a progress bar where that takes long; whether there was anything to build."""
    today = clock().date()
    engine, found = WhooshEngine(settings.search_index_dir), documents(library, today)
    with click.progressbar(length=len(found), label="Building the search index", hidden=len(found) < MANY) as bar:

        def progress(done: int, _total: int) -> None:
            bar.update(done - bar.pos)

        return ensure_index(engine, lambda: found, search_revision(library, today), progress)


@click.command()
@as_json
def index(as_json: bool) -> None:
    """Build the search index where it is missing or stale; readers keep the old one until the new one is whole."""
    settings = ready_settings(5000)
    library = good_library(settings, "not built: the content has errors")
    started = time.perf_counter()
    try:
        built = build(settings, library)
    except SearchUnavailable as error:
        raise click.ClickException(f"The search index could not be built: {error}") from error
    seconds = round(time.perf_counter() - started, 2)
    if as_json:
        click.echo(json.dumps({"built": built, "revision": library.revision, "seconds": seconds}))
    else:
        click.echo(f"{'Built' if built else 'Already'} the index of revision {library.revision} in {seconds} s")
