"""The search engine for large libraries: tantivy, over files that every process maps."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.search.engine import BuiltEngine, Opened
from app.search.port import Collection
from app.search.sealed import verify
from app.search.tantivy_build import OpenBuild, write_build


class TantivyEngine(BuiltEngine):
    """Search with tantivy."""

    def _write(self, build: Path, collection: Collection, progress: Callable[[int, int], None] | None) -> None:
        write_build(build, collection, progress)

    def _read(self, build: Path) -> Opened:
        return Opened(verify(build), OpenBuild(build))
