"""Calendars of public holidays are made and checked with the holiday library, and frozen in the policy."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from app.content.holidays import calendar_lines, differences
from tests.content.example_policy import Data, changed, policy_of

SWEDEN_2026 = {
    "2026-01-01", "2026-01-06", "2026-04-03", "2026-04-05", "2026-04-06", "2026-05-01", "2026-05-14", "2026-05-24",
    "2026-06-06", "2026-06-20", "2026-10-31", "2026-12-25", "2026-12-26",
}  # fmt: skip
"""The thirteen legal days of the Swedish act (1989:253) in 2026, Sundays that are not feasts left out."""


def calendar(country: str, *years: int) -> Data:
    """The lines of a calendar as front matter."""
    read: Data = yaml.safe_load("\n".join(["calendars:", *calendar_lines(country, years)]))["calendars"]
    return read


def policy_file(folder: Path, calendars: Data) -> Path:
    def use(data: Data) -> None:
        data["calendars"] = {
            name: {**c, "dates": {str(day): text for day, text in c["dates"].items()}} for name, c in calendars.items()
        }
        data["schedules"]["office"]["closed"] = list(calendars)

    path = folder / "1.0.md"
    path.write_text(changed(use), encoding="utf-8")
    return path


def test_a_calendar_is_made_as_it_stands_in_front_matter() -> None:
    made = calendar("se", 2026)["se"]
    assert {str(day) for day in made["dates"]} == SWEDEN_2026
    assert made["dates"][date(2026, 6, 20)] == "Midsummer Day"
    assert (made["title"], made["country"]) == ("Public holidays (SE)", "SE")
    assert "python-holidays" in made["source"]


def test_the_eves_are_no_legal_holidays_in_sweden() -> None:
    days = calendar("SE", 2026, 2027, 2028)["se"]["dates"]
    assert not {date(2026, 6, 19), date(2026, 12, 24), date(2026, 12, 31)} & set(days)


def test_the_dates_stand_in_their_order_and_each_once() -> None:
    lines = [line.strip().split(":")[0] for line in calendar_lines("de", [2027, 2026]) if line.startswith("      ")]
    assert lines == sorted(set(lines))


def test_a_made_calendar_can_be_put_into_a_policy_and_does_not_differ(tmp_path: Path) -> None:
    path = policy_file(tmp_path, calendar("se", 2026))
    assert policy_of(path.read_text(encoding="utf-8")).schedules["office"].schedule.closed[date(2026, 6, 20)]
    assert differences(path, "se", [2026]) == []


def test_dates_too_many_and_too_few_are_told(tmp_path: Path) -> None:
    calendars = calendar("se", 2026)
    calendars["se"]["dates"][date(2026, 12, 24)] = "Christmas Eve"
    del calendars["se"]["dates"][date(2026, 6, 6)]
    assert differences(policy_file(tmp_path, calendars), "SE", [2026]) == [
        "se: 2026-12-24 is not in the library", "se: 2026-06-06 is missing from the policy",
    ]  # fmt: skip


def test_years_that_are_not_asked_for_are_not_compared(tmp_path: Path) -> None:
    path = policy_file(tmp_path, calendar("se", 2026, 2027))
    assert differences(path, "se", [2026]) == []
    assert len(differences(path, "se", range(2026, 2029))) == 13


def test_a_policy_without_a_calendar_of_the_country_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="has no calendar with country: DE"):
        differences(policy_file(tmp_path, calendar("se", 2026)), "de", [2026])


def test_a_country_that_the_library_does_not_know_is_refused() -> None:
    with pytest.raises(NotImplementedError):
        calendar_lines("xx", [2026])
