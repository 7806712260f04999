"""Reports with their due times, on every kind of schedule: by hand, and drawn at random."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from hypothesis import strategies as st

from app.domain.due import Due, Unit, due_at
from app.domain.schedules import Schedule
from tests.domain.time_oracle import SCHEDULES, SWEDISH_HOLIDAYS, daily

OFFICE = Schedule(
    "office", "Office", "Europe/Stockholm", daily(9, 17, range(5)), closed=dict.fromkeys(SWEDISH_HOLIDAYS, "Holiday")
)
ALWAYS = SCHEDULES["always"]
UNITS = {"m": Unit.MINUTES, "h": Unit.HOURS, "bh": Unit.BUSINESS_HOURS, "bd": Unit.BUSINESS_DAYS}
ZONES = ("Europe/Helsinki", "UTC", "Asia/Kathmandu", "America/Santiago", "Australia/Lord_Howe", "Pacific/Apia")

Report = tuple[datetime, Due, str]
"""A moment reported (UTC), what is due, and the zone of the schedule."""


def reported(at: str, amount: str, schedule: Schedule = OFFICE) -> Report:
    """A report at an ISO moment: "2 bh" are two business hours."""
    number, unit = amount.split()
    moment = datetime.fromisoformat(at).astimezone(UTC)
    return moment, due_at(moment, Fraction(number), UNITS[unit], schedule), schedule.zone


def _made(minutes: int, amount: tuple[int, Unit], schedule: Schedule) -> Report:
    moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    return moment, due_at(moment, Fraction(amount[0]), amount[1], schedule), schedule.zone


amounts = st.one_of(
    st.tuples(st.integers(1, 60), st.just(Unit.MINUTES)),
    st.tuples(st.integers(1, 60), st.just(Unit.BUSINESS_HOURS)),
    st.tuples(st.integers(1, 40), st.just(Unit.BUSINESS_DAYS)),
)
reports = st.builds(_made, st.integers(0, 500_000), amounts, st.sampled_from([OFFICE, *SCHEDULES.values()]))
