"""An article: its code is copied, its pictures keep their room, an old address leads to it, and a vote is given."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.site import RunningSite
from tests.browser.visitor import DESKTOP, PHONE, SCREENS, Screen, Visitor, visiting

ARTICLE = "/articles/clickhouse/what-to-collect"
OTHER = "/articles/clickhouse/which-severity"
THANKS = "Thank you. Your answer is counted"
# The browser of the tests calls itself a robot, and robots are not counted.
PERSON = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"


@pytest.fixture(params=SCREENS, ids=lambda screen: screen.name)
def voter(request: pytest.FixtureRequest, browser: Browser, site: RunningSite) -> Iterator[Visitor]:
    """A person with each screen, with JavaScript and without."""
    screen: Screen = request.param
    with visiting(browser, site.url, screen, user_agent=PERSON) as found:
        yield found


@pytest.fixture(params=[DESKTOP, PHONE], ids=lambda screen: screen.name)
def scripted_voter(request: pytest.FixtureRequest, browser: Browser, site: RunningSite) -> Iterator[Visitor]:
    """A person with each screen, for what JavaScript adds."""
    screen: Screen = request.param
    with visiting(browser, site.url, screen, user_agent=PERSON) as found:
        yield found


def votes(site: RunningSite, address: str) -> dict[str, int]:
    """What was said of an article, as it is stored."""
    with closing(sqlite3.connect(site.data_dir / "signpost.db")) as connection:
        query = "SELECT verdict, votes FROM article_votes WHERE address = ?"
        return dict(connection.execute(query, [address.removeprefix("/articles/")]).fetchall())


def said(site: RunningSite, verdict: str, address: str = ARTICLE) -> int:
    """How often one thing was said."""
    try:
        return votes(site, address).get(verdict, 0)
    except sqlite3.OperationalError:  # nobody has voted yet
        return 0


def asked(visitor: Visitor, address: str = ARTICLE) -> Locator:
    """The question at the end of an article."""
    return visitor.open(address).get_by_role("region", name="Was this helpful?")


def test_a_yes_is_one_press(voter: Visitor, site: RunningSite) -> None:
    before = said(site, "helpful")
    vote = asked(voter)
    expect(vote.get_by_text(THANKS)).not_to_be_visible()
    vote.get_by_role("button", name="Yes").click()
    expect(vote.get_by_text(THANKS)).to_be_visible()
    expect(vote.get_by_role("button", name="Yes")).not_to_be_visible()
    voter.look()
    assert said(site, "helpful") == before + 1


def test_a_no_says_why(voter: Visitor, site: RunningSite) -> None:
    before = said(site, "wrong")
    vote = asked(voter)
    vote.get_by_text("No (it did not help)").click()
    vote.get_by_text("Wrong or out of date").click()
    vote.get_by_label("What should it say?").fill("Step 2 is gone, ask jo@example.com")
    vote.get_by_role("button", name="Send").click()
    expect(vote.get_by_text(THANKS)).to_be_visible()
    voter.look()
    assert said(site, "wrong") == before + 1
    with closing(sqlite3.connect(site.data_dir / "signpost.db")) as connection:
        rows = connection.execute("SELECT day, text FROM article_remarks").fetchall()
    assert set(rows) == {(datetime.now(UTC).date().isoformat(), "Step 2 is gone, ask …")}


def test_a_browser_asks_for_the_reason_before_it_sends(voter: Visitor, site: RunningSite) -> None:
    vote = asked(voter, OTHER)
    vote.get_by_text("No (it did not help)").click()
    vote.get_by_role("button", name="Send").click()
    expect(vote.get_by_text(THANKS)).not_to_be_visible()
    assert said(site, "unsolved", OTHER) == said(site, "other", OTHER) == 0


def test_a_browser_that_has_voted_is_thanked_and_not_asked_again(scripted_voter: Visitor, site: RunningSite) -> None:
    asked(scripted_voter).get_by_role("button", name="Yes").click()
    expect(scripted_voter.page.get_by_text(THANKS)).to_be_visible()
    assert scripted_voter.page.url.endswith(ARTICLE)
    expect(scripted_voter.page.locator("#thanks")).to_be_focused()
    before = said(site, "helpful")
    vote = asked(scripted_voter)
    expect(vote.get_by_text(THANKS)).to_be_visible()
    expect(vote.get_by_role("button", name="Yes")).to_have_count(0)
    expect(asked(scripted_voter, OTHER).get_by_role("button", name="Yes")).to_be_visible()
    assert said(site, "helpful") == before


def test_a_vote_that_cannot_be_sent_stays_to_be_sent_again(scripted_voter: Visitor, site: RunningSite) -> None:
    before = said(site, "helpful")
    vote = asked(scripted_voter)
    scripted_voter.page.route("**/vote", lambda route: route.abort("aborted"))
    vote.get_by_role("button", name="Yes").click()
    expect(vote.get_by_role("status")).to_contain_text("this site cannot be reached")
    scripted_voter.page.unroute("**/vote")
    vote.get_by_role("button", name="Yes").click()
    expect(vote.get_by_text(THANKS)).to_be_visible()
    assert said(site, "helpful") == before + 1


def test_what_the_site_does_not_take_leads_to_the_page_that_says_why(scripted_voter: Visitor) -> None:
    vote = asked(scripted_voter)
    vote.get_by_text("No (it did not help)").click()
    vote.get_by_label("What should it say?").fill("Step 2 is gone")
    vote.locator("form").nth(1).evaluate("form => { form.noValidate = true; }")
    with scripted_voter.expecting(422):
        scripted_voter.press(vote.get_by_role("button", name="Send"))
    expect(scripted_voter.page.get_by_role("alert")).to_contain_text("Choose what was wrong with it.")
    expect(scripted_voter.page.get_by_label("What should it say?")).to_have_value("Step 2 is gone")
    scripted_voter.page.get_by_text("Something else").click()
    scripted_voter.press(scripted_voter.page.get_by_role("button", name="Send"))
    expect(scripted_voter.page).to_have_url(f"{scripted_voter.url}{ARTICLE}#thanks")
    expect(scripted_voter.page.get_by_text(THANKS)).to_be_visible()


def test_a_vote_is_given_by_the_keyboard_alone(browser: Browser, site: RunningSite) -> None:
    with visiting(browser, site.url, DESKTOP, user_agent=PERSON) as voter:
        before = said(site, "hard_to_follow")
        vote = asked(voter)
        vote.get_by_role("button", name="Yes").focus()
        for key in ("Tab", "Enter", "Tab", "Space", "ArrowDown", "Tab", "Tab", "Enter"):
            voter.page.keyboard.press(key)
        expect(vote.get_by_text(THANKS)).to_be_visible()
        assert said(site, "hard_to_follow") == before + 1


def test_code_is_copied_by_touch_and_by_the_keyboard(scripted: Visitor) -> None:
    page = scripted.open(ARTICLE)
    code = page.locator(".code-block").first
    button = code.get_by_role("button", name="Copy: code")
    expect(button).to_be_visible()
    text = code.locator("code").inner_text()
    button.click()
    expect(page.get_by_role("status").filter(has_text="Copied: code")).to_have_count(1)
    assert page.evaluate("navigator.clipboard.readText()").strip() == text.strip()
    page.evaluate("navigator.clipboard.writeText('')")
    last = page.locator(".code-block").last
    last.get_by_role("button", name="Copy: code").focus()
    page.keyboard.press("Enter")
    expect(last.get_by_role("button")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()").strip() == last.locator("code").inner_text().strip()


@pytest.mark.parametrize("visitor", [PHONE, DESKTOP], ids=lambda screen: screen.name, indirect=True)
def test_a_button_that_copies_is_large_enough_and_covers_no_code(visitor: Visitor) -> None:
    page = visitor.open(ARTICLE)
    for block in page.locator(".code-block").all():
        button, code = block.get_by_role("button").bounding_box(), block.locator("code").bounding_box()
        assert button
        assert code
        assert button["height"] >= 44
        assert code["x"] + code["width"] <= button["x"]


def test_without_scripts_code_has_no_button_that_does_nothing(browser: Browser, site: RunningSite) -> None:
    with visiting(browser, site.url, PHONE.without_scripts) as visitor:
        page = visitor.open(ARTICLE)
        expect(page.locator("pre > code").first).to_be_visible()
        expect(page.locator(".copy")).to_have_count(0)
