"""What is read most: counted without a database at hand, written in the background, ranked once a day."""

import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.insight.database import InsightUnavailable
from app.insight.popularity import DAYS_KEPT, DAYS_RANKED, SETTLING, Popularity
from app.insight.reads import Reads
from tests.databases import asked
from tests.insight.processes import counting

NOON = datetime(2026, 12, 3, 12, 0, tzinfo=UTC)
TODAY = NOON.date()
MIDNIGHT = datetime(2026, 12, 4, 0, 0, tzinfo=UTC)


class Clock:
    """Tells the time that a test sets."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at


class FakeReads(Reads):
    """Keeps what it is asked, and fails when told to."""

    def __init__(self) -> None:
        self.added = dict[tuple[date, str], int]()
        self.asked = list[tuple[date, date]]()
        self.erased = list[date]()
        self.is_closed = False

    def add(self, counts: dict[tuple[date, str], int]) -> None:  # type: ignore[override]
        if self.is_closed:
            raise InsightUnavailable("closed")
        self.added |= counts

    def most_read(self, since: date, until: date, most: int) -> tuple[str, ...]:
        self.asked.append((since, until))
        return ("a",)

    def erase_before(self, day: date) -> None:
        self.erased.append(day)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def fake() -> FakeReads:
    return FakeReads()


def total(url: str) -> int:
    ((found,),) = asked(url, "SELECT coalesce(sum(reads), 0) FROM article_reads")
    return int(found)


def test_reads_are_counted_by_article_and_by_the_day_in_utc(clock: Clock, fake: FakeReads) -> None:
    popularity = Popularity(fake, clock)
    for at, address in ((NOON, "a"), (NOON, "a"), (NOON, "b"), (MIDNIGHT, "a")):
        clock.at = at
        popularity.count(address)
    popularity.tend()
    assert fake.added == {(TODAY, "a"): 2, (TODAY, "b"): 1, (MIDNIGHT.date(), "a"): 1}


def test_what_was_written_is_not_written_again(clock: Clock, reads: Reads, database_url: str) -> None:
    popularity = Popularity(reads, clock)
    popularity.count("a")
    popularity.tend()
    popularity.tend()
    assert total(database_url) == 1


def test_the_last_thirty_whole_days_are_ranked(clock: Clock, reads: Reads) -> None:
    days = {"today": 0, "yesterday": 1, "first": DAYS_RANKED, "before": DAYS_RANKED + 1}
    reads.add({(TODAY - timedelta(days=back), name): back + 1 for name, back in days.items()})
    popularity = Popularity(reads, clock)
    popularity.tend()
    assert popularity.ranking == ("first", "yesterday")


def test_a_day_is_ranked_once(clock: Clock, fake: FakeReads) -> None:
    popularity = Popularity(fake, clock)
    for hour in (12, 15, 23):
        clock.at = NOON.replace(hour=hour)
        popularity.tend()
    assert len(fake.asked) == 1


def test_a_day_counts_as_whole_when_every_process_had_time_to_write_it(clock: Clock, fake: FakeReads) -> None:
    popularity = Popularity(fake, clock)
    for at in (NOON, MIDNIGHT, MIDNIGHT + SETTLING - timedelta(seconds=1), MIDNIGHT + SETTLING):
        clock.at = at
        popularity.tend()
    assert [until for _, until in fake.asked] == [TODAY, MIDNIGHT.date()]


def test_what_is_older_than_the_days_kept_is_erased(clock: Clock, fake: FakeReads) -> None:
    Popularity(fake, clock).tend()
    assert fake.erased == [TODAY - timedelta(days=DAYS_KEPT)]


def test_a_closed_database_loses_counts_quietly_and_the_ranking_stays(clock: Clock, fake: FakeReads) -> None:
    popularity = Popularity(fake, clock)
    popularity.tend()
    fake.is_closed = True
    clock.at = MIDNIGHT + SETTLING
    popularity.count("a")
    popularity.tend()
    assert (popularity.ranking, fake.added) == (("a",), {})
    fake.is_closed = False
    popularity.tend()
    assert fake.added == {}
    assert [until for _, until in fake.asked] == [TODAY, MIDNIGHT.date()]


def test_counting_and_the_ranking_never_touch_the_database(clock: Clock, tmp_path: Path) -> None:
    popularity = Popularity(Reads.open(f"sqlite:///{tmp_path / 'nowhere' / 'signpost.db'}"), clock)
    popularity.count("a")
    assert popularity.ranking == ()
    assert list(tmp_path.iterdir()) == []


def test_threads_that_count_and_write_at_once_lose_nothing(clock: Clock, database_url: str) -> None:
    popularity = Popularity(Reads.open(database_url, seconds_to_wait=30), clock)

    def count() -> None:
        for number in range(500):
            popularity.count(f"a{number % 7}")
            if number % 100 == 0:
                popularity.tend()

    threads = [threading.Thread(target=count) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    popularity.tend()
    assert total(database_url) == 8 * 500


def test_processes_that_count_at_once_add_to_the_same_rows(empty_database_url: str) -> None:
    processes = [counting(empty_database_url, 20) for _ in range(3)]
    assert [each.wait(60) for each in processes] == [0, 0, 0]
    assert asked(empty_database_url, "SELECT address, reads FROM article_reads") == [("a", 60)]
