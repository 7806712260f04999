"""The articles read most: counted when somebody reads one, shown on the start page when a day has passed."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.conftest import Without
from tests.databases import asked
from tests.web.pages import Reader
from tests.web.small_site import NOW, POLICY, SmallSite

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
ROBOTS = (
    "", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "curl/8.5.0", "Wget/1.21",
    "python-requests/2.32", "Mozilla/5.0 (compatible; bingbot/2.0)", "Slackbot-LinkExpanding 1.0", "Go-http-client/2.0",
    "facebookexternalhit/1.1", "Mozilla/5.0 HeadlessChrome/120", "FeedFetcher-Google", "UptimeRobot/2.0",
)  # fmt: skip
PEOPLE = (
    BROWSER, "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 14; CUBOT P80) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36", "Lynx/2.9.0",
)  # fmt: skip


@pytest.fixture
def small(tmp_path: Path, on_each_database: None) -> SmallSite:
    """A site with five articles."""
    site = SmallSite(tmp_path)
    site.content.write("policies/photoprism/1.md", POLICY.read_bytes())
    for name in "abcde":
        site.content.write(f"articles/photoprism/{name}.md", f"---\ntitle: Title {name}\n---\nText")
    return site


@pytest.fixture
def visitor(small: SmallSite) -> FlaskClient:
    return small.start().test_client()


def read(visitor: FlaskClient, address: str, times: int = 1, agent: str = BROWSER, **headers: str) -> int:
    """Open an article so often; the status of the last answer."""
    given = {"User-Agent": agent} | {name.replace("_", "-"): value for name, value in headers.items()}
    statuses = [visitor.get(address, headers=given).status_code for _ in range(times)]
    return statuses[-1]


def counted(small: SmallSite) -> dict[str, int]:
    """What was counted, once it is written."""
    small.parts.popularity.tend()
    question = "SELECT address, sum(reads) FROM article_reads GROUP BY address"
    return dict(asked(small.parts.settings.database_url, question))


def pass_a_day(small: SmallSite) -> None:
    """What was read is written, and the next day begins."""
    small.parts.popularity.tend()
    small.now += timedelta(days=1)
    small.parts.popularity.tend()


@pytest.mark.parametrize("agent", PEOPLE)
def test_an_article_that_somebody_reads_is_counted(small: SmallSite, visitor: FlaskClient, agent: str) -> None:
    assert read(visitor, "/articles/photoprism/a", 2, agent) == 200
    assert counted(small) == {"photoprism/a": 2}


@pytest.mark.parametrize("agent", ROBOTS)
def test_a_robot_by_its_own_name_reads_nothing(small: SmallSite, visitor: FlaskClient, agent: str) -> None:
    assert read(visitor, "/articles/photoprism/a", agent=agent) == 200
    assert counted(small) == {}


def test_an_article_that_a_browser_still_has_is_read_too(small: SmallSite, visitor: FlaskClient) -> None:
    tag = visitor.head("/articles/photoprism/a").headers["ETag"]
    assert read(visitor, "/articles/photoprism/a", If_None_Match=tag) == 304
    assert counted(small) == {"photoprism/a": 1}


def test_only_articles_that_there_are_count_and_only_as_whole_pages(small: SmallSite, visitor: FlaskClient) -> None:
    tag = visitor.head("/articles/").headers["ETag"]
    read(visitor, "/articles/nope", If_None_Match=tag)
    for address in ("/articles/", "/articles/photoprism/", "/articles/nope", "/articles/photoprism/a.md", "/"):
        read(visitor, address)
    read(visitor, "/articles/photoprism/a", Sec_Purpose="prefetch;prerender")
    read(visitor, "/articles/photoprism/a", Sec_Fetch_Dest="empty")
    visitor.head("/articles/photoprism/a", headers={"User-Agent": BROWSER})
    assert counted(small) == {}


def test_the_start_page_shows_the_newest_until_enough_was_read_and_then_the_most_read(
    small: SmallSite, visitor: FlaskClient
) -> None:
    for times, name in enumerate("dbe", 1):
        read(visitor, f"/articles/photoprism/{name}", times)
    assert "Most read" not in Reader(visitor).page("/").main
    pass_a_day(small)
    page = Reader(visitor).page("/")
    assert "Most read" in page.main
    shown = [link for link in page.links if link.startswith("/articles/photoprism/")]
    assert shown == [f"/articles/photoprism/{name}" for name in "ebd"]


def test_one_article_that_was_read_makes_no_list(small: SmallSite, visitor: FlaskClient) -> None:
    read(visitor, "/articles/photoprism/a", 9)
    pass_a_day(small)
    assert "Most read" not in Reader(visitor).page("/").main


def test_an_article_that_is_gone_is_not_shown(small: SmallSite, visitor: FlaskClient) -> None:
    for name in "abcd":
        read(visitor, f"/articles/photoprism/{name}")
    pass_a_day(small)
    (small.content.path / "articles/photoprism/a.md").unlink()
    small.parts.store.refresh()
    page = Reader(visitor).page("/")
    assert "Most read" in page.main
    assert "/articles/photoprism/a" not in page.links


def test_pages_change_with_the_ranking_and_with_nothing_that_is_read_in_between(
    small: SmallSite, visitor: FlaskClient
) -> None:
    tags = [visitor.get("/").headers["ETag"]]
    for name in "abc":
        read(visitor, f"/articles/photoprism/{name}")
    small.parts.popularity.tend()
    tags.append(visitor.get("/").headers["ETag"])
    small.now = NOW + timedelta(days=1)
    tags.append(visitor.get("/").headers["ETag"])
    small.parts.popularity.tend()
    tags.append(visitor.get("/").headers["ETag"])
    assert tags[0] == tags[1]
    assert len(set(tags)) == 3


def test_without_a_database_articles_are_read_all_the_same(
    small: SmallSite, visitor: FlaskClient, without_database: Callable[[], Without]
) -> None:
    with without_database():
        assert read(visitor, "/articles/photoprism/a", 3) == 200
        small.parts.popularity.tend()
        assert visitor.get("/").status_code == 200
