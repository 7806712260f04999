"""A member of the community: searches with a slip, narrows, reads, goes on to the next article and to the forum."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.journeys import JOURNEYS
from tests.browser.visitor import Visitor

IN_THE_FORUM = next(each for each in JOURNEYS if each.name == "severalnines, no case")


def ask(visitor: Visitor, words: str) -> None:
    """Type into the search of the page and press Enter."""
    field = visitor.page.locator("main input[name=q]")
    field.fill(words)
    with visitor.page.expect_navigation():
        field.press("Enter")
    visitor.look()


def test_from_a_mistyped_search_to_an_article_a_related_one_and_the_forum(visitor: Visitor) -> None:
    page = visitor.open("/")
    ask(visitor, "what to colect befor a case")
    everything = page.locator(".hits > li").count()
    assert everything > 1
    for narrowed in ("ClusterControl", "Articles"):
        visitor.press(page.get_by_role("navigation", name="Filters").get_by_role("link", name=narrowed).first)
    links = page.locator(".hits > li h3 a")
    assert 0 < links.count() <= everything
    assert all("/articles/clustercontrol/" in str(link.get_attribute("href")) for link in links.all())

    visitor.press(page.get_by_role("link", name="What to collect before you open a ClusterControl case"))
    first = page.locator("h1").inner_text()
    visitor.press(page.locator("main .related a").first)
    expect(page.get_by_role("heading", level=1)).not_to_have_text(first)
    assert urlsplit(page.url).path.startswith("/articles/")

    visitor.press(page.locator("main a[href^='/triage/severalnines']").first)
    visitor.answer_on(IN_THE_FORUM)
    expect(page.get_by_role("heading", level=1)).to_have_text(IN_THE_FORUM.title)
    forum = page.locator("main .outcome-way a[rel~=external]").first
    assert str(forum.get_attribute("href")).startswith("https://")
    expect(forum).to_contain_text("(another site)")


def test_who_finds_nothing_is_told_where_to_go_on(visitor: Visitor) -> None:
    page = visitor.open("/search?product=clickhouse")
    ask(visitor, "xylophone")
    expect(page.get_by_role("heading", name="Nothing was found")).to_be_visible()
    ways = page.locator("main a[href^='/triage/'], main a[href^='/articles/'], main a[href^='/policies/']")
    visitor.press(ways.first)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.parametrize("path", ["/articles/clustercontrol/what-to-colect", "/articles/nothing", "/no/such/page"])
def test_who_comes_to_an_address_without_a_page_searches_from_there(visitor: Visitor, path: str) -> None:
    page = visitor.open(path, 404)
    ask(visitor, "severity")
    assert page.locator(".hits > li").count() > 0
