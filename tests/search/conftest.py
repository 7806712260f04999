"""An engine in an empty folder, and one that has the small help centre."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.search.engine import BuiltEngine
from app.search.port import Collection, SearchEngine
from app.search.tantivy_engine import TantivyEngine
from app.search.whoosh_engine import WhooshEngine
from tests.search.documents import HELP_CENTRE


@pytest.fixture(params=[WhooshEngine, TantivyEngine])
def engine_of(request: pytest.FixtureRequest) -> type[BuiltEngine]:
    """Each kind of engine in turn."""
    found: type[BuiltEngine] = request.param
    return found


@pytest.fixture
def empty_engine(engine_of: type[BuiltEngine], tmp_path: Path) -> SearchEngine:
    return engine_of(tmp_path / "index")


@pytest.fixture
def engine(empty_engine: SearchEngine) -> SearchEngine:
    empty_engine.build(Collection(HELP_CENTRE), "first")
    return empty_engine
