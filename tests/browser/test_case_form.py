"""The case form in a browser: drafts on the device alone, characters counted, one press one case."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.journeys import GRAVEST
from tests.browser.site import RunningSite
from tests.browser.visitor import DESKTOP, PHONE, Screen, Visitor, visiting

KEY = "draft:severalnines/case"
PAUSE_MS = 1500
SEVEN_DAYS = 7 * 24 * 60 * 60 * 1000
FILLED = {
    "summary": "All databases are down",
    "description": "Since 09:40.\nNothing <answers>.",
    "product_version": "2.3.1",
    "business_impact": "No orders.",
    "contact_name": "Ann Lind",
    "organisation": "Lind & Co",
    "contact_email": "ann@example.com",
    "support_id": "S-77",
}


@pytest.fixture
def visitor(request: pytest.FixtureRequest, browser: Browser, site: RunningSite) -> Iterator[Visitor]:
    """A visitor at a screen of their own; at a desk where the test names none."""
    screen: Screen = getattr(request, "param", DESKTOP)
    with visiting(browser, site.url, screen) as found:
        yield found


def address() -> str:
    pairs = "&".join(f"{name}={value}" for name, value in GRAVEST["severalnines"].answers.items())
    return f"/cases/new?policy=severalnines&{pairs}&zone=Europe/Helsinki"


def fill(page: Page, **instead: str) -> None:
    for name, text in (FILLED | instead).items():
        page.locator(f"#field-{name}").fill(text)


def kept(page: Page) -> dict[str, Any] | None:
    """The draft as the browser has it."""
    found = page.evaluate(f"localStorage.getItem({json.dumps(KEY)})")
    return json.loads(found) if found else None


def keep(visitor: Visitor) -> Page:
    """Types a case, and leaves without sending it."""
    page = visitor.open(address())
    fill(page)
    visitor.open("/")
    return page


@pytest.mark.parametrize("visitor", [DESKTOP, PHONE], ids=lambda screen: screen.name, indirect=True)
def test_a_draft_is_put_back_into_an_empty_form_and_says_so(visitor: Visitor) -> None:
    page = keep(visitor)
    visitor.open(address())
    for name, text in FILLED.items():
        expect(page.locator(f"#field-{name}")).to_have_value(text)
    expect(page.get_by_text(re.compile(r"^A draft from \d\d:\d\d was put back\.$"))).to_be_visible()
    page.get_by_role("button", name="Start empty").click()
    for name in FILLED:
        expect(page.locator(f"#field-{name}")).to_have_value("")
    expect(page.locator("#field-summary")).to_be_focused()
    assert kept(page) is None


def test_a_draft_holds_what_was_typed_and_nothing_that_the_form_carries_hidden(visitor: Visitor) -> None:
    page = keep(visitor)
    draft = kept(page)
    assert draft
    assert set(draft) == {"at", "sent", "values"}
    assert {name: text for name, text in draft["values"].items() if text} == {
        f"field-{n}": t for n, t in FILLED.items()
    }
    assert all(name.startswith("field-") for name in draft["values"])


def test_a_draft_is_sent_nowhere(visitor: Visitor) -> None:
    asked: list[str] = []
    page = visitor.open(address())
    page.on("request", lambda request: asked.append(request.url))
    fill(page)
    page.wait_for_timeout(PAUSE_MS)
    assert "S-77" in str(kept(page))
    # Chromium may ask for what the page itself names, its icon, as late as this: that tells nothing of what was typed.
    assert [url for url in asked if f'"{url.removeprefix(visitor.url)}"' not in visitor.sent] == []


def test_a_draft_is_gone_once_the_case_was_received(visitor: Visitor) -> None:
    page = visitor.open(address())
    fill(page)
    visitor.press(page.get_by_role("button", name="Send the case"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Your case has been received")
    assert kept(page) is None


def test_a_receipt_opened_again_leaves_the_draft_of_another_case(visitor: Visitor) -> None:
    page = visitor.open(address())
    fill(page)
    visitor.press(page.get_by_role("button", name="Send the case"))
    receipt = page.url.removeprefix(visitor.url)
    keep(visitor)
    visitor.open(receipt)
    assert kept(page)


def test_a_form_that_came_back_with_errors_keeps_what_it_holds_and_not_the_draft(visitor: Visitor) -> None:
    page = visitor.open(address())
    fill(page, contact_email="ann@example")
    with visitor.expecting(422):
        visitor.press(page.get_by_role("button", name="Send the case"))
    expect(page.locator("#field-contact_email")).to_have_value("ann@example")
    expect(page.get_by_role("button", name="Start empty")).to_be_hidden()
    page.locator("#field-summary").fill("Only half of them are down")
    visitor.open("/")
    visitor.open(address())
    expect(page.locator("#field-summary")).to_have_value("Only half of them are down")


def test_a_draft_of_seven_days_ago_is_not_put_back_and_not_kept(visitor: Visitor) -> None:
    page = keep(visitor)
    older = f"draft => ({{...draft, at: Date.now() - {SEVEN_DAYS}}})"
    page.evaluate(f"key => localStorage.setItem(key, JSON.stringify(({older})(JSON.parse(localStorage[key]))))", KEY)
    visitor.open(address())
    expect(page.locator("#field-summary")).to_have_value("")
    assert kept(page) is None


def test_a_draft_that_was_deleted_stays_away_while_the_page_is_open(visitor: Visitor) -> None:
    page = visitor.open(address())
    fill(page)
    page.get_by_role("button", name="Delete the draft").click()
    expect(page.get_by_text("The draft is deleted.")).to_be_visible()
    page.locator("#field-summary").fill("More")
    visitor.open("/")
    assert kept(page) is None


@pytest.mark.parametrize(
    "how", ["get() { throw new Error('closed') }", "value: { setItem() { throw new Error('full') } }"]
)
def test_without_storage_the_form_works_and_promises_no_draft(visitor: Visitor, how: str) -> None:
    visitor.page.add_init_script(f"Object.defineProperty(window, 'localStorage', {{ {how} }})")
    page = visitor.open(address())
    expect(page.get_by_role("button", name="Delete the draft")).to_be_hidden()
    expect(page.get_by_text("Copy what you have typed first.")).to_be_visible()
    fill(page)
    visitor.press(page.get_by_role("button", name="Send the case"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Your case has been received")


def test_characters_are_counted_down_and_nothing_is_cut_off(visitor: Visitor) -> None:
    page = visitor.open(address())
    summary, count = page.locator("#field-summary"), page.locator("#field-summary ~ .count")
    summary.fill("a" * 100)
    expect(count).to_have_text("")
    summary.fill("\U0001f600" * 299)
    expect(count).to_have_text("1 character left")
    expect(page.locator("#field-summary ~ [role=status]")).to_have_text("1 character left")
    summary.fill("a" * 312)
    expect(count).to_have_text("12 characters too many")
    expect(page.locator("#field-summary ~ [role=status]")).to_have_text("12 characters too many")
    expect(summary).to_have_value("a" * 312)


def test_a_second_press_sends_nothing(visitor: Visitor) -> None:
    posts: list[str] = []
    page = visitor.open(address())
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    fill(page)
    with page.expect_navigation():
        said = page.evaluate("""() => {
            const button = document.querySelector(".case-form [type=submit]");
            button.click();
            button.click();
            return [button.textContent, button.getAttribute("aria-disabled")];
        }""")
    assert said == ["Sending…", "true"]
    expect(page.get_by_role("heading", level=1)).to_have_text("Your case has been received")
    assert len(posts) == 1


def test_offline_the_form_says_so_and_keeps_the_text_until_it_can_be_sent(visitor: Visitor) -> None:
    page = visitor.open(address())
    fill(page)
    page.context.set_offline(True)
    page.get_by_role("button", name="Send the case").click()
    expect(page.get_by_text("This device is offline, so nothing was sent.")).to_be_visible()
    expect(page.locator("#field-summary")).to_have_value(FILLED["summary"])
    page.context.set_offline(False)
    expect(page.get_by_text("You are connected again: send it now.")).to_be_visible()
    visitor.press(page.get_by_role("button", name="Send the case"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Your case has been received")


@pytest.mark.parametrize("visitor", [DESKTOP, PHONE], ids=lambda screen: screen.name, indirect=True)
def test_what_goes_along_stands_beside_the_form_or_folded_before_it(visitor: Visitor) -> None:
    page = visitor.open(address())
    answers = page.get_by_role("heading", name="Your answers")
    if visitor.screen == PHONE:
        expect(answers).to_be_hidden()
        page.get_by_text("What goes along: severity").click()
    expect(answers).to_be_visible()
