"""The case book and the outbox, on a database of the test's own."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from app.cases.book import CaseBook
from app.cases.database import Database
from app.cases.outbox import Outbox, Retries
from tests.cases.samples import HOST


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database.open(database_url)
    database.create_tables()
    yield database
    database.close()


@pytest.fixture
def book(database: Database) -> CaseBook:
    return CaseBook(database, HOST)


@pytest.fixture
def retries() -> Retries:
    """Retries without jitter, few enough to count."""
    return Retries(random=lambda: 0.0, most_attempts=3)


@pytest.fixture
def outbox(database: Database, retries: Retries) -> Outbox:
    return Outbox(database, retries, lease_time=timedelta(minutes=10))
