"""The report on cases: a table counted by hand, on both databases, and nothing of who sent them."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from app.cases.case_report import CaseReport, DeliveryTimes, Volume, case_report
from app.cases.case_report_lines import duration_text, report_lines
from app.cases.database import Database
from app.cases.models import CaseRow, FileRow, OutboxRow, OutboxState
from app.domain.case import CaseEntitlement
from tests.cases.keeping import Keeping
from tests.cases.samples import SUBMITTED_AT

NOW = SUBMITTED_AT + timedelta(days=1)
# Seconds from when each case came in to when its desk had it, by desk.
TIMES: dict[str, list[float]] = {"tracker": [1, 2, 3, 4, 5, 6, 7, 8, 9, 100], "": [0.5, 90]}
EXPECTED = CaseReport(
    days=30,
    cases=15,
    volumes=(
        Volume("acme", "Router", 1, "open_case", 10),
        Volume("acme", "Router", 2, "open_case", 2),
        Volume("acme", "", 1, "open_case", 1),
        Volume("acme", "Router", None, "existing_case", 1),
        Volume("other", "Switch", 1, "undecided", 1),
    ),
    # Of ten, the median is the fifth, 95 % the tenth; of two, the first and the second.
    deliveries=(DeliveryTimes("", 2, 0.5, 90.0, 90.0), DeliveryTimes("tracker", 10, 5.0, 100.0, 100.0)),
    waiting=2,
    given_up=1,
    ended={"solved": 1, "withdrawal": 2},
    verified=1,
    with_files=12,
)


@pytest.fixture
def keeping(database: Database, tmp_path: Path) -> Keeping:
    """Fifteen cases of the last day, and one from long before."""
    keeping = Keeping(database, tmp_path)
    for desk, times in TIMES.items():
        for number, seconds in enumerate(times):
            case = keeping.case(key=f"{desk}-{number}", severity=1 if desk else 2)
            _deliver(keeping, case.reference, desk, seconds)
    keeping.case(key="a", state=OutboxState.PENDING, product="")
    keeping.case(key="b", state=OutboxState.SENDING, severity=None, outcome="existing_case")
    verified = CaseEntitlement("4711", "Example", 1, 10)
    keeping.case(
        key="c", state=OutboxState.GIVEN_UP, policy="other", product="Switch", outcome="undecided",
        entitlement=verified,
    )  # fmt: skip
    keeping.case(NOW - timedelta(days=31), key="old")
    _set(keeping, "tracker-0", ended_as="withdrawal")
    _set(keeping, "tracker-1", ended_as="withdrawal")
    _set(keeping, "tracker-2", ended_as="solved")
    _set(keeping, "tracker-3", outcome="")
    _without_files(keeping, "a", "b", "c")
    return keeping


def _deliver(keeping: Keeping, reference: str, desk: str, seconds: float) -> None:
    keeping.move(reference, OutboxState.DELIVERED, desk=desk, delivered_at=SUBMITTED_AT + timedelta(seconds=seconds))


def _set(keeping: Keeping, key: str, **values: str) -> None:
    with keeping.database.writing() as session:
        session.execute(update(CaseRow).where(CaseRow.idempotency_key == key).values(**values))


def _without_files(keeping: Keeping, *keys: str) -> None:
    with keeping.database.writing() as session:
        ids = session.query(CaseRow.id).where(CaseRow.idempotency_key.in_(keys))
        session.execute(update(FileRow).where(FileRow.case_id.in_(ids)).values(case_id=None))


def test_the_report_is_what_was_counted_by_hand_over_the_days_asked_for(keeping: Keeping) -> None:
    found = case_report(keeping.database, NOW, 30)
    assert found == EXPECTED
    for hidden in ("Ada", "ada@example.org", "Example", "4711", "Links flap", "SP-"):
        assert hidden not in json.dumps(found.as_json())
    assert case_report(keeping.database, NOW, 400).cases == 16
    empty = case_report(keeping.database, NOW + timedelta(days=100), 30)
    assert (empty.cases, empty.volumes, empty.deliveries, empty.waiting) == (0, (), (), 0)
    # What was added later is no delivery of the case.
    with keeping.database.writing() as session:
        session.execute(update(OutboxRow).values(addition=1))
    assert case_report(keeping.database, NOW, 30).deliveries == ()


def test_people_read_the_same_table() -> None:
    assert list(report_lines(EXPECTED)) == [
        "15 cases in 30 days",
        "",
        "By policy and product",
        "       13  acme, Router",
        "        1  acme",
        "        1  other, Switch",
        "",
        "By severity",
        "       12  1",
        "        2  2",
        "        1  none",
        "",
        "By outcome",
        "       13  open_case",
        "        1  existing_case",
        "        1  undecided",
        "",
        "Delivered, from coming in to standing at the desk",
        "    cases     median       95 %    longest  desk",
        "        2        0 s    1.5 min    1.5 min  by mail",
        "       10        5 s    1.7 min    1.7 min  tracker",
        "",
        "Of these cases",
        "        2  have a message that waits",
        "        1  have a message that was given up",
        "        1  ended by the customer: solved",
        "        2  ended by the customer: withdrawal",
        "        1  under a verified contract",
        "       12  with files",
    ]


def test_a_report_on_nothing_says_so(database: Database) -> None:
    lines = list(report_lines(case_report(database, NOW, 30)))
    assert lines[0] == "0 cases in 30 days"
    assert lines.count("  none") == 4


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0 s"), (59.4, "59 s"), (60, "1.0 min"), (5400, "1.5 h"), (172_800, "2.0 d")]
)
def test_a_duration_is_told_in_its_largest_unit(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text
