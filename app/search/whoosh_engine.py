"""The search engine of the embedded default: whoosh, over files held in memory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.search.engine import BuiltEngine, Opened
from app.search.port import Collection
from app.search.sealed import unseal
from app.search.whoosh_index import OpenWhoosh, write_index


class WhooshEngine(BuiltEngine):
    """Search with whoosh."""

    def _write(self, build: Path, collection: Collection, progress: Callable[[int, int], None] | None) -> None:
        write_index(build, collection.documents, progress)

    def _read(self, build: Path) -> Opened:
        revision, contents = unseal(build)
        return Opened(revision, OpenWhoosh(contents))
