"""What is exported of a case: all of it, oldest first, and no cell of a table that a spreadsheet would run."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from sqlalchemy import ColumnElement

from app.cases.case_schema import case_schema
from app.cases.database import Database
from app.cases.export import CaseExport, Record
from app.cases.export_table import FORMULA, cell, table_header, table_row
from app.cases.models import CaseRow, OutboxState
from app.domain.case import CaseEntitlement
from app.domain.case_json import from_json
from tests.cases.keeping import Keeping
from tests.cases.samples import SUBMITTED_AT, rows

DAY = timedelta(days=1)


@pytest.fixture
def keeping(database: Database, tmp_path: Path) -> Keeping:
    return Keeping(database, tmp_path)


def test_a_record_holds_everything_that_is_kept_of_a_case(keeping: Keeping) -> None:
    case = keeping.case(entitlement=CaseEntitlement("4711", "Example", 1, None))
    keeping.move(case.reference, OutboxState.DELIVERED, desk="tracker", remote_reference="12")
    found = CaseExport(keeping.database).one(case.reference)
    assert found
    assert list(Draft202012Validator(case_schema()).iter_errors(found["case"])) == []
    assert from_json(found["case"], case.secret, case.idempotency_key) == case
    assert found["ended"] is None
    assert [(each["destination"], each["state"], each["remote_reference"]) for each in found["deliveries"]] == [
        ("desk", "delivered", "12"), ("confirmation", "delivered", "12"),
    ]  # fmt: skip
    assert [(each["kind"], each["said"]["text"]) for each in found["additions"]] == [("comment", "One more thing")]
    assert [(each["addition"], each["name"], each["size"]) for each in found["files"]] == [
        (0, "log-0.txt", 3), (1, "log-1.txt", 3),
    ]  # fmt: skip
    assert case.secret not in str(found)


def test_cases_are_read_page_by_page_oldest_first_from_one_day_to_another(keeping: Keeping) -> None:
    cases = [keeping.case(SUBMITTED_AT + number * DAY, key=f"key-{number}") for number in range(7)]
    reader = CaseExport(keeping.database, page=2)
    all_of_them = [each["case"]["reference"] for each in reader.between()]
    assert all_of_them == [each.reference for each in cases]
    some = reader.between(SUBMITTED_AT + DAY, SUBMITTED_AT + 3 * DAY)
    assert [each["case"]["reference"] for each in some] == all_of_them[1:3]


class _Counting(CaseExport):
    """Says how many cases it read each time."""

    def __init__(self, database: Database, page: int) -> None:
        super().__init__(database, page)
        self.pages: list[int] = []

    def _read(self, last: int, *wanted: ColumnElement[bool]) -> list[tuple[int, Record]]:
        found = super()._read(last, *wanted)
        self.pages.append(len(found))
        return found


def test_no_more_than_a_page_is_in_memory(keeping: Keeping) -> None:
    for number in range(5):
        keeping.case(key=f"key-{number}")
    reader = _Counting(keeping.database, page=2)
    records = reader.between()
    next(records)
    assert reader.pages == [2]
    assert len(list(records)) == 4
    assert reader.pages == [2, 2, 1, 0]


def test_a_row_has_a_cell_for_each_column(keeping: Keeping) -> None:
    case = keeping.case(severity=None, severity_name="")
    found = CaseExport(keeping.database).one(case.reference)
    assert found
    row = dict(zip(table_header(), table_row(found), strict=True))
    assert (row["reference"], row["severity"], row["support_id"]) == (case.reference, "", "")
    assert row["fields"] == "Support ID: 4711\nSteps: 1. plug\n2. look"
    assert (row["additions"], row["files"], row["desk_state"]) == ("1", "log-0.txt\nlog-1.txt", "delivered")
    assert rows(keeping.database, CaseRow) == 1


@given(st.sampled_from(FORMULA), st.text(max_size=5))
def test_no_cell_begins_as_a_formula_does(start: str, rest: str) -> None:
    assert cell(start + rest) == f"'{start}{rest}"
    assert cell(rest) in (rest, f"'{rest}")
    assert not cell(rest).startswith(FORMULA)
