"""Moments keep their place in time, whatever the database makes of zones."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite

from app.cases.models import UtcMoment

SQLITE = sqlite.dialect()


@given(st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=st.timezones()))
def test_a_moment_comes_back_as_the_same_moment_in_utc(moment: datetime) -> None:
    stored = UtcMoment().process_bind_param(moment, SQLITE)
    assert stored is not None
    for read in (stored, stored.replace(tzinfo=None), stored.astimezone(timezone(timedelta(hours=2)))):
        back = UtcMoment().process_result_value(read, SQLITE)
        assert back == moment.astimezone(UTC)
        assert back.tzinfo is UTC


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        UtcMoment().process_bind_param(datetime(2026, 6, 18), SQLITE)
