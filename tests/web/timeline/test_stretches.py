"""Open and closed time up to a due time: whole, in order, to scale where it is not marked as shortened."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings

from app.web.timeline.stretches import LONGEST_TO_SCALE, Stretch, stretches
from tests.web.timeline.reports import ALWAYS, Report, reported, reports


def said(drawn: tuple[Stretch, ...]) -> list[str]:
    """Each stretch in a few characters: open 8, closed// 64 with // where it is shortened."""
    return [f"{'open' if s.is_open else 'closed'}{'//' * s.is_shortened} {s.minutes / 60:g}" for s in drawn]


@settings(max_examples=200, deadline=None)
@given(reports)
def test_stretches_cover_all_the_time_and_all_the_line_without_a_gap_and_in_order(report: Report) -> None:
    moment, due, _ = report
    drawn = stretches(*report)
    assert (drawn[0].from_at, drawn[-1].to_at) == (moment, due.due_at)
    assert (drawn[0].starts, drawn[-1].ends) == (0, 1)
    assert all(one.to_at == next_.from_at and one.ends == next_.starts for one, next_ in pairwise(drawn))
    assert all(one.from_at < one.to_at and one.starts < one.ends for one in drawn)


@settings(max_examples=200, deadline=None)
@given(reports)
def test_what_is_open_is_what_the_clock_counted(report: Report) -> None:
    drawn, due = stretches(*report), report[1]
    assert [(s.from_at, s.to_at) for s in drawn if s.is_open] == [(s.from_at, s.to_at) for s in due.clock]


@settings(max_examples=200, deadline=None)
@given(reports)
def test_lengths_are_in_proportion_but_for_closed_stretches_that_are_shortened(report: Report) -> None:
    drawn = stretches(*report)
    share = next((s.ends - s.starts) / s.minutes for s in drawn if s.is_open)
    for stretch in drawn:
        length = (stretch.ends - stretch.starts) / stretch.minutes
        assert length < share if stretch.is_shortened else length == pytest.approx(share)
        assert not (stretch.is_open and stretch.is_shortened)


@settings(max_examples=200, deadline=None)
@given(reports)
def test_only_what_is_closed_much_longer_than_all_that_is_open_is_shortened(report: Report) -> None:
    drawn = stretches(*report)
    open_minutes = sum(s.minutes for s in drawn if s.is_open)
    for stretch in drawn:
        assert stretch.is_shortened == (not stretch.is_open and stretch.minutes > LONGEST_TO_SCALE * open_minutes)


@settings(max_examples=200, deadline=None)
@given(reports)
def test_a_later_moment_never_stands_before_an_earlier_one(report: Report) -> None:
    for stretch in stretches(*report):
        steps = [stretch.from_at + (stretch.to_at - stretch.from_at) * n / 7 for n in range(8)]
        places = [stretch.place(step) for step in steps]
        assert places == sorted(places)
        assert stretch.starts <= places[0] <= places[-1] <= stretch.ends + 1e-12


@pytest.mark.parametrize(
    ("at", "amount", "stretches_"),
    [
        ("2026-12-04T14:15+01:00", "30 m", ["open 0.5"]),
        ("2026-12-04T18:10+01:00", "30 m", ["closed// 62.8333", "open 0.5"]),
        ("2026-12-04T14:15+01:00", "1 bd", ["open 2.75", "closed// 64", "open 5.25"]),
        ("2026-12-04T14:15+01:00", "2 bd", ["open 2.75", "closed// 64", "open 8", "closed 16", "open 5.25"]),
        ("2026-12-23T14:15+01:00", "16 bh", ["open 2.75", "closed 16", "open 8", "closed// 88", "open 5.25"]),
        ("2026-12-05T14:15+01:00", "1 bd", ["closed// 42.75", "open 8"]),
    ],
)
def test_stretches_by_hand(at: str, amount: str, stretches_: list[str]) -> None:
    assert said(stretches(*reported(at, amount))) == stretches_


def test_around_the_clock_is_one_open_stretch() -> None:
    assert said(stretches(*reported("2026-12-05T14:15+01:00", "2 h", ALWAYS))) == ["open 2"]


def test_a_closed_stretch_knows_the_closed_dates_in_it() -> None:
    drawn = stretches(*reported("2026-12-23T14:15+01:00", "16 bh"))
    assert [s.names for s in drawn] == [(), (), (), ("Holiday",), ()]


def test_nothing_is_drawn_where_nothing_lies_between_report_and_due_time() -> None:
    moment, due, zone = reported("2026-12-04T14:15+01:00", "0 bh")
    assert due.due_at - moment == timedelta(0)
    assert stretches(moment, due, zone) == ()
