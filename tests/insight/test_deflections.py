"""Deflections: counted by place and day, added up honestly, and forgotten in time."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from app.insight.database import InsightDatabase, InsightUnavailable
from app.insight.deflection_log import DAYS_KEPT, MOST_COUNTED, DeflectionLog
from app.insight.deflection_report import NOT_TOLD, deflection_report, report_lines
from app.insight.deflections import Came, Deflections, Place
from tests.databases import contents

NOON = datetime(2026, 12, 3, 12, 0, tzinfo=UTC)
TODAY = NOON.date()
LAG, PARTS = "/articles/a/lag", "/articles/a/parts"


@pytest.fixture
def deflections(database_url: str) -> Iterator[Deflections]:
    database = InsightDatabase.open(database_url, seconds_to_wait=0.05)
    yield Deflections(database)
    database.close()


def place(article: str = LAG, product: str = "a", outcome: str = "open_case") -> Place:
    return Place("acme", product, outcome, article)


def test_what_came_of_an_article_is_added_up_by_place_and_day(deflections: Deflections) -> None:
    log = DeflectionLog(deflections, lambda: NOON)
    for came in (Came(opened=1), Came(opened=1), Came(confirmed=1)):
        log.count(place(), came)
    log.count(place(product=""), Came(failed=1))
    log.tend()
    log.count(place(), Came(opened=1))
    log.tend()
    log.tend()
    assert deflections.since(TODAY) == {place(): Came(3, 1, 0), place(product=""): Came(0, 0, 1)}
    assert deflections.since(TODAY + timedelta(days=1)) == {}


def test_counts_are_forgotten_after_their_days(deflections: Deflections) -> None:
    deflections.add({(TODAY - timedelta(days=DAYS_KEPT + n), place()): Came(opened=n + 1) for n in (0, 1)})
    DeflectionLog(deflections, lambda: NOON).tend()
    assert deflections.since(date.min) == {place(): Came(opened=1)}


class Away(Deflections):
    """A database that cannot be used."""

    def __init__(self) -> None:
        """There is none."""

    def add(self, counts: object) -> None:
        raise InsightUnavailable("it is away")


def test_what_cannot_be_written_is_lost_quietly(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    log = DeflectionLog(Away(), lambda: NOON)
    log.count(place(), Came(opened=1))
    log.tend()
    assert "deflections could not be counted: it is away" in caplog.text


def test_whoever_makes_up_places_fills_no_memory(deflections: Deflections) -> None:
    log = DeflectionLog(deflections, lambda: NOON)
    for number in range(MOST_COUNTED + 5):
        log.count(place(f"/articles/{number}"), Came(opened=1))
    log.tend()
    assert len(deflections.since(TODAY)) == MOST_COUNTED


def test_nothing_but_numbers_by_place_is_kept(database_url: str, deflections: Deflections) -> None:
    deflections.add({(TODAY, place()): Came(1, 1, 1)})
    rows = contents(database_url)["deflections"]
    assert [sorted(map(str, row)) for row in rows] == [
        sorted(["2026-12-03", "acme", "a", "open_case", LAG, "1", "1", "1"])
    ]


@pytest.mark.parametrize(
    ("came", "presumed"), [(Came(5, 1, 1), 3), (Came(2, 1, 1), 0), (Came(1, 1, 1), 0), (Came(0, 0, 3), 0), (Came(), 0)]
)
def test_presumed_is_what_is_left_and_never_less_than_nothing(came: Came, presumed: int) -> None:
    assert came.presumed == presumed


COUNTS = {
    place(): Came(10, 2, 3),
    place(PARTS): Came(1, 0, 4),
    place(LAG, "", "forum"): Came(4, 0, 0),
    place(PARTS, "b"): Came(),
}


def test_the_report_adds_up_by_product_outcome_and_article() -> None:
    found = deflection_report(COUNTS)
    assert (found.total.opened, found.total.confirmed, found.total.presumed, found.total.failed) == (15, 2, 9, 7)
    assert [(each.name, each.presumed) for each in found.by_product] == [("a", 5), (NOT_TOLD, 4), ("b", 0)]
    assert [(each.name, each.failed) for each in found.by_outcome] == [("open_case", 7), ("forum", 0)]
    assert [(each.name, each.opened) for each in found.by_article] == [(LAG, 14), (PARTS, 1)]


def test_a_share_lies_between_what_was_confirmed_and_what_may_be() -> None:
    found = deflection_report(COUNTS)
    assert (found.by_product[0].least_share, found.by_product[0].most_share) == (0.143, 0.5)
    assert found.by_product[2].least_share is None


def test_the_report_tells_people_what_presumed_means_and_machines_the_same() -> None:
    found = deflection_report(COUNTS)
    text = "\n".join(report_lines(found))
    assert "upper bound" in text
    assert f"{14:>7,} {2:>9,} {9:>8,} {3:>6,}  14% to 79%    {LAG}" in text
    assert found.as_json()["total"]["presumed"] == 9
    assert "upper bound" in found.as_json()["meaning"]
    assert "  none" in list(report_lines(deflection_report({})))
