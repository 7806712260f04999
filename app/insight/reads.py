"""How often articles were read: a number for each article and day, kept in the site's database."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import String, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from app.insight.database import LONGEST_ADDRESS, SECONDS_TO_WAIT, Base, InsightDatabase


class ArticleReads(Base):
    """How often one article was read on one day (UTC). Nothing of who read it is kept, or could be."""

    __tablename__ = "article_reads"

    day: Mapped[date] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(String(LONGEST_ADDRESS), primary_key=True)
    reads: Mapped[int]


class Reads:
    """The counts in the database. Every verb raises InsightUnavailable where that cannot be used now."""

    def __init__(self, database: InsightDatabase) -> None:
        self._database = database

    @classmethod
    def open(cls, url: str, seconds_to_wait: float = SECONDS_TO_WAIT) -> "Reads":
        """The counts in a database; nothing is touched yet. A lock is waited for no longer than so."""
        return cls(InsightDatabase.open(url, seconds_to_wait))

    def add(self, counts: Mapping[tuple[date, str], int]) -> None:
        """Add what was counted, by day and address; others may add to the same at once."""
        rows = [{"day": day, "address": address, "reads": reads} for (day, address), reads in sorted(counts.items())]
        self._database.add(ArticleReads, rows, "reads")

    def most_read(self, since: date, until: date, most: int) -> tuple[str, ...]:
        """The addresses read most on the days from `since` up to, not with, `until`; the most read first."""
        total = func.sum(ArticleReads.reads).desc()
        chosen = select(ArticleReads.address).where(ArticleReads.day >= since, ArticleReads.day < until)
        with self._database.transaction() as session:
            ranked = chosen.group_by(ArticleReads.address).order_by(total, ArticleReads.address).limit(most)
            return tuple(session.scalars(ranked))

    def since(self, day: date) -> dict[str, int]:
        """How often each address was read from a day on."""
        total = func.sum(ArticleReads.reads)
        with self._database.transaction() as session:
            query = select(ArticleReads.address, total).where(ArticleReads.day >= day).group_by(ArticleReads.address)
            return dict(session.execute(query).all())

    def erase_before(self, day: date) -> None:
        """Forget what was counted before a day."""
        with self._database.transaction() as session:
            session.execute(delete(ArticleReads).where(ArticleReads.day < day))

    def close(self) -> None:
        """Give back all connections."""
        self._database.close()
