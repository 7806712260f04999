"""The counts in the database: added up by article and day, ranked over a span of days, forgotten after another."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event

from app.insight.database import InsightDatabase, InsightUnavailable
from app.insight.reads import ArticleReads, Reads
from tests.databases import asked, held

MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2)


def rows(url: str) -> list[tuple[str, str, int]]:
    """What stands in the table."""
    found = asked(url, "SELECT day, address, reads FROM article_reads ORDER BY 1, 2")
    return [(str(day), address, times) for day, address, times in found]


def test_counts_of_one_article_and_day_are_added_up(reads: Reads, database_url: str) -> None:
    reads.add({(MONDAY, "a"): 2, (MONDAY, "b"): 1})
    reads.add({(MONDAY, "a"): 3, (TUESDAY, "a"): 1})
    assert rows(database_url) == [("2026-11-30", "a", 5), ("2026-11-30", "b", 1), ("2026-12-01", "a", 1)]


def test_however_much_was_counted_one_statement_writes_it(database_url: str) -> None:
    engine, said = create_engine(database_url), list[str]()
    reads = Reads(InsightDatabase(engine))
    reads.add({(MONDAY, "a"): 1})
    event.listen(engine, "before_cursor_execute", lambda _c, _x, statement, *_: said.append(statement))
    reads.add({(MONDAY, f"a{number}"): 1 for number in range(400)})
    reads.close()
    assert [each.split()[0] for each in said] == ["INSERT"]


def test_nothing_is_kept_but_article_day_and_number() -> None:
    assert set(ArticleReads.__table__.columns.keys()) == {"day", "address", "reads"}


def test_the_most_read_come_first_and_those_read_alike_by_address(reads: Reads) -> None:
    reads.add({(MONDAY, "b"): 1, (TUESDAY, "b"): 3, (MONDAY, "c"): 2, (MONDAY, "a"): 2})
    assert reads.most_read(MONDAY, WEDNESDAY, 9) == ("b", "a", "c")
    assert reads.most_read(MONDAY, WEDNESDAY, 1) == ("b",)


def test_a_span_of_days_begins_with_its_first_and_ends_before_its_last(reads: Reads) -> None:
    reads.add({(MONDAY, "a"): 9, (TUESDAY, "b"): 1, (WEDNESDAY, "c"): 9})
    assert reads.most_read(TUESDAY, WEDNESDAY, 9) == ("b",)


def test_days_before_a_day_are_forgotten_and_that_day_is_kept(reads: Reads, database_url: str) -> None:
    reads.add({(MONDAY, "a"): 1, (TUESDAY, "a"): 1})
    reads.erase_before(TUESDAY)
    assert rows(database_url) == [("2026-12-01", "a", 1)]


def test_a_database_that_another_holds_is_named_as_unavailable(reads: Reads, database_url: str) -> None:
    reads.add({(MONDAY, "a"): 1})
    with held(database_url), pytest.raises(InsightUnavailable, match="lock"):
        reads.add({(MONDAY, "a"): 1})
    assert rows(database_url) == [("2026-11-30", "a", 1)]


def test_a_database_that_cannot_be_opened_is_named_as_unavailable(tmp_path: Path) -> None:
    reads = Reads.open(f"sqlite:///{tmp_path / 'nowhere' / 'signpost.db'}")
    with pytest.raises(InsightUnavailable):
        reads.most_read(MONDAY, TUESDAY, 1)
