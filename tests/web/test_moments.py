"""Moments: read with their zone, and shown by three clocks."""

from datetime import UTC, datetime

import pytest

from app.web.moments import MomentRefused, clocks, iso, read_moment

AT = datetime(2026, 6, 19, 13, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "zone", "read_as"),
    [
        ("2026-06-18T15:00:00+02:00", None, "2026-06-18T13:00:00Z"),
        ("2026-06-18T15:00:00Z", None, "2026-06-18T15:00:00Z"),
        ("2026-06-18T15:00:00 02:00", None, "2026-06-18T13:00:00Z"),  # a plus sign that an address turned into a blank
        ("2026-06-18 15:00+0200", None, "2026-06-18T13:00:00Z"),
        (" 2026-06-18T15:00:00-05:30 ", None, "2026-06-18T20:30:00Z"),
        ("2026-06-18T15:00", "Europe/Stockholm", "2026-06-18T13:00:00Z"),
        ("2026-12-18T15:00", "Europe/Stockholm", "2026-12-18T14:00:00Z"),
        ("2026-06-18", "Asia/Kolkata", "2026-06-17T18:30:00Z"),
        ("2026-06-18T15:00+02:00", "Asia/Tokyo", "2026-06-18T13:00:00Z"),  # its own offset counts
        ("2026-10-25T02:30", "Europe/Stockholm", "2026-10-25T00:30:00Z"),  # the first of two such moments
        ("1971-01-01T00:00Z", None, "1971-01-01T00:00:00Z"),
        ("2199-12-31T23:59:59Z", None, "2199-12-31T23:59:59Z"),
    ],
)
def test_a_moment_is_read_by_its_own_offset_else_by_the_clock_of_the_zone(
    text: str, zone: str | None, read_as: str
) -> None:
    assert iso(read_moment(text, zone)) == read_as


@pytest.mark.parametrize(
    "text", ["", "now", "15:00", "2026-02-30T10:00Z", "2026-06-18T25:00Z", "1781790000", "2026-06-18T15:00 Europe/Oslo"]
)
def test_what_is_no_moment_is_refused_with_an_example_of_one(text: str) -> None:
    with pytest.raises(MomentRefused, match="Write the moment as"):
        read_moment(text, "UTC")


def test_a_moment_without_offset_or_zone_is_refused() -> None:
    with pytest.raises(MomentRefused, match="no offset from UTC"):
        read_moment("2026-06-18T15:00")


@pytest.mark.parametrize("text", ["1970-12-31T23:59Z", "2200-01-01T00:00Z", "0001-01-01T00:00+14:00"])
def test_a_moment_centuries_away_is_refused(text: str) -> None:
    with pytest.raises(MomentRefused, match="1971 to 2199"):
        read_moment(text)


def test_a_moment_stands_by_the_clock_of_the_reader_of_the_schedule_and_of_utc() -> None:
    shown = clocks(AT, "Asia/Tokyo", "Europe/Stockholm")
    assert [(p.whose, p.zone, p.clock, p.day) for p in (shown.yours, *shown.elsewhere)] == [
        ("where you are", "Asia/Tokyo", "22:00", "Friday 19 June 2026"),
        ("by the schedule", "Europe/Stockholm", "15:00", "Friday 19 June 2026"),
        ("UTC", "UTC", "13:00", "Friday 19 June 2026"),
    ]
    assert {p.iso for p in (shown.yours, *shown.elsewhere)} == {"2026-06-19T13:00:00Z"}


@pytest.mark.parametrize(
    ("reader", "vendor", "zones"),
    [
        ("Europe/Stockholm", "Europe/Stockholm", ["Europe/Stockholm", "UTC"]),
        ("UTC", "UTC", ["UTC"]),
        ("UTC", "Europe/Berlin", ["UTC", "Europe/Berlin"]),
        ("Asia/Tokyo", "UTC", ["Asia/Tokyo", "UTC"]),
        ("Asia/Tokyo", "customer", ["Asia/Tokyo", "UTC"]),
        ("Asia/Tokyo", None, ["Asia/Tokyo", "UTC"]),
    ],
)
def test_clocks_of_one_zone_stand_once(reader: str, vendor: str | None, zones: list[str]) -> None:
    shown = clocks(AT, reader, vendor)
    assert [place.zone for place in (shown.yours, *shown.elsewhere)] == zones


@pytest.mark.parametrize(
    ("zone", "where"),
    [
        ("Europe/Stockholm", "in Stockholm"),
        ("America/Argentina/Buenos_Aires", "in Buenos Aires"),
        ("UTC", "UTC"),
    ],
)
def test_a_clock_is_named_by_the_city_where_it_hangs(zone: str, where: str) -> None:
    assert clocks(AT, zone, None).yours.where == where


def test_seconds_are_shown_where_there_are_some() -> None:
    assert clocks(AT.replace(second=59), "UTC", None).text == "Friday 19 June 2026, 13:00:59"
    assert clocks(AT, "UTC", None).text == "Friday 19 June 2026, 13:00"


def test_a_zone_that_the_reader_did_not_name_is_not_called_theirs() -> None:
    assert clocks(AT, "UTC", None, is_readers=False).yours.whose == "UTC"
