"""Circuit breakers: a desk that failed several times in a row is left alone, then tried with one message."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.cases.models import BreakerRow, OutboxRow


@dataclass(frozen=True)
class Breakers:
    """The breakers of all desks, kept in the database.

    All workers share them: otherwise each would have to fail by itself, and each would probe. A breaker opens after
    `failures` in a row, for `pause`, then twice as long after each probe that fails, up to `longest_pause`.
    """

    failures: int = 5
    pause: timedelta = timedelta(seconds=30)
    longest_pause: timedelta = timedelta(minutes=10)

    def may_try(self, session: Session, desk: str, now: datetime, probe_time: timedelta) -> bool:
        """Whether a message may go to the desk now. The one that may, after a pause, holds the others for as long."""
        row = session.get(BreakerRow, desk, with_for_update=True)
        if row is None or row.failures < self.failures:
            return True
        if row.open_until > now:
            return False
        row.open_until = now + probe_time
        return True

    def failed(self, session: Session, desk: str, now: datetime) -> None:
        """The desk could not be reached, or did not do its work."""
        row = session.get(BreakerRow, desk, with_for_update=True) or _new(session, desk, now)
        row.failures += 1
        beyond = row.failures - self.failures
        if beyond >= 0:
            row.open_until = now + min(self.pause * 2 ** min(beyond, 20), self.longest_pause)

    def reached(self, session: Session, desk: str) -> None:
        """The desk answered, whatever it said of the message."""
        row = session.get(BreakerRow, desk, with_for_update=True)
        if row is not None:
            session.delete(row)


def _new(session: Session, desk: str, now: datetime) -> BreakerRow:
    """The row of a desk that had none; the one of another worker where that was quicker."""
    try:
        with session.begin_nested():
            session.add(row := BreakerRow(desk=desk, failures=0, open_until=now))
        return row
    except IntegrityError:
        return session.get_one(BreakerRow, desk, with_for_update=True)


def is_held(now: datetime) -> ColumnElement[bool]:
    """Whether the desk of a message is left alone at this moment."""
    return OutboxRow.desk.in_(select(BreakerRow.desk).where(BreakerRow.open_until > now))
