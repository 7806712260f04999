"""Limits: counted for each client and kind of page, in windows that end, in memory that has an end."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.web.limits import READING, Rate, Window
from tests.web.small_site import SmallSite

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
