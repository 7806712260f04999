"""An engineer who runs the site: reads its health, the description of its API, its feeds, all found from its pages."""

from xml.etree import ElementTree as ET

from playwright.sync_api import Page

from tests.browser.visitor import Visitor

ATOM = "{http://www.w3.org/2005/Atom}"
PAGES = ("/", "/policies/", "/articles/")


def test_the_footer_leads_to_health_and_api_and_both_are_well(visitor: Visitor) -> None:
    page = visitor.open("/")
    footer = page.get_by_role("contentinfo")
    health, description = (footer.locator(f"a[href$='{end}']").get_attribute("href") for end in ("/healthz", "i.json"))
    assert page.request.get(f"{visitor.url}{health}").json()["status"] == "ok"
    described = page.request.get(f"{visitor.url}{description}")
    assert described.json()["openapi"].startswith("3.1")
    for path, methods in described.json()["paths"].items():
        if "get" in methods and "{" not in path:
            given: dict[str, str | float | bool] = {
                p["name"]: "severity" for p in methods["get"].get("parameters", []) if p.get("required")
            }
            assert page.request.get(visitor.url + path, params=given).ok, path


def test_every_feed_is_atom_and_each_of_its_entries_leads_to_a_page(visitor: Visitor) -> None:
    page = visitor.page
    for feed in {feed for path in PAGES for feed in feeds_on(path, visitor)}:
        answer = page.request.get(feed)
        assert answer.headers["content-type"].startswith("application/atom+xml"), feed
        entries = ET.fromstring(answer.text()).findall(f"{ATOM}entry")  # noqa: S314 - our own feed
        assert entries, feed
        for entry in entries:
            check_entry(entry, page, visitor)


def check_entry(entry: ET.Element, page: Page, visitor: Visitor) -> None:
    """It has what every entry has, and its link is of this site and answers."""
    assert all(entry.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href", "").startswith(f"{visitor.url}/")
    assert page.request.get(str(link.get("href"))).ok


def feeds_on(path: str, visitor: Visitor) -> list[str]:
    """The feeds that the page at an address names."""
    visitor.open(path)
    return visitor.feeds
