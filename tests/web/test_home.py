"""The start page: everything a visitor may want is one step away."""

from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.web.site import Site
from tests.web.conftest import Clock
from tests.web.pages import Reader, words
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


def test_the_start_page_shows_help_articles_with_their_product(app: Flask, reader: Reader) -> None:
    site: Site = app.extensions["signpost"]
    page, library = reader.page("/"), site.store.library
    shown = [article for article in library.articles.values() if article.url in page.links]
    assert shown
    for article in shown:
        assert article.product is None or library.product_names[article.product] in page.main


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
    assert 'data-open-url="/open"' in answer.text
    assert "status-open" not in answer.text
    assert "status-closed" not in answer.text
    assert answer.headers["Cache-Control"].startswith("public")


def test_without_a_script_each_vendor_leads_to_what_is_open_now(reader: Reader) -> None:
    page = reader.page("/")
    assert {f"/policies/{slug}/now" for slug in _slugs(reader)} <= set(page.links)


def test_one_answer_says_for_every_vendor_whether_its_support_is_open(reader: Reader, client: FlaskClient) -> None:
    told = reader.fragment("/open").html
    assert [told.count(f'data-open="{slug}"') for slug in _slugs(reader)] == [1] * len(_slugs(reader))
    assert "private" in client.get("/open").headers["Cache-Control"]


@pytest.mark.parametrize(
    ("moment", "zone", "said"),
    [
        ("2026-12-03T13:00Z", "Europe/Stockholm", "Open until 17:00"),
        ("2026-12-03T13:00Z", "Pacific/Auckland", "Open until 05:00"),
        ("2026-12-03T10:30Z", "Pacific/Auckland", "Open until Friday 4 December, 05:00"),
        ("2026-12-03T17:00Z", "Europe/Stockholm", "Closed, opens Friday 4 December, 09:00"),
    ],
    ids=["the same day", "the reader's day, after midnight", "the reader's day, before midnight", "another day"],
)
def test_open_until_when_is_said_by_the_readers_clock(
    reader: Reader, clock: Clock, moment: str, zone: str, said: str
) -> None:
    clock.at = datetime.fromisoformat(moment)
    told = reader.fragment(f"/open?zone={zone}").html.split('data-open="severalnines"')[1].split("data-open=")[0]
    assert said in _read(told)


def test_the_one_loud_board_of_the_start_page_leads_to_the_triage(reader: Reader) -> None:
    html = reader.page("/").html
    assert html.count("board-way") == 1
    assert 'class="board board-way" href="/triage/"' in html


@pytest.mark.parametrize("vendors", [1, 12])
def test_the_start_page_holds_any_number_of_vendors_and_no_article(tmp_path: Path, vendors: int) -> None:
    small = SmallSite(tmp_path)
    for number in range(vendors):
        small.content.write(f"policies/vendor-{number}/1.md", POLICY.read_bytes())
    page = Reader(small.start().test_client()).page("/")
    assert page.html.count('class="home-vendor"') == vendors
    assert "No articles yet" in page.main


@pytest.mark.parametrize(
    ("address", "link", "mark"),
    [
        ("/policies/", "/policies/", "page"),
        ("/policies/photoprism/", "/policies/", "true"),
        ("/policies/compare", "/policies/compare", "page"),
        ("/articles/clickhouse/which-severity", "/articles/", "true"),
        ("/triage/photoprism", "/triage/", "true"),
    ],
)
def test_the_header_marks_the_one_section_that_a_page_belongs_to(
    reader: Reader, address: str, link: str, mark: str
) -> None:
    header = reader.page(address).html.split("<header", 1)[1].split("</header>")[0]
    marked = [tag for tag in header.split("<a ")[1:] if "aria-current" in tag]
    assert len(marked) == 1
    assert marked[0].startswith(f'href="{link}"')
    assert f'aria-current="{mark}"' in marked[0]


def test_the_footer_says_which_content_is_shown_and_of_when(reader: Reader, app: Flask) -> None:
    library = app.extensions["signpost"].store.library
    footer = words(reader.page("/").html.split("<footer", 1)[1])
    assert f"revision {library.revision[:8]}" in footer
    assert f"{library.changed_on:%B %Y}" in footer


def _slugs(reader: Reader) -> list[str]:
    answered = reader.client.get("/api/v1/policies").get_json()
    return [policy["slug"] for policy in answered["policies"]]


def _read(html: str) -> str:
    """What is read, without the space that taking out a tag leaves before a comma."""
    return words(html).replace(" ,", ",")
