"""How the clock ran up to a due time, row by row, by hand."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from app.domain.evaluation import Promised
from app.domain.policy import Measure, Target
from app.domain.promises import promise
from app.web.triage.clock_rows import ClockRow, clock_rows, length
from tests.web.triage_pages import published


def rows(app: Flask, slug: str, tier: str, level: int, measure: Measure, reported_at: datetime) -> list[str]:
    """The rows of a target, each in one line."""
    policy = published(app, slug).policy
    target: Target = policy.cells[tier, level, measure][0]
    return [line(row) for row in clock_rows(promise(policy, Promised(target), measure, reported_at, None))]


def line(row: ClockRow) -> str:
    if row.closed:
        return f"{row.day}: closed, {row.closed} = {row.total}"
    return f"{row.day}: {row.starts} to {row.ends} + {row.counted} = {row.total}"


def test_closed_dates_stand_among_the_days_that_counted(app: Flask) -> None:
    reported_at = datetime(2026, 12, 23, 14, 0, 30, tzinfo=UTC)
    assert rows(app, "severalnines", "advanced", 4, Measure.FIRST_RESPONSE, reported_at) == [
        "Wednesday 23 December 2026: 15:00:30 to 17:00 + 1 h 59.5 min = 1 h 59.5 min",
        "Thursday 24 December 2026: 09:00 to 17:00 + 8 h = 9 h 59.5 min",
        "Friday 25 December 2026: closed, Christmas Day = 9 h 59.5 min",
        "Monday 28 December 2026: 09:00 to 15:00:30 + 6 h 0.5 min = 16 h",
    ]


def test_around_the_clock_is_one_row_that_names_the_day_on_which_it_ends(app: Flask) -> None:
    found = rows(app, "severalnines", "enterprise", 2, Measure.FIRST_RESPONSE, datetime(2026, 12, 3, 22, 0, tzinfo=UTC))
    assert found == ["Thursday 3 December 2026: 22:00 to 02:00 on Friday 4 December 2026 + 4 h = 4 h"]


def test_midnight_at_the_end_of_a_day_is_24_00(app: Flask) -> None:
    found = rows(app, "clickhouse", "scale", 2, Measure.FIRST_RESPONSE, datetime(2026, 12, 3, 20, 0, tzinfo=UTC))
    assert found == ["Thursday 3 December 2026: 20:00 to 24:00 + 4 h = 4 h"]


@pytest.mark.parametrize(("tier", "level"), [("professional", 1), ("enterprise", 4)])
def test_a_target_without_a_due_time_has_no_rows(app: Flask, tier: str, level: int) -> None:
    assert rows(app, "photoprism", tier, level, Measure.RESOLUTION, datetime(2026, 12, 3, tzinfo=UTC)) == []


def test_the_counted_rows_add_up_to_what_is_promised(app: Flask) -> None:
    policy = published(app, "photoprism").policy
    target = policy.cells["enterprise", 1, Measure.RESOLUTION][0]
    made = promise(policy, Promised(target), Measure.RESOLUTION, datetime(2026, 12, 3, 10, 7, tzinfo=UTC), None)
    assert clock_rows(made)[-1].total == "32 h"


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "0 min"),
        (1, "1 min"),
        (59.5, "59.5 min"),
        (60, "1 h"),
        (90, "1 h 30 min"),
        (480, "8 h"),
        (1441, "24 h 1 min"),
    ],
)
def test_a_length_of_time_is_said_in_hours_and_minutes(minutes: float, said: str) -> None:
    assert length(minutes) == said
