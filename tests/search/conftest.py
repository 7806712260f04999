"""An engine in an empty folder, and one that has the small help centre."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.search.port import Collection, SearchEngine
from app.search.whoosh_engine import WhooshEngine
from tests.search.documents import HELP_CENTRE


@pytest.fixture(params=[WhooshEngine])
def empty_engine(request: pytest.FixtureRequest, tmp_path: Path) -> SearchEngine:
    engine: SearchEngine = request.param(tmp_path / "index")
    return engine


@pytest.fixture
def engine(empty_engine: SearchEngine) -> SearchEngine:
    empty_engine.build(Collection(HELP_CENTRE), "first")
    return empty_engine
