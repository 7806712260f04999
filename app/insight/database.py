"""The database of what is counted: short transactions, tables made when first needed, one error for all faults."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, Insert, create_engine
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Session

from app.storage.schema import SchemaNewer, bring_up
from app.storage.waiting import is_sqlite, waiting

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

    def __init__(self, engine: Engine, seconds_to_wait: float = SECONDS_TO_WAIT) -> None:
        self._engine = engine
        self._seconds_to_wait = seconds_to_wait
        self._has_tables = False

    @classmethod
    def open(cls, url: str, seconds_to_wait: float = SECONDS_TO_WAIT) -> "InsightDatabase":
        """A database; nothing is touched yet. A lock is waited for no longer than so."""
        engine = create_engine(
            url,
            pool_size=1,
            pool_timeout=seconds_to_wait,
            pool_pre_ping=not is_sqlite(url),
            connect_args=waiting(url, seconds_to_wait),
        )
        return cls(engine, seconds_to_wait)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """All or nothing. Raises: InsightUnavailable."""
        try:
            self._make_tables()
            with Session(self._engine) as session, session.begin():
                yield session
        except SQLAlchemyError as error:
            raise InsightUnavailable(str(getattr(error, "orig", None) or type(error).__name__)) from error
        except SchemaNewer as newer:
            raise InsightUnavailable(str(newer)) from newer

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
            bring_up(self._engine, self._seconds_to_wait)
            self._has_tables = True
