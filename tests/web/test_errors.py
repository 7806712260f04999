"""Errors: a readable page with a way on, whatever was sent, and never a failure of ours."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from app.cases.files import FileLimits
from app.search.port import Query, Results, SearchUnavailable
from app.search.whoosh_engine import WhooshEngine
from app.web.errors import SENTENCES, TITLES
from app.web.headers import HEADERS, POLICY
from app.web.large_bodies import FILES_FOLD
from tests.web.pages import Reader, words
from tests.web.small_site import SmallSite

LIMIT = 20_000
FILE = 16 * 1024
OF_EVERY_KIND = {name: value for name, value in HEADERS.items() if name != "Referrer-Policy"}
PAGES = (
    "/", "/policies/", "/policies/compare", "/policies/clickhouse/", "/policies/nope/", "/articles/", "/articles/nope",
    "/search", "/search?q=severity", "/triage/", "/triage/nope", "/cases/nope", "/healthz", "/static/css/site.css",
    "/static/nope.css", "/api/v1/policies", "/api/v1/nope", "/api/openapi.json", "/nope",
)  # fmt: skip


def main(answer: TestResponse) -> str:
    return answer.text.split("<main", 1)[1].split("</main>", 1)[0]


@pytest.mark.parametrize("address", ["/nope", "/policies/nope/", "/articles/nope", "/triage/nope", "/cases/nope"])
def test_an_address_without_a_page_has_a_search_and_ways_on(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert '<meta name="robots" content="noindex">' in answer.text
    assert re.search(r'<form[^>]* action="/search"[^>]* method="get"', main(answer))
    for way in ("/policies/", "/articles/", "/triage/"):
        assert f'href="{way}"' in main(answer)


@pytest.mark.parametrize(("method", "address"), [("POST", "/articles/"), ("DELETE", "/"), ("PUT", "/search")])
def test_a_request_of_the_wrong_kind_says_so_and_which_are_right(
    client: FlaskClient, method: str, address: str
) -> None:
    answer = client.open(address, method=method)
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert "<h1>" in main(answer)


@pytest.mark.parametrize("address", ["/api/v1/nope", "/api/v1/policies/nope", "/api/v1/triage/nope"])
def test_below_the_api_errors_are_problems_for_machines(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.content_type == "application/problem+json"
    assert answer.json
    assert (answer.json["status"], answer.status_code) == (404, 404)


@pytest.fixture
def small(tmp_path: Path) -> SmallSite:
    """A site that takes 20 kB, and files of 16 kB."""
    site = SmallSite(tmp_path, SIGNPOST_MAX_BODY_BYTES=str(LIMIT), SIGNPOST_MAX_FILE_BYTES=str(FILE))
    site.content.write("articles/a.md", "---\ntitle: A\n---\nText")
    return site


@pytest.mark.parametrize("address", ["/cases/new", "/api/v1/cases"])
@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "application/json", "multipart/form-data"]
)
def test_a_body_over_the_limit_gets_a_readable_413(small: SmallSite, address: str, content_type: str) -> None:
    has_files = (address, content_type) == ("/cases/new", "multipart/form-data")
    body = b"a" * (LIMIT + 1 + (FILES_FOLD * FileLimits(FILE).total_bytes if has_files else 0))
    answer = small.start().test_client().post(address, data=body, content_type=content_type)
    if address.startswith("/api/") and content_type != "application/json":
        assert answer.status_code in (413, 415)
    else:
        assert answer.status_code == 413
        assert "larger" in answer.text


@pytest.mark.parametrize(
    "code", ["%00", "%FF%FE", "%C0%80", "%ED%A0%80", "%F5%80%80%80", "%", "%zz", "%E2%80%AE", "%0D%0A", "%5C"]
)
@pytest.mark.parametrize(
    "before", ["/", "/articles/", "/policies/", "/triage/", "/cases/", "/static/", "/api/v1/policies/"]
)
def test_a_path_in_no_encoding_is_no_page_and_no_failure(client: FlaskClient, before: str, code: str) -> None:
    answer = client.get(f"{before}{code}", environ_overrides={"QUERY_STRING": ""})
    assert 300 <= answer.status_code < 500
    assert "\r" not in answer.headers.get("Location", "")


@pytest.mark.parametrize("code", ["%00", "%FF%FE", "%C0%80", "%ED%A0%80", "%F5%80%80%80", "%", "%zz", "%0D%0A"])
@pytest.mark.parametrize(
    "address",
    ["/?zone={0}", "/articles/?{0}={0}", "/search?q={0}&product={0}&kind={0}&page={0}", "/policies/compare?tier={0}",
     "/policies/clickhouse/?zone={0}", "/policies/clickhouse/now?zone={0}", "/triage/clickhouse?product={0}&zone={0}",
     "/triage/clickhouse?{0}={0}", "/cases/new?policy={0}", "/api/v1/search?q={0}&page={0}",
     "/api/v1/policies/clickhouse?as_of={0}", "/api/v1/triage/clickhouse?product={0}&reported_at={0}"],
)  # fmt: skip
def test_a_query_in_no_encoding_is_no_failure(client: FlaskClient, address: str, code: str) -> None:
    assert client.get(address.format(code)).status_code < 500


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.text(st.sampled_from("/.%0aF:\\?#@ é\u202e"), max_size=12),
    query=st.text(st.sampled_from("q=&%0Fé[]+;zone"), max_size=20),
)
def test_no_address_is_a_failure_of_ours(client: FlaskClient, path: str, query: str) -> None:
    raw = f"/{path}".encode().decode("latin-1")  # a server hands bytes on as if they were Latin-1
    environ = {"PATH_INFO": raw, "QUERY_STRING": query.encode().decode("latin-1")}
    assert client.get("/", environ_overrides=environ).status_code < 500


@pytest.mark.parametrize(
    "address",
    ["//evil.example", "//evil.example/", "///evil.example/%2e%2e", "/policies//evil.example", "/%5Cevil.example",
     "/articles//evil.example/", "/articles//evil.example", "/\\evil.example", "/policies/clickhouse//evil.example",
     "/triage//evil.example", "/articles/https://evil.example", "/%2Fevil.example", "/policies/%2F%2Fevil.example",
     "/triage/clickhouse?next=https://evil.example", "/articles/clickhouse//"],
)  # fmt: skip
def test_no_address_leads_to_another_host(client: FlaskClient, address: str) -> None:
    path, _, query = address.partition("?")
    answer = client.get(
        "/", environ_overrides={"PATH_INFO": path.replace("%2F", "/").replace("%5C", "\\"), "QUERY_STRING": query}
    )
    assert re.match(r"$|/(?![/\\])|http://localhost/(?![/\\])", answer.headers.get("Location", ""))
    assert 'href="//' not in answer.text


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:80@localhost", "a b", "", "[::1", "\u00e9.example".encode().decode("latin-1")],
)
def test_a_host_that_is_not_ours_comes_back_in_no_link(client: FlaskClient, host: str) -> None:
    for address in ("/articles/clickhouse/what-to-collect", "/policies/clickhouse/", "/nope"):
        answer = client.get(address, headers={"Host": host})
        assert answer.status_code < 500
        assert "evil.example" not in answer.text


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
def test_every_answer_carries_the_headers(client: FlaskClient, address: str, method: str) -> None:
    with client.open(address, method=method) as answer:
        assert answer.headers["Referrer-Policy"] in ("same-origin", "no-referrer")  # a case's address is told to nobody
        assert {name: answer.headers.get(name) for name in OF_EVERY_KIND} == OF_EVERY_KIND
        assert answer.headers["Cache-Control"]
        assert answer.status_code < 500


@pytest.mark.parametrize(
    "address", ["/", "/policies/", "/policies/clickhouse/", "/articles/", "/articles/clickhouse/which-severity"]
)
def test_a_page_that_was_not_sent_again_carries_the_headers_too(client: FlaskClient, address: str) -> None:
    tag = client.get(address).headers["ETag"]
    answer = client.get(address, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.data) == (304, b"")
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert answer.headers["ETag"] == tag


def test_the_policy_of_content_lets_nothing_inline_and_nobody_else_in() -> None:
    assert POLICY.startswith("default-src 'none'")
    assert not re.search(r"unsafe|\*|https?:", POLICY)


@pytest.mark.parametrize("address", [each for each in PAGES if "." not in each and not each.startswith("/api")])
def test_no_page_has_a_script_or_style_inline(client: FlaskClient, address: str) -> None:
    text = client.get(address).text
    scripts = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", text)
    assert [each for each in scripts if 'type="application/ld+json"' not in each] == []
    assert not re.search(r"<style|<[^>]+\s(style|on[a-z]+)=", text)


def test_behind_https_browsers_are_told_to_stay_there(tmp_path: Path) -> None:
    site = SmallSite(tmp_path, SIGNPOST_PUBLIC_URL="https://support.example.com")
    client = site.start().test_client()
    assert client.get("/nope").headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_without_https_browsers_are_told_nothing_of_it(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/").headers


class Broken(Exception):
    """A fault of ours that names a customer."""


@pytest.mark.parametrize(("address", "kind"), [("/broken", "text/html"), ("/api/broken", "application/problem+json")])
def test_a_fault_of_ours_gets_a_page_with_a_reference_and_none_of_its_text(
    small: SmallSite, caplog: pytest.LogCaptureFixture, address: str, kind: str
) -> None:
    app = small.start()
    _break(app, address)
    answer = app.test_client().get(f"{address}?email=ada@example.com")
    found = re.search(r"Reference:? (\w{8})", words(answer.text))
    assert (answer.status_code, answer.mimetype) == (500, kind)
    assert found
    assert found[1] in caplog.text
    assert "ada" not in answer.text
    assert "ada" not in caplog.text.split("Traceback")[0]
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def _break(app: Flask, address: str) -> None:
    def fail() -> str:
        raise Broken

    app.add_url_rule(address, view_func=fail)


@pytest.mark.parametrize("address", ["/broken", "/api/broken"])
def test_a_fault_in_what_every_page_needs_still_gets_an_answer_with_a_reference(
    small: SmallSite, caplog: pytest.LogCaptureFixture, address: str
) -> None:
    app = small.start()
    _break(app, address)

    def fail() -> dict[str, object]:
        raise Broken

    app.template_context_processors[None].append(fail)
    answer = app.test_client().get(address)
    found = re.search(r"Reference: (\w{8})", answer.text)
    assert answer.status_code == 500
    assert found
    assert found[1] in caplog.text


def test_a_fault_of_ours_names_the_address_of_the_site_and_what_was_not_lost(tmp_path: Path) -> None:
    app = SmallSite(tmp_path, SIGNPOST_DESK_ADDRESS="help@example.com").start()
    _break(app, "/broken")
    page = Reader(app.test_client()).page("/broken", 500)
    assert re.search(r"Write to help@example\.com with this reference", page.main)
    assert "Every case that got a reference of its own is stored." in page.main


def test_an_address_that_only_this_machine_knows_is_shown_to_nobody(small: SmallSite) -> None:
    app = small.start()
    _break(app, "/broken")
    page = Reader(app.test_client()).page("/broken", 500)
    assert "the people who run this site" in page.main
    assert "@localhost" not in page.html


@pytest.mark.parametrize("code", [400, 405, 413, 415, 422, 429, 500, 503])
def test_every_error_says_what_is_wrong_what_to_do_and_gives_one_way_on(small: SmallSite, code: int) -> None:
    app = small.start()

    app.add_url_rule("/failing", view_func=lambda: abort(code))
    page = Reader(app.test_client()).page("/failing", code)
    assert page.heading == TITLES[code]
    assert SENTENCES[code] in page.main
    assert page.html.count('class="button button-way"') == 1


@pytest.mark.parametrize("code", [429, 503])
def test_what_may_do_later_says_when(small: SmallSite, code: int) -> None:
    app = small.start()
    app.add_url_rule("/failing", view_func=lambda: abort(code))
    answer = app.test_client().get("/failing?page=2")
    assert int(answer.headers["Retry-After"]) > 0
    assert f"Try again in {answer.headers['Retry-After']} seconds." in words(answer.text)
    assert 'href="/failing?page=2"' in main(answer)


def test_who_is_held_back_is_told_when_the_limit_ends(tmp_path: Path) -> None:
    app = SmallSite(tmp_path, SIGNPOST_RATE_LIMITS="on").start()
    client = app.test_client()
    posts = [client.post("/cases/new") for _ in range(31)]
    assert [answer.status_code == 429 for answer in posts] == [False] * 30 + [True]
    assert 0 < int(posts[-1].headers["Retry-After"]) <= 60
    assert re.search(r"Try again in (\d+ seconds|1 second)", words(posts[-1].text))


def test_a_wrong_kind_of_request_leads_to_the_page_itself(client: FlaskClient) -> None:
    assert re.search(r'button-way" href="/articles/"', main(client.post("/articles/")))


# What an address may have meant


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("/policies/severalnine/", "/policies/severalnines/"),
        ("/policy/severalnines", "/policies/severalnines/"),
        ("/severalnines", "/triage/severalnines"),
        ("/Triage/Severalnines", "/triage/severalnines"),
        ("/articles/which-severity", "/articles/clickhouse/which-severity"),
        ("/articles/click-house/what-to-collect", "/articles/clickhouse/what-to-collect"),
        ("/polices", "/policies/"),
        ("/about/privcy", "/about/privacy"),
    ],
)
def test_an_address_that_is_close_to_a_page_names_it(client: FlaskClient, address: str, meant: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "Did you mean" in main(answer)
    assert f'<li><a href="{meant}">' in main(answer)


def test_the_words_of_an_address_are_searched_with_their_spelling_and_fill_the_search_box(client: FlaskClient) -> None:
    answer = client.get("/support/clickhouse_severty-levels.html")
    assert 'value="support clickhouse severty levels"' in main(answer)
    assert "Found for “support clickhouse severty levels”" in main(answer)
    hits = main(answer).split("<ol", 1)[1].split("</ol>")[0]
    assert 1 <= hits.count("<li>") <= 5
    assert re.search(r"(Article|Policy clause)</span>", hits)


def test_an_address_that_may_hold_a_secret_is_not_looked_into(client: FlaskClient) -> None:
    text = main(client.get("/cases/severalnines"))
    assert 'value=""' in text
    assert "Did you mean" not in text
    assert "severalnines" not in text


class Failing(WhooshEngine):
    """A search that cannot be used, for a reason that is foreseen or for one that is not."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def search(self, query: Query) -> Results:
        raise self._error


@pytest.mark.parametrize("error", [SearchUnavailable(), RuntimeError("a fault of the engine")])
def test_what_an_address_meant_is_left_out_while_the_search_cannot_be_used(small: SmallSite, error: Exception) -> None:
    app = small.start()
    app.extensions["signpost"] = replace(small.parts, search=Failing(error))
    answer = app.test_client().get("/severity")
    assert answer.status_code == 404
    assert 'value="severity"' in main(answer)


def test_a_request_that_is_no_visit_starts_no_search(client: FlaskClient) -> None:
    for address in ("/static/severity.css", "/api/v1/severity", f"/{'severity-' * 20}"):
        assert "Found for" not in client.get(address).text
    assert "Found for" not in client.post("/severity").text
