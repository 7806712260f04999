"""The start page: everything a visitor may want is one step away."""

from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from app.web.site import Site
from tests.web.pages import Reader
from tests.web.small_site import POLICY, SmallSite

NOTICE = (
    "---\ntitle: The cloud is slow\nkind: incident\nfrom: {start}\nuntil: {end}\nproducts: [photoprism]\n---\nWe look."
)


def test_the_start_page_leads_to_search_triage_and_every_policy(app: Flask, reader: Reader) -> None:
    site: Site = app.extensions["signpost"]
    page = reader.page("/")
    assert 'action="/search"' in page.html
    assert {"/triage/", "/policies/", "/articles/", "/policies/now"} <= set(page.links)
    for slug, versions in site.store.library.policies.items():
        assert {f"/policies/{slug}/", f"/triage/{slug}"} <= set(page.links)
        assert all(product.name in page.text for product in versions[-1].policy.products)


def test_every_link_of_the_start_page_leads_somewhere(reader: Reader) -> None:
    reader.follow(reader.page("/"))


def test_the_start_page_shows_help_articles_with_their_product(reader: Reader) -> None:
    page = reader.page("/")
    assert "/articles/clickhouse/which-severity" in page.links
    assert "ClickHouse software" in page.main


def test_the_start_page_shows_a_notice_of_any_product_while_it_holds(tmp_path: Path) -> None:
    small = SmallSite(tmp_path)
    small.content.write("policies/photoprism/1.md", POLICY.read_bytes())
    notice = NOTICE.format(start="2026-12-03T12:00:00Z", end="2026-12-03T14:00:00Z")
    small.content.write("notices/slow.md", notice)
    reader = Reader(small.start().test_client())
    assert "The cloud is slow" in reader.page("/").text
    small.now = small.now.replace(hour=14)
    assert "The cloud is slow" not in reader.page("/").text


def test_what_depends_on_now_is_no_part_of_the_start_page(client: FlaskClient) -> None:
    answer = client.get("/")
    assert 'data-now-url="/policies/now"' in answer.text
    assert "Open now" not in answer.text
    assert answer.headers["Cache-Control"].startswith("public")
