"""The search engine of the embedded default: whoosh, over files held in memory."""

from __future__ import annotations

from pathlib import Path

from app.search.engine import BuiltEngine, Opened, Progress
from app.search.port import Collection
from app.search.sealed import unseal
from app.search.whoosh_index import OpenIndex
from app.search.whoosh_writer import write_index


class WhooshEngine(BuiltEngine):
    """Search with whoosh."""

    def _write(self, build: Path, collection: Collection, progress: Progress, before: Path | None) -> None:
        write_index(build, collection, progress, before)

    def _read(self, build: Path) -> Opened:
        revision, contents = unseal(build)
        return Opened(revision, OpenIndex(contents))
