"""The search box: it suggests while one types, by keyboard, pointer and touch, and leads to the words on a page."""

import base64
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.journeys import GRAVEST, REPORTED_AT, ZONE
from tests.browser.site import RunningSite
from tests.browser.visitor import DESKTOP, PHONE, Visitor, visiting
from tests.web.triage_pages import address

BOX, LARGE = "#site-search", "main #q"
TARGET = 44
VENDOR = "severalnines"
CASE = address(VENDOR, GRAVEST[VENDOR].answers, zone=ZONE, reported_at=REPORTED_AT).replace(
    f"/triage/{VENDOR}?", f"/cases/new?policy={VENDOR}&"
)
MARKED = """async ([picture, colour]) => {
  const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes]));
  const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
  canvas.drawImage(image, 0, 0);
  const { data } = canvas.getImageData(0, 0, image.width, image.height);
  let found = 0;
  for (let at = 0; at < data.length; at += 4) found += colour.every((part, n) => data[at + n] === part);
  return found;
}"""
LIGHT_MARK, DARK_MARK = [255, 240, 179], [91, 74, 12]


@pytest.fixture
def desk(browser: Browser, site: RunningSite) -> Iterator[Visitor]:
    """A visitor with a keyboard."""
    with visiting(browser, site.url, DESKTOP) as found:
        yield found


def typed(page: Page, text: str, box: str = BOX) -> Locator:
    """The options once the text is typed and something is suggested."""
    page.locator(box).click()
    expect(page.locator(box)).to_have_attribute("role", "combobox")
    page.keyboard.type(text)
    expect(page.get_by_role("option").first).to_be_visible()
    return page.get_by_role("option")


def active(page: Page) -> str:
    """The option that a screen reader is at."""
    return str(page.evaluate("document.activeElement.ariaActiveDescendantElement?.innerText ?? ''")).split("\n")[0]


def marked(page: Page, place: Locator, colour: list[int]) -> int:
    """How many points of a place have the colour of marked words."""
    return int(page.evaluate(MARKED, [base64.b64encode(place.screenshot()).decode(), colour]))


def test_by_keyboard_one_goes_through_the_suggestions_and_opens_one(desk: Visitor) -> None:
    page = desk.open("/policies/")
    page.keyboard.press("Control+k")
    expect(page.locator(BOX)).to_be_focused()
    options = typed(page, "make the err")
    assert active(page) == ""
    for key, at in (("ArrowDown", 0), ("ArrowUp", None), ("ArrowUp", -1), ("ArrowDown", None), ("ArrowDown", 0)):
        page.keyboard.press(key)
        assert active(page) == ("" if at is None else options.all()[at].inner_text().split("\n")[0])
    page.keyboard.press("Home")
    assert active(page) == ""
    page.keyboard.press("ArrowUp")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "/articles/clustercontrol/what-to-collect#2-make-the-error-report" in page.url


def test_escape_closes_the_list_and_keeps_what_was_typed_and_tab_leaves_it(desk: Visitor) -> None:
    page = desk.open("/articles/")
    options = typed(page, "sever")
    page.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    expect(page.locator(BOX)).to_have_value("sever")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_be_visible()
    page.keyboard.press("Tab")
    expect(options.first).to_be_hidden()
    expect(page.locator(BOX)).to_have_attribute("aria-expanded", "false")


def test_enter_without_a_choice_searches_for_what_was_typed(desk: Visitor) -> None:
    page = desk.open("/")
    typed(page, "severity lev")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url == f"{desk.url}/search?q=severity+lev"


def test_the_shortcuts_are_only_letters_while_one_types_in_a_field(desk: Visitor) -> None:
    page = desk.open("/articles/")
    page.locator(LARGE).focus()
    page.keyboard.press("Control+k")
    page.keyboard.type("/")
    expect(page.locator(LARGE)).to_be_focused()
    expect(page.locator(LARGE)).to_have_value("/")
    expect(page.locator(BOX)).to_have_attribute("aria-keyshortcuts", "/ Control+K Meta+K")


def test_an_option_is_pressed_or_tapped(scripted: Visitor) -> None:
    page = scripted.open("/articles/")
    option = typed(page, "is replication", LARGE).filter(has_text="Is replication behind?").first
    with page.expect_navigation():
        option.tap() if scripted.screen is PHONE else option.click()
    assert page.url.startswith(f"{scripted.url}/articles/clickhouse/what-to-collect#is-replication-behind")


@pytest.mark.parametrize(("path", "box"), [("/policies/", BOX), ("/", BOX), ("/articles/", LARGE)])
def test_on_a_phone_the_list_is_as_wide_as_the_screen_and_nothing_moves(
    browser: Browser, site: RunningSite, path: str, box: str
) -> None:
    with visiting(browser, site.url, PHONE) as visitor:
        page = visitor.open(path)
        # What is loaded on its own, such as whether support is open now, may still be on its way.
        page.wait_for_load_state("networkidle")
        before = page.locator("footer").bounding_box()
        options = typed(page, "severity", box)
        for option in options.all():
            place = option.bounding_box()
            assert place is not None
            assert place["height"] >= TARGET
            assert place["width"] >= visitor.page.viewport_size["width"] - 2  # type: ignore[index]
        after = page.locator("footer").bounding_box()
        scrolled = page.evaluate("scrollY")
        assert before is not None
        assert after is not None
        assert before["y"] == pytest.approx(after["y"] + scrolled, abs=1)
        visitor.look()


def test_a_screen_reader_hears_what_it_is_how_many_there_are_and_where_one_is(scripted: Visitor) -> None:
    page = scripted.open("/policies/")
    typed(page, "severity level")
    box = page.get_by_role("combobox", name="Search articles and policies", expanded=True).first
    expect(box).to_be_focused()
    expect(page.get_by_role("listbox", name="Suggestions")).to_have_count(1)
    group = page.get_by_role("listbox").get_by_role("group", name="Policy clauses")
    expect(group.get_by_role("option", name="Severity levels ClickHouse")).to_have_count(1)
    count = page.get_by_role("option").count()
    expect(page.locator("header [role=status]")).to_have_text(f"{count} suggestions")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_have_count(1)
    page.locator(BOX).fill("xqzyv")
    expect(page.locator("header [role=status]")).to_have_text("No suggestions")
    expect(page.locator(BOX)).to_have_attribute("aria-expanded", "false")


def test_without_scripts_the_box_is_a_form_that_searches(browser: Browser, site: RunningSite) -> None:
    with visiting(browser, site.url, DESKTOP.without_scripts) as visitor:
        page = visitor.open("/policies/")
        expect(page.locator(BOX)).not_to_have_attribute("role", "combobox")
        page.locator(BOX).fill("error report")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=2).first).to_contain_text("result")


def test_where_the_script_cannot_be_had_the_box_still_searches(desk: Visitor) -> None:
    page = desk.open("/policies/")
    page.route("**/suggest.*.js", lambda route: route.abort("aborted"))
    page.locator(BOX).fill("error report")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url == f"{desk.url}/search?q=error+report"


def test_a_late_answer_to_an_earlier_text_is_not_shown(desk: Visitor) -> None:
    page = desk.open("/policies/")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/search/suggest?q=sever", hold)
    page.locator(BOX).click()
    expect(page.locator(BOX)).to_have_attribute("role", "combobox")
    with page.expect_request("**/search/suggest?q=sever"):
        page.keyboard.type("sever")
    page.locator(BOX).fill("replication")
    expect(page.get_by_role("option").filter(has_text="Is replication behind?")).to_be_visible()
    for route in held:
        route.abort("aborted")
    expect(page.get_by_role("option").filter(has_text="Is replication behind?")).to_be_visible()


def test_the_last_searches_stay_in_this_browser_and_can_be_forgotten(desk: Visitor) -> None:
    page = desk.open("/policies/")
    for text in [f"search {number}" for number in range(9)] + ["search 5"]:
        desk.open("/policies/")
        page.locator(BOX).click()
        expect(page.locator(BOX)).to_have_attribute("role", "combobox")
        page.locator(BOX).fill(text)
        with page.expect_navigation():
            page.keyboard.press("Enter")
    desk.open("/policies/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator(BOX).click()
    recent = page.get_by_role("group", name="Recent searches").get_by_role("option")
    expect(recent).to_have_text([f"search {number}" for number in (5, 8, 7, 6, 4, 3, 2, 1)])
    expect(page.locator("header [role=status]")).to_have_text("8 recent searches")
    assert not [url for url in asked if "/search" in url]
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Forget recent searches")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(BOX)).to_be_focused()
    expect(recent).to_have_count(0)
    assert page.evaluate("localStorage.getItem('recent-searches')") is None


def test_beside_a_case_the_search_opens_a_new_tab_and_the_form_stays(desk: Visitor) -> None:
    page = desk.open(CASE)
    page.locator("#field-summary").fill("Nothing answers")
    for box in (LARGE, BOX):
        options = typed(page, "where the logs", box)
        with page.expect_popup() as opened:
            options.filter(has_text="Where the logs are").first.click()
        assert "#4-where-the-logs-are" in opened.value.url
        opened.value.close()
        page.locator(box).fill("logs")
        with page.expect_popup() as opened:
            page.keyboard.press("Enter")
        assert re.search(r"/search\?q=logs", opened.value.url)
        opened.value.close()
    expect(page.locator("#field-summary")).to_have_value("Nothing answers")


@pytest.mark.parametrize(("scheme", "colour"), [("light", LIGHT_MARK), ("dark", DARK_MARK)])
def test_from_a_misspelt_question_one_comes_to_the_heading_that_answers_with_its_words_marked(
    browser: Browser, site: RunningSite, scheme: str, colour: list[int]
) -> None:
    with visiting(browser, site.url, DESKTOP, color_scheme=scheme) as visitor:
        page = visitor.open("/")
        option = typed(page, "how do i make an eror report").first
        expect(option).to_contain_text("2. Make the error report")
        page.keyboard.press("ArrowDown")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "What to collect before you open a ClusterControl case"
        )
        heading = page.get_by_role("heading", name="2. Make the error report")
        expect(heading).to_be_in_viewport()
        assert marked(page, heading, colour) > 500


def test_a_hit_opens_at_the_words_that_its_excerpt_marks(desk: Visitor) -> None:
    page = desk.open("/search?q=masked+passwords+error+report")
    link = page.locator(".hits h3 a").first
    assert ":~:text=" in str(link.get_attribute("href"))
    with page.expect_navigation():
        link.click()
    page.wait_for_function("scrollY > 0")
    assert marked(page, page.locator("article"), LIGHT_MARK) > 100
