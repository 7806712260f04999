"""The search engine of the embedded default: whoosh, over files held in memory."""

from __future__ import annotations

from pathlib import Path

from app.search.engine import SUGGESTIONS, BuiltEngine, Index, Progress
from app.search.port import Collection
from app.search.sealed import unseal
from app.search.whoosh_index import OpenIndex
from app.search.whoosh_writer import write_index


class WhooshEngine(BuiltEngine):
    """Search with whoosh."""

    def _write(self, build: Path, collection: Collection, progress: Progress, before: Path | None) -> None:
        write_index(build, collection, progress, before)

    def _read(self, build: Path) -> tuple[str, Index]:
        revision, contents = unseal(build)
        del contents[SUGGESTIONS]
        return revision, OpenIndex(contents)
