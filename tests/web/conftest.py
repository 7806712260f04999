"""The site on its real content, at a fixed moment, and a reader who checks every page that comes back."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.config import CHECKOUT, Settings
from app.factory import create_app
from tests.web.pages import Reader

# A Thursday in Midsummer week, when Stockholm is open and the next day may turn out closed.
NOW = datetime(2026, 12, 3, 13, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = tmp_path_factory.mktemp("site")
    return create_app(_settings(folder), now=lambda: NOW, watch=False)


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
