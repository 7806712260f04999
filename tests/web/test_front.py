"""The way in: what is answered without Flask is what Flask answered before, to the last header."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask, request_started
from flask.testing import FlaskClient

from app.web.public import PageCache
from tests.web.conftest import Clock

ADDRESSES = (
    "/", "/policies/severalnines/", "/policies/compare?with=clickhouse.scale", "/articles/clickhouse/which-severity",
    "/api/v1/policies", "/triage/clusterpoint", "/policies/clickhouse.md",
)  # fmt: skip
ASKED: tuple[dict[str, str], ...] = (
    {}, {"Accept-Encoding": "br"}, {"Accept-Encoding": "gzip"}, {"If-None-Match": "*"}, {"If-None-Match": '"another"'},
    {"Cookie": "signpost=nonsense"},
)  # fmt: skip
Answer = tuple[int, dict[str, str], bytes]


@pytest.fixture
def met(app: Flask) -> Iterator[list[str]]:
    """The addresses that Flask was asked for."""
    app.extensions["signpost_pages"] = PageCache()
    found: list[str] = []

    def note(sender: Flask) -> None:
        found.append(sender.name)

    with request_started.connected_to(note, app):
        yield found


def ask(client: FlaskClient, address: str, method: str = "GET", **headers: str) -> Answer:
    answer = client.open(address, method=method, headers=headers)
    return answer.status_code, dict(answer.headers), answer.data


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("headers", ASKED)
def test_a_kept_page_is_answered_as_flask_answered_it(
    app: Flask, client: FlaskClient, met: list[str], address: str, method: str, headers: dict[str, str]
) -> None:
    by_flask = ask(client, address, method, **headers)
    client.get(address)
    asked = len(met)
    assert ask(client, address, method, **headers) == by_flask
    assert by_flask[0] == (304 if headers.get("If-None-Match") == "*" else 200)
    assert len(met) == asked


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"])
def test_another_method_is_for_flask(client: FlaskClient, met: list[str], method: str) -> None:
    client.get("/policies/")
    client.open("/policies/", method=method)
    assert len(met) == 2


def test_a_request_with_a_body_is_for_flask(client: FlaskClient, met: list[str]) -> None:
    client.get("/policies/")
    client.get("/policies/", data=b"a body")
    assert len(met) == 2


@pytest.mark.parametrize(("address", "after"), [("/policies/", timedelta(days=1)), ("/triage/acme", timedelta(0))])
def test_what_does_not_hold_any_more_or_is_no_page_is_for_flask(
    client: FlaskClient, met: list[str], clock: Clock, address: str, after: timedelta
) -> None:
    client.get(address)
    clock.at += after
    client.get(address)
    assert len(met) == 2


def test_a_page_of_the_minute_holds_for_the_minute(client: FlaskClient, met: list[str], clock: Clock) -> None:
    for seconds in (0, 59, 60):
        clock.at += timedelta(seconds=seconds)
        client.get("/triage/clusterpoint")
    assert len(met) == 2
