"""What a reader chooses: light or dark, and the keyboard instead of a pointer."""

from playwright.sync_api import Browser, Page, expect

from tests.browser.journeys import GRAVEST
from tests.browser.site import RunningSite
from tests.browser.visitor import DESKTOP, Visitor, visiting

MOST_TABS = 60
IS_SEEN = "getComputedStyle(document.activeElement).outlineStyle !== 'none'"


def brightness(page: Page) -> float:
    """Of the ground that text stands on, from 0 to 1."""
    return float(
        page.evaluate("""() => {
        const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
        canvas.fillStyle = getComputedStyle(document.documentElement).backgroundColor;
        canvas.fillRect(0, 0, 1, 1);
        const [red, green, blue] = canvas.getImageData(0, 0, 1, 1).data;
        return (red + green + blue) / 765;
    }""")
    )


def test_light_or_dark_is_chosen_and_kept_on_every_page(scripted: Visitor) -> None:
    page = scripted.open("/")
    assert brightness(page) > 0.8
    page.get_by_role("button", name="Dark").click()
    assert brightness(page) < 0.3
    scripted.open("/policies/")
    assert brightness(page) < 0.3
    expect(page.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="System").click()
    assert brightness(page) > 0.8
    page.emulate_media(color_scheme="dark")
    assert brightness(page) < 0.3


def test_without_a_choice_the_system_decides_also_without_scripts(browser: Browser, site: RunningSite) -> None:
    for scheme in ("light", "dark"):
        with visiting(browser, site.url, DESKTOP.without_scripts, color_scheme=scheme) as visitor:
            page = visitor.open("/")
            assert (brightness(page) > 0.5) == (scheme == "light")
            expect(page.get_by_text("Appearance")).not_to_be_visible()


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until the element that a condition in JavaScript describes has the focus, and see it there."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate(f"(at => {wanted})(document.activeElement)"):
            return
    raise AssertionError(f"Tab never comes to: {wanted}")


def test_a_triage_is_gone_through_by_keyboard_alone(browser: Browser, site: RunningSite) -> None:
    journey = GRAVEST["clusterpoint"]
    with visiting(browser, site.url, DESKTOP) as visitor:
        page = visitor.open("/triage/clusterpoint")
        while (asked := page.locator("input[name=asked]")).count():
            question = str(asked.get_attribute("value"))
            page.keyboard.press("Tab")
            expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
            expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
            page.keyboard.press("Enter")
            tab_to(page, f"at.name === '{question}'")
            options = page.locator(f"input[name='{question}']").evaluate_all("all => all.map(({ value }) => value)")
            page.keyboard.press("Space")
            for _ in range(options.index(journey.answers[question])):
                page.keyboard.press("ArrowDown")
            expect(page.locator(f"input[name='{question}'][value='{journey.answers[question]}']")).to_be_checked()
            tab_to(page, "at.textContent.trim() === 'Continue'")
            assert page.evaluate(IS_SEEN)
            with page.expect_navigation():
                page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text(journey.title)
        tab_to(page, "at.textContent.trim() === 'Fill in a case'")
        assert page.evaluate(IS_SEEN)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Open a case with Clusterpoint")


def test_the_slash_key_goes_to_the_search_until_it_is_switched_off(browser: Browser, site: RunningSite) -> None:
    with visiting(browser, site.url, DESKTOP) as visitor:
        page = visitor.open("/articles/")
        page.keyboard.press("/")
        expect(page.locator("#site-search")).to_be_focused()
        page.get_by_role("button", name="Shortcut: / searches").click()
        visitor.open("/policies/")
        page.keyboard.press("/")
        expect(page.locator("#site-search")).not_to_be_focused()
