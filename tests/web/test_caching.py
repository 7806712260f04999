"""What caches on the way may keep: nothing on a public address is for one reader alone."""

from collections.abc import Iterator

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from werkzeug.routing import BuildError, Rule

from app.content.library import Library
from app.web.site import Site

SHARED = ("/", "/policies/", "/policies/severalnines/", "/articles/", "/triage/", "/api/openapi.json")


@pytest.fixture(scope="module")
def library(app: Flask) -> Library:
    found: Site = app.extensions["signpost"]
    return found.store.library


def addresses(app: Flask, library: Library) -> list[str]:
    """Every address of the site that needs no answers: all routes, with all policies, versions and articles."""
    told = [
        *({"slug": slug} for slug in library.policies),
        *({"slug": slug, "version": v.policy.version} for slug, all_ in library.policies.items() for v in all_),
        *({"address": address} for address in library.articles),
        *({"filename": name} for name in ("css/site.css", "js/site.js")),
        {},
    ]
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    with app.test_request_context():
        return sorted({address for rule in rules for address in _of(rule, told)})


def _of(rule: Rule, told: list[dict[str, str]]) -> Iterator[str]:
    for values in told:
        if rule.arguments == set(values):
            try:
                yield url_for(rule.endpoint, **values)  # type: ignore[arg-type]
            except BuildError:
                continue


def test_nothing_that_caches_share_sets_a_cookie_or_depends_on_one(
    app: Flask, client: FlaskClient, library: Library
) -> None:
    client.set_cookie("signpost", "of a reader")
    shared = []
    for address in addresses(app, library):
        answer = client.get(address)
        if answer.headers["Cache-Control"].startswith("public"):
            shared.append(address)
            assert "Set-Cookie" not in answer.headers, address
            assert answer.headers.get("Vary") in ("Accept-Encoding", None), address
    assert set(SHARED) <= set(shared)
    assert len(shared) > len(library.articles) + 3 * len(library.policies)


def test_everything_that_caches_share_can_be_asked_for_again_without_being_sent(
    app: Flask, client: FlaskClient, library: Library
) -> None:
    for address in addresses(app, library):
        answer = client.get(address)
        if answer.headers["Cache-Control"].startswith("public"):
            again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
            assert (again.status_code, again.data) == (304, b""), address
