"""What people search for, how much they find, and what they open then: numbers for each question and day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import String, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.insight.database import LONGEST_ADDRESS, SECONDS_TO_WAIT, Base, InsightDatabase
from app.insight.masking import LONGEST_QUESTION


class SearchCount(Base):
    """How often a question was asked on one day (UTC), and how often nothing was found; its text is masked."""

    __tablename__ = "search_counts"

    day: Mapped[date] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(String(LONGEST_QUESTION), primary_key=True)
    searches: Mapped[int]
    without_hits: Mapped[int]


class SearchOpening(Base):
    """How often people went from the answers to a question to one address of the site, on one day (UTC)."""

    __tablename__ = "search_openings"

    day: Mapped[date] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(String(LONGEST_QUESTION), primary_key=True)
    address: Mapped[str] = mapped_column(String(LONGEST_ADDRESS), primary_key=True)
    openings: Mapped[int]


@dataclass(frozen=True, slots=True)
class Searched:
    """A question over some days; `opened` are the addresses gone on to, the most frequent first, with their counts."""

    question: str
    searches: int
    without_hits: int
    opened: tuple[tuple[str, int], ...]

    @property
    def openings(self) -> int:
        """How often something was opened."""
        return sum(times for _, times in self.opened)


class Searches:
    """The counts in the database. Every verb raises InsightUnavailable where that cannot be used now."""

    def __init__(self, database: InsightDatabase) -> None:
        self._database = database

    @classmethod
    def open(cls, url: str, seconds_to_wait: float = SECONDS_TO_WAIT) -> "Searches":
        """The counts in a database; nothing is touched yet. A lock is waited for no longer than so."""
        return cls(InsightDatabase.open(url, seconds_to_wait))

    def add_searches(self, counts: Mapping[tuple[date, str], tuple[int, int]]) -> None:
        """Add how often each question was asked on a day, and how often of these nothing was found."""
        rows = [
            {"day": day, "question": question, "searches": searches, "without_hits": without_hits}
            for (day, question), (searches, without_hits) in sorted(counts.items())
        ]
        self._database.add(SearchCount, rows, "searches", "without_hits")

    def add_openings(self, counts: Mapping[tuple[date, str, str], int]) -> None:
        """Add how often an address was opened from the answers to a question on a day."""
        rows = [
            {"day": day, "question": question, "address": address, "openings": openings}
            for (day, question, address), openings in sorted(counts.items())
        ]
        self._database.add(SearchOpening, rows, "openings")

    def since(self, day: date) -> tuple[Searched, ...]:
        """Every question asked from a day on, the most frequent first."""
        with self._database.transaction() as session:
            opened = _opened(session, day)
            total = func.sum(SearchCount.searches)
            query = (
                select(SearchCount.question, total, func.sum(SearchCount.without_hits))
                .where(SearchCount.day >= day)
                .group_by(SearchCount.question)
                .order_by(total.desc(), SearchCount.question)
            )
            return tuple(Searched(q, n, none, tuple(opened.get(q, ()))) for q, n, none in session.execute(query))

    def erase_before(self, day: date) -> None:
        """Forget what was counted before a day."""
        with self._database.transaction() as session:
            for table in (SearchCount, SearchOpening):
                session.execute(delete(table).where(table.day < day))

    def erase_rare_before(self, day: date) -> None:
        """Forget questions that were asked a single time, before a day: what is rare says most of who asked."""
        often = select(SearchCount.question).group_by(SearchCount.question).having(func.sum(SearchCount.searches) > 1)
        with self._database.transaction() as session:
            for table in (SearchCount, SearchOpening):
                session.execute(delete(table).where(table.day < day, table.question.not_in(often)))

    def close(self) -> None:
        """Give back all connections."""
        self._database.close()


def _opened(session: Session, day: date) -> dict[str, list[tuple[str, int]]]:
    total = func.sum(SearchOpening.openings)
    columns = (SearchOpening.question, SearchOpening.address)
    query = select(*columns, total).where(SearchOpening.day >= day).group_by(*columns)
    found: dict[str, list[tuple[str, int]]] = {}
    for question, address, openings in session.execute(query.order_by(total.desc(), SearchOpening.address)):
        found.setdefault(question, []).append((address, openings))
    return found
