"""What holds now: open or closed, and each target as a moment in three zones."""

import re
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import Clock
from tests.web.pages import Reader, check_parts, words

SLUGS = ["clickhouse", "clusterpoint", "photoprism", "severalnines"]
STATUS = "/policies/severalnines/now?fragment=1&zone=Europe/Stockholm"


@pytest.mark.parametrize("slug", SLUGS)
def test_if_you_report_now_is_a_page_of_its_own(reader: Reader, slug: str) -> None:
    page = reader.page(f"/policies/{slug}/now?zone=Asia/Kolkata")
    reader.follow(page)
    assert "It is Thursday 3 December 2026, 18:30 in Asia/Kolkata" in page.main
    assert f'action="/policies/{slug}/now"' in page.html


@pytest.mark.parametrize("address", ["/policies/severalnines/now", "/policies/now", STATUS])
def test_what_depends_on_now_lives_shortly_and_in_one_browser(client: FlaskClient, address: str) -> None:
    assert client.get(address).headers["Cache-Control"] == "private, max-age=20"


@pytest.mark.parametrize("slug", SLUGS)
def test_a_fragment_is_whole_in_itself(reader: Reader, slug: str) -> None:
    check_parts(reader.fragment(f"/policies/{slug}/now?fragment=1"))


@pytest.mark.parametrize("slug", SLUGS)
def test_one_fragment_fills_every_place_of_a_policys_page(reader: Reader, slug: str) -> None:
    page, fragment = reader.page(f"/policies/{slug}/").html, reader.fragment(f"/policies/{slug}/now?fragment=1").html
    places, parts = (re.findall('data-now-part="([^"]+)"', html) for html in (page, fragment))
    assert page.count("data-now-url") == 1
    assert len(set(parts)) == len(parts)
    assert set(places) == set(parts)


def test_the_list_of_policies_is_filled_from_the_fragment_of_all(reader: Reader) -> None:
    page, fragment = reader.page("/policies/").html, reader.fragment("/policies/now?fragment=1").html
    assert re.findall('data-now-part="([^"]+)"', page) == re.findall('data-now-part="([^"]+)"', fragment)


def part(reader: Reader, address: str, name: str) -> str:
    """What the fragment at an address says in one of its parts."""
    html = reader.fragment(address).html
    return words(html.split(f'data-now-part="{name}">')[1].split("</p>")[0])


def test_a_due_time_stands_beside_its_target_in_few_words(reader: Reader) -> None:
    address = "/policies/severalnines/now?fragment=1&zone=Asia/Kolkata"
    assert part(reader, address, "first_response.enterprise.1.0") == "Due today, 20:30"
    assert part(reader, address, "first_response.advanced.1.0") == "Due tomorrow, 18:30"
    assert part(reader, address, "first_response.advanced.4.0").startswith(
        "Due Mon 7 Dec, 18:30 ; by the other reading"
    )
    assert part(reader, address, "due-note").endswith("by your clock (Asia/Kolkata).")


def test_a_due_time_beyond_the_year_names_its_year(reader: Reader, clock: Clock) -> None:
    clock.at = datetime(2026, 12, 30, 12, 0, tzinfo=UTC)
    due = part(reader, "/policies/severalnines/now?fragment=1&zone=Europe/Stockholm", "first_response.advanced.4.0")
    assert due.startswith("Due Mon 4 Jan 2027, 13:00 ; New Year's Eve may turn out closed")


def test_targets_are_moments_in_the_readers_zone_the_vendors_and_utc(reader: Reader) -> None:
    text = reader.page("/policies/severalnines/now?zone=Asia/Kolkata").main
    advanced = text.split("Advanced SEV-1 Critical ")[1].split("SEV-2 High")[0]
    assert advanced.startswith("1 business day")
    assert "Friday 4 December 2026, 18:30" in advanced
    assert "Friday 4 December 2026, 14:00 in Europe/Stockholm" in advanced
    assert "Friday 4 December 2026, 13:00 in UTC" in advanced
    enterprise = text.split("Enterprise SEV-1 Critical ")[1]
    assert "2 hours, around the clock" in enterprise.split("SEV-2")[0]
    assert "Thursday 3 December 2026, 20:30" in enterprise.split("SEV-2")[0]


def test_a_tier_without_times_says_so_once(reader: Reader) -> None:
    text = reader.page("/policies/severalnines/now").main
    assert "Community Every severity best effort no due time" in text


def test_a_measure_without_any_time_is_one_sentence(reader: Reader) -> None:
    text = reader.page("/policies/severalnines/now").main
    assert "Resolution: no tier is promised a time." in text


def test_open_support_says_until_when(reader: Reader) -> None:
    text = reader.fragment(STATUS).text
    assert "Open now : Business hours, until Thursday 3 December 2026, 17:00" in text
    assert "Open now : Around the clock, at every hour" in text


def test_closed_support_says_when_it_opens(reader: Reader, clock: Clock) -> None:
    clock.at = datetime(2026, 12, 5, 12, 0, tzinfo=UTC)
    assert "Closed now : Business hours, opens Monday 7 December 2026, 09:00" in reader.fragment(STATUS).text


def test_a_closed_date_is_named_with_the_next_ones(reader: Reader, clock: Clock) -> None:
    clock.at = datetime(2026, 12, 25, 12, 0, tzinfo=UTC)
    text = reader.fragment(STATUS).text
    assert "Today is a closed date: Christmas Day. Next closed date: Saturday 26 December 2026 (Second Day" in text
    text = reader.page("/policies/severalnines/now?zone=Europe/Stockholm").main
    assert "Next closed dates: Saturday 26 December 2026 (Second Day of Christmas); Friday 1 January 2027" in text


def test_a_date_that_may_turn_out_closed_is_named(reader: Reader, clock: Clock) -> None:
    clock.at = datetime(2026, 12, 24, 12, 0, tzinfo=UTC)
    assert "Today may turn out closed: Christmas Eve." in reader.fragment(STATUS).text


def test_another_reading_stands_beside_the_moment_that_it_would_change(reader: Reader, clock: Clock) -> None:
    clock.at = datetime(2026, 12, 5, 12, 0, tzinfo=UTC)
    text = reader.page("/policies/clickhouse/now?zone=UTC").main
    enterprise = text.split("Enterprise Severity Level 1")[1]
    assert "Saturday 5 December 2026, 12:30" in enterprise
    assert "By the other reading: Monday 7 December 2026, 00:30." in enterprise
    cell = part(reader, "/policies/clickhouse/now?fragment=1&zone=UTC", "first_response.enterprise.1.0")
    assert cell == "Due today, 12:30 ; by the other reading : Mon 7 Dec, 00:30"


def test_who_is_open_now_names_every_vendor(reader: Reader) -> None:
    page = reader.page("/policies/now?zone=Europe/Stockholm")
    reader.follow(page)
    assert all(vendor in page.main for vendor in ("ClickHouse", "Clusterpoint", "PhotoPrism", "Severalnines"))
    check_parts(reader.fragment("/policies/now?fragment=1"))


@pytest.mark.parametrize("zone", ["Nowhere/Else", "", "../../etc/passwd", "UTC%00", "x" * 5000])
def test_a_zone_that_is_none_gives_the_sites_own(reader: Reader, zone: str) -> None:
    assert "It is Thursday 3 December 2026, 13:00 in UTC" in reader.page(f"/policies/severalnines/now?zone={zone}").main
