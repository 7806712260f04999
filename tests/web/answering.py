"""An engine that gives one answer to everything: for what a page shows of it."""

from pathlib import Path

from app.search.port import Facets, Hit, Query, Results, SearchUnavailable, Suggestions
from app.search.whoosh_engine import WhooshEngine

HITS = (
    Hit(
        "/articles/photoprism/a#s",
        "Title",
        (("Of ", False), ("logs", True)),
        "article",
        "photoprism",
        2.0,
        "Logs",
        True,
    ),
    Hit("/articles/photoprism/b", "Other", (("Text", False),), "article", None, 1.0),
)
FACETS = Facets({"article": 20, "policy": 3}, {"photoprism": 23}, {"1.0": 4, "2.0": 6})


class Answering(WhooshEngine):
    """Gives one answer, and keeps what it was asked."""

    def __init__(self, folder: Path, results: Results) -> None:
        super().__init__(folder)
        self.results = results
        self.asked: list[Query] = []

    def search(self, query: Query) -> Results:
        self.asked.append(query)
        return self.results

    def suggest(self, text: str, product: str | None = None, most: int = 8) -> Suggestions:
        raise SearchUnavailable
