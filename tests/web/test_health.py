"""The health of the site: what is served, and which part falls short."""

import sqlite3
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.search.documents import search_revision
from tests.web.small_site import SmallSite

ARTICLE = "---\ntitle: A\n---\nText"


@pytest.fixture
def small(tmp_path: Path) -> SmallSite:
    """A site with one article."""
    site = SmallSite(tmp_path)
    site.content.write("articles/a.md", ARTICLE)
    return site


@pytest.fixture
def visitor(small: SmallSite) -> FlaskClient:
    """A visitor of the site."""
    return small.start().test_client()


def test_a_site_that_serves_all_is_ok(small: SmallSite, visitor: FlaskClient) -> None:
    answer = visitor.get("/healthz")
    revision = small.parts.store.library.revision
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json == {
        "status": "ok",
        "content": {"revision": revision, "problems": []},
        "search": {"revision": search_revision(small.parts.store.library, date(2026, 12, 3)), "is_current": True},
        "cases": {"state": "ok", "deliveries": {"waiting": 0, "given_up": 0}},
    }


def test_content_that_was_refused_is_named_by_file_and_line(small: SmallSite, visitor: FlaskClient) -> None:
    before = small.parts.store.library.revision
    small.content.write("articles/a.md", "---\ntitle: A\ntagz: B\n---\n")
    small.parts.store.refresh()
    answer = visitor.get("/healthz")
    assert answer.status_code == 200
    assert answer.json
    assert (answer.json["status"], answer.json["content"]["revision"]) == ("degraded", before)
    assert answer.json["content"]["problems"] == [
        {
            "file": "content/articles/a.md",
            "line": 3,
            "field": "tagz",
            "message": "this field is not known",
            "hint": "did you mean “tags”?",
        }
    ]


def test_an_index_of_other_content_is_told(small: SmallSite, visitor: FlaskClient) -> None:
    small.content.write("articles/b.md", ARTICLE)
    small.parts.store.refresh()
    answer = visitor.get("/healthz").json
    assert answer
    assert (answer["status"], answer["search"]["is_current"]) == ("degraded", False)


def test_a_database_held_by_another_process_is_busy_and_holds_up_no_answer(
    small: SmallSite, visitor: FlaskClient
) -> None:
    other = sqlite3.connect(small.parts.settings.data_dir / "signpost.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    answer = visitor.get("/healthz").json
    other.execute("ROLLBACK")
    other.close()
    assert answer
    assert (answer["status"], answer["cases"]["state"]) == ("degraded", "busy")
    assert answer["cases"]["deliveries"] == {"waiting": 0, "given_up": 0}


def test_a_database_that_is_none_is_unusable_while_pages_are_served(small: SmallSite, visitor: FlaskClient) -> None:
    for each in small.parts.settings.data_dir.glob("signpost.db*"):
        each.unlink()
    (small.parts.settings.data_dir / "signpost.db").mkdir()
    with small.app.app_context():
        small.app.extensions["sqlalchemy"].engine.dispose()
    answer = visitor.get("/healthz")
    assert answer.status_code == 200
    assert answer.json
    assert (answer.json["status"], answer.json["cases"]) == ("degraded", {"state": "unusable", "deliveries": None})
    assert visitor.get("/articles/a").status_code == 200
