"""Days and hours along a timeline: true to the wall clock, and never one label upon another."""

from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.web.timeline.drawing import NARROW, WIDE
from app.web.timeline.marks import Mark, marks
from app.web.timeline.stretches import stretches
from app.web.timeline.text_width import text_width
from tests.web.timeline.reports import ALWAYS, ZONES, Report, reported, reports


def labels(at: str, amount: str, width: float, zone: str = "Europe/Stockholm") -> list[str]:
    return [mark.label for mark in marks(stretches(*reported(at, amount)), zone, width)]


@settings(max_examples=150, deadline=None)
@given(reports, st.sampled_from(ZONES), st.sampled_from([NARROW, WIDE]))
def test_labels_stand_in_order_inside_the_line_and_none_upon_another(report: Report, zone: str, width: float) -> None:
    found = marks(stretches(*report), zone, width)
    for one, later in pairwise(found):
        assert one.place * width + text_width(one.label) < later.place * width
    assert all(mark.place >= 0 and mark.place * width + text_width(mark.label) <= width for mark in found)


@settings(max_examples=150, deadline=None)
@given(reports, st.sampled_from(ZONES))
def test_a_mark_with_a_line_stands_where_the_wall_clock_shows_what_it_says(report: Report, zone: str) -> None:
    drawn = stretches(*report)
    for mark in marks(drawn, zone, WIDE):
        if mark.has_line:
            stretch = next(s for s in drawn if s.starts <= mark.place < s.ends)
            share = (mark.place - stretch.starts) / (stretch.ends - stretch.starts)
            shown = (stretch.from_at + (stretch.to_at - stretch.from_at) * share).astimezone(ZoneInfo(zone))
            assert mark.label in wall_clock(shown)


def wall_clock(shown: datetime) -> list[str]:
    """What a mark may say of a moment, give or take what floating point takes."""
    near = [datetime.fromtimestamp(round(shown.timestamp() / 30) * 30, tz=UTC).astimezone(shown.tzinfo)]
    return [text for at in near for text in (f"{at:%H:%M}", f"{at:%a} {at.day}", f"{at.day} {at:%b}")]


@pytest.mark.parametrize(
    ("at", "amount", "narrow"),
    [
        ("2026-12-04T14:15+01:00", "30 m", ["Fri 4", "14:30", "14:40"]),
        ("2026-12-04T14:15+01:00", "1 bd", ["Fri 4", "Mon 7"]),
        ("2026-12-23T14:15+01:00", "16 bh", ["Thu 24", "12:00"]),
        ("2026-11-22T04:15+01:00", "10 bd", ["23 Nov", "30 Nov"]),
    ],
)
def test_marks_by_hand_on_the_narrowest_screen(at: str, amount: str, narrow: list[str]) -> None:
    assert labels(at, amount, NARROW) == narrow


def test_a_wide_screen_names_more() -> None:
    for at, amount in (("2026-12-04T14:15+01:00", "30 m"), ("2026-11-22T04:15+01:00", "10 bd")):
        assert len(labels(at, amount, WIDE)) > len(labels(at, amount, NARROW))


def test_days_are_those_of_the_reader() -> None:
    assert labels("2026-12-04T14:15+01:00", "1 bd", WIDE, "Asia/Tokyo")[0] == "Fri 4"
    assert labels("2026-12-04T16:15+01:00", "1 bd", WIDE, "Asia/Tokyo")[0] == "Sat 5"


def test_of_the_days_that_begin_in_a_shortened_stretch_the_last_is_named_where_that_ends() -> None:
    drawn = stretches(*reported("2026-12-04T14:15+01:00", "1 bd"))
    assert Mark(drawn[1].ends, "Mon 7", False) in marks(drawn, "Europe/Stockholm", NARROW)


def test_an_hour_that_the_clock_skips_is_not_named() -> None:
    drawn = stretches(*reported("2026-03-29T00:30+01:00", "4 h", ALWAYS))
    named = [mark.label for mark in marks(drawn, "Europe/Stockholm", WIDE)]
    assert "03:00" in named
    assert not [label for label in named if label.startswith("02:")]
