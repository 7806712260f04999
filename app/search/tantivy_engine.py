"""The search engine for large libraries: tantivy, over files that every process maps."""

from __future__ import annotations

from pathlib import Path

from app.search.engine import BuiltEngine, Index, Progress
from app.search.port import Collection
from app.search.sealed import verify
from app.search.tantivy_build import OpenBuild, write_build


class TantivyEngine(BuiltEngine):
    """Search with tantivy."""

    def _write(self, build: Path, collection: Collection, progress: Progress, before: Path | None) -> None:  # noqa: ARG002 - written whole, which takes seconds
        write_build(build, collection, progress)

    def _read(self, build: Path) -> tuple[str, Index]:
        return verify(build), OpenBuild(build)
