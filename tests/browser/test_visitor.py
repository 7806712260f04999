"""A visitor notices what no page may do: else the journeys would prove less than they seem to."""

import pytest
from playwright.sync_api import Browser

from tests.browser.site import RunningSite
from tests.browser.visitor import PHONE, visiting


@pytest.mark.parametrize(
    ("what_happens", "noticed"),
    [
        ("setTimeout(() => { throw new Error('broken') })", "error in a script: broken"),
        ("console.error('careless')", "careless"),
        ("await fetch('https://example.com/').catch(() => {})", "Content Security Policy"),
        ("document.body.setAttribute('style', 'margin: 0')", "Content Security Policy"),
        ("setTimeout(() => { try { new Function('1') } catch {} })", "Content Security Policy: script-src"),
        ("await fetch('/static/none.css')", "404"),
        (
            "document.body.insertAdjacentHTML('beforeend', '<p role=status>Saved</p>')",
            "a live region came with its text",
        ),
        ("document.body.style.inlineSize = '500px'", r"\d+ wide on a screen of 390"),
    ],
)
def test_what_no_page_may_do_is_noticed(what_happens: str, noticed: str, browser: Browser, site: RunningSite) -> None:
    with pytest.raises(AssertionError, match=noticed):
        visit(browser, site, what_happens)


def visit(browser: Browser, site: RunningSite, what_happens: str) -> None:
    with visiting(browser, site.url, PHONE) as visitor:
        page = visitor.open("/policies/")
        page.evaluate(f"async () => {{ {what_happens}; await new Promise((done) => setTimeout(done, 50)); }}")
        visitor.look()


def test_a_request_to_another_site_is_noticed_even_where_no_policy_forbids_it(
    browser: Browser, site: RunningSite
) -> None:
    with pytest.raises(AssertionError, match="a request to localhost"), visiting(browser, site.url, PHONE) as visitor:
        visitor.page.goto(site.url.replace("127.0.0.1", "localhost"))


def test_a_page_with_an_unmeant_status_is_noticed(browser: Browser, site: RunningSite) -> None:
    with pytest.raises(AssertionError, match="404"), visiting(browser, site.url, PHONE) as visitor:
        visitor.open("/nowhere")
