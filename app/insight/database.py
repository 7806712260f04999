"""The database of what is counted: short transactions, tables made when first needed, one error for all faults."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, Insert, Table, create_engine, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.schema import CreateTable

SECONDS_TO_WAIT = 2.0
LONGEST_ADDRESS = 500


class InsightUnavailable(Exception):
    """The counts cannot be read or written now; `cause` is the driver's sentence."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class Base(DeclarativeBase):
    """The tables of what is counted."""


class InsightDatabase:
    """Transactions for counts alone: a lock is waited for briefly, as no reader waits for what is counted."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._has_tables = False

    @classmethod
    def open(cls, url: str, seconds_to_wait: float = SECONDS_TO_WAIT) -> "InsightDatabase":
        """A database; nothing is touched yet. A lock is waited for no longer than so."""
        is_sqlite = make_url(url).get_backend_name() == "sqlite"
        waits = {"timeout": seconds_to_wait} if is_sqlite else {"connect_timeout": max(1, int(seconds_to_wait))}
        return cls(create_engine(url, pool_size=1, pool_timeout=seconds_to_wait, connect_args=waits))

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """All or nothing. Raises: InsightUnavailable."""
        try:
            self._make_tables()
            with Session(self._engine) as session, session.begin():
                yield session
        except SQLAlchemyError as error:
            raise InsightUnavailable(str(getattr(error, "orig", None) or type(error).__name__)) from error

    def add(self, table: type[Base], rows: Sequence[dict[str, Any]], *counted: str) -> None:
        """Add the columns named to those of the rows with the same key, in one statement; others may do so at once.

        Raises: InsightUnavailable.
        """
        if rows:
            with self.transaction() as session:
                session.execute(self.adding(table, rows, *counted))

    def adding(self, table: type[Base], rows: Sequence[dict[str, Any]], *counted: str) -> Insert:
        """The statement that does so, to go with others in one transaction."""
        insert = sqlite.insert if self._engine.dialect.name == "sqlite" else postgresql.insert
        added = insert(table).values(list(rows))
        totals = {name: getattr(table, name) + added.excluded[name] for name in counted}
        keys = [column.name for column in table.__mapper__.primary_key]
        return added.on_conflict_do_update(index_elements=keys, set_=totals)

    def close(self) -> None:
        """Give back all connections."""
        self._engine.dispose()

    def _make_tables(self) -> None:
        """Any number of processes may do so at once."""
        if not self._has_tables:
            with self._engine.begin() as connection:
                for table in Base.metadata.sorted_tables:
                    connection.execute(_create(table))
            self._has_tables = True


def _create(table: Table) -> CreateTable:
    return CreateTable(table, if_not_exists=True)
