"""Every link of the site leads somewhere, every anchor to a place there, every asset is served from here."""

from collections import defaultdict

from tests.browser.quality.crawl import Crawl
from tests.browser.quality.findings import none_of
from tests.web.triage_pages import SLUGS


def test_every_link_anchor_and_asset_is_there_and_from_this_host(crawl: Crawl) -> None:
    none_of(crawl.problems, "the whole site")


def test_the_walk_saw_the_whole_site(crawl: Crawl) -> None:
    seen = {address.partition("?")[0] for address in crawl.pages}
    for slug in SLUGS:
        assert {f"/policies/{slug}/", f"/policies/{slug}/proof", f"/triage/{slug}", f"/triage/{slug}/graph"} <= seen
    assert {"/", "/policies/", "/policies/compare", "/articles/", "/search", "/triage/", "/cases/new"} <= seen
    assert any(address.partition("?")[0].endswith(".css") for address in crawl.statuses)


def test_no_two_pages_have_the_same_title(crawl: Crawl) -> None:
    titled = defaultdict(set)
    for address, page in crawl.pages.items():
        titled[page.title].add(page.canonical.removeprefix(crawl.url) or address.partition("?")[0])
    alike = {title: pages for title, pages in titled.items() if len(pages) > 1}
    mend = "name each for what it is, or name one as the canonical address of the other"
    none_of([f"“{title}” is the title of {sorted(pages)}; {mend}" for title, pages in alike.items()], "titles")
