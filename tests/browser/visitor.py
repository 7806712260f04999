"""A visitor with a browser: every page that they open is checked for what no page of this site may do."""

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, Response

from tests.browser.journeys import Journey


class Screen(NamedTuple):
    """What a visitor looks at the site with."""

    name: str
    options: dict[str, Any]

    @property
    def is_scripted(self) -> bool:
        """Whether JavaScript runs."""
        return bool(self.options.get("java_script_enabled", True))

    @property
    def without_scripts(self) -> "Screen":
        """The same with JavaScript switched off."""
        return Screen(f"{self.name} without JavaScript", {**self.options, "java_script_enabled": False})


PHONE = Screen("phone", {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True})
DESKTOP = Screen("desktop", {"viewport": {"width": 1280, "height": 900}})
PATIENCE_SECONDS = 15
WATCH = Path(__file__).with_name("watch.js")
# Few desktops have no scripts: `make views` goes through everything on one too.
SCREENS = [DESKTOP, PHONE, PHONE.without_scripts, *([DESKTOP.without_scripts] if "EVERY_VIEW" in os.environ else [])]

# Chromium says so of every page with such a status, also of one that is meant to have it.
OF_A_STATUS = re.compile(r"Failed to load resource: the server responded with a status of (\d+)")


class Visitor:
    """A visitor of one site. `problems` gathers what must not happen on any page."""

    def __init__(self, context: BrowserContext, url: str, screen: Screen) -> None:
        self.url = url
        self.screen = screen
        self.problems: list[str] = []
        self._expected_status = ""
        self._document: Response | None = None
        self._awaited: set[Request] = set()
        context.add_init_script(path=WATCH)
        self.page: Page = context.new_page()
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.problems.append(f"error in a script: {error}"))
        context.on("request", self._on_request)
        context.on("requestfailed", self._on_failed)
        context.on("requestfinished", self._on_finished)
        self.page.on("response", self._on_response)

    def open(self, path: str, status: int = 200) -> Page:
        """Go to an address of the site, which must answer with that status."""
        with self.expecting(status):
            answer = self.page.goto(self.url + path)
        assert answer is not None
        assert answer.status == status, f"{path}: {answer.status}"
        self.look()
        return self.page

    @property
    def sent(self) -> str:
        """The page as the server sent it, before any script ran."""
        assert self._document is not None
        return self._document.text()

    @property
    def feeds(self) -> list[str]:
        """The addresses of the feeds that the page names."""
        named = self.page.locator("link[rel=alternate][type='application/atom+xml']")
        return [urljoin(self.url, str(each.get_attribute("href"))) for each in named.all()]

    def settle(self) -> Page:
        """Wait until the page has what it asks for after it is loaded."""
        self.page.evaluate("new Promise((done) => requestIdleCallback(done, { timeout: 200 }))")
        ends_at = time.monotonic() + PATIENCE_SECONDS
        while self._awaited:
            assert time.monotonic() < ends_at, [each.url for each in self._awaited]
            self.page.wait_for_timeout(10)
        return self.page

    def press(self, control: Locator) -> Page:
        """Press what leads to another page, and wait for that."""
        with self.page.expect_navigation():
            control.click()
        self.look()
        return self.page

    @contextmanager
    def expecting(self, status: int) -> Iterator[None]:
        """Pages with this status are meant."""
        self._expected_status = str(status)
        yield
        self._expected_status = ""

    def answer(self, journey: Journey) -> None:
        """From the first question of a triage to its end."""
        self.open(f"/triage/{journey.policy}")
        self.answer_on(journey)

    def answer_on(self, journey: Journey) -> None:
        """Answer whatever the triage asks, until nothing is left to be asked."""
        while (asked := self.page.locator("input[name=asked]")).count():
            self.choose(str(asked.first.get_attribute("value")), journey.answers)
            self.press(self.page.get_by_role("button", name="Continue"))

    def choose(self, question: str, answers: dict[str, str]) -> None:
        """Give the answer to a question: type the number, or tap the option."""
        given = self.page.locator(f"main [name='{question}']:not([type=hidden])")
        if given.first.get_attribute("type") == "text":
            given.fill(answers[question])
        else:
            self.page.locator(f"label[for='{self._id_of(question, answers[question])}']").click()

    def _id_of(self, question: str, value: str) -> str:
        return str(self.page.locator(f"main [name='{question}'][value='{value}']").get_attribute("id"))

    def look(self) -> None:
        """No page is wider than the screen."""
        widths = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        wide, screen = self.page.evaluate(widths)
        if wide > screen:
            self.problems.append(f"{self.page.url} is {wide} wide on a screen of {screen}")

    def _on_console(self, message: ConsoleMessage) -> None:
        status = OF_A_STATUS.match(message.text)
        is_expected = status is not None and status[1] == self._expected_status
        if message.type == "error" and not is_expected:
            self.problems.append(f"console of {self.page.url}: {message.text}")

    def _on_request(self, request: Request) -> None:
        self._awaited.add(request)
        if not request.url.startswith((f"{self.url}/", "data:", "blob:")):
            self.problems.append(f"a request to {urlsplit(request.url).netloc}: {request.url}")

    def _on_response(self, response: Response) -> None:
        if response.request.is_navigation_request() and response.frame == self.page.main_frame:
            self._document = response

    def _on_finished(self, request: Request) -> None:
        self._awaited.discard(request)

    def _on_failed(self, request: Request) -> None:
        self._awaited.discard(request)
        # Leaving a page ends what it was still asking for, and a download ends the navigation to it.
        if request.failure != "net::ERR_ABORTED":
            self.problems.append(f"{request.url} failed: {request.failure}")


@contextmanager
def visiting(browser: Browser, url: str, screen: Screen, **options: Any) -> Iterator[Visitor]:
    """A visitor from Helsinki, whose visit must leave no problem behind."""
    context = browser.new_context(timezone_id="Europe/Helsinki", locale="en-GB", **screen.options, **options)
    context.set_default_timeout(PATIENCE_SECONDS * 1000)
    try:
        visitor = Visitor(context, url, screen)
        yield visitor
        assert not visitor.problems, "\n".join(visitor.problems)
    finally:
        context.close()
