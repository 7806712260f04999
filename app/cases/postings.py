"""How often a client posts cases, counted in the database: for all processes and machines together."""

import hmac
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import String, delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.cases.database import CaseBookUnavailable, Database
from app.cases.models import Base

log = logging.getLogger(__name__)


class PostingCountRow(Base):
    """How often one client posted in one window of time.

    `key` is a keyed digest of client, page and window: it names nobody, and a client has another one in each window.
    """

    __tablename__ = "posting_counts"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    posts: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(index=True)


def count_up(session: Session, rows: Sequence[Mapping[str, Any]], *, is_sqlite: bool) -> dict[str, int]:
    """Counts each row once more; what each key has come to. One statement does it."""
    added = (sqlite.insert if is_sqlite else postgresql.insert)(PostingCountRow).values(rows)
    once_more = added.on_conflict_do_update(
        index_elements=[PostingCountRow.key], set_={"posts": PostingCountRow.posts + 1}
    )
    return dict(iter(session.execute(once_more.returning(PostingCountRow.key, PostingCountRow.posts)).all()))


class Postings:
    """The counts; `signing_key` is that of the site, and so the same on all its machines."""

    def __init__(self, database: Database, signing_key: str, now: Callable[[], datetime]) -> None:
        self._database = database
        self._signing_key = signing_key.encode()
        self._now = now

    def count(self, client: str, page: str, windows: Sequence[int], at_seconds: float) -> list[int]:
        """Counts a post; how often the client posted in each window, this time included. One statement does it.

        A window is a length in seconds, and the moment falls into one of that length. Raises: CaseBookUnavailable.
        """
        rows = [self._row(client, page, seconds, int(at_seconds) // seconds) for seconds in windows]
        with self._database.writing() as session:
            posts = count_up(session, rows, is_sqlite=self._database.is_sqlite)
        return [posts[row["key"]] for row in rows]

    def take_back(self, client: str, page: str, windows: Sequence[int], at_seconds: float) -> None:
        """Forgets one post of that moment, in each window; what cannot be forgotten now stays counted."""
        keys = [self._row(client, page, seconds, int(at_seconds) // seconds)["key"] for seconds in windows]
        one_less = update(PostingCountRow).where(PostingCountRow.key.in_(keys), PostingCountRow.posts > 0)
        try:
            with self._database.writing() as session:
                session.execute(one_less.values(posts=PostingCountRow.posts - 1))
        except CaseBookUnavailable as unavailable:
            log.info("a count of posts could not be taken back: %s", unavailable.cause)

    def tend(self) -> None:
        """Forgets the windows that are over; what cannot be forgotten now is so the next time."""
        try:
            with self._database.writing() as session:
                session.execute(delete(PostingCountRow).where(PostingCountRow.ends_at <= self._now()))
        except CaseBookUnavailable as unavailable:
            log.info("counts of posts could not be erased: %s", unavailable.cause)

    def _row(self, client: str, page: str, seconds: int, number: int) -> dict[str, Any]:
        told = f"{client}|{page}|{seconds}|{number}".encode()
        ends_at = datetime.fromtimestamp(0, UTC) + timedelta(seconds=seconds * (number + 1))
        return {"key": hmac.digest(self._signing_key, told, "sha256").hex(), "posts": 1, "ends_at": ends_at}
