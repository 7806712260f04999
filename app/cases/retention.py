"""How long cases are kept: those whose time is over are erased, one after the other, and the rest is told."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf

from sqlalchemy import ColumnElement, Select, and_, exists, func, not_, select

from app.cases.database import CaseBookUnavailable, Database
from app.cases.erasure import ON_ITS_WAY, Eraser
from app.cases.models import CaseRow, OutboxRow, OutboxState

log = logging.getLogger(__name__)
BATCH = 50
BETWEEN_LOOKS = timedelta(hours=1)
MOST_AT_ONCE = 500
"""So many go before what else is tended has its turn."""


@dataclass(frozen=True)
class Expired:
    """What a look for cases whose time is over did.

    `given_up` are the references of those that stay until staff dealt with a message that was given up.
    """

    erased: int
    given_up: tuple[str, ...]


class Retention:
    """Erases the cases to which nothing was added for so many days, whole, and only once all of it arrived.

    Each goes in a short transaction of its own. Any number of processes may do so at once. Every verb raises
    CaseBookUnavailable where the database cannot be used now.
    """

    def __init__(self, database: Database, eraser: Eraser, days: int) -> None:
        self._database = database
        self._eraser = eraser
        self._days = days

    def erase_expired(self, now: datetime, most: float = inf) -> Expired:
        """Erases the cases whose time is over at this moment (aware), all or about so many at most.

        Raises: OSError where a mail stays.
        """
        before = now - timedelta(days=self._days)
        erased, last = 0, 0
        while erased < most and (batch := self._batch(before, last)):
            for _, reference in batch:
                erased += self._eraser.erase(reference, inactive_before=before) is not None
            self._eraser.sweep()
            last = batch[-1][0]
        self._eraser.sweep()
        return Expired(erased, self._given_up(before))

    def expired(self, now: datetime) -> Iterator[str]:
        """The references of the cases that would be erased at this moment (aware)."""
        before = now - timedelta(days=self._days)
        last = 0
        while batch := self._batch(before, last):
            yield from (reference for _, reference in batch)
            last = batch[-1][0]

    def given_up(self, now: datetime) -> tuple[str, ...]:
        """The references of the cases whose time is over, and which stay because a message was given up."""
        return self._given_up(now - timedelta(days=self._days))

    def _batch(self, before: datetime, last: int) -> list[tuple[int, str]]:
        query = _inactive(before).where(CaseRow.id > last, not_(has_message(*ON_ITS_WAY, OutboxState.GIVEN_UP)))
        with self._database.reading() as session:
            return [(each.id, each.reference) for each in session.execute(query.order_by(CaseRow.id).limit(BATCH))]

    def _given_up(self, before: datetime) -> tuple[str, ...]:
        query = (
            _inactive(before)
            .where(has_message(OutboxState.GIVEN_UP), not_(has_message(*ON_ITS_WAY)))
            .order_by(CaseRow.id)
        )
        with self._database.reading() as session:
            return tuple(each.reference for each in session.execute(query))


class RetentionTender:
    """Erases what is to be erased, for the thread that tends the site: many in turns, then once an hour."""

    def __init__(self, retention: Retention, now: Callable[[], datetime]) -> None:
        self._retention = retention
        self._now = now
        self._looked_at: datetime | None = None

    def tend(self) -> None:
        """Looks, unless it did within the hour; what cannot be erased now is so the next time."""
        now = self._now()
        if self._looked_at is not None and now - self._looked_at < BETWEEN_LOOKS:
            return
        self._looked_at = now
        try:
            found = self._retention.erase_expired(now, MOST_AT_ONCE)
        except CaseBookUnavailable as unavailable:
            log.info("cases whose time is over could not be erased: %s", unavailable.cause)
        except OSError as error:
            log.warning("a case was not erased, as its mail cannot be removed: %s", error.strerror)
        else:
            if found.erased >= MOST_AT_ONCE:
                self._looked_at = None
            _tell(found)


def _tell(found: Expired) -> None:
    if found.erased:
        log.info("%d cases were erased, as their time is over", found.erased)
    if found.given_up:
        log.warning(
            "%d cases stay, though their time is over, because a message was given up: see `signpost erase --expired`",
            len(found.given_up),
        )


def _inactive(before: datetime) -> Select[int, str]:
    active_at = func.coalesce(CaseRow.added_to_at, CaseRow.submitted_at)
    return select(CaseRow.id, CaseRow.reference).where(and_(CaseRow.submitted_at < before, active_at < before))


def has_message(*states: OutboxState) -> ColumnElement[bool]:
    """Whether the case has a message in one of the states."""
    return exists().where(OutboxRow.case_id == CaseRow.id, OutboxRow.state.in_(states))
