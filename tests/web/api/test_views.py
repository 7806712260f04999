"""The API's policies and search, and what any wrong request gets."""

import json
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.cases.case_schema import case_schema
from app.web.site import Site
from tests.content.example_policy import TEXT, replaced
from tests.web.small_site import SmallSite

TIERS = {
    "clickhouse": ["basic", "scale", "enterprise"],
    "clusterpoint": ["basic", "production", "on-premises"],
    "photoprism": ["professional", "enterprise", "gold"],
    "severalnines": ["community", "advanced", "enterprise"],
}
LEVELS = {"clickhouse": 3, "clusterpoint": 3, "photoprism": 4, "severalnines": 4}
KINDS = {"duration", "best_effort", "none", "not_entitled", "per_agreement", "unknown"}
UNITS = {"minutes", "hours", "business_hours", "business_days"}


@pytest.fixture(autouse=True)
def _indexed(app: Flask) -> None:
    """The index that was begun at the start is whole."""
    found: Site = app.extensions["signpost"]
    found.rebuild.wait(timedelta(minutes=1).total_seconds())


def get(client: FlaskClient, address: str) -> dict[str, Any]:
    """The answer at an address that has one."""
    answer = client.get(address)
    assert (answer.status_code, answer.content_type) == (200, "application/json"), answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def test_the_list_holds_the_four_policies_and_nothing_more(client: FlaskClient) -> None:
    listed = get(client, "/api/v1/policies")
    assert list(listed) == ["policies"]
    assert {row["slug"]: (row["vendor"], row["version"], row["effective_on"]) for row in listed["policies"]} == {
        "clickhouse": ("ClickHouse", None, "2025-01-23"),
        "clusterpoint": ("Clusterpoint", None, None),
        "photoprism": ("PhotoPrism", None, None),
        "severalnines": ("Severalnines", "1.0", "2026-06-01"),
    }
    for row in listed["policies"]:
        assert list(row) == ["slug", "vendor", "title", "version", "effective_on", "url"]
        assert client.get(row["url"]).status_code == 200


@pytest.mark.parametrize("slug", TIERS)
def test_a_policy_is_told_whole(client: FlaskClient, slug: str) -> None:
    policy = get(client, f"/api/v1/policies/{slug}")
    assert [tier["id"] for tier in policy["tiers"]] == TIERS[slug]
    assert [severity["level"] for severity in policy["severities"]] == list(range(1, LEVELS[slug] + 1))
    assert all(set(tier) == {"id", "name", "channels", "allowance"} for tier in policy["tiers"])
    assert all(severity["name"] for severity in policy["severities"])
    assert {"slug", "schedules", "clauses", "hash"} <= set(policy)
    assert len(policy["hash"]) >= 12


@pytest.mark.parametrize("slug", TIERS)
def test_every_tier_severity_and_measure_has_a_target(client: FlaskClient, slug: str) -> None:
    targets = get(client, f"/api/v1/policies/{slug}")["targets"]
    told = {(row["tier"], row["severity"], row["measure"]) for row in targets}
    for tier, level, measure in product(TIERS[slug], range(1, LEVELS[slug] + 1), ("first_response", "resolution")):
        assert told & {(tier, level, measure), (tier, None, measure)}, (tier, level, measure)


@pytest.mark.parametrize("slug", TIERS)
def test_a_target_is_a_whole_duration_on_a_schedule_of_the_policy_or_none(client: FlaskClient, slug: str) -> None:
    policy = get(client, f"/api/v1/policies/{slug}")
    schedules = {schedule["id"] for schedule in policy["schedules"]}
    for row in policy["targets"]:
        assert list(row) == [
            "tier", "severity", "measure", "kind", "amount", "unit", "schedule", "share", "typical", "when",
        ]  # fmt: skip
        assert row["kind"] in KINDS
        if row["kind"] == "duration":
            assert row["amount"] > 0
            assert row["unit"] in UNITS
            assert row["schedule"] in schedules
        else:
            assert (row["amount"], row["unit"], row["schedule"]) == (None, None, None)


@pytest.mark.parametrize(
    ("slug", "expected"),
    [
        ("severalnines", {"community": ("none", None), "advanced": ("limited", 12), "enterprise": ("unlimited", None)}),
        ("photoprism", {"professional": ("limited", 1), "enterprise": ("limited", 2), "gold": ("limited", 4)}),
        ("clickhouse", dict.fromkeys(("basic", "scale", "enterprise"), ("unlimited", None))),
        ("clusterpoint", dict.fromkeys(("basic", "production", "on-premises"), ("unstated", None))),
    ],
)
def test_the_allowance_of_each_tier_is_that_of_the_source(
    client: FlaskClient, slug: str, expected: dict[str, tuple[str, int | None]]
) -> None:
    tiers = get(client, f"/api/v1/policies/{slug}")["tiers"]
    assert {t["id"]: (t["allowance"]["kind"], t["allowance"]["incidents"]) for t in tiers} == expected


@pytest.mark.parametrize("slug", TIERS)
def test_every_clause_stands_on_the_page_that_it_links(client: FlaskClient, slug: str) -> None:
    page = client.get(f"/policies/{slug}/").text
    clauses = get(client, f"/api/v1/policies/{slug}")["clauses"]
    assert len(clauses) > 5
    for clause in clauses:
        assert clause["url"] == f"/policies/{slug}/#{clause['id']}"
        assert f'id="{clause["id"]}"' in page


def test_a_schedule_is_told_with_its_windows_and_closed_dates(client: FlaskClient) -> None:
    schedules = {row["id"]: row for row in get(client, "/api/v1/policies/severalnines")["schedules"]}
    office = schedules["business-hours"]
    assert office["zone"] == "Europe/Stockholm"
    assert [(w["day"], w["opens"], w["closes"]) for w in office["windows"]] == [
        (day, "09:00", "17:00") for day in ("mon", "tue", "wed", "thu", "fri")
    ]
    assert {"date": "2026-06-20", "name": "Midsummer Day"} in office["closed"]
    assert {"date": "2026-06-19", "name": "Midsummer's Eve"} in office["advisory"]


def test_the_version_in_force_on_a_day_is_told_and_links_its_own_page(tmp_path: Path) -> None:
    site = SmallSite(tmp_path)
    site.content.write("policies/acme/1.0.md", TEXT)
    newer = replaced(("effective_on: 2026-01-01", "effective_on: 2026-10-01"), ('version: "1.0"', 'version: "2.0"'))
    site.content.write("policies/acme/2.0.md", newer)
    client = site.start().test_client()
    now, before = get(client, "/api/v1/policies/acme"), get(client, "/api/v1/policies/acme?as_of=2026-09-30")
    assert (now["version"], now["clauses"][0]["url"]) == ("2.0", "/policies/acme/#about")
    assert (before["version"], before["clauses"][0]["url"]) == ("1.0", "/policies/acme/versions/1.0/#about")
    assert client.get(before["clauses"][0]["url"]).status_code == 200
    assert get(client, "/api/v1/policies/acme?as_of=2026-10-01")["version"] == "2.0"


@pytest.mark.parametrize(
    ("address", "status", "sentence"),
    [
        ("/api/v1/policies/nope", 404, "/api/v1/policies"),
        ("/api/v1/triage/nope", 404, "/api/v1/policies"),
        ("/api/v1/nope", 404, ""),
        ("/api/v1/policies/clickhouse?as_of=2025-01-22", 404, "2025-01-22"),
        ("/api/v1/policies/clickhouse?as_of=2025-02-30", 422, "2026-06-18"),
        ("/api/v1/policies/clickhouse?as_of=", 422, "2026-06-18"),
        ("/api/v1/search?q=a&kind=case", 422, "article or policy"),
        ("/api/v1/search?q=a&literal=yes", 422, "0 or 1"),
        ("/api/v1/search?q=a&page=0", 422, "1 to 1000"),
        ("/api/v1/search?q=a&page=1001", 422, "1 to 1000"),
        ("/api/v1/search?q=a&per_page=51", 422, "1 to 50"),
        ("/api/v1/search?q=a&per_page=ten", 422, "1 to 50"),
    ],
)
def test_what_cannot_be_answered_is_a_problem_with_a_sentence(
    client: FlaskClient, address: str, status: int, sentence: str
) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert answer.json
    assert {"type", "title", "status", "detail"} <= set(answer.json)
    assert answer.json["status"] == status
    assert sentence in answer.json["detail"]


POSTS = ["/api/v1/policies/severalnines/due", "/api/v1/cases"]


@pytest.mark.parametrize("address", POSTS)
@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"[]", "application/json", 422),
        (b"null", "application/json", 422),
        (b'{"a\\u0000": "\\u0000"}', "application/json", 422),
        (b"tier=advanced", "application/x-www-form-urlencoded", 415),
        (b"{}", "text/plain", 415),
        (b"{}", "", 415),
        (b" " * (2 * 1024**2 + 1), "application/json", 413),
    ],
)
def test_a_body_that_cannot_be_read_is_a_problem_of_its_kind(
    client: FlaskClient, address: str, body: bytes, content_type: str, status: int
) -> None:
    answer = client.post(address, data=body, content_type=content_type)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")


@pytest.mark.parametrize(
    ("method", "address", "allowed"),
    [
        ("DELETE", "/api/v1/policies", {"GET", "HEAD", "OPTIONS"}),
        ("POST", "/api/v1/policies/clickhouse", {"GET", "HEAD", "OPTIONS"}),
        ("PUT", "/api/v1/triage/clickhouse", {"GET", "HEAD", "OPTIONS"}),
        ("PATCH", "/api/v1/search", {"GET", "HEAD", "OPTIONS"}),
        ("GET", "/api/v1/policies/clickhouse/due", {"POST", "OPTIONS"}),
        ("GET", "/api/v1/cases", {"POST", "OPTIONS"}),
    ],
)
def test_a_method_that_an_address_does_not_take_is_a_problem_that_names_those_it_does(
    client: FlaskClient, method: str, address: str, allowed: set[str]
) -> None:
    answer = client.open(address, method=method)
    assert (answer.status_code, answer.content_type) == (405, "application/problem+json")
    assert set(answer.headers["Allow"].split(", ")) == allowed


def test_a_hit_says_where_what_and_why(client: FlaskClient) -> None:
    found = get(client, "/api/v1/search?q=severity")
    assert list(found) == ["query", "total", "hits", "suggestion", "facets"]
    assert found["query"] == "severity"
    assert len(found["hits"]) == 10 < found["total"]
    for hit in found["hits"]:
        assert list(hit) == ["url", "title", "excerpt", "kind", "product", "score", "heading"]
        assert client.get(hit["url"]).status_code == 200
    scores = [hit["score"] for hit in found["hits"]]
    assert scores == sorted(scores, reverse=True)


def test_over_all_pages_each_hit_comes_once(client: FlaskClient) -> None:
    total = get(client, "/api/v1/search?q=support")["total"]
    pages = [get(client, f"/api/v1/search?q=support&per_page=7&page={page + 1}") for page in range(-(-total // 7))]
    urls = [hit["url"] for page in pages for hit in page["hits"]]
    assert len(urls) == len(set(urls)) == total > 14
    assert {page["total"] for page in pages} == {total}
    assert get(client, "/api/v1/search?q=support&page=1000")["hits"] == []


@pytest.mark.parametrize("kind", ["article", "policy"])
def test_a_kind_keeps_the_other_kind_out(client: FlaskClient, kind: str) -> None:
    found = get(client, f"/api/v1/search?q=severity&kind={kind}&per_page=50")
    assert {hit["kind"] for hit in found["hits"]} == {kind}
    assert found["total"] < get(client, "/api/v1/search?q=severity")["total"]


def test_a_product_keeps_other_products_out(client: FlaskClient) -> None:
    found = get(client, "/api/v1/search?q=severity&product=photoprism&kind=article")
    assert {hit["product"] for hit in found["hits"]} == {"photoprism"}


def test_search_counts_by_filter_and_names_the_heading(client: FlaskClient) -> None:
    found = get(client, "/api/v1/search?q=severity&kind=article&per_page=50")
    assert set(found["facets"]) == {"kind", "product", "version"}
    assert found["facets"]["kind"]["article"] == found["total"]
    assert found["facets"]["kind"]["policy"] == get(client, "/api/v1/search?q=severity&kind=policy")["total"]
    assert all(bool(hit["heading"]) == ("#" in hit["url"]) for hit in found["hits"])
    assert get(client, "/api/v1/search?q=severity&version=none-such")["total"] == 0


def test_a_literal_search_mends_nothing(client: FlaskClient) -> None:
    found = get(client, "/api/v1/search?q=sevreity&literal=1")
    assert (found["total"], found["suggestion"]) == (0, None)


def test_a_misspelt_word_is_searched_as_the_word_meant(client: FlaskClient) -> None:
    found = get(client, "/api/v1/search?q=sevreity")
    assert found["suggestion"] == "severity"
    assert found["hits"]


@pytest.mark.parametrize("query", ["", "xyzzyplugh", "%00"])
def test_a_query_that_finds_nothing_is_answered_with_nothing(client: FlaskClient, query: str) -> None:
    found = get(client, f"/api/v1/search?q={query}")
    assert (found["total"], found["hits"]) == (0, [])


def test_an_index_that_is_missing_is_a_503_for_now(tmp_path: Path) -> None:
    site = SmallSite(tmp_path)
    site.content.write("articles/a.md", "---\ntitle: A\n---\nText")
    client = site.start().test_client()
    for path in sorted((tmp_path / "index").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
    answer = client.get("/api/v1/search?q=text")
    assert (answer.status_code, answer.content_type) == (503, "application/problem+json")
    site.parts.rebuild.wait(30)
    assert get(client, "/api/v1/search?q=text")["total"] == 1


@pytest.mark.parametrize("address", ["/api/openapi.json", "/api/v1/policies", "/api/v1/policies/clickhouse"])
def test_what_is_the_same_for_all_is_not_sent_twice(client: FlaskClient, address: str) -> None:
    tag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("address", ["/api/v1/triage/clickhouse", "/api/v1/search?q=a", "/api/v1/nope"])
def test_what_depends_on_now_is_not_kept(client: FlaskClient, address: str) -> None:
    assert client.get(address).headers["Cache-Control"] == "no-store"


def test_the_schema_of_a_case_is_published_and_the_document_leads_there(client: FlaskClient) -> None:
    told = get(client, "/api/openapi.json")["externalDocs"]["url"]
    answer = client.get(told)
    assert (answer.status_code, answer.content_type) == (200, "application/schema+json")
    assert json.loads(answer.text) == case_schema()
