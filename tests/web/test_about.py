"""Pages about the site: published without code, public, linked from every page, and true where that can be told."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.config import CHECKOUT
from tests.web.pages import Reader, words
from tests.web.small_site import SmallSite

SCRIPTS = CHECKOUT / "static" / "js"


@pytest.mark.parametrize("slug", ["accessibility", "privacy"])
def test_a_page_that_is_shipped_is_public_and_cached(reader: Reader, slug: str) -> None:
    page = reader.page(f"/about/{slug}")
    answer = reader.client.get(f"/about/{slug}")
    assert answer.headers["ETag"]
    assert "public" in answer.headers["Cache-Control"]
    assert f'<link rel="canonical" href="http://127.0.0.1:5000/about/{slug}">' in page.html
    assert "Last reviewed on" in page.main
    assert "[[" not in page.main
    reader.follow(page)


def test_all_pages_are_listed_in_their_order(reader: Reader) -> None:
    page = reader.page("/about/")
    assert page.main.index("Accessibility") < page.main.index("Privacy")
    reader.follow(page)


def test_an_operator_adds_a_page_without_code(tmp_path: Path) -> None:
    site = SmallSite(tmp_path, SIGNPOST_DESK_ADDRESS="help@example.com")
    site.content.write("pages/imprint.md", "---\ntitle: Imprint\n---\nExample Ltd, [[contact]].")
    page = Reader(site.start().test_client()).page("/about/imprint")
    assert page.main.endswith("Example Ltd, help@example.com .")
    assert 'href="mailto:help@example.com"' in page.html


def test_every_template_knows_the_pages_by_title_and_address(app: Flask) -> None:
    with app.test_request_context("/"):
        context: dict[str, object] = {}
        app.update_template_context(context)
    assert context["about_pages"] == [("Accessibility", "/about/accessibility"), ("Privacy", "/about/privacy")]


def test_a_page_that_is_not_there_is_not_found(client: FlaskClient) -> None:
    assert client.get("/about/nope").status_code == 404


def test_a_site_without_such_pages_says_so(tmp_path: Path) -> None:
    page = Reader(SmallSite(tmp_path).start().test_client()).page("/about/")
    assert "Nothing is written here yet" in page.main


# What the privacy notice says


def test_only_the_form_of_a_case_sets_a_cookie_and_it_is_the_one_that_is_named(app: Flask, client: FlaskClient) -> None:
    said = words(client.get("/about/privacy").text)
    for address in (
        "/",
        "/policies/clickhouse/",
        "/search?q=severity",
        "/triage/clickhouse",
        "/about/privacy",
        "/nope",
    ):
        assert "Set-Cookie" not in client.get(address).headers
    assert f"one cookie, {app.config['SESSION_COOKIE_NAME']}" in said
    answers = "product=clusterpoint-cloud&need=broken&sla_agreement=standard&plan=production-support"
    answer = client.get(f"/cases/new?policy=clusterpoint&{answers}&environment=production&effect=stopped")
    cookies = answer.headers.getlist("Set-Cookie")
    assert [cookie.split("=")[0] for cookie in cookies] == ["signpost"]
    assert not re.search("expires|max-age", cookies[0], re.IGNORECASE)  # it goes with the browser


def test_only_the_scripts_that_are_named_keep_something_in_the_browser() -> None:
    keeps = re.compile("localStorage|sessionStorage|indexedDB|cookie")
    keeping = {path.name for path in SCRIPTS.glob("*.js") if keeps.search(path.read_text("utf-8"))}
    assert keeping == {"theme.js", "choices.js", "draft.js", "suggest.js", "vote.js"}


def test_no_script_sends_what_was_typed() -> None:
    text = (SCRIPTS / "draft.js").read_text("utf-8")
    assert not re.search(r"fetch|XMLHttpRequest|sendBeacon|WebSocket", text)
