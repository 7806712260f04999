"""What it takes to index a thousand articles and to search them."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from app.content.library import LibraryReader
from app.search.documents import collection
from app.search.port import Query
from app.search.whoosh_engine import WhooshEngine
from tests.benchmarks.answers import request, site_on
from tests.benchmarks.articles import questions, write_articles
from tests.benchmarks.figures import Figure, timed
from tests.benchmarks.policies import CONTENT

TODAY = date(2026, 12, 3)
ARTICLES, QUESTIONS, BUILDS = 1000, 300, 3


def figures() -> Iterator[Figure]:
    """Index and search over a thousand articles and the clauses of the four policies."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        content = folder / "content"
        copytree(CONTENT / "policies", content / "policies")
        write_articles(content, ARTICLES)
        yield _index(folder, content)
        yield from _searches(folder, content)


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
