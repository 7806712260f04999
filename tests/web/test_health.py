"""The health of the site: what is served, and which part falls short."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.search.documents import search_revision
from tests.conftest import Without
from tests.databases import held
from tests.web.small_site import SmallSite

ARTICLE = "---\ntitle: A\n---\nText"


@pytest.fixture
def small(tmp_path: Path, on_each_database: None) -> SmallSite:
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
    with held(small.parts.settings.database_url):
        answer = visitor.get("/healthz").json
    assert answer
    assert (answer["status"], answer["cases"]["state"]) == ("degraded", "busy")
    assert answer["cases"]["deliveries"] == {"waiting": 0, "given_up": 0}


def test_a_database_that_is_away_is_unusable_while_pages_are_served_and_well_once_it_is_back(
    small: SmallSite, visitor: FlaskClient, without_database: Callable[[], Without]
) -> None:
    with small.app.app_context():
        small.app.extensions["sqlalchemy"].engine.dispose()
    with without_database():
        answer = visitor.get("/healthz")
        assert answer.status_code == 200
        assert answer.json
        assert (answer.json["status"], answer.json["cases"]) == ("degraded", {"state": "unusable", "deliveries": None})
        assert visitor.get("/articles/a").status_code == 200
    assert (visitor.get("/healthz").json or {})["status"] == "ok"
