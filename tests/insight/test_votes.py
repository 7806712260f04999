"""Votes in the database: added up by article, day and verdict; remarks masked; all forgotten after its days."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from app.insight.database import InsightDatabase, InsightUnavailable
from app.insight.votes import DAYS_KEPT, LONGEST_REMARK, ArticleVotes, Remark, Verdict, Votes
from tests.databases import contents

MONDAY, TUESDAY = date(2026, 11, 30), date(2026, 12, 1)


@pytest.fixture
def votes(database_url: str) -> Iterator[Votes]:
    votes = Votes.open(database_url, seconds_to_wait=0.05)
    yield votes
    votes.close()


def test_votes_are_added_up_by_article_and_verdict_over_the_days(votes: Votes) -> None:
    for day, address, verdict in (
        (MONDAY, "a", Verdict.HELPFUL), (MONDAY, "a", Verdict.HELPFUL), (TUESDAY, "a", Verdict.HELPFUL),
        (TUESDAY, "a", Verdict.WRONG), (TUESDAY, "b", Verdict.OTHER),
    ):  # fmt: skip
        votes.add(day, address, verdict)
    assert votes.since(MONDAY) == {"a": {Verdict.HELPFUL: 3, Verdict.WRONG: 1}, "b": {Verdict.OTHER: 1}}
    assert votes.since(TUESDAY)["a"] == {Verdict.HELPFUL: 1, Verdict.WRONG: 1}


def test_nothing_but_article_day_and_verdict_is_stored_of_a_vote(votes: Votes, database_url: str) -> None:
    votes.add(MONDAY, "a", Verdict.HELPFUL)
    kept = contents(database_url)
    assert kept["article_votes"] == [(MONDAY, "a", "helpful", 1)]
    assert kept["article_remarks"] == []
    assert ArticleVotes.__table__.columns.keys() == ["day", "address", "verdict", "votes"]


def test_what_was_written_is_kept_without_what_may_be_personal(votes: Votes, database_url: str) -> None:
    votes.add(
        MONDAY, "a", Verdict.OTHER, "  Ask Jo@Example.com, +46 70 123 45 67 or 10.0.0.12.\nStep 3 of 24.8 fails.  "
    )
    assert votes.remarks_since(MONDAY) == (Remark(MONDAY, "a", Verdict.OTHER, "Ask … … or ….\nStep 3 of 24.8 fails."),)
    assert "Example.com" not in str(contents(database_url))


def test_remarks_come_newest_first(votes: Votes) -> None:
    for day, words in ((MONDAY, "one"), (TUESDAY, "two"), (MONDAY, "three")):
        votes.add(day, "a", Verdict.OTHER, words)
    assert [remark.text for remark in votes.remarks_since(MONDAY)] == ["two", "three", "one"]
    assert [remark.text for remark in votes.remarks_since(TUESDAY)] == ["two"]


def test_a_remark_is_no_longer_than_its_column(votes: Votes) -> None:
    votes.add(MONDAY, "a", Verdict.OTHER, "x " * LONGEST_REMARK)
    assert len(votes.remarks_since(MONDAY)[0].text) == LONGEST_REMARK


def test_what_is_older_than_the_days_kept_is_forgotten(votes: Votes) -> None:
    votes.add(MONDAY, "a", Verdict.OTHER, "old")
    votes.add(MONDAY + timedelta(days=DAYS_KEPT), "a", Verdict.HELPFUL)
    assert (votes.since(MONDAY)["a"][Verdict.OTHER], len(votes.remarks_since(MONDAY))) == (1, 1)
    votes.add(MONDAY + timedelta(days=DAYS_KEPT + 1), "a", Verdict.HELPFUL)
    assert (votes.since(MONDAY), votes.remarks_since(MONDAY)) == ({"a": {Verdict.HELPFUL: 2}}, ())


def test_a_vote_and_its_remark_are_stored_together_or_not_at_all(database_url: str) -> None:
    database = InsightDatabase.open(database_url)
    votes = Votes(database)
    votes.add(MONDAY, "a", Verdict.HELPFUL)
    with database.transaction() as session:
        session.execute(text("DROP TABLE article_remarks"))
    with pytest.raises(InsightUnavailable):
        votes.add(MONDAY, "a", Verdict.OTHER, "text")
    assert votes.since(MONDAY) == {"a": {Verdict.HELPFUL: 1}}
    votes.close()


def test_a_database_that_is_away_is_told_in_one_way(tmp_path: Path) -> None:
    votes = Votes.open(f"sqlite:///{tmp_path / 'nowhere' / 'signpost.db'}")
    for ask in (lambda: votes.add(MONDAY, "a", Verdict.HELPFUL), lambda: votes.since(MONDAY)):
        with pytest.raises(InsightUnavailable, match="unable to open"):
            ask()
