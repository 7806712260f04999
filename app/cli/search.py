"""The verb that builds the search index."""

import json
import time

import click

from app.cli.common import as_json, good_library, ready_settings
from app.config import Settings
from app.content.library import Library
from app.factory import clock
from app.search.choice import engine_from
from app.search.documents import collection, search_revision
from app.search.freshness import ensure_index
from app.search.port import SearchUnavailable

MANY = 2000


def build(settings: Settings, library: Library) -> bool:
    """Build the index with a progress bar where that takes long; whether there was anything to build."""
    today = clock().date()
    engine, found = engine_from(settings), collection(library, today)
    count = len(found.documents)
    with click.progressbar(length=count, label="Building the search index", hidden=count < MANY) as bar:

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
