"""A timeline as a page shows it: its flags have room on every screen, and its words say it all."""

import re

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from app.web.timeline.drawing import NARROW, WIDE, Flag, Timeline, timeline
from app.web.timeline.text_width import text_width
from tests.web.timeline.reports import ZONES, Report, reported, reports


def drawn(at: str, amount: str, zone: str = "Europe/Stockholm") -> Timeline:
    found = timeline(*reported(at, amount), zone)
    assert found is not None
    return found


def span(flag: Flag, anchor: str, width: float) -> tuple[float, float]:
    """Where the text of a flag begins and ends, in em."""
    at, length = flag.place * width, text_width(f"{flag.what} {flag.when}")
    begins = {"start": at, "middle": at - length / 2, "end": at - length}[anchor]
    return begins, begins + length


@settings(max_examples=200, deadline=None)
@given(reports, st.sampled_from(ZONES))
def test_no_flag_leaves_the_line_or_runs_into_another_on_any_screen(report: Report, zone: str) -> None:
    found = timeline(*report, zone)
    assert found is not None
    for width, anchor in ((NARROW, "narrow"), (WIDE, "wide")):
        flags = [found.reported, found.due, *([found.starts] if found.starts else [])]
        spans = [span(flag, getattr(flag, anchor), width) for flag in flags]
        assert all(begins >= 0 and ends <= width + 1e-9 for begins, ends in spans)
        assert spans[0][1] < spans[1][0]


@settings(max_examples=100, deadline=None)
@given(reports)
def test_words_in_a_stretch_fit_into_it(report: Report) -> None:
    found = timeline(*report, "UTC")
    assert found is not None
    for part in found.parts:
        share = part.stretch.ends - part.stretch.starts
        assert text_width(part.narrow) < share * NARROW or not part.narrow
        assert text_width(part.wide) < share * WIDE or not part.wide


def test_flags_name_the_report_the_start_and_the_due_time_by_the_readers_clock() -> None:
    found = drawn("2026-12-05T04:15+01:00", "1 bd", "Europe/Helsinki")
    assert found.starts is not None
    flags = [f"{flag.what} {flag.when}" for flag in (found.reported, found.starts, found.due)]
    assert flags == ["Reported Sat 05:15", "Clock starts Mon 10:00", "Due Mon 18:00"]


def test_flags_name_the_date_where_a_weekday_could_be_either_of_two() -> None:
    found = drawn("2026-12-03T14:15+01:00", "5 bd")
    assert (found.reported.when, found.due.when) == ("3 Dec 14:15", "10 Dec 14:15")


def test_a_clock_that_starts_with_the_report_has_no_flag_of_its_own() -> None:
    assert drawn("2026-12-04T14:15+01:00", "2 bh").starts is None


@pytest.mark.parametrize(
    ("at", "amount", "text"),
    [
        (
            "2026-12-23T14:15+01:00",
            "16 bh",
            "Reported Wednesday 23 December 2026, 14:15. Open for 2 h 45 min, then closed for 16 h, then open for 8 h, "
            "then closed for 88 h (Holiday), then open for 5 h 15 min. Due Monday 28 December 2026, 14:15.",
        ),
        (
            "2026-12-18T14:15+01:00",
            "10 bd",
            "Reported Friday 18 December 2026, 14:15. Open for 80 h in 11 stretches, closed between them, also for "
            "Holiday, Holiday. Due Tuesday 5 January 2027, 14:15.",
        ),
    ],
)
def test_the_drawing_is_told_in_words(at: str, amount: str, text: str) -> None:
    assert drawn(at, amount).text == text


def test_where_nothing_lies_between_there_is_no_drawing() -> None:
    assert timeline(*reported("2026-12-04T14:15+01:00", "0 bh"), "UTC") is None


def test_the_drawing_has_a_name_and_neither_style_nor_ids_of_its_own(app: Flask) -> None:
    found = drawn("2026-12-05T04:15+01:00", "10 bd")
    macro = app.jinja_env.get_template("components/timeline.html").module.timeline  # type: ignore[attr-defined]
    figure = str(macro(found))
    assert f'role="img" aria-label="{found.text}"' in figure
    assert not re.findall(r'\s(?:style|id)="', figure)
