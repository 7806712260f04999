"""Drafts and days: what readers do not see yet stands nowhere, and appears everywhere by itself."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.web.pages import Reader
from tests.web.small_site import NOW, POLICY, SmallSite

MIDNIGHT = datetime(2026, 12, 4, tzinfo=UTC)
LISTS = (
    "/", "/articles/", "/articles/photoprism/", "/articles/photoprism/plain", "/articles/feed.atom",
    "/articles/photoprism/feed.atom", "/sitemap.xml", "/search?q=wanted", "/api/v1/search?q=wanted",
    "/triage/photoprism",
)  # fmt: skip
OWN = ("", ".md")


@pytest.fixture
def small(tmp_path: Path) -> SmallSite:
    """A site with an article that everybody sees, one that is a draft, and one that appears at midnight."""
    return written(SmallSite(tmp_path))


def written(site: SmallSite) -> SmallSite:
    """The site with its content."""
    site.content.write("policies/photoprism/1.md", POLICY.read_bytes())
    related = "related: [photoprism/soon, photoprism/sketch]"
    site.content.write("articles/photoprism/plain.md", f"---\ntitle: Wanted plainly\n{related}\n---\nWanted.")
    site.content.write("articles/photoprism/sketch.md", "---\ntitle: Wanted sketch\ndraft: true\n---\nWanted.")
    soon = "---\ntitle: Wanted soon\npublish_on: 2026-12-04\nredirect_from: [photoprism/once]\n---\n![S](soon.svg)"
    site.content.write("articles/photoprism/soon.md", soon)
    site.content.write("articles/photoprism/soon.svg", "<svg/>")
    return site


def lists_with(visitor: FlaskClient, title: str) -> list[str]:
    """The pages, lists and feeds on which an article stands."""
    address = f"/articles/photoprism/{title.lower()}"
    pages = {each: visitor.get(each).text for each in LISTS}
    return [each for each, text in pages.items() if f"Wanted {title}" in text or address in text]


@pytest.mark.parametrize("title", ["soon", "sketch"])
def test_readers_find_no_trace_of_what_they_are_not_to_see(small: SmallSite, title: str) -> None:
    visitor = small.start().test_client()
    assert lists_with(visitor, title) == []
    assert {visitor.get(f"/articles/photoprism/{title}{end}").status_code for end in OWN} == {404}
    assert f"Wanted {title}" not in visitor.get(f"/articles/photoprism/{title}").text
    assert visitor.get("/articles/photoprism/soon.svg").status_code == 404
    assert visitor.get("/articles/photoprism/once").status_code == 404


def test_an_article_appears_everywhere_when_its_day_begins(small: SmallSite) -> None:
    visitor = small.start().test_client()
    tag = visitor.get("/articles/photoprism/plain").headers["ETag"]
    small.now = MIDNIGHT - timedelta(seconds=1)
    assert lists_with(visitor, "soon") == []
    small.now = MIDNIGHT
    visitor.get("/search?q=wanted")
    small.parts.rebuild.wait(30)
    seen = lists_with(visitor, "soon")
    assert set(LISTS) - set(seen) <= {"/triage/photoprism"}
    assert visitor.get("/articles/photoprism/plain", headers={"If-None-Match": tag}).status_code == 200
    assert {visitor.get(f"/articles/photoprism/soon{end}").status_code for end in (*OWN, ".svg")} == {200}
    assert visitor.get("/articles/photoprism/once").headers["Location"] == "/articles/photoprism/soon"
    assert lists_with(visitor, "sketch") == []


def test_a_page_that_is_kept_before_midnight_is_another_after_it(small: SmallSite) -> None:
    visitor = small.start().test_client()
    for _ in range(2):
        assert "Wanted soon" not in visitor.get("/articles/").text
    small.now = MIDNIGHT
    for _ in range(2):
        assert "Wanted soon" in visitor.get("/articles/").text


def test_a_vote_on_what_readers_do_not_see_is_not_taken(small: SmallSite) -> None:
    visitor = small.start().test_client()
    for title in ("soon", "sketch"):
        assert visitor.post(f"/articles/photoprism/{title}/vote", data={"helpful": "yes"}).status_code == 404


def test_who_writes_sees_drafts_with_a_box_and_search_engines_are_told_to_leave_them_out(tmp_path: Path) -> None:
    visitor = written(SmallSite(tmp_path, SIGNPOST_DRAFTS="on")).start().test_client()
    draft = Reader(visitor).page("/articles/photoprism/sketch")
    assert "Draft Readers do not see this article." in draft.main
    soon = Reader(visitor).page("/articles/photoprism/soon")
    assert "Not published yet Readers see this article from Friday 4 December 2026 on." in soon.main
    plain = Reader(visitor).page("/articles/photoprism/plain")
    assert "started for writing" not in plain.main
    noindex = '<meta name="robots" content="noindex">'
    assert [noindex in page.html for page in (draft, soon, plain)] == [True, True, False]
    assert "Wanted sketch" in visitor.get("/articles/").text


def test_the_search_of_a_site_for_writing_finds_no_drafts(tmp_path: Path) -> None:
    visitor = written(SmallSite(tmp_path, SIGNPOST_DRAFTS="on")).start().test_client()
    hits = visitor.get("/api/v1/search?q=wanted").json
    assert hits
    assert [hit["url"] for hit in hits["hits"]] == ["/articles/photoprism/plain"]


def test_the_day_of_a_review_shows_on_the_page_from_that_day_on(small: SmallSite) -> None:
    head = "title: Due\nreviewed_on: 2026-06-04\nreview_on: 2026-12-04"
    small.content.write("articles/photoprism/due.md", f"---\n{head}\n---\nText")
    visitor = small.start().test_client()
    assert NOW < MIDNIGHT
    before = visitor.get("/articles/photoprism/due")
    assert "Due to be compared" not in before.text
    small.now = MIDNIGHT
    after = visitor.get("/articles/photoprism/due", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert (
        "Due to be compared again since Friday 4 December 2026" in Reader(visitor).page("/articles/photoprism/due").main
    )
