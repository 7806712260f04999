"""The site put together: what it refuses to start with, what it survives, and what two sites do not share."""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import UndefinedError

from app.cases.database import Database
from app.cases.models import CaseRow
from app.config import CHECKOUT, Settings, SettingsError
from app.content.problems import ContentRefused
from app.factory import clock, create_app, expiry, mail_host
from app.web.site import Site
from tests.cases.keeping import Keeping
from tests.cases.samples import rows
from tests.content.conftest import ContentFolder

ARTICLE = "---\ntitle: A\n---\nText\n"
MOST_POSTS_A_MINUTE = 30


@pytest.fixture
def content(tmp_path: Path) -> ContentFolder:
    """A folder with one article."""
    folder = ContentFolder(tmp_path / "content")
    folder.write("articles/a.md", ARTICLE)
    return folder


def settings(folder: Path, **more: str) -> Settings:
    """Settings of a site all of whose folders are in one."""
    return Settings.from_environment({
        "SIGNPOST_CONTENT_DIR": str(folder / "content"),
        "SIGNPOST_DATA_DIR": str(folder / "data"),
        "SIGNPOST_SEARCH_INDEX_DIR": str(folder / "index"),
    } | more)  # fmt: skip


def parts(app: Flask) -> Site:
    """What the site is made of, with its index whole."""
    found: Site = app.extensions["signpost"]
    found.rebuild.wait(30)
    return found


def site(folder: Path, **more: str) -> FlaskClient:
    """A visitor of a site that has started."""
    app = create_app(settings(folder, **more), watch=False)
    parts(app)
    return app.test_client()


def test_a_site_starts_on_content_alone_and_makes_what_is_missing(tmp_path: Path, content: ContentFolder) -> None:
    assert site(tmp_path).get("/articles/a").status_code == 200
    assert {path.name for path in (tmp_path / "data").iterdir()} >= {"secret_key", "signpost.db"}
    assert list((tmp_path / "index").iterdir()) != []


def test_a_start_on_bad_content_is_refused_with_every_problem_of_every_file(
    tmp_path: Path, content: ContentFolder
) -> None:
    content.write("articles/b.md", "---\ntitel: B\n---\nText\n")
    content.write("articles/c.md", "---\ntitle: C\nhue: red\n---\nText\n")
    with pytest.raises(ContentRefused) as refused:
        create_app(settings(tmp_path), watch=False)
    assert {problem.path for problem in refused.value.problems} == {"content/articles/b.md", "content/articles/c.md"}


def test_a_start_without_a_content_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="SIGNPOST_CONTENT_DIR"):
        create_app(settings(tmp_path), watch=False)


def test_a_content_folder_without_anything_is_a_site_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    visitor = site(tmp_path)
    for address in (
        "/",
        "/policies/",
        "/articles/",
        "/triage/",
        "/search?q=a",
        "/api/v1/policies",
        "/policies/compare",
    ):
        assert visitor.get(address).status_code == 200, address


def test_a_database_that_cannot_be_used_keeps_no_page_from_being_served(tmp_path: Path, content: ContentFolder) -> None:
    (tmp_path / "data" / "signpost.db").mkdir(parents=True)
    assert site(tmp_path).get("/articles/a").status_code == 200


def test_an_index_folder_of_rubbish_is_built_anew(tmp_path: Path, content: ContentFolder) -> None:
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "current").write_bytes(b"\0rubbish")
    assert site(tmp_path).get("/api/v1/search?q=text").get_json()["total"] == 1


def test_two_sites_from_one_checkout_share_nothing(tmp_path: Path) -> None:
    visitors = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        ContentFolder(tmp_path / name / "content").write(f"articles/{name}.md", ARTICLE)
        visitors.append(site(tmp_path / name))
    one, two = visitors
    assert [one.get("/articles/one").status_code, one.get("/articles/two").status_code] == [200, 404]
    assert [two.get("/articles/one").status_code, two.get("/articles/two").status_code] == [404, 200]
    assert two.get("/api/v1/search?q=text").get_json()["hits"][0]["url"] == "/articles/two"


def test_a_key_outlives_a_restart(tmp_path: Path, content: ContentFolder) -> None:
    first, second = (create_app(settings(tmp_path), watch=False) for _ in range(2))
    assert first.config["SECRET_KEY"] == second.config["SECRET_KEY"]


@pytest.mark.parametrize(("key", "warns"), [("", True), ("the same on each machine", False)])
def test_a_site_on_postgresql_that_has_no_key_of_the_settings_says_what_several_machines_need(
    tmp_path: Path,
    content: ContentFolder,
    fresh_on_postgresql: str,
    caplog: pytest.LogCaptureFixture,
    key: str,
    warns: bool,
) -> None:
    shared = {"SIGNPOST_DATABASE_URL": fresh_on_postgresql, "SIGNPOST_SECRET_KEY": key}
    assert site(tmp_path, **shared).get("/healthz").get_json()["cases"]["state"] == "ok"
    assert ("set SIGNPOST_SECRET_KEY to the same on each" in caplog.text) is warns


@pytest.mark.parametrize(
    ("url", "name", "is_secure"),
    [("https://support.example.com", "__Host-signpost", True), ("http://127.0.0.1:5000", "signpost", False)],
)
def test_cookies_are_secure_where_the_site_is_reached_by_https(
    tmp_path: Path, content: ContentFolder, url: str, name: str, is_secure: bool
) -> None:
    config = create_app(settings(tmp_path, SIGNPOST_PUBLIC_URL=url), watch=False).config
    assert (config["SESSION_COOKIE_NAME"], config["SESSION_COOKIE_SECURE"]) == (name, is_secure)
    assert (config["SESSION_COOKIE_HTTPONLY"], config["SESSION_COOKIE_SAMESITE"]) == (True, "Lax")


def _posts(visitor: FlaskClient, address: str, count: int) -> list[int]:
    return [visitor.post(address, json={}).status_code for _ in range(count)]


@pytest.mark.parametrize("address", ["/api/v1/cases", "/cases/new"])
def test_whoever_posts_faster_than_people_do_is_held_back(tmp_path: Path, content: ContentFolder, address: str) -> None:
    visitor = site(tmp_path)
    found = _posts(visitor, address, 2 * MOST_POSTS_A_MINUTE + 1)  # of two minutes, should one end in between
    assert 429 in found
    assert 429 not in found[:MOST_POSTS_A_MINUTE]
    assert visitor.get("/articles/a").status_code == 200


def test_who_is_held_back_is_told_to_wait(tmp_path: Path, content: ContentFolder) -> None:
    visitor = site(tmp_path)
    _posts(visitor, "/api/v1/cases", 2 * MOST_POSTS_A_MINUTE)
    answers = (visitor.post("/api/v1/cases", json={}) for _ in range(MOST_POSTS_A_MINUTE + 1))
    answer = next(each for each in answers if each.status_code == 429)
    assert answer.content_type == "application/problem+json"
    assert answer.json
    assert "more at once" in answer.json["detail"]
    assert 0 < int(answer.headers["Retry-After"]) <= 60


def test_limits_can_be_switched_off_for_measuring(tmp_path: Path, content: ContentFolder) -> None:
    visitor = site(tmp_path, SIGNPOST_RATE_LIMITS="off")
    assert set(_posts(visitor, "/api/v1/cases", 2 * MOST_POSTS_A_MINUTE + 1)) == {422}


@pytest.mark.parametrize(("proxies", "is_believed"), [("0", False), ("1", True)])
def test_what_a_proxy_says_of_its_client_is_believed_as_far_as_it_is_trusted(
    tmp_path: Path, content: ContentFolder, proxies: str, is_believed: bool
) -> None:
    visitor = site(tmp_path, SIGNPOST_TRUSTED_PROXIES=proxies)
    count = 2 * MOST_POSTS_A_MINUTE + 1
    sent = (
        visitor.post("/api/v1/cases", json={}, headers={"X-Forwarded-For": f"10.0.0.{n}"}).status_code
        for n in range(count)
    )
    assert (429 not in list(sent)) is is_believed


@pytest.fixture
def watching(tmp_path: Path, content: ContentFolder) -> Iterator[Flask]:
    """A site that looks at its content by itself."""
    app = create_app(settings(tmp_path))
    yield app
    parts(app).store.stop()


def test_a_running_site_sees_content_that_changes(watching: Flask, content: ContentFolder) -> None:
    content.write("articles/b.md", ARTICLE)
    visitor = watching.test_client()
    assert _comes_true(lambda: visitor.get("/articles/b").status_code == 200)


def _comes_true(is_so: Callable[[], bool]) -> bool:
    """Whether it does before patience is at its end."""
    for _ in range(600):
        if is_so():
            return True
        time.sleep(0.05)
    return False


def test_a_running_site_erases_cases_whose_time_is_over(tmp_path: Path, content: ContentFolder, migrated: Path) -> None:
    (tmp_path / "data").mkdir()
    shutil.copyfile(migrated, tmp_path / "data" / "signpost.db")
    database = Database.open(f"sqlite:///{tmp_path / 'data' / 'signpost.db'}")
    keeping = Keeping(database, tmp_path / "data")
    keeping.case(datetime(2020, 1, 1, tzinfo=UTC))
    app = create_app(settings(tmp_path))
    try:
        assert _comes_true(lambda: not any(keeping.attachments.iterdir()))
        assert rows(database, CaseRow) == 0
    finally:
        parts(app).store.stop()
        database.close()


def test_where_cases_are_kept_for_good_nothing_looks_for_old_ones(tmp_path: Path, database_url: str) -> None:
    database = Database.open(database_url)
    assert expiry(settings(tmp_path, SIGNPOST_RETENTION_DAYS="0"), database, clock) is None
    assert expiry(settings(tmp_path, SIGNPOST_RETENTION_DAYS="1"), database, clock) is not None
    database.close()


def test_a_template_that_names_what_is_not_there_fails_instead_of_showing_nothing(
    tmp_path: Path, content: ContentFolder
) -> None:
    app = create_app(settings(tmp_path), watch=False)
    with pytest.raises(UndefinedError):
        app.jinja_env.from_string("{{ no_such_thing }}").render()


def test_the_clock_tells_the_time_in_utc() -> None:
    assert clock().tzinfo is UTC


@pytest.mark.parametrize(
    ("url", "host"),
    [("https://support.example.com", "support.example.com"), ("http://127.0.0.1:5000", "127.0.0.1")],
)
def test_messages_are_named_by_the_host_of_the_site(tmp_path: Path, url: str, host: str) -> None:
    assert mail_host(settings(tmp_path, SIGNPOST_PUBLIC_URL=url)) == host


def test_the_domain_can_be_used_without_loading_the_web() -> None:
    code = "import app.domain.proof, sys; print(sorted({'flask', 'sqlalchemy', 'jinja2', 'yaml'} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
