"""Reading: a policy with its contents, readings and due column, tiers side by side, search, and paper."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.site import RunningSite
from tests.browser.visitor import DESKTOP, PHONE, Visitor, visiting

ONE_OF_EACH = [DESKTOP, PHONE.without_scripts]


def test_a_link_in_the_contents_jumps_to_its_clause(visitor: Visitor) -> None:
    page = visitor.open("/policies/severalnines/")
    contents = page.locator("details.contents")
    if contents.get_attribute("open") is None:
        contents.locator("summary").click()
    contents.get_by_role("link", name="Response targets").click()
    expect(page).to_have_url(f"{visitor.url}/policies/severalnines/#response-targets")
    expect(page.get_by_role("heading", name="Response targets", exact=True)).to_be_in_viewport()


def test_a_reading_opens_to_show_the_other_one(visitor: Visitor) -> None:
    page = visitor.open("/policies/severalnines/#reading-sev-4-advanced")
    reading = page.locator("#reading-sev-4-advanced")
    expect(reading).to_be_in_viewport()
    if not visitor.screen.is_scripted:
        expect(reading.get_by_text("What it changes")).not_to_be_visible()
        reading.locator("summary").click()
    expect(reading.get_by_text("What it changes")).to_be_visible()


def test_the_contents_mark_the_clause_that_is_read_and_keep_it_in_sight(scripted: Visitor) -> None:
    page = scripted.open("/policies/severalnines/")
    contents = page.locator("details.contents")
    current = contents.locator("[aria-current=location]")
    for clause in ("Contacts", "Response targets", "Products"):
        page.get_by_role("heading", name=clause, exact=True).evaluate("heading => heading.scrollIntoView()")
        expect(current).to_have_count(1)
        expect(current).to_have_text(clause)
        if contents.get_attribute("open") is not None:
            expect(current).to_be_in_viewport()


def test_on_a_phone_the_contents_stay_at_hand_folded(browser: Browser, site: RunningSite) -> None:
    with visiting(browser, site.url, PHONE) as visitor:
        page = visitor.open("/policies/severalnines/#response-targets")
        heading = page.get_by_role("heading", name="Response targets", exact=True)
        bar = page.locator("details.contents > summary")
        expect(bar).to_be_in_viewport()
        boxes = [bar.bounding_box(), heading.bounding_box()]
        assert boxes[0]
        assert boxes[1]
        assert boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"]
        bar.click()
        expect(page.locator("details.contents [aria-current=location]")).to_be_in_viewport()
        page.locator("details.contents").get_by_role("link", name="Contacts").click()
        expect(page.get_by_role("heading", name="Contacts", exact=True)).to_be_in_viewport()
        expect(page.locator("details.contents > nav")).not_to_be_visible()


DEFINITION = "The hours named in your order form."


def test_a_definition_shows_on_hover_stays_under_the_pointer_and_leaves_with_escape(
    browser: Browser, site: RunningSite
) -> None:
    with visiting(browser, site.url, DESKTOP) as visitor:
        page = visitor.open("/policies/severalnines/#business-hours")
        note = page.locator(".term-note")
        term = page.locator("a.term[href='#term_business-hours']").first
        term.hover()
        expect(note).to_contain_text(DEFINITION)
        note.hover()
        page.wait_for_timeout(600)
        expect(note).to_contain_text(DEFINITION)
        page.keyboard.press("Escape")
        expect(note).to_be_empty()
        term.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        expect(note).to_contain_text(DEFINITION)
        page.keyboard.press("Tab")
        expect(note).not_to_contain_text(DEFINITION)


def test_a_finger_shows_a_definition_first_and_then_goes_to_it(browser: Browser, site: RunningSite) -> None:
    with visiting(browser, site.url, PHONE) as visitor:
        page = visitor.open("/policies/severalnines/#business-hours")
        term = page.locator("a.term[href='#term_business-hours']").first
        term.tap()
        expect(page.locator(".term-note")).to_contain_text(DEFINITION)
        expect(page).to_have_url(re.compile("#business-hours$"))
        term.tap()
        expect(page).to_have_url(re.compile("#term_business-hours$"))
        expect(page.locator("#term_business-hours")).to_be_in_viewport()


@pytest.mark.parametrize(
    "visitor", [DESKTOP.without_scripts, PHONE.without_scripts], ids=lambda screen: screen.name, indirect=True
)
def test_without_scripts_a_term_leads_to_its_definition(visitor: Visitor) -> None:
    page = visitor.open("/policies/severalnines/")
    page.locator("a.term[href='#term_business-hours']").first.click()
    expect(page.locator("#term_business-hours")).to_be_in_viewport()
    expect(page.locator("#term_business-hours")).to_be_visible()


def test_the_address_of_a_clause_is_offered_without_moving_the_text(scripted: Visitor) -> None:
    page = scripted.open("/policies/severalnines/")
    heading = page.get_by_role("heading", name="Response targets", exact=True)
    heading.scroll_into_view_if_needed()
    places = "() => [...document.querySelectorAll('.clause, .clause > *')].map((each) => each.offsetTop)"
    before = page.evaluate(places)
    page.get_by_role("link", name="Link to “Response targets”", exact=True).focus()
    assert page.evaluate(places) == before
    expect(page.get_by_role("button", name="Copy link: Response targets", exact=True)).to_have_css("opacity", "1")


def test_the_address_of_a_clause_is_copied_at_a_press(scripted: Visitor) -> None:
    page = scripted.open("/policies/severalnines/")
    page.get_by_role("link", name="Link to “Response targets”", exact=True).click()
    page.get_by_role("button", name="Copy link: Response targets", exact=True).click()
    expect(page.get_by_role("status").last).to_have_text("Copied: Response targets")
    assert page.evaluate("navigator.clipboard.readText()") == f"{scripted.url}/policies/severalnines/#response-targets"


def test_the_matrix_is_filled_by_the_readers_clock_with_one_request(scripted: Visitor) -> None:
    asked: list[str] = []
    scripted.page.on("request", lambda request: asked.append(request.url) if "fragment=1" in request.url else None)
    page = scripted.open("/policies/severalnines/")
    matrix = page.locator("table.response")
    expect(matrix.locator("time:visible")).to_have_count(8)  # two tiers with four severities each
    expect(page.get_by_text("by your clock (Europe/Helsinki)")).to_be_visible()
    assert re.search(r"(Open|Closed) now: Business hours", page.locator(".now-card").inner_text())
    assert len(asked) == 1


def test_the_matrix_says_the_same_where_now_cannot_be_asked(browser: Browser, site: RunningSite) -> None:
    with visiting(browser, site.url, DESKTOP) as visitor:
        visitor.page.route("**/now?*", lambda route: route.abort("aborted"))
        page = visitor.open("/policies/severalnines/")
        gravest = page.locator("table.response tr.severity-1")
        expect(gravest).to_contain_text("1 business day")
        expect(gravest).not_to_contain_text("Due")
        expect(page.locator(".now-card")).to_contain_text("Whether support is open at this moment")


@pytest.mark.parametrize(
    "visitor", [DESKTOP.without_scripts, PHONE.without_scripts], ids=lambda screen: screen.name, indirect=True
)
def test_without_scripts_the_due_moments_stand_on_a_page_that_asks_for_the_zone(visitor: Visitor) -> None:
    page = visitor.open("/policies/severalnines/")
    visitor.press(page.get_by_role("link", name="If you report now", exact=True).first)
    page.get_by_label("Your time zone", exact=True).select_option("Europe/Helsinki")
    visitor.press(page.get_by_role("button", name="Use this zone"))
    expect(page.locator("table.due-now caption")).to_contain_text("your time zone: Europe/Helsinki")
    expect(page.locator("table.due-now time:visible")).to_have_count(8)


@pytest.mark.parametrize("visitor", ONE_OF_EACH, ids=lambda screen: screen.name, indirect=True)
def test_a_policy_is_taken_along_as_markdown(visitor: Visitor, tmp_path: Path) -> None:
    page = visitor.open("/policies/clickhouse/")
    page.get_by_text("About this page", exact=True).click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Markdown", exact=True).click()
    waiting.value.save_as(tmp_path / "policy.md")
    text = (tmp_path / "policy.md").read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert "24 business hours" in text


@pytest.mark.parametrize("visitor", ONE_OF_EACH, ids=lambda screen: screen.name, indirect=True)
def test_tiers_of_two_vendors_stand_side_by_side(visitor: Visitor) -> None:
    page = visitor.open("/policies/compare")
    page.get_by_role("group", name="Severalnines").get_by_label("Advanced").check()
    page.get_by_role("group", name="PhotoPrism").get_by_label("Gold").check()
    visitor.press(page.get_by_role("button", name="Compare"))
    table = page.locator("table.comparison")
    gravest = table.locator("tr", has_text="1 business day").filter(has_text="8 business hours")
    expect(gravest.first).to_be_visible()
    expect(table.locator("tr", has_text="12 incidents a contract year")).to_contain_text("4 incidents a month")
    expect(page.get_by_role("group", name="PhotoPrism").get_by_label("Gold")).to_be_checked()


def test_a_search_with_a_slip_finds_the_article_and_opens_it_at_its_heading(visitor: Visitor) -> None:
    page = visitor.open("/")
    page.get_by_label("What are you looking for?").fill("mask paswords in the eror reprot")
    visitor.press(page.get_by_role("main").get_by_role("button", name="Search"))
    expect(page.locator(".mended")).to_contain_text("error report")
    hit = page.get_by_role("link", name="What to collect before you open a ClusterControl case")
    expect(hit).to_have_attribute(
        "href", re.compile("^/articles/clustercontrol/what-to-collect#2-make-the-error-report:~:text=")
    )
    assert page.locator("mark").count() > 0
    visitor.press(hit)
    expect(page.get_by_role("heading", name="2. Make the error report")).to_be_in_viewport()


def test_on_paper_stand_the_text_what_is_folded_and_the_addresses_and_nothing_to_press(
    browser: Browser, site: RunningSite
) -> None:
    with visiting(browser, site.url, DESKTOP) as visitor:
        page = visitor.open("/policies/severalnines/")
        page.emulate_media(media="print")
        for gone in (".site-header", ".contents", ".breadcrumbs", ".button", ".copy", "form"):
            expect(page.locator(f"{gone}:visible")).to_have_count(0)
        expect(page.locator("#reading-sev-4-advanced").get_by_text("What it changes")).to_be_visible()
        expect(page.get_by_text("Midsummer Day").first).to_be_visible()
        after = "getComputedStyle(document.querySelector('main a[href^=\"https://\"]'), '::after').content"
        assert "https://severalnines.com" in page.evaluate(after)
        assert len(page.pdf()) > 50_000
