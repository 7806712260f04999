"""The report on cases: how many of which kind came in, how long desks took to have them, what became of the rest."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Float, Select, cast, exists, extract, func, select
from sqlalchemy.orm import Session

from app.cases.book import ALSO, DESK
from app.cases.database import Database
from app.cases.erasure import ON_ITS_WAY
from app.cases.models import CaseRow, FileRow, OutboxRow, OutboxState
from app.cases.retention import has_message

SECONDS_OF_A_DAY = 86_400


class Volume(NamedTuple):
    """How many cases of a kind came in; `product` is empty where it was not known which."""

    policy: str
    product: str
    severity: int | None
    outcome: str
    cases: int


@dataclass(frozen=True, slots=True)
class DeliveryTimes:
    """How long cases took to a desk, from when they came in, in seconds; `desk` is empty for the site's own mail."""

    desk: str
    delivered: int
    median: float
    p95: float
    longest: float


@dataclass(frozen=True, slots=True)
class CaseReport:
    """The cases of some days. `waiting` and `given_up` count cases with such a message, `ended` by how they ended."""

    days: int
    cases: int
    volumes: tuple[Volume, ...]
    deliveries: tuple[DeliveryTimes, ...]
    waiting: int
    given_up: int
    ended: Mapping[str, int]
    verified: int
    with_files: int

    def by(self, *names: str) -> list[tuple[tuple[Any, ...], int]]:
        """How many cases there are of each value of these, the most first: by("policy", "product")."""
        found = Counter[tuple[Any, ...]]()
        for each in self.volumes:
            found[tuple(getattr(each, name) for name in names)] += each.cases
        return sorted(found.items(), key=lambda each: (-each[1], str(each[0])))

    def as_json(self) -> dict[str, Any]:
        """The report for machines."""
        return asdict(self) | {"volumes": [each._asdict() for each in self.volumes]}


def case_report(database: Database, now: datetime, days: int) -> CaseReport:
    """The report on the cases that came in during so many days before `now` (aware).

    Nothing of who sent them is read. Many cases take no more memory than few. Raises: CaseBookUnavailable.
    """
    came_in = CaseRow.submitted_at >= now - timedelta(days=days)
    with database.reading() as session:
        volumes = tuple(_volumes(session, came_in))
        ended = select(CaseRow.ended_as, func.count()).where(came_in, CaseRow.ended_as != "").group_by(CaseRow.ended_as)
        return CaseReport(
            days=days,
            cases=sum(each.cases for each in volumes),
            volumes=volumes,
            deliveries=tuple(_deliveries(session, came_in, is_sqlite=database.is_sqlite)),
            waiting=_count(session, came_in, has_message(*ON_ITS_WAY)),
            given_up=_count(session, came_in, has_message(OutboxState.GIVEN_UP)),
            ended={how: count for how, count in sorted(session.execute(ended))},  # noqa: C416 - rows are no pairs to mypy
            verified=_count(session, came_in, CaseRow.support_id != ""),
            with_files=_count(session, came_in, exists().where(FileRow.case_id == CaseRow.id)),
        )


def _volumes(session: Session, came_in: ColumnElement[bool]) -> Iterator[Volume]:
    # Rows from before the outcome had a column of its own keep it in the case alone.
    kept = CaseRow.payload[("outcome", "kind")].as_string()
    ended_at = func.coalesce(func.nullif(CaseRow.outcome, ""), kept).label("ended_at_outcome")
    query = select(CaseRow.policy, CaseRow.product, CaseRow.severity, ended_at, func.count()).where(came_in)
    found = session.execute(query.group_by(CaseRow.policy, CaseRow.product, CaseRow.severity, "ended_at_outcome"))
    return (Volume(*row) for row in sorted(found, key=lambda row: (-row[4], str(row))))


def _deliveries(session: Session, came_in: ColumnElement[bool], *, is_sqlite: bool) -> Iterator[DeliveryTimes]:
    """The times by desk: in order as the database gives them, so that three of each desk are kept and no list."""
    arrived = (OutboxRow.state == OutboxState.DELIVERED, OutboxRow.addition == 0)
    to_desk = (*arrived, OutboxRow.destination.in_((DESK, ALSO)), came_in)
    counts = select(OutboxRow.desk, func.count()).join(OutboxRow.case).where(*to_desk).group_by(OutboxRow.desk)
    seconds = _seconds(is_sqlite=is_sqlite)
    for desk, count in sorted(session.execute(counts).all()):
        times = select(seconds).join(OutboxRow.case).where(*to_desk, OutboxRow.desk == desk).order_by(seconds)
        median, p95, longest = (_at(session, times, ceil(share * count)) for share in (0.5, 0.95, 1))
        yield DeliveryTimes(desk, count, median, p95, longest)


def _at(session: Session, times: Select[float], place: int) -> float:
    """The time at a place in the order, counted from 1."""
    return round(session.scalars(times.offset(place - 1).limit(1)).one(), 1)


def _seconds(*, is_sqlite: bool) -> ColumnElement[float]:
    """How long a message took, in the words of the database."""
    if is_sqlite:
        days = func.julianday(OutboxRow.delivered_at) - func.julianday(CaseRow.submitted_at)
        return cast(days, Float) * SECONDS_OF_A_DAY
    return cast(extract("epoch", OutboxRow.delivered_at - CaseRow.submitted_at), Float)


def _count(session: Session, *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(CaseRow).where(*conditions)) or 0
