"""From the first question to the outcome, for each vendor: the gravest, one without a case, one that promises less."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.journeys import GRAVEST, JOURNEYS, REPORTED_AT, ZONE, Journey
from tests.browser.visitor import DESKTOP, PHONE, SCREENS, Visitor

# Every run on either screen, with JavaScript on one of them; the gravest with and without it on both.
RUNS = [
    pytest.param(screen, journey, id=f"{journey.name}, {screen.name}")
    for journey in JOURNEYS
    for screen in (SCREENS if journey in GRAVEST.values() else [DESKTOP, PHONE.without_scripts])
]


@pytest.mark.parametrize(("visitor", "journey"), RUNS, indirect=["visitor"])
def test_the_triage_ends_where_the_vendors_text_says(journey: Journey, visitor: Visitor) -> None:
    visitor.answer(journey)
    page = visitor.page
    expect(page.get_by_role("heading", level=1)).to_have_text(journey.title)
    if journey.first_response:
        page.get_by_label("Reported at").fill(REPORTED_AT)
        page.get_by_label("Your time zone").select_option(ZONE)
        visitor.press(page.get_by_role("button", name="Show due times"))
    shown = page.locator(".outcome-head").inner_text()
    assert [each for each in (journey.title, journey.severity, journey.tier) if each not in shown] == []
    assert targets(page) == [each for each in (journey.first_response, journey.resolution) if each]
    said = read(page)
    assert [each for each in journey.says if each not in said] == []
    assert page.get_by_role("link", name="Fill in a case").count() == journey.has_case


def targets(page: Page) -> list[str]:
    """First response and resolution: words, or the moment by the reader's clock."""
    found = page.locator(".due-moment time, .due-words").all_inner_texts()
    return [" ".join(each.split()) for each in found]


def read(page: Page) -> str:
    """Everything that the page says, also what is still folded."""
    return " ".join(str(page.locator("main").text_content()).split())
