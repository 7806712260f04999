"""What it takes to index a thousand articles and to search them, and to suggest while somebody types."""

import tracemalloc
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from app.content.library_reader import LibraryReader
from app.search.documents import collection
from app.search.port import Query
from app.search.suggestions import SuggestionIndex
from app.search.whoosh_engine import WhooshEngine
from tests.benchmarks.answers import request, site_on
from tests.benchmarks.articles import questions, titled_documents, write_articles
from tests.benchmarks.figures import Figure, timed
from tests.benchmarks.policies import CONTENT

TODAY = date(2026, 12, 3)
ARTICLES, QUESTIONS, BUILDS = 1000, 300, 3
TITLES, HEADINGS = 10_000, 8


def figures() -> Iterator[Figure]:
    """Index and search over a thousand articles and the clauses of the four policies."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        content = folder / "content"
        copytree(CONTENT / "policies", content / "policies")
        write_articles(content, ARTICLES)
        yield _index(folder, content)
        yield from _searches(folder, content)
    yield from _suggestions()


def _index(folder: Path, content: Path) -> Figure:
    library = LibraryReader(content).read()
    engines = (WhooshEngine(folder / f"build-{n}") for n in range(BUILDS))

    def build(engine: WhooshEngine) -> None:
        engine.build(collection(library, TODAY), library.revision)

    return timed(f"Index of {ARTICLES:,} articles", 10, "s", (partial(build, engine) for engine in engines))


def _searches(folder: Path, content: Path) -> Iterator[Figure]:
    app = site_on(folder, content)
    asked = questions(QUESTIONS)
    request(app, "/search?q=backup")()
    runs = (request(app, f"/search?{urlencode({'q': question})}") for question in asked)
    yield timed(f"Search page over {ARTICLES:,} articles", 15, "ms", runs, f"{QUESTIONS} questions, none asked twice")
    engine = WhooshEngine(folder / "index")
    engine.search(Query("backup"))
    alone = (partial(engine.search, Query(question)) for question in asked)
    yield timed("… of that the search itself", None, "ms", alone)


def _suggestions() -> Iterator[Figure]:
    """Suggestions over ten thousand articles of eight headings each, after every second letter of the questions."""
    note = f"{TITLES:,} articles with {HEADINGS} headings each"
    content = SuggestionIndex.of(titled_documents(TITLES, HEADINGS)).to_bytes()
    yield timed(
        "Suggestions read from a build", None, "s", [partial(SuggestionIndex.from_bytes, content)] * BUILDS, note
    )
    index = SuggestionIndex.from_bytes(content)
    typed = (question[:end] for question in questions(QUESTIONS) for end in range(1, len(question) + 1, 2))
    yield timed("… answered after every second letter", 30, "ms", (partial(index.suggest, text) for text in typed))
    yield Figure("… kept on the disk", None, "MB", (len(content) / 1e6,))
    yield Figure("… held in memory", None, "MB", (_held(content),))


def _held(content: bytes) -> float:
    """The megabytes that an index takes once it is read."""
    tracemalloc.start()
    kept = [SuggestionIndex.from_bytes(content)]
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    kept.clear()
    return held / 1e6
