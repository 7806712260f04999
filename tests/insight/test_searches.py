"""Searches: counted by question and day, with what was opened, and forgotten in time."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.insight.search_log import DAYS_KEPT, DAYS_RARE_KEPT, MOST_COUNTED, SearchLog
from app.insight.search_report import report_lines, search_report
from app.insight.searches import Searched, Searches
from tests.databases import contents

NOON = datetime(2026, 12, 3, 12, 0, tzinfo=UTC)
TODAY = NOON.date()


@pytest.fixture
def searches(database_url: str) -> Iterator[Searches]:
    searches = Searches.open(database_url, seconds_to_wait=0.05)
    yield searches
    searches.close()


@pytest.fixture
def log(searches: Searches) -> SearchLog:
    return SearchLog(searches, lambda: NOON)


def test_a_question_is_counted_with_its_vain_searches_and_what_was_opened(log: SearchLog, searches: Searches) -> None:
    log.count_search("Replica lag", 3)
    log.count_search("replica  LAG", 0)
    log.count_opening("replica lag", "/articles/b")
    log.count_opening("replica lag", "/articles/a")
    log.count_opening("replica lag", "/articles/b")
    log.tend()
    assert searches.since(TODAY) == (Searched("replica lag", 2, 1, (("/articles/b", 2), ("/articles/a", 1))),)


def test_days_and_processes_add_up(searches: Searches) -> None:
    for days in (0, 1, 1):
        log = SearchLog(searches, lambda days=days: NOON - timedelta(days=days))  # type: ignore[misc]
        log.count_search("backup", 1)
        log.tend()
    assert searches.since(TODAY - timedelta(days=1))[0].searches == 3
    assert searches.since(TODAY)[0].searches == 1


def test_what_was_written_is_not_written_again(log: SearchLog, searches: Searches) -> None:
    log.count_search("backup", 1)
    log.tend()
    log.tend()
    assert searches.since(TODAY)[0].searches == 1


def test_the_text_is_masked_before_it_is_stored(log: SearchLog, database_url: str) -> None:
    log.count_search("password of jane@example.com", 0)
    log.count_opening("password of jane@example.com", "/articles/a")
    log.tend()
    assert contents(database_url)["search_counts"]
    assert "jane" not in str(contents(database_url))


def test_a_question_that_no_database_takes_is_counted_all_the_same(log: SearchLog, searches: Searches) -> None:
    log.count_search("back\0up \ud800", 1)
    log.tend()
    assert searches.since(TODAY)[0].question == "back up"


def test_made_up_questions_fill_no_more_than_their_share(log: SearchLog, searches: Searches) -> None:
    log.count_search("backup", 1)
    for number in range(MOST_COUNTED + 50):
        log.count_search("x" * (number % 99) + "y" * (number // 99), 0)
    log.count_search("backup", 1)
    log.tend()
    found = searches.since(TODAY)
    assert len(found) == MOST_COUNTED
    assert found[0] == Searched("backup", 2, 0, ())


def test_a_database_that_is_away_loses_counts_quietly(tmp_path: Path) -> None:
    log = SearchLog(Searches.open(f"sqlite:///{tmp_path / 'nowhere' / 'signpost.db'}"), lambda: NOON)
    log.count_search("backup", 1)
    log.tend()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("asked", "days", "is_kept"),
    [
        (1, DAYS_RARE_KEPT, True),
        (1, DAYS_RARE_KEPT + 1, False),
        (2, DAYS_RARE_KEPT + 1, True),
        (2, DAYS_KEPT, True),
        (2, DAYS_KEPT + 1, False),
    ],
)
def test_what_is_rare_is_forgotten_soon_and_all_else_in_time(
    searches: Searches, asked: int, days: int, is_kept: bool
) -> None:
    day = TODAY - timedelta(days=days)
    searches.add_searches({(day, "backup"): (asked, 0)})
    searches.add_openings({(day, "backup", "/articles/a"): 1})
    SearchLog(searches, lambda: NOON).tend()
    found = [(each.question, each.openings) for each in searches.since(day)]
    assert found == ([("backup", 1)] if is_kept else [])


FOUND = (
    Searched("replica lag", 9, 0, (("/articles/a", 4), ("/triage/b", 1))),
    Searched("marmoset", 5, 5, ()),
    Searched("backup", 4, 1, ()),
)


def test_the_report_tells_apart_what_found_nothing_and_what_nobody_opened() -> None:
    report = search_report(FOUND)
    assert report.searches == 18
    assert report.top == FOUND
    assert report.without_hits == FOUND[1:2]
    assert report.without_opening == FOUND[2:]
    assert list(report_lines(report)) == [
        "18 searches",
        "",
        "Asked most",
        "       9  replica lag  → /articles/a 4, /triage/b 1",
        "       5  marmoset",
        "       4  backup",
        "",
        "Nothing found",
        "       5  marmoset",
        "",
        "Found, and nothing opened",
        "       4  backup",
    ]


def test_a_report_of_nothing_says_so() -> None:
    assert list(report_lines(search_report(()))).count("  none") == 3
