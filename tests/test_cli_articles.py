"""The `signpost` command on articles: checks of links and days, the report, the schema, and drafts while writing."""

import json
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from app.config import CHECKOUT
from app.content.schema import OF_ARTICLES
from app.factory import clock
from app.insight.reads import Reads
from app.insight.votes import Verdict, Votes
from tests.content.conftest import ContentFolder
from tests.running import environment, free_port, running
from tests.test_cli import Signpost


@pytest.fixture
def signpost(tmp_path: Path) -> Signpost:
    return Signpost(tmp_path)


def test_check_ends_with_1_where_a_link_leads_nowhere(signpost: Signpost) -> None:
    signpost.write("articles/a.md", "---\ntitle: A\n---\n\nSee [b](b.md).\n")
    result = signpost("check")
    assert result.exit_code == 1
    assert "content/articles/a.md:5: there is nothing at “/articles/b”" in result.output
    assert signpost.read("check")["problems"][0]["line"] == 5


def test_the_calendar_warns_on_a_day_that_is_named_and_never_fails_a_check(signpost: Signpost) -> None:
    signpost.write("articles/a.md", "---\ntitle: A\nreview_on: 2026-12-01\n---\n")
    signpost.write("articles/b.md", "---\ntitle: B\npublish_on: 2026-12-05\n---\n")
    assert signpost("check").output == "0 errors, 0 warnings in content/\n"
    result = signpost("check", "--today", "2026-12-03")
    assert result.exit_code == 0
    assert [line.split(" (")[0] for line in result.output.splitlines()] == [
        "content/articles/a.md:3: warning: review_on: due to be compared with its sources since "
        "Tuesday 1 December 2026",
        "content/articles/b.md:3: warning: publish_on: readers do not see it before Saturday 5 December 2026",
        "0 errors, 2 warnings in content/",
    ]


@pytest.fixture
def counted(signpost: Signpost) -> Signpost:
    """The command on a site whose readers have said what they think."""
    today = clock().date()
    signpost.write("articles/good.md", "---\ntitle: Good\n---\n")
    signpost.write("articles/bad.md", "---\ntitle: Bad\nreview_on: 2026-01-01\nowner: Team\n---\n")
    (signpost.folder / "data").mkdir()
    url = f"sqlite:///{signpost.folder / 'data' / 'signpost.db'}"
    reads, votes = Reads.open(url), Votes.open(url)
    reads.add({(today, "good"): 7, (today - timedelta(days=60), "good"): 100, (today, "bad"): 3})
    votes.add(today, "good", Verdict.HELPFUL)
    votes.add(today, "bad", Verdict.WRONG, "Step 2 is gone.")
    votes.add(today - timedelta(days=60), "bad", Verdict.HELPFUL)
    reads.close()
    votes.close()
    return signpost


def test_the_report_tells_people_what_helps_least_and_what_is_due(counted: Signpost) -> None:
    lines = counted("report", "articles").output.splitlines()
    assert lines[1].split() == ["3", "1", "1", "bad"]
    assert "wrong or out of date 1" in lines[2]
    assert "Step 2 is gone." in lines[3]
    assert lines[4].split() == ["107", "1", "0", "good"]
    assert lines[-1] == "  since 2026-01-01  bad  (Team)"


def test_the_report_looks_back_over_the_days_that_are_named(counted: Signpost) -> None:
    found = counted.read("report", "articles", "--days", "30")
    assert [(each["address"], each["reads"], each["helpful"]) for each in found["articles"]] == [
        ("bad", 3, 0),
        ("good", 7, 1),
    ]
    assert found["articles"][0]["reasons"] == {"wrong": 1}
    assert found["overdue"] == [{"address": "bad", "title": "Bad", "since": "2026-01-01", "owner": "Team"}]


def test_a_database_that_is_away_ends_the_report_with_a_sentence(signpost: Signpost) -> None:
    result = signpost("report", "articles", SIGNPOST_DATABASE_URL="sqlite:////nowhere/at/all.db")
    assert result.exit_code == 1
    assert result.output.startswith("Error: The counts cannot be read:")


def test_schema_prints_that_of_articles_as_it_is_published(signpost: Signpost) -> None:
    printed = signpost("schema", "--articles").stdout
    assert printed == (CHECKOUT / OF_ARTICLES).read_text(encoding="utf-8")
    assert json.loads(printed)["properties"]["redirect_from"]


@pytest.mark.parametrize(("option", "status"), [((), 404), (("--dev",), 200)])
def test_only_a_site_that_is_started_for_writing_shows_a_draft(
    tmp_path: Path, option: tuple[str, ...], status: int
) -> None:
    content = ContentFolder(tmp_path / "content")
    content.write("articles/a.md", "---\ntitle: A\ndraft: true\n---\nText\n")
    command = [sys.executable, "-m", "app.cli", "run", *option, "--port", str(port := free_port())]
    with running(command, port, environment(tmp_path, content.path), "/") as site:
        assert site.get("/articles/a").status == status
