"""Both engines over a library of fifty thousand made-up articles, side by side in one run."""

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median
from subprocess import run
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from app.config import CHECKOUT, Settings
from app.content.library_reader import LibraryReader
from app.search.choice import engine_from
from app.search.documents import search_revision
from app.search.port import Collection, Document, Query, Section
from tests.benchmarks.answers import request, settings_on, site_on
from tests.benchmarks.articles import made_up, questions
from tests.benchmarks.figures import Figure, timed
from tests.benchmarks.policies import CONTENT
from tests.benchmarks.server import resident_mb

ENGINES = ("tantivy", "whoosh")
ARTICLES, QUESTIONS, OPENINGS = 50_000, 300, 5
LEAST_A_SECOND, MOST_MS = {"tantivy": 2000.0}, {"tantivy": 5.0}


def figures() -> Iterator[Figure]:
    """What each engine takes to build, to open and to search the library."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        collection = library()
        for engine in ENGINES:
            yield _build(engine, settings_of(folder, engine), collection)
        for engine in ENGINES:
            yield from _openings(folder, engine)
        yield from _side_by_side("Search of the library", _searching(folder), MOST_MS)
        yield from _side_by_side("… with the whole page", _page(folder), {})


def settings_of(folder: Path, engine: str) -> Settings:
    """A site on the shipped content with this engine; its index is that of the library."""
    return settings_on(folder, CONTENT, SIGNPOST_SEARCH=engine)


def library() -> Collection:
    """The made-up articles, ready to be indexed."""
    return Collection(
        [
            Document(
                f"/articles/{article.place}",
                article.title,
                "article",
                article.place.partition("/")[0],
                tuple(Section(f"s-{n}", heading, text) for n, (heading, text) in enumerate(article.sections)),
            )
            for article in made_up(ARTICLES)
        ]
    )


def _build(name: str, settings: Settings, collection: Collection) -> Figure:
    """Built under the revision of the shipped content, so that a site on that takes it for its own."""
    revision = search_revision(LibraryReader(CONTENT).read(), datetime.now(UTC).date())
    started, began = time.perf_counter(), time.process_time()
    engine_from(settings).build(collection, revision)
    seconds, worked = time.perf_counter() - started, time.process_time() - began
    note = f"{seconds:.0f} s by the clock; with the processor to itself: {ARTICLES / worked:,.0f} a second"
    least = LEAST_A_SECOND.get(name)
    return Figure(f"Articles indexed, {name}", None, "/s", (ARTICLES / seconds,), note, least=least)


def _openings(folder: Path, name: str) -> Iterator[Figure]:
    """Opened in a process of its own each time, as a worker that starts does."""
    command = [sys.executable, "-m", "tests.benchmarks.library", str(folder), name]
    told = [json.loads(run(command, check=True, capture_output=True, cwd=CHECKOUT).stdout) for _ in range(OPENINGS)]
    yield Figure(f"Index opened, first question answered, {name}", None, "s", tuple(t["seconds"] for t in told))
    yield Figure(f"Memory for it after {QUESTIONS} questions, {name}", None, "MB", tuple(t["mb"] for t in told))


def _opening(settings: Settings) -> dict[str, float]:
    engine, before = engine_from(settings), resident_mb("self")
    started = time.perf_counter()
    engine.search(Query("backup"))
    seconds = time.perf_counter() - started
    for question in questions(QUESTIONS):
        engine.search(Query(question))
    return {"seconds": seconds, "mb": resident_mb("self") - before}


def _searching(folder: Path) -> dict[str, Callable[[str], object]]:
    """What asks each engine."""

    def ask(name: str) -> Callable[[str], object]:
        engine = engine_from(settings_of(folder, name))
        return lambda question: engine.search(Query(question))

    return {name: ask(name) for name in ENGINES}


def _page(folder: Path) -> dict[str, Callable[[str], object]]:
    """What asks a site with each engine for the page of a search."""

    def ask(name: str) -> Callable[[str], object]:
        app = site_on(folder, CONTENT, SIGNPOST_SEARCH=name)
        return lambda question: request(app, f"/search?{urlencode({'q': question})}")()

    return {name: ask(name) for name in ENGINES}


def _side_by_side(
    title: str, asking: Mapping[str, Callable[[str], object]], most: Mapping[str, float]
) -> Iterator[Figure]:
    """Every question to both in turn, so that whatever else the machine does falls on both."""
    for ask in asking.values():
        ask("backup")
    rounds = [
        {name: timed(title, None, "ms", [partial(ask, question)]) for name, ask in asking.items()}
        for question in questions(QUESTIONS)
    ]
    for name in asking:
        samples = tuple(each[name].median for each in rounds)
        cpu = median(each[name].cpu or 0.0 for each in rounds)
        yield Figure(f"{title}, {name}", most.get(name), "ms", samples, f"{QUESTIONS} questions", cpu)
    quicker = tuple(each["whoosh"].median / each["tantivy"].median for each in rounds)
    yield Figure("… whoosh's time as a multiple of tantivy's", None, "×", quicker)


if __name__ == "__main__":
    print(json.dumps(_opening(settings_of(Path(sys.argv[1]), sys.argv[2]))))
