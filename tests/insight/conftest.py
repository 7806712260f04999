"""The counts of reads, on a database of the test's own."""

from collections.abc import Iterator

import pytest

from app.insight.reads import Reads


@pytest.fixture
def reads(database_url: str) -> Iterator[Reads]:
    reads = Reads.open(database_url, seconds_to_wait=0.05)
    yield reads
    reads.close()
