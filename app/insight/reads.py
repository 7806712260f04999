"""How often articles were read: a number for each article and day, kept in the site's database."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import Engine, String, create_engine, delete, func, make_url, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
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


class ArticleReads(Base):
    """How often one article was read on one day (UTC). Nothing of who read it is kept, or could be."""

    __tablename__ = "article_reads"

    day: Mapped[date] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(String(LONGEST_ADDRESS), primary_key=True)
    reads: Mapped[int]


class Reads:
    """The counts in the database. Every verb raises InsightUnavailable where that cannot be used now."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._has_table = False

    @classmethod
    def open(cls, url: str, seconds_to_wait: float = SECONDS_TO_WAIT) -> "Reads":
        """The counts in a database; nothing is touched yet. A lock is waited for no longer than so."""
        is_sqlite = make_url(url).get_backend_name() == "sqlite"
        waits = {"timeout": seconds_to_wait} if is_sqlite else {"connect_timeout": max(1, int(seconds_to_wait))}
        return cls(create_engine(url, pool_size=1, pool_timeout=seconds_to_wait, connect_args=waits))

    def add(self, counts: Mapping[tuple[date, str], int]) -> None:
        """Add what was counted, by day and address, in one statement; others may add to the same rows at once."""
        if not counts:
            return
        rows = [{"day": day, "address": address, "reads": reads} for (day, address), reads in sorted(counts.items())]
        with self._session() as session:
            session.execute(self._upsert(rows))

    def most_read(self, since: date, until: date, most: int) -> tuple[str, ...]:
        """The addresses read most on the days from `since` up to, not with, `until`; the most read first."""
        total = func.sum(ArticleReads.reads).desc()
        chosen = select(ArticleReads.address).where(ArticleReads.day >= since, ArticleReads.day < until)
        with self._session() as session:
            ranked = chosen.group_by(ArticleReads.address).order_by(total, ArticleReads.address).limit(most)
            return tuple(session.scalars(ranked))

    def erase_before(self, day: date) -> None:
        """Forget what was counted before a day."""
        with self._session() as session:
            session.execute(delete(ArticleReads).where(ArticleReads.day < day))

    def close(self) -> None:
        """Give back all connections."""
        self._engine.dispose()

    def _upsert(self, rows: list[dict[str, Any]]) -> Any:
        insert = sqlite.insert if self._engine.dialect.name == "sqlite" else postgresql.insert
        added = insert(ArticleReads).values(rows)
        total = ArticleReads.reads + added.excluded.reads
        return added.on_conflict_do_update(index_elements=["day", "address"], set_={"reads": total})

    def _make_table(self) -> None:
        """Any number of processes may do so at once."""
        if not self._has_table:
            with self._engine.begin() as connection:
                connection.execute(CreateTable(ArticleReads.__table__, if_not_exists=True))  # type: ignore[arg-type]
            self._has_table = True

    @contextmanager
    def _session(self) -> Iterator[Session]:
        try:
            self._make_table()
            with Session(self._engine) as session, session.begin():
                yield session
        except SQLAlchemyError as error:
            raise InsightUnavailable(str(getattr(error, "orig", None) or type(error).__name__)) from error
