"""Limits: counted for each client and kind of page, in windows that end, in memory that has an end."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.cases.database import Database
from app.cases.postings import Postings
from app.web.limits import READING, Limits, Rate, Window
from tests.conftest import Without
from tests.databases import asked
from tests.web.small_site import NOW, SmallSite

AT = 1_000_020.0  # the beginning of a minute
KEY = ("10.0.0.1", "home.show")


def test_a_client_is_told_how_long_to_wait_once_it_is_over_its_rate() -> None:
    window = Window(Rate(2, 60))
    assert [window.seconds_to_wait(KEY, AT + passed) for passed in (0, 10, 20, 59.9)] == [0, 0, 40, 1]


def test_the_next_window_begins_at_nothing() -> None:
    window = Window(Rate(1, 60))
    assert [window.seconds_to_wait(KEY, AT + passed) for passed in (0, 1, 60, 61)] == [0, 59, 0, 59]


def test_clients_and_kinds_of_pages_are_counted_apart() -> None:
    window = Window(Rate(1, 60))
    assert {window.seconds_to_wait(key, AT) for key in (KEY, ("10.0.0.2", KEY[1]), (KEY[0], "search.show"))} == {0}
    assert window.seconds_to_wait(KEY, AT)


def test_more_clients_than_there_is_memory_for_begin_anew() -> None:
    window = Window(Rate(1, 60), most_counted=2)
    for number in range(4):
        window.seconds_to_wait((f"10.0.1.{number}", "home.show"), AT)
    assert window.seconds_to_wait(("10.0.1.0", "home.show"), AT) == 0
    assert window.seconds_to_wait(("10.0.1.3", "home.show"), AT) > 0


@pytest.fixture
def visitor(tmp_path: Path) -> FlaskClient:
    """A visitor of a site that has limits, whose clock stands still."""
    site = SmallSite(tmp_path, SIGNPOST_RATE_LIMITS="on")
    site.content.write("articles/a.md", "---\ntitle: A\n---\nText")
    return site.start().test_client()


def test_who_reads_faster_than_a_page_does_is_held_back_and_told_for_how_long(visitor: FlaskClient) -> None:
    (rate,) = READING
    answers = [visitor.get("/articles/a") for _ in range(rate.most + 1)]
    assert {answer.status_code for answer in answers[:-1]} == {200}
    assert (answers[-1].status_code, answers[-1].headers["Retry-After"]) == (429, "60")
    assert visitor.get("/articles/").status_code == 200


def test_static_files_have_no_limit(visitor: FlaskClient) -> None:
    (rate,) = READING
    assert {visitor.get("/static/js/theme.js").status_code for _ in range(rate.most + 1)} == {200}


@pytest.fixture
def postings(database_url: str) -> Iterator[Postings]:
    database = Database.open(database_url)
    yield Postings(database, "the key of the site", lambda: NOW)
    database.close()


POSTING = ("10.0.0.1", "cases.submit")


def test_processes_that_share_a_database_count_posts_together(postings: Postings) -> None:
    one, other = Limits(postings), Limits(postings)
    assert {each.seconds_to_wait(*POSTING, AT) for each in [one, other] * 15} == {0}
    assert [each.seconds_to_wait(*POSTING, AT + 20) for each in (one, other)] == [40, 40]
    assert one.seconds_to_wait(*POSTING, AT + 60) == 0
    assert one.seconds_to_wait("10.0.0.2", "cases.submit", AT) == 0


def test_reading_is_not_counted_in_the_database(postings: Postings, database_url: str) -> None:
    assert Limits(postings).seconds_to_wait("10.0.0.1", "articles.show", AT) == 0
    assert asked(database_url, "SELECT count(*) FROM posting_counts") == [(0,)]


def test_without_a_database_posts_are_counted_in_memory(
    postings: Postings, without_database: Callable[[], Without]
) -> None:
    limits = Limits(postings)
    with without_database():
        assert [limits.seconds_to_wait(*POSTING, AT) for _ in range(31)] == [0] * 30 + [60]


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_two_sites_on_one_postgresql_hold_back_a_client_together(tmp_path: Path, database_url: str) -> None:
    settings = {
        "SIGNPOST_RATE_LIMITS": "on",
        "SIGNPOST_DATABASE_URL": database_url,
        "SIGNPOST_SECRET_KEY": "the same on each machine",
    }
    visitors = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        visitors.append(SmallSite(tmp_path / name, **settings).start().test_client())
    answers = [each.post("/api/v1/cases", json={}).status_code for each in visitors * 15]
    assert 429 not in answers
    assert [each.post("/api/v1/cases", json={}).status_code for each in visitors] == [429, 429]
