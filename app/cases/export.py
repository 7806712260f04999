"""Everything that is kept of cases, read page by page, for machines."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, selectinload

from app.cases.database import Database
from app.cases.models import AdditionRow, CaseRow, FileRow, OutboxRow
from app.domain.case_json import as_json

PAGE = 100
Record = dict[str, Any]
R = TypeVar("R", AdditionRow, FileRow)


class CaseExport:
    """Reads cases with what belongs to them, oldest first, so many at a time: many take no more memory than few.

    A record holds the `case` (format signpost-case/1), how it `ended`, its `deliveries`, `additions` and `files`.
    Raises CaseBookUnavailable where the database cannot be used now.
    """

    def __init__(self, database: Database, page: int = PAGE) -> None:
        self._database = database
        self._page = page

    def between(self, since: datetime | None = None, until: datetime | None = None) -> Iterator[Record]:
        """The cases that came in from one moment on until before another, both aware; None is no limit."""
        limits = [CaseRow.submitted_at >= since] if since else []
        return self._records(*limits, *([CaseRow.submitted_at < until] if until else []))

    def one(self, reference: str) -> Record | None:
        """The case with this reference; None where there is none."""
        return next(self._records(CaseRow.reference == reference), None)

    def _records(self, *wanted: ColumnElement[bool]) -> Iterator[Record]:
        last = 0
        while page := self._read(last, *wanted):
            yield from (record for _, record in page)
            last = page[-1][0]

    def _read(self, last: int, *wanted: ColumnElement[bool]) -> list[tuple[int, Record]]:
        query = select(CaseRow).options(selectinload(CaseRow.outbox)).where(CaseRow.id > last, *wanted)
        with self._database.reading() as session:
            rows = session.scalars(query.order_by(CaseRow.id).limit(self._page)).all()
            additions, files = _of(session, AdditionRow, rows), _of(session, FileRow, rows)
            return [(row.id, _record(row, additions[row.id], files[row.id])) for row in rows]


def _of(session: Session, table: type[R], cases: Sequence[CaseRow]) -> dict[int | None, list[R]]:
    """The rows of the cases in another table, by case."""
    query = select(table).where(table.case_id.in_([each.id for each in cases])).order_by(table.id)
    found = defaultdict[int | None, list[R]](list)
    for row in session.scalars(query):
        found[row.case_id].append(row)
    return found


def _record(row: CaseRow, additions: Iterable[AdditionRow], files: Iterable[FileRow]) -> Record:
    return {
        "case": as_json(row.to_case()),
        "ended": {"as": row.ended_as, "at": _moment(row.ended_at)} if row.ended_as else None,
        "deliveries": [_delivery(each) for each in row.outbox],
        "additions": [_addition(each) for each in sorted(additions, key=lambda each: each.number)],
        "files": [_file(each) for each in sorted(files, key=lambda each: (each.addition, each.uploaded_at, each.name))],
    }


def _delivery(row: OutboxRow) -> Record:
    return {
        "destination": row.destination,
        "desk": row.desk,
        "queue": row.queue,
        "addition": row.addition,
        "state": row.state.value,
        "attempts": row.attempts,
        "delivered_at": _moment(row.delivered_at),
        "remote_reference": row.remote_reference,
        "last_error": row.last_error,
    }


def _addition(row: AdditionRow) -> Record:
    return {"number": row.number, "kind": row.kind, "added_at": _moment(row.added_at), "said": row.payload}


def _file(row: FileRow) -> Record:
    told = {name: getattr(row, name) for name in ("id", "addition", "name", "media_type", "size", "sha256")}
    return told | {"uploaded_at": _moment(row.uploaded_at)}


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None
