"""Whether articles helped: numbers for each article, day and reason, and what people wrote with them."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import String, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from app.insight.database import LONGEST_ADDRESS, SECONDS_TO_WAIT, Base, InsightDatabase
from app.insight.masking import without_personal

DAYS_KEPT = 400
LONGEST_REMARK = 500


class Verdict(StrEnum):
    """What somebody said of an article: that it helped, or why it did not."""

    HELPFUL = "helpful"
    UNSOLVED = "unsolved"
    HARD_TO_FOLLOW = "hard_to_follow"
    WRONG = "wrong"
    OTHER = "other"


class ArticleVotes(Base):
    """How often one thing was said of one article on one day (UTC). Nothing of who said it is kept, or could be."""

    __tablename__ = "article_votes"

    day: Mapped[date] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(String(LONGEST_ADDRESS), primary_key=True)
    verdict: Mapped[str] = mapped_column(String(20), primary_key=True)
    votes: Mapped[int]


class ArticleRemark(Base):
    """What somebody wrote with a vote, masked, by the day (UTC): no moment, and nothing of who wrote it."""

    __tablename__ = "article_remarks"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    address: Mapped[str] = mapped_column(String(LONGEST_ADDRESS))
    verdict: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(String(LONGEST_REMARK))


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody wrote of an article on a day."""

    day: date
    address: str
    verdict: Verdict
    text: str


class Votes:
    """The votes in the database. Every verb raises InsightUnavailable where that cannot be used now."""

    def __init__(self, database: InsightDatabase) -> None:
        self._database = database

    @classmethod
    def open(cls, url: str, seconds_to_wait: float = SECONDS_TO_WAIT) -> "Votes":
        """The votes in a database; nothing is touched yet. A lock is waited for no longer than so."""
        return cls(InsightDatabase.open(url, seconds_to_wait))

    def add(self, day: date, address: str, verdict: Verdict, text: str = "") -> None:
        """Count a vote, and keep its text without what may be personal; what is older than 400 days is forgotten."""
        row = {"day": day, "address": address, "verdict": verdict.value}
        remark = without_personal(text).strip()[:LONGEST_REMARK]
        with self._database.transaction() as session:
            session.execute(self._database.adding(ArticleVotes, [row | {"votes": 1}], "votes"))
            session.add_all([ArticleRemark(**row, text=remark)] if remark else [])
            for table in (ArticleVotes, ArticleRemark):
                session.execute(delete(table).where(table.day < day - timedelta(days=DAYS_KEPT)))

    def since(self, day: date) -> dict[str, dict[Verdict, int]]:
        """What was said of each article from a day on, and how often."""
        columns = (ArticleVotes.address, ArticleVotes.verdict)
        query = select(*columns, func.sum(ArticleVotes.votes)).where(ArticleVotes.day >= day).group_by(*columns)
        found: dict[str, dict[Verdict, int]] = {}
        with self._database.transaction() as session:
            for address, verdict, votes in session.execute(query.order_by(*columns)):
                found.setdefault(address, {})[Verdict(verdict)] = votes
        return found

    def remarks_since(self, day: date) -> tuple[Remark, ...]:
        """What was written from a day on, the newest first."""
        query = select(ArticleRemark).where(ArticleRemark.day >= day)
        newest_first = query.order_by(ArticleRemark.day.desc(), ArticleRemark.id.desc())
        with self._database.transaction() as session:
            rows = session.scalars(newest_first)
            return tuple(Remark(row.day, row.address, Verdict(row.verdict), row.text) for row in rows)

    def close(self) -> None:
        """Give back all connections."""
        self._database.close()
