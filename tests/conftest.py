"""The databases that the tests run on: SQLite, and a real PostgreSQL that one session of tests starts for itself."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, event
from sqlalchemy.pool import Pool

from app.storage.schema import bring_up
from tests.postgresql import PostgreSQL, programs, server

# With `SIGNPOST_TEST_DATABASE=postgresql` all that is stored by a test is stored there.
ONLY = os.environ.get("SIGNPOST_TEST_DATABASE")
Without = AbstractContextManager[None]
KINDS = [ONLY] if ONLY else ["sqlite", "postgresql"]


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A server; where there is none to start the test is skipped, which fails where CI=true."""
    if programs() is None:
        reason = "there is no PostgreSQL here: tools/install_postgresql.sh installs it"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with server() as running:
        yield running


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of SQLite as a site makes it at its first start, to copy."""
    file = tmp_path_factory.mktemp("migrated") / "signpost.db"
    _migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def migrated_on_postgresql(postgresql: PostgreSQL) -> str:
    """The same on PostgreSQL."""
    name = postgresql.new_database()
    _migrate(postgresql.url(name))
    return name


def _migrate(url: str) -> None:
    engine = create_engine(url)
    bring_up(engine)
    engine.dispose()


@pytest.fixture
def fresh_on_postgresql(request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of the test's own on PostgreSQL, with all tables and without a row."""
    yield from _on_postgresql(request, request.getfixturevalue("migrated_on_postgresql"))


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    """The databases on which a test runs that stores something."""
    kind: str = request.param
    return kind


@pytest.fixture
def database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of the test's own, with all tables and without a row."""
    if database_kind == "sqlite":
        shutil.copyfile(request.getfixturevalue("migrated"), tmp_path / "signpost.db")
        yield f"sqlite:///{tmp_path / 'signpost.db'}"
    else:
        yield request.getfixturevalue("fresh_on_postgresql")


@pytest.fixture
def empty_database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of the test's own, without any table."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        yield from _on_postgresql(request, "template0")


@pytest.fixture
def without_database(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Without]:
    """Takes the database of the test away, as long as a block lasts, and then gives it back with all its rows."""
    if database_kind == "postgresql":
        running: PostgreSQL = request.getfixturevalue("postgresql")
        return running.stopped
    return lambda: _without_file(tmp_path / "signpost.db")


@contextmanager
def _without_file(file: Path) -> Iterator[None]:
    """A folder stands in its place: it can be neither opened nor made anew."""
    kept = file.with_suffix(".kept")
    for each in file.parent.glob(f"{file.name}*"):
        each.rename(f"{kept}{each.name.removeprefix(file.name)}")
    file.mkdir()
    try:
        yield
    finally:
        file.rmdir()
        for each in file.parent.glob(f"{kept.name}*"):
            each.rename(f"{file}{each.name.removeprefix(kept.name)}")


def _on_postgresql(request: pytest.FixtureRequest, like: str) -> Iterator[str]:
    running: PostgreSQL = request.getfixturevalue("postgresql")
    name, connections = running.new_database(like), list[Any]()

    def keep(connection: Any, _record: object) -> None:
        connections.append(connection)

    # A site of a test has no end of its own: its connections are closed here.
    event.listen(Pool, "connect", keep)
    try:
        yield running.url(name)
    finally:
        event.remove(Pool, "connect", keep)
        for each in connections:
            each.close()
        running.drop(name)
