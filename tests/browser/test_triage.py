"""From the first question to the outcome, for each vendor: the gravest, one without a case, one that promises less."""

from itertools import combinations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.journeys import GRAVEST, JOURNEYS, REPORTED_AT, ZONE, Journey
from tests.browser.visitor import DESKTOP, PHONE, SCREENS, Screen, Visitor
from tests.web.triage_pages import address

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
        page.get_by_text("For another moment or time zone").click()
        page.get_by_label("Reported at").fill(REPORTED_AT)
        page.get_by_label("Your time zone").select_option(ZONE)
        visitor.press(page.get_by_role("button", name="Show due times"))
    shown = page.locator(".outcome-head").inner_text()
    assert [each for each in (journey.title, journey.severity, journey.tier) if each not in shown] == []
    assert targets(page) == [each for each in (journey.first_response, journey.resolution) if each]
    said = read(page)
    assert [each for each in journey.says if each not in said] == []
    assert page.get_by_role("link", name="Fill in a case").count() == journey.has_case


LICENCE = address("severalnines", {"product": "clustercontrol", "need": "broken"})
INCIDENTS = {"product": "clustercontrol", "need": "broken", "plan": "advanced", "concerns": "product", "phase": "ga"}
COMMUNITY = "This decides: Ask in the community forums. No case."
NARROWEST = Screen("narrowest", {"viewport": {"width": 320, "height": 640}})
on_each_screen = pytest.mark.parametrize("visitor", [DESKTOP, PHONE], indirect=True, ids=lambda screen: screen.name)


@on_each_screen
def test_a_chosen_answer_is_followed_by_what_it_leaves_open(visitor: Visitor) -> None:
    page = visitor.open(LICENCE)
    line = page.locator("[data-decides-line]")
    expect(line).to_be_empty()
    visitor.choose("plan", {"plan": "community-edition"})
    expect(line).to_have_text(f"ClusterControl Community Edition: {COMMUNITY}")
    visitor.choose("plan", {"plan": "enterprise"})
    expect(line).to_contain_text("ClusterControl Enterprise: ")
    expect(line).to_contain_text("outcomes left")


@pytest.mark.parametrize("visitor", [PHONE.without_scripts], indirect=True)
def test_without_scripts_what_each_answer_leaves_open_stands_in_the_page(visitor: Visitor) -> None:
    page = visitor.open(LICENCE)
    page.get_by_text("What is still open").click()
    expect(page.get_by_text(COMMUNITY)).to_be_visible()


@on_each_screen
def test_a_count_is_given_by_steps_or_typed_and_says_what_it_leaves_open(visitor: Visitor) -> None:
    page = visitor.open(address("severalnines", INCIDENTS))
    count, line = page.get_by_role("textbox", name="How many incidents"), page.locator("[data-decides-line]")
    page.get_by_role("button", name="One more").click()
    expect(count).to_have_value("1")
    page.get_by_role("button", name="One less").click()
    page.get_by_role("button", name="One less").click()
    expect(count).to_have_value("0")
    below = line.inner_text().removeprefix("0: ")
    count.fill("12")
    assert line.inner_text().removeprefix("12: ") != below
    count.fill("501")
    expect(line).to_be_empty()


@pytest.mark.parametrize("visitor", [DESKTOP], indirect=True)
def test_a_question_is_answered_by_keyboard_alone(visitor: Visitor) -> None:
    page = visitor.open(LICENCE)
    page.locator("#answer").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "plan=advanced&" in page.url
    visitor.press(page.get_by_role("link", name="Back"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Which ClusterControl licence do you have?")


@pytest.mark.parametrize("visitor", [PHONE], indirect=True)
def test_on_a_phone_the_way_on_is_in_view_at_once_and_hides_no_answer_that_has_the_focus(visitor: Visitor) -> None:
    page = visitor.open(address("severalnines", {**INCIDENTS, "incidents_used": "3"}))
    button = page.get_by_role("button", name="Continue")
    expect(button).to_be_in_viewport(ratio=1)
    page.locator("#answer").focus()
    for _ in range(page.locator("input[type=radio]").count() - 1):
        page.keyboard.press("ArrowDown")
        chosen, bar = page.locator(".choice:has(:focus)").bounding_box(), page.locator(".question-go").bounding_box()
        assert chosen is not None
        assert bar is not None
        assert chosen["y"] + chosen["height"] <= bar["y"] + 1


TEXTS = """drawing => [...drawing.querySelectorAll("text:not(.hours-break)")].map(text => text.getBoundingClientRect())
    .filter(box => box.width).map(({left, right, top, bottom}) => [left, right, top + 2, bottom - 2])"""


@pytest.mark.parametrize("visitor", [NARROWEST, DESKTOP], indirect=True, ids=lambda screen: screen.name)
def test_no_text_of_a_timeline_leaves_it_or_runs_into_another(visitor: Visitor) -> None:
    for journey in JOURNEYS:
        page = visitor.open(address(journey.policy, journey.answers, zone=ZONE, reported_at=REPORTED_AT))
        for drawing in page.locator(".hours-drawing").all():
            box, texts = drawing.bounding_box(), drawing.evaluate(TEXTS)
            assert box is not None
            assert all(box["x"] - 1 <= text[0] and text[1] <= box["x"] + box["width"] + 1 for text in texts)
            for one, other in combinations(texts, 2):
                is_apart = one[1] <= other[0] or other[1] <= one[0] or one[3] <= other[2] or other[3] <= one[2]
                assert is_apart, journey.name


def targets(page: Page) -> list[str]:
    """First response and resolution: words, or the moment by the reader's clock."""
    found = page.locator(".due-moment time, .due-words").all_inner_texts()
    return [" ".join(each.split()) for each in found]


def read(page: Page) -> str:
    """Everything that the page says, also what is still folded."""
    return " ".join(str(page.locator("main").text_content()).split())
