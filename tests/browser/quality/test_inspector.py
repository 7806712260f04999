"""The checks find what they are for: else a page that passes them would prove less than it seems to."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.quality.inspector import FEW_VIEWS, Inspector
from tests.browser.quality.keyboard import findings_by_keyboard
from tests.browser.quality.node import require_tools
from tests.browser.site import RunningSite
from tests.browser.visitor import PHONE, visiting

WHOLE = """<!DOCTYPE html><html lang="en"><title>Whole</title><meta name="viewport" content="width=device-width">
<style>html {{ font: 16px/1.5 sans-serif }} button {{ min-inline-size: 24px; min-block-size: 24px }}</style>
<a href="#main">Skip to the content</a><header>Site</header>
<main id="main"><h1>Whole</h1>{}</main><footer>End</footer>"""


Show = Callable[[str], Inspector]


@pytest.fixture(scope="module")
def show(browser: Browser, site: RunningSite) -> Iterator[Show]:
    """Stands at a page of our own, for which the policy of the site does not hold."""
    with visiting(browser, site.url, PHONE) as visitor:
        inspector = Inspector(visitor, "made up")

        def shown(html: str) -> Inspector:
            visitor.page.unroute_all()
            page = WHOLE.format(html)
            visitor.page.route("**/made-up", lambda route: route.fulfill(content_type="text/html", body=page))
            visitor.page.goto(f"{site.url}/made-up")
            inspector.see(FEW_VIEWS[0])
            return inspector

        yield shown


HIDDEN = (
    "<span style='position: absolute; inline-size: 1px; padding: 9px; overflow: hidden; clip-path: inset(50%)'>x</span>"
)


@pytest.mark.parametrize("script", ["text", "targets", "structure"])
def test_a_whole_page_has_no_finding(show: Show, script: str) -> None:
    inspector = show(f"<p>Words, and <a href='#main'>a link</a> in a sentence.</p><button>Send{HIDDEN}</button>")
    assert inspector.run(script) == []


@pytest.mark.parametrize(
    ("script", "html", "found"),
    [
        ("text", "<p style='inline-size: 500px'>wide</p>", "scrolls sideways"),
        ("text", "<p style='block-size: 10px; overflow: hidden'>one<br>two</p>", "text is cut off"),
        ("text", "<p>under</p><p style='margin-top: -30px'>over</p>", "text lies on text"),
        ("text", "<p style='position: relative; left: 340px; white-space: nowrap'>far out</p>", "outside the screen"),
        ("targets", "<button style='min-block-size: 0; block-size: 12px'>x</button>", "a control is"),
        ("targets", "<ul style='font-size: 9px'><li><a href='#a'>a</a><li><a href='#b'>b</a></ul>", "a link is"),
        ("structure", "<h3>Too deep</h3>", "jumps from h1 to h3"),
        ("structure", "<h1>Again</h1>", "2 first headings"),
        ("structure", "<nav>One</nav>", "a part has no name"),
        ("structure", "<div role='alert'><a href='#none'>Mend it</a></div>", "leads to what takes no focus"),
        ("structure", "<label>Name <input aria-invalid='true'></label>", "no error in the summary leads to"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_found(show: Show, script: str, html: str, found: str) -> None:
    inspector = show(html)
    assert found in "\n".join(inspector.run(script))


@pytest.mark.parametrize(
    ("style", "is_found"),
    [
        ("background: linear-gradient(to right, #fff, #888); color: #777", True),
        ("background: linear-gradient(to right, #fff, #eee); color: #222", False),
        ("background: linear-gradient(to right, #000, #222); color: #fff", False),
        ("background: linear-gradient(to right, #000, transparent); color: #fff", True),
    ],
)
def test_contrast_is_judged_on_a_gradient_too(show: Show, style: str, is_found: bool) -> None:
    require_tools()
    inspector = show(f"<p style='{style}'>Words on a gradient</p>")
    assert any(each.startswith("contrast ") for each in inspector.axe(FEW_VIEWS[:1])) == is_found


def test_axe_speaks_up(show: Show) -> None:
    require_tools()
    inspector = show("<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='><p style='color: #999'>Pale</p>")
    found = "\n".join(inspector.axe(FEW_VIEWS[:1]))
    assert "axe image-alt" in found
    assert "axe color-contrast" in found


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<button style='outline: none'>Send</button>", "the focus is not seen"),
        ("<button tabindex='1'>First</button>", "Tab does not come to"),
        ("<button style='position: absolute; left: -500px'>Away</button>", "out of view or covered"),
        (
            "<button>Send</button><div style='position: fixed; inset: 0; background: #fff'>Lid</div>",
            "partly covered by main#main > div",
        ),
        (
            "<div style='display: flex; flex-direction: row-reverse'><button>One</button><button>Two</button></div>",
            "the focus goes backwards",
        ),
    ],
)
def test_the_keyboard_notices_what_is_wrong(show: Show, html: str, found: str) -> None:
    inspector = show(html)
    assert found in "\n".join(findings_by_keyboard(inspector))
