"""Public pages: kept as long as nothing they are made of changes, not sent twice, compressed for who takes that."""

import gzip
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path

import brotli
import pytest
from flask import Flask, abort, redirect
from flask.testing import FlaskClient

from app.web.public import LONGEST_KEPT_ADDRESS, OF_THE_EDITION, Kept, Page, PageCache, for_a_minute, public
from tests.content.example_policy import TEXT, replaced
from tests.web.small_site import NOW, SmallSite

LONG = "Text. " * 500
PUBLIC = (
    "/", "/policies/", "/policies/acme/", "/policies/acme/proof", "/policies/compare", "/articles/", "/articles/a",
    "/triage/", "/triage/acme/graph", "/api/v1/policies", "/api/openapi.json", "/api/schemas/signpost-case-1.json",
)  # fmt: skip
ZIPPED = {"Accept-Encoding": "gzip"}
NOTICE = "---\ntitle: Works\nkind: maintenance\nfrom: 2026-12-03T14:00:00Z\nuntil: 2026-12-03T15:00:00Z\n---\nText\n"


@pytest.fixture
def site(tmp_path: Path) -> SmallSite:
    """A site with one policy, one article, and pages that count how often they are made."""
    site = SmallSite(tmp_path)
    site.content.write("policies/acme/1.0.md", TEXT)
    site.content.write("articles/a.md", f"---\ntitle: A\n---\n{LONG}")
    _add_counting_pages(site.start())
    return site


def _add_counting_pages(app: Flask) -> None:
    made = count(1)
    app.add_url_rule("/counted", "counted", public(lambda: f"made {next(made)} times"))
    app.add_url_rule("/minute", "minute", for_a_minute(lambda: f"made {next(made)} times"))
    app.add_url_rule("/gone", "gone", public(lambda: abort(404)))
    app.add_url_rule("/moved", "moved", public(lambda: redirect("/")))


@pytest.fixture
def client(site: SmallSite) -> FlaskClient:
    return site.app.test_client()


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_page_is_not_sent_twice(client: FlaskClient, address: str) -> None:
    first = client.get(address)
    assert first.status_code == 200
    assert first.headers["Cache-Control"].startswith("public")
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert (again.headers["ETag"], again.headers["Vary"]) == (first.headers["ETag"], first.headers["Vary"])


def test_a_cdn_may_answer_from_what_it_has_while_it_asks_and_while_the_site_is_down(client: FlaskClient) -> None:
    """Without must-revalidate, which would forbid it; a browser asks again each time."""
    rules = set(client.get("/articles/a").headers["Cache-Control"].split(", "))
    assert rules == {"public", "max-age=0", "s-maxage=30", "stale-while-revalidate=30", "stale-if-error=86400"}


@pytest.mark.parametrize("tag", ['"another"', 'W/"another"', "nonsense", ""])
def test_a_client_with_another_edition_gets_the_page(client: FlaskClient, tag: str) -> None:
    assert client.get("/articles/a", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("form", ["{0}", '"x", {0}, "y"', "*"])
def test_one_of_several_editions_is_enough(client: FlaskClient, form: str) -> None:
    tag = client.get("/articles/a").headers["ETag"]
    assert client.get("/articles/a", headers={"If-None-Match": form.format(tag)}).status_code == 304


@pytest.mark.parametrize("address", PUBLIC)
@pytest.mark.parametrize(("accepted", "unpack"), [("gzip", gzip.decompress), ("br", brotli.decompress)])
def test_a_page_is_packed_for_who_takes_it_and_says_so(
    client: FlaskClient, address: str, accepted: str, unpack: Callable[[bytes], bytes]
) -> None:
    plain, packed = client.get(address), client.get(address, headers={"Accept-Encoding": accepted})
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert "Content-Encoding" not in plain.headers
    if len(plain.data) > 1000:
        assert packed.headers["Content-Encoding"] == accepted
        assert unpack(packed.data) == plain.data
    assert int(packed.headers["Content-Length"]) == len(packed.data)


@pytest.mark.parametrize("encoding", ["", "identity", "zstd", "gzip;q=0, br;q=0"])
def test_a_page_is_not_packed_for_who_does_not_take_it(client: FlaskClient, encoding: str) -> None:
    answer = client.get("/articles/a", headers={"Accept-Encoding": encoding})
    assert "Content-Encoding" not in answer.headers
    assert b"Text." in answer.data


def test_a_short_page_is_not_packed(client: FlaskClient) -> None:
    assert "Content-Encoding" not in client.get("/counted", headers=ZIPPED).headers


def test_head_has_the_headers_of_get_and_no_body(client: FlaskClient) -> None:
    got, head = client.get("/articles/a", headers=ZIPPED), client.head("/articles/a", headers=ZIPPED)
    assert head.data == b""
    assert dict(head.headers) == dict(got.headers)


def test_a_page_is_made_once_for_all(client: FlaskClient) -> None:
    assert {client.get("/counted").text for _ in range(3)} == {"made 1 times"}


def test_each_address_has_its_own_page(client: FlaskClient) -> None:
    assert [client.get(address).text for address in ("/counted", "/counted?a=1", "/counted?a=2", "/counted?a=1")] == [
        "made 1 times", "made 2 times", "made 3 times", "made 2 times",
    ]  # fmt: skip


def test_an_address_too_long_to_keep_is_answered_all_the_same(client: FlaskClient) -> None:
    address = f"/counted?a={'a' * LONGEST_KEPT_ADDRESS}"
    assert [client.get(address).text for _ in range(2)] == ["made 1 times", "made 2 times"]


def _page(size: int) -> Kept:
    return Kept(Page({"br": b"x", "gzip": b"x" * (size - 1)}, 200, "text/html"), "1", OF_THE_EDITION, "show")


def _kept(cache: PageCache, *addresses: str) -> list[bool]:
    return [cache.get(address) is not None for address in addresses]


def test_the_page_not_used_for_longest_makes_room() -> None:
    cache = PageCache(most=2)
    cache.put("/a", _page(1))
    cache.put("/b", _page(1))
    cache.get("/a")
    cache.put("/c", _page(1))
    assert _kept(cache, "/a", "/b", "/c") == [True, False, True]


def test_a_long_page_makes_room_for_itself_and_takes_no_more_than_there_is() -> None:
    cache = PageCache(most_bytes=10)
    for address, size in (("/a", 4), ("/b", 4), ("/b", 6), ("/c", 3)):
        cache.put(address, _page(size))
    assert _kept(cache, "/a", "/b", "/c") == [False, True, True]
    cache.put("/d", _page(11))
    assert _kept(cache, "/b", "/c", "/d") == [False, False, False]


@pytest.mark.parametrize(("address", "status"), [("/gone", 404), ("/moved", 302), ("/policies/nope/", 404)])
def test_what_is_no_page_is_not_kept(client: FlaskClient, address: str, status: int) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert "ETag" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def _edition(client: FlaskClient) -> str:
    return client.get("/counted").headers["ETag"]


def test_changed_content_makes_every_page_anew(site: SmallSite, client: FlaskClient) -> None:
    before = client.get("/articles/a")
    site.content.write("articles/a.md", "---\ntitle: A\n---\nWords")
    site.parts.store.refresh()
    after = client.get("/articles/a", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert "Words" in after.text
    assert "Text." not in after.text


def test_content_that_is_refused_leaves_every_page_as_it_was(site: SmallSite, client: FlaskClient) -> None:
    before = _edition(client)
    site.content.write("articles/a.md", "---\ntitel: A\n---\nWords")
    site.parts.store.refresh()
    assert _edition(client) == before


def test_a_notice_that_begins_or_ends_changes_every_page(site: SmallSite, client: FlaskClient) -> None:
    site.content.write("notices/works.md", NOTICE)
    site.parts.store.refresh()
    editions = []
    for hours in (0, 1, 2):
        site.now = NOW + timedelta(hours=hours)
        editions.append(_edition(client))
    assert editions[0] == editions[2] != editions[1]


def test_a_version_that_comes_into_force_changes_every_page(site: SmallSite, client: FlaskClient) -> None:
    newer = replaced(("effective_on: 2026-01-01", "effective_on: 2026-12-04"), ('version: "1.0"', 'version: "2.0"'))
    site.content.write("policies/acme/2.0.md", newer)
    site.parts.store.refresh()
    before = client.get("/api/v1/policies")
    site.now = NOW + timedelta(days=1)
    after = client.get("/api/v1/policies", headers={"If-None-Match": before.headers["ETag"]})
    assert [answer.get_json()["policies"][0]["version"] for answer in (before, after)] == ["1.0", "2.0"]


def test_the_day_is_part_of_every_page(site: SmallSite, client: FlaskClient) -> None:
    before = _edition(client)
    site.now = NOW + timedelta(days=1)
    assert _edition(client) != before


def test_two_sites_on_the_same_content_have_the_same_edition(site: SmallSite, client: FlaskClient) -> None:
    before = _edition(client)
    _add_counting_pages(site.start())
    assert _edition(site.app.test_client()) == before


def test_what_depends_on_now_is_made_once_a_minute_and_kept_by_the_reader_alone(
    site: SmallSite, client: FlaskClient
) -> None:
    first = client.get("/minute")
    assert first.headers["Cache-Control"].startswith("private")
    site.now = NOW + timedelta(seconds=59)
    assert client.get("/minute").text == first.text
    assert client.get("/minute", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    site.now = NOW + timedelta(seconds=60)
    assert client.get("/minute", headers={"If-None-Match": first.headers["ETag"]}).text != first.text
