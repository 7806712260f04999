"""A build that the disk has no room for leaves the index in place, and says so."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.config import CHECKOUT
from app.search.engine import BuiltEngine
from app.search.port import Collection, Query
from tests.search.documents import HELP_CENTRE

BUILDER = """
import resource, sys
from importlib import import_module
from pathlib import Path
from app.search.port import Collection, Document, Section, SearchUnavailable

resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[4]), resource.RLIM_INFINITY))
texts = [" ".join(f"word{n * m}" for m in range(200)) for n in range(300)]
sections = [(Section("", "", text),) for text in texts]
documents = [Document(f"/articles/{n}", "New", "article", None, parts) for n, parts in enumerate(sections)]
try:
    getattr(import_module(sys.argv[1]), sys.argv[2])(Path(sys.argv[3])).build(Collection(documents), "new")
except SearchUnavailable as problem:
    print(problem)
"""


@pytest.mark.parametrize("most_bytes", [10, 1_000, 100_000])
def test_a_disk_without_room_leaves_the_old_index(
    engine_of: type[BuiltEngine], tmp_path: Path, most_bytes: int
) -> None:
    engine = engine_of(tmp_path)
    engine.build(Collection(HELP_CENTRE), "old")
    command = [sys.executable, "-c", BUILDER, engine_of.__module__, engine_of.__name__, str(tmp_path), str(most_bytes)]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=CHECKOUT)
    assert "could not be built" in told.stdout
    assert "too large" in told.stdout
    for reader in (engine, engine_of(tmp_path)):
        assert reader.revision() == "old"
        assert reader.search(Query("backup")).total == 2
    assert len(list((tmp_path / "builds").iterdir())) == 1
