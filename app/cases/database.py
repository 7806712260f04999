"""The database of the case book: how it is opened, its short transactions, and the one error for all its faults."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, sessionmaker

from app.cases.models import Base
from app.storage.schema import SchemaNewer, bring_up, schema_in, take_down
from app.storage.waiting import is_sqlite, waiting

db = SQLAlchemy(model_class=Base)

# How a transaction on SQLite begins. One that reads first and writes later cannot wait for its turn, it fails at once:
# so those that may write take the right to write at their start.
BEGIN = "signpost_begin"


class CaseBookUnavailable(Exception):
    """The case book cannot be read or written now; `cause` is the driver's sentence, without any customer's data."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


def engine_options(url: str, busy_timeout_seconds: float = 5.0) -> dict[str, Any]:
    """What `create_engine` and SQLALCHEMY_ENGINE_OPTIONS take.

    `busy_timeout_seconds` is how long a transaction waits for the database or for a free connection. Values of a
    statement, which are customers' data, never stand in an error.
    """
    options: dict[str, Any] = {"hide_parameters": True, "pool_size": 10, "max_overflow": 20}
    options["pool_timeout"] = busy_timeout_seconds
    options["connect_args"] = waiting(url, busy_timeout_seconds)
    # A server may have been started anew since a connection was made: each is tried before it is used.
    options["pool_pre_ping"] = not is_sqlite(url)
    return options


class CaseBookNewer(CaseBookUnavailable):
    """The database was made by a newer version of Signpost."""


class Database:
    """Short transactions on one engine: any number read at once; on SQLite one at a time writes.

    The same engine may be wrapped more than once. Tables are made before the first write, and in `create_tables`.
    """

    def __init__(self, engine: Engine, busy_timeout_seconds: float = 5.0) -> None:
        _prepare(engine)
        self._busy_timeout_seconds = busy_timeout_seconds
        self._writer = engine.execution_options(**{BEGIN: "BEGIN IMMEDIATE"})
        self._reading = sessionmaker(engine)
        self._writing = sessionmaker(self._writer)
        self._has_tables = False

    @classmethod
    def open(cls, url: str, busy_timeout_seconds: float = 5.0) -> "Database":
        """A database of its own, for a process without a web application; nothing is touched yet."""
        return cls(create_engine(url, **engine_options(url, busy_timeout_seconds)), busy_timeout_seconds)

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file of SQLite."""
        return self._writer.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that only reads; it goes on while another one writes. Raises: CaseBookUnavailable."""
        with _faults_named(), self._reading.begin() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that holds the right to write from its start, all or nothing.

        Raises: CaseBookUnavailable; IntegrityError where a unique value is taken.
        """
        self.create_tables()
        with _faults_named(), self._writing.begin() as session:
            yield session

    def create_tables(self) -> None:
        """Brings the tables to this version; any number of processes may do so at once. Raises: CaseBookUnavailable."""
        if self._has_tables:
            return
        with _faults_named():
            _use_wal(self._writer)
            bring_up(self._writer, self._busy_timeout_seconds)
        self._has_tables = True

    def schema(self) -> str | None:
        """The schema that its tables have. Raises: CaseBookNewer where this version does not know it."""
        with _faults_named():
            return schema_in(self._writer)

    def take_down(self, schema: str) -> None:
        """Takes the tables back to an older schema. Raises: CaseBookUnavailable."""
        with _faults_named():
            take_down(self._writer, schema)

    def empty_log(self) -> None:
        """On SQLite, has nothing stay in the log beside the file, unless somebody else works with it now.

        Raises: CaseBookUnavailable.
        """
        if not self.is_sqlite:
            return
        with _faults_named(), self._writer.execution_options(**{BEGIN: ""}).connect() as connection:
            # It holds the right to write while it waits for readers: so it must not wait.
            connection.exec_driver_sql("PRAGMA busy_timeout = 0")
            try:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                connection.exec_driver_sql(f"PRAGMA busy_timeout = {round(self._busy_timeout_seconds * 1000)}")

    def close(self) -> None:
        """Gives back all connections."""
        self._writer.dispose()


@contextmanager
def _faults_named() -> Iterator[None]:
    try:
        yield
    except IntegrityError:
        raise
    except DBAPIError as error:
        raise CaseBookUnavailable(str(error.orig)) from error
    except PoolTimeout as error:
        raise CaseBookUnavailable("no connection became free in time") from error
    except SchemaNewer as newer:
        raise CaseBookNewer(str(newer)) from newer


def _prepare(engine: Engine) -> None:
    if engine.dialect.name != "sqlite" or event.contains(engine, "connect", _on_connect):
        return
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)


def _on_connect(connection: Any, _record: object) -> None:
    # The driver would begin transactions by itself, and late; `_on_begin` does it instead.
    connection.isolation_level = None
    # FULL: a case that was acknowledged survives the loss of power.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    # What is erased is written over, so that it does not stay in the file.
    connection.execute("PRAGMA secure_delete = ON")


def _on_begin(connection: Connection) -> None:
    if statement := connection.get_execution_options().get(BEGIN, "BEGIN"):
        connection.exec_driver_sql(statement)


def _use_wal(engine: Engine) -> None:
    """Lets readers go on while one writes. The file remembers it; it cannot be set inside a transaction."""
    if engine.dialect.name == "sqlite":
        with engine.execution_options(**{BEGIN: ""}).connect() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
