"""Posts are counted once for all processes, name nobody, and are forgotten when their window is over."""

import threading
from datetime import UTC, datetime

import pytest

from app.cases.database import Database
from app.cases.postings import PostingCountRow, Postings
from tests.cases.samples import Clock, rows
from tests.databases import contents

AT = 1_000_020.0  # the beginning of a minute, twelve minutes before the end of an hour
WINDOWS = (60, 3600)
CLIENT = ("203.0.113.7", "cases.submit")


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime.fromtimestamp(AT, UTC))


@pytest.fixture
def postings(database: Database, clock: Clock) -> Postings:
    return Postings(database, "the key of the site", clock)


def test_a_post_is_counted_in_each_window(postings: Postings) -> None:
    counted = [postings.count(*CLIENT, WINDOWS, AT + passed) for passed in (0, 59, 60)]
    assert counted == [[1, 1], [2, 2], [1, 3]]


def test_clients_and_pages_are_counted_apart(postings: Postings) -> None:
    for client, page in (CLIENT, ("203.0.113.8", CLIENT[1]), (CLIENT[0], "api.submit_case")):
        assert postings.count(client, page, WINDOWS, AT) == [1, 1]


def test_posts_at_the_same_moment_are_all_counted(postings: Postings) -> None:
    counted: list[int] = []
    threads = [
        threading.Thread(target=lambda: counted.append(postings.count(*CLIENT, WINDOWS, AT)[1])) for _ in range(20)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(counted) == list(range(1, 21))


def test_what_is_kept_names_no_client(postings: Postings, database_url: str) -> None:
    postings.count(*CLIENT, WINDOWS, AT)
    kept = contents(database_url)["posting_counts"]
    assert len(kept) == 2
    assert CLIENT[0] not in str(kept)


def test_the_key_of_the_site_decides_how_a_client_is_named(postings: Postings, database: Database) -> None:
    postings.count(*CLIENT, WINDOWS, AT)
    assert Postings(database, "another key", Clock()).count(*CLIENT, WINDOWS, AT) == [1, 1]


def test_windows_that_are_over_are_forgotten(postings: Postings, database: Database, clock: Clock) -> None:
    postings.count(*CLIENT, WINDOWS, AT)
    postings.tend()
    assert rows(database, PostingCountRow) == 2
    clock.now = datetime.fromtimestamp(AT + 60, UTC)
    postings.tend()
    assert rows(database, PostingCountRow) == 1


def test_a_post_that_is_taken_back_is_counted_no_more(postings: Postings) -> None:
    counted = [postings.count("10.0.0.1", "contracts.guessed", [60, 3600], AT) for _ in range(2)]
    postings.take_back("10.0.0.1", "contracts.guessed", [60, 3600], AT)
    assert counted[-1] == [2, 2]
    assert postings.count("10.0.0.1", "contracts.guessed", [60, 3600], AT) == [2, 2]
    for _ in range(5):
        postings.take_back("10.0.0.2", "contracts.guessed", [60], AT)
    assert postings.count("10.0.0.2", "contracts.guessed", [60], AT) == [1]
