"""Every kind of page of the site, in each state that it can be in, and how a visitor comes there."""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from playwright.sync_api import FilePayload

from app.config import CHECKOUT
from app.content.store import LibraryStore
from app.domain.policy import OutcomeKind, Policy
from tests.browser.contracts import SUPPORT_ID, check_contract, put_contract
from tests.browser.journeys import GRAVEST, REPORTED_AT, ZONE
from tests.browser.quality.stages import answering, empty, eventful, faulty, play, staged, writing
from tests.browser.visitor import Visitor
from tests.domain.walks import leaves
from tests.web.triage_pages import SLUGS, address, ways_to

VENDOR = "severalnines"  # the longest of the policies: every kind of question and of outcome
LONG_WORD = "PANIC:" + "0123456789abcdef" * 12
Coming = Callable[[Visitor], object]


class Place(NamedTuple):
    """A page in a state. Through a main one the keyboard goes too. `address` is where an address alone leads to it."""

    name: str
    come: Coming
    is_main: bool = False
    address: str = ""


@cache
def policy_of(slug: str) -> Policy:
    """The policy as it is shipped."""
    return LibraryStore(CHECKOUT / "content").library.policies[slug][-1].policy


def at(name: str, path: str, status: int = 200, is_main: bool = False) -> Place:
    """What stands at an address."""
    return Place(name, lambda visitor: visitor.open(path, status), is_main, path)


def answered(answers: dict[str, str], **more: str) -> str:
    """The address of what these answers lead to, at a moment that never changes."""
    return address(VENDOR, answers, zone=ZONE, reported_at=REPORTED_AT, **more)


def to_outcome(kind: OutcomeKind) -> Coming:
    """Comes to the first outcome of a kind."""

    def come(visitor: Visitor) -> None:
        policy = policy_of(VENDOR)
        ways = (way for way, verdict in leaves(policy) if policy.outcomes[verdict.outcome].kind == kind)
        visitor.open(answered(next(ways)))

    return come


def every_outcome() -> list[str]:
    """The address of one way to each outcome of each policy."""
    found: dict[tuple[str, str], str] = {}
    for slug in SLUGS:
        for way, verdict in leaves(policy_of(slug)):
            found.setdefault((slug, verdict.outcome), address(slug, way, zone=ZONE))
    return list(found.values())


def to_question(name: str, status: int = 200, **more: str) -> Coming:
    """Comes to a question."""
    return lambda visitor: visitor.open(address(VENDOR, ways_to(policy_of(VENDOR))[name], **more), status)


def to_form(visitor: Visitor) -> None:
    """Comes to the form of a case."""
    visitor.open(OUTCOME.replace(f"/triage/{VENDOR}?", f"/cases/new?policy={VENDOR}&"))


def filled_in(visitor: Visitor, **instead: str) -> None:
    """Comes to the form and fills in whatever it demands."""
    to_form(visitor)
    visitor.page.locator("main form details").evaluate_all("all => all.forEach((each) => { each.open = true; })")
    for control in visitor.page.locator("main form input[type=text], main form input[type=email], main textarea").all():
        name = str(control.get_attribute("name"))
        given = "ann@example.com" if name.endswith("_email") else "As it was at 09:40"
        control.fill(instead.get(name.removeprefix("field-"), given))


def suggesting(path: str, box: str, text: str) -> Coming:
    """Types into a search box until it suggests; with nothing typed it shows the searches before.

    Without scripts it stays a form.
    """

    def come(visitor: Visitor) -> None:
        page = visitor.open(path)
        if not visitor.screen.is_scripted:
            return
        page.evaluate("localStorage.setItem('recent-searches', '[\"disk full\", \"replication lag\"]')")
        page.locator(box).click()
        page.keyboard.type(text)
        page.get_by_role("option").first.wait_for()
        page.keyboard.press("ArrowDown")

    return come


def sent(status: int = 200, **instead: str) -> Coming:
    """Sends the form, filled in."""

    def come(visitor: Visitor) -> None:
        filled_in(visitor, **instead)
        _send(visitor, status)

    return come


def before_sending(visitor: Visitor) -> None:
    """Sends a case that is not critical, whose log holds what it should not, before a script could show that."""
    visitor.page.route("**/cases/beside*", lambda route: route.fulfill(status=204))
    _not_critical(visitor)
    _send(visitor, 200)


def beside(visitor: Visitor) -> None:
    """Fills in the same, and waits for what stands beside it then; without scripts it stays a form."""
    _not_critical(visitor)
    if visitor.screen.is_scripted:
        visitor.page.locator("[data-beside=missing] a").first.wait_for()
        visitor.page.locator(".found").first.wait_for()


def solved(visitor: Visitor) -> None:
    """Says on the page before sending that an article solved it."""
    before_sending(visitor)
    visitor.press(visitor.page.get_by_role("button", name="This solved it").first)


def _not_critical(visitor: Visitor) -> None:
    visitor.open(NOT_CRITICAL)
    texts = {"summary": "Inserts fail: too many parts", "description": PASTED, "contact_email": "ann@example.com"}
    for name in ("contact_name", "organisation", *texts):
        visitor.page.locator(f"#field-{name}").fill(texts.get(name, "As it was at 09:40"))


def sent_empty(visitor: Visitor) -> None:
    """Sends the form as it came, from a browser that does not look whether it is filled in."""
    to_form(visitor)
    visitor.page.locator("main form[method=post]").evaluate("form => { form.noValidate = true; }")
    _send(visitor, 422)


def sent_too_large(visitor: Visitor) -> None:
    """Sends the form with a log that is larger than the site takes."""
    filled_in(visitor)
    text = "area => { area.value = `all of it, line by line\n`.repeat(13_000); }"
    visitor.page.locator("main textarea").first.evaluate(text)
    _send(visitor, 413)


def with_files(visitor: Visitor) -> None:
    """Attaches a file that is taken and one that is not, and without scripts sends them with a mistake in the form."""
    filled_in(visitor, contact_email="ann@example")
    log = FilePayload(name="server.log", mimeType="", buffer=b"down\n")
    lies = FilePayload(name="screen.png", mimeType="", buffer=b"no picture\n")
    with visitor.expecting(422):
        visitor.page.locator("#files").set_input_files([log, lies])
        if visitor.screen.is_scripted:
            visitor.page.get_by_text("is not a PNG picture").last.wait_for()
    if not visitor.screen.is_scripted:
        _send(visitor, 422)


def sent_stale(visitor: Visitor) -> None:
    """Sends the form after the cookie has gone."""
    filled_in(visitor)
    visitor.page.context.clear_cookies()
    _send(visitor, 400)


def sent_twice(visitor: Visitor) -> None:
    """Sends the form, goes back, changes it and sends it again."""
    filled_in(visitor)
    _send(visitor, 200)
    visitor.page.go_back()
    visitor.page.locator("main textarea").first.fill("Changed since")
    _send(visitor, 409)


def later(path: str) -> Coming:
    """Goes on from the page of a case that was sent."""

    def come(visitor: Visitor) -> None:
        sent()(visitor)
        visitor.open(visitor.page.url.removeprefix(visitor.url) + path)

    return come


def checked(support_id: str, status: int = 200) -> Coming:
    """Checks a contract, and comes to what is told of it."""

    def come(visitor: Visitor) -> None:
        put_contract(visitor)
        visitor.open(CONTRACT)
        check_contract(visitor, support_id, status)

    return come


def added(visitor: Visitor) -> None:
    """Adds a comment to a case that was sent."""
    later("/comment")(visitor)
    visitor.page.locator("main textarea").fill("It has spread since.")
    _send(visitor, 200)


def worse(visitor: Visitor) -> None:
    """Asks what the answers of a case lead to by now."""
    later("/severity")(visitor)
    _send(visitor, 200)


def with_contract(path: str) -> Coming:
    """Comes to an address with a contract in hand."""

    def come(visitor: Visitor) -> None:
        checked(SUPPORT_ID)(visitor)
        visitor.open(path)

    return come


def _send(visitor: Visitor, status: int) -> None:
    with visitor.expecting(status):
        visitor.press(visitor.page.locator("main form[method=post] button[type=submit]").first)


def thanked(visitor: Visitor) -> None:
    """Votes, and is thanked."""
    visitor.open(ARTICLE)
    visitor.page.get_by_role("button", name="Yes").click()
    visitor.page.locator("#thanks").wait_for()


def vote_sent(status: int) -> Coming:
    """Sends a “no” without a reason, from a browser that does not look whether there is one."""

    def come(visitor: Visitor) -> None:
        visitor.open(ARTICLE)
        vote = visitor.page.locator(".vote details")
        vote.locator("summary").click()
        vote.locator("textarea").fill("Step 2 is gone.")
        vote.locator("form").evaluate("form => { form.noValidate = true; }")
        with visitor.expecting(status):
            visitor.press(vote.get_by_role("button", name="Send"))

    return come


def vote_not_stored(visitor: Visitor) -> None:
    """Votes while the database is away."""
    play(visitor, faulty, f"{ARTICLE}/vote")
    visitor.open(ARTICLE)
    with visitor.expecting(503):
        visitor.press(visitor.page.get_by_role("button", name="Yes"))


ARTICLE = "/articles/clustercontrol/what-to-collect"
LAG = "/articles/clickhouse/lag"
OUTCOME = answered(GRAVEST[VENDOR].answers)
CASE = OUTCOME.replace(f"/triage/{VENDOR}?", f"/cases/new?policy={VENDOR}&")
CONTRACT = f"/triage/{VENDOR}/contract"
ELSEWHERE = f"/cases/new?policy={VENDOR}&product=clustercontrol&need=broken"

PASTED = f"""\
Code: 252. DB::Exception: Too many parts. Merges are processing significantly slower than inserts. (TOO_MANY_PARTS)
{LONG_WORD} clickhouse://app:Tr0ub4dor@10.0.4.17:9000/shop by ann@example.org"""
NOT_CRITICAL = address("clickhouse", next(
    way for way, verdict in leaves(policy_of("clickhouse"))
    if verdict.severity and verdict.severity > 1 and policy_of("clickhouse").outcomes[verdict.outcome].accepts_case
)).replace("/triage/clickhouse?", "/cases/new?policy=clickhouse&")  # fmt: skip

PLACES = [
    at("home", "/", is_main=True),
    Place("home, nothing published", staged(empty, "/")),
    Place("home, with notices", staged(eventful, "/")),
    at("policies", "/policies/"),
    Place("policies, none", staged(empty, "/policies/")),
    at("policy", f"/policies/{VENDOR}/", is_main=True),
    Place("policy, with notices and versions", staged(eventful, "/policies/photoprism/")),
    Place("policy, an older version", staged(eventful, "/policies/photoprism/versions/2025-06-01/")),
    Place("policy, a version to come", staged(eventful, "/policies/photoprism/versions/2027-03-01/")),
    at("policy, if reported now", f"/policies/{VENDOR}/now?zone={ZONE}"),
    at("who is open now", f"/policies/now?zone={ZONE}"),
    at("proof", "/policies/photoprism/proof"),
    at("compare, nothing chosen", "/policies/compare"),
    at("compare, one policy", f"/policies/compare?with={VENDOR}", is_main=True),
    at("compare, tiers of two", f"/policies/compare?with={VENDOR}:advanced&with=photoprism:gold"),
    at("compare, what is not there", "/policies/compare?with=nothing:none"),
    at("articles", "/articles/", is_main=True),
    Place("articles, none", staged(empty, "/articles/")),
    at("article", ARTICLE, is_main=True),
    Place("article, with notices", staged(eventful, "/articles/photoprism/what-to-collect")),
    Place("article, a draft with everything", staged(writing, LAG, also=(f"{LAG}.svg",)), is_main=True),
    Place("article, not published yet", staged(writing, "/articles/clickhouse/soon")),
    Place("article, thanked", thanked),
    Place("vote, no reason", vote_sent(422), is_main=True),
    Place("vote, not to be stored", vote_not_stored),
    at("search, nothing asked", "/search"),
    at("search, hits", "/search?q=severity", is_main=True),
    at("search, filtered", "/search?q=severity&kind=article&product=clickhouse"),
    at("search, mended", "/search?q=eror+reprot"),
    at("search, none", f"/search?q={LONG_WORD}&product=clickhouse"),
    at("search, none, a vendor named", f"/search?q={LONG_WORD}&product=clustercontrol"),
    Place("search, filters and pins", staged(answering, "/search?q=lgos&kind=article")),
    Place("search box, suggesting", suggesting("/policies/", "#site-search", "sever"), is_main=True),
    Place("search box, suggesting on the page", suggesting("/articles/", "main #q", "what")),
    Place("search box, searches before", suggesting("/policies/", "#site-search", "")),
    at("search, past the last page", "/search?q=severity&page=99"),
    Place("search, not built yet", staged(faulty, "/search?q=severity", 503)),
    at("triage, which policy", "/triage/"),
    Place("triage, none", staged(empty, "/triage/")),
    at("triage, the first question", f"/triage/{VENDOR}", is_main=True),
    Place("triage, a choice with “I don't know”", to_question("phase")),
    Place("triage, a choice, not answered", to_question("phase", 422, asked="phase")),
    Place("triage, a number", to_question("incidents_used")),
    Place("triage, a number, wrong", to_question("incidents_used", 422, incidents_used="many", asked="incidents_used")),
    at("triage, all on one page", f"/triage/{VENDOR}?view=all"),
    at("triage, all on one page, one missing", "/triage/photoprism?view=all&product=photoprism&asked=need", 422),
    at("triage, a contract to check", CONTRACT, is_main=True),
    Place("triage, a contract not found", checked("SN-9999", 422)),
    at("triage, where each answer leads", "/triage/photoprism/graph", is_main=True),
    *(Place(f"outcome, {kind}", to_outcome(kind)) for kind in OutcomeKind if kind is not OutcomeKind.OPEN_CASE),
    at("outcome, open_case", OUTCOME, is_main=True),
    at("outcome, not decided", answered(GRAVEST[VENDOR].answers | {"phase": "unknown"})),
    at("outcome, a moment that is none", address(VENDOR, GRAVEST[VENDOR].answers, reported_at="soon"), 422),
    at("outcome, from an older link", f"{OUTCOME}&under=0.9"),
    Place("case", to_form, is_main=True),
    Place("case, beside it what was found", beside),
    Place("before a case is sent", before_sending, is_main=True),
    Place("solved by an article", solved),
    Place("case, sent empty", sent_empty, is_main=True),
    Place("case, sent with a wrong address", sent(422, contact_email="ann@example")),
    Place("case, with files", with_files),
    Place("case, an old page", sent_stale),
    Place("case, sent before", sent_twice),
    Place("case, too large", sent_too_large),
    Place("case, not to be stored", staged(faulty, CASE)),
    at("case, more to be answered", ELSEWHERE, 422),
    at("case, elsewhere", f"{ELSEWHERE}&plan=community-edition", 422),
    Place("receipt", sent(), is_main=True),
    Place("receipt, with an addition", added),
    Place("case, a comment", later("/comment")),
    Place("case, worse", worse),
    at("case, find", "/cases/find"),
    at("an address without a page", "/nowhere/at-all", 404, is_main=True),
    at("a policy that is not there", "/policies/nowhere/", 404),
    Place("a fault of ours", staged(faulty, "/failing", 500)),
    # Last: a visitor who goes on from here is known by their contract.
    Place("triage, from a contract", checked(SUPPORT_ID)),
    Place("outcome, with a contract that says otherwise", with_contract(OUTCOME)),
    Place("case, with a contract", with_contract(CASE)),
]
