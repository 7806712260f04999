"""The site on its real content, at a fixed moment, and a reader who checks every page that comes back."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.config import CHECKOUT, Settings
from app.factory import create_app
from tests.conftest import ONLY
from tests.web.pages import Reader
from tests.web.small_site import SmallSite

# A Thursday, 14:00 in Stockholm: business hours are open, and no closed date is near.
NOW = datetime(2026, 12, 3, 13, 0, tzinfo=UTC)


class Clock:
    """Tells the time that a test sets."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture(scope="session")
def running_clock() -> Clock:
    return Clock()


@pytest.fixture
def clock(running_clock: Clock) -> Iterator[Clock]:
    """The clock of the site, set back after the test."""
    yield running_clock
    running_clock.at = NOW


@pytest.fixture
def on_each_database(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The small sites of the test store on SQLite, and once more on PostgreSQL."""
    monkeypatch.setattr(SmallSite, "database_url", database_url)


@pytest.fixture(autouse=True)
def _on_the_one_asked_for(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if ONLY == "postgresql" and "database_kind" not in request.fixturenames:
        monkeypatch.setattr(SmallSite, "database_url", request.getfixturevalue("fresh_on_postgresql"))


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory, running_clock: Clock) -> Flask:
    made = create_app(_settings(tmp_path_factory.mktemp("site")), now=running_clock, watch=False)
    made.extensions["signpost"].rebuild.wait(60)
    return made


def _settings(folder: Path) -> Settings:
    return Settings.from_environment({
        "SIGNPOST_CONTENT_DIR": str(CHECKOUT / "content"),
        "SIGNPOST_DATA_DIR": str(folder / "data"),
        "SIGNPOST_SEARCH_INDEX_DIR": str(folder / "index"),
        "SIGNPOST_RATE_LIMITS": "off",
    })  # fmt: skip


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    with app.test_client() as client:
        yield client


@pytest.fixture
def reader(client: FlaskClient) -> Reader:
    return Reader(client)
