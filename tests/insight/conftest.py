"""A database of its own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.insight.reads import Reads


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "signpost.db"


@pytest.fixture
def url(path: Path) -> str:
    return f"sqlite:///{path}"


@pytest.fixture
def reads(url: str) -> Iterator[Reads]:
    reads = Reads.open(url, seconds_to_wait=0.05)
    yield reads
    reads.close()
