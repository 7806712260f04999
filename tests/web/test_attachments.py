"""Files beside articles, as they are sent: with their types, not twice, and with nothing in them that runs."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.content.test_picture_size import PNG
from tests.web.small_site import SmallSite

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
FILES = {
    "lag.png": (PNG, "image/png"),
    "lag.svg": (SVG, "image/svg+xml"),
    "lag.pdf": (b"%PDF-1.7", "application/pdf"),
    "my.conf": (b"a = 1\n", "text/plain; charset=utf-8"),
    "rows.csv": (b"a,b\n", "text/csv; charset=utf-8"),
    "mend.patch": (b"-a\n+b\n", "text/plain; charset=utf-8"),
    "logs.gz": (b"\x1f\x8b", "application/gzip"),
}
SHOWN = ("lag.png", "lag.svg", "lag.pdf")


@pytest.fixture
def small(tmp_path: Path) -> SmallSite:
    """A site with files beside an article."""
    site = SmallSite(tmp_path)
    text = "![A curve](lag.png)\n\nSee [the file](my.conf), and [another](../top.txt)."
    site.content.write("articles/acme/lag.md", f"---\ntitle: Lag\n---\n{text}")
    for name, (body, _) in FILES.items():
        site.content.write(f"articles/acme/{name}", body)
    site.content.write("articles/top.txt", b"top")
    site.content.write("articles/acme/.import.json", b"{}")
    return site


@pytest.fixture
def visitor(small: SmallSite) -> FlaskClient:
    return small.start().test_client()


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_sent_as_it_is_with_its_type_and_browsers_guess_no_other(visitor: FlaskClient, name: str) -> None:
    answer = visitor.get(f"/articles/acme/{name}")
    assert (answer.status_code, answer.data, answer.content_type) == (200, *FILES[name])
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("name", FILES)
def test_what_a_browser_does_not_show_by_itself_is_kept_as_a_file(visitor: FlaskClient, name: str) -> None:
    told = visitor.get(f"/articles/acme/{name}").headers.get("Content-Disposition")
    assert told == (None if name in SHOWN else f'attachment; filename="{name}"')


def test_a_drawing_runs_nothing_and_loads_nothing(visitor: FlaskClient) -> None:
    policy = visitor.get("/articles/acme/lag.svg").headers["Content-Security-Policy"].split("; ")
    assert {"sandbox", "default-src 'none'"} <= set(policy)
    assert not [rule for rule in policy if rule.startswith(("script-src", "sandbox allow"))]


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_not_sent_twice_until_it_changes(small: SmallSite, name: str) -> None:
    visitor = small.start().test_client()
    first = visitor.get(f"/articles/acme/{name}")
    assert first.headers["Cache-Control"].startswith("public")
    again = visitor.get(f"/articles/acme/{name}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert (again.headers["ETag"], again.headers["Cache-Control"]) == (
        first.headers["ETag"],
        first.headers["Cache-Control"],
    )
    small.content.write(f"articles/acme/{name}", b"changed")
    small.parts.store.refresh()
    after = visitor.get(f"/articles/acme/{name}", headers={"If-None-Match": first.headers["ETag"]})
    assert (after.status_code, after.data) == (200, b"changed")


def test_the_head_of_a_file_can_be_had_without_its_body(visitor: FlaskClient) -> None:
    answer = visitor.head("/articles/acme/lag.png")
    assert (answer.status_code, answer.data, answer.headers["Content-Length"]) == (200, b"", str(len(PNG)))


def test_the_page_of_an_article_changes_with_the_files_beside_it(small: SmallSite) -> None:
    visitor = small.start().test_client()
    before = visitor.get("/articles/acme/lag")
    assert 'width="640" height="480" loading="lazy"' in before.text
    small.content.write("articles/acme/lag.png", b"no picture any more")
    small.parts.store.refresh()
    after = visitor.get("/articles/acme/lag", headers={"If-None-Match": before.headers["ETag"]})
    assert (after.status_code, "width=" in after.text.split("<img")[1].split(">")[0]) == (200, False)


def test_links_in_the_text_lead_to_the_files(visitor: FlaskClient) -> None:
    page = visitor.get("/articles/acme/lag").text
    for address in ("/articles/acme/my.conf", "/articles/top.txt"):
        assert f'href="{address}"' in page
        assert visitor.get(address).status_code == 200


@pytest.mark.parametrize(
    "address",
    ["acme/.import.json", "acme/nope.png", "acme/../top.md", "../policies/x.png", "acme/lag.png/", "acme//lag.png"],
)
def test_nothing_else_is_served(visitor: FlaskClient, address: str) -> None:
    assert visitor.get(f"/articles/{address}").status_code in (404, 308)
    assert visitor.get(f"/articles/{address}", follow_redirects=True).data != b"{}"


def test_a_file_that_was_just_changed_is_not_sent_under_the_old_name_of_what_it_holds(small: SmallSite) -> None:
    visitor = small.start().test_client()
    small.content.write("articles/acme/my.conf", b"other")
    answer = visitor.get("/articles/acme/my.conf")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (503, "no-store")
    small.parts.store.refresh()
    assert visitor.get("/articles/acme/my.conf").data == b"other"


def test_a_link_that_took_the_place_of_a_file_is_not_followed(small: SmallSite, tmp_path: Path) -> None:
    visitor = small.start().test_client()
    secret = tmp_path / "secret"
    secret.write_bytes(FILES["my.conf"][0])
    place = small.content.path / "articles/acme/my.conf"
    place.unlink()
    place.symlink_to(secret)
    assert visitor.get("/articles/acme/my.conf").status_code == 404


def test_a_file_that_has_gone_is_a_page_that_says_so(small: SmallSite) -> None:
    visitor = small.start().test_client()
    (small.content.path / "articles/acme/my.conf").unlink()
    assert visitor.get("/articles/acme/my.conf").status_code == 404
