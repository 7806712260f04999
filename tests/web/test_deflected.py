"""Whether articles made a case unnecessary is counted by the site itself, with nothing of who did so."""

from datetime import date
from urllib.parse import urlencode

import pytest

from app.insight.database import InsightDatabase
from app.insight.deflections import Came, Deflections, Place
from tests.web.case_pages import GRAVE, Customer, Form, case_site, says
from tests.web.pages import Page, check_parts
from tests.web.small_site import SmallSite

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
HERE = {"User-Agent": BROWSER, "Sec-Fetch-Site": "same-origin"}
ARTICLE = "/articles/acme/restart"
UGLY = GRAVE | {"impact": "blemish"}
OPEN_CASE, FORUM = Place("acme", "acme", "open_case", ARTICLE), Place("acme", "acme", "forum", ARTICLE)
OUTCOME, FORM = f"/triage/acme?{urlencode(UGLY)}&under=1.0", f"/cases/new?policy=acme&{urlencode(UGLY)}"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> SmallSite:
    """A site with one policy and one article, for all of these tests."""
    site = case_site(tmp_path_factory.mktemp("site"))
    site.start()
    return site


@pytest.fixture
def site(running: SmallSite) -> SmallSite:
    """The same with nothing counted."""
    running.parts.deflections.tend()
    _deflections(running).erase_before(date.max)
    return running


@pytest.fixture
def customer(site: SmallSite) -> Customer:
    return Customer(site.app)


def _deflections(site: SmallSite) -> Deflections:
    return Deflections(InsightDatabase.open(site.parts.settings.database_url))


def counted(site: SmallSite) -> dict[Place, Came]:
    """What was counted, once it is written."""
    site.parts.deflections.tend()
    return _deflections(site).since(date.min)


def visit(customer: Customer, before: str, address: str = ARTICLE, agent: str = BROWSER) -> None:
    """Open an address from another page of the site."""
    customer.client.get(address, headers={"User-Agent": agent, "Referer": f"http://localhost{before}"})


def solves(customer: Customer, form: Form | None = None, headers: dict[str, str] = HERE) -> Page:
    """What comes back when an article is said to have solved it."""
    told = {name: value for name, value in (HERE | headers).items() if value}
    address = FORM.replace("/cases/new", "/cases/solved")
    data = (form.data if form else {}) | {"article": ARTICLE}
    answer = customer.client.post(address, data=data, headers=told)
    page = Page(answer.text)
    check_parts(page)
    return page


# Opened


@pytest.mark.parametrize("before", [OUTCOME, FORM, f"{FORM}&zone=Asia/Kathmandu"])
def test_an_article_opened_from_an_outcome_or_a_form_is_counted(
    site: SmallSite, customer: Customer, before: str
) -> None:
    visit(customer, before)
    visit(customer, before)
    assert counted(site) == {OPEN_CASE: Came(opened=2)}


def test_the_outcome_is_told_apart_by_the_answers(site: SmallSite, customer: Customer) -> None:
    visit(customer, "/triage/acme?need=question")
    assert counted(site) == {FORUM: Came(opened=1)}


@pytest.mark.parametrize(
    "before",
    [f"/triage/acme?{urlencode(GRAVE)}", f"/cases/new?policy=acme&{urlencode(GRAVE | {'impact': 'unknown'})}",
     "/triage/acme?need=broken", "/triage/acme", "/triage/nobody?need=broken", "/triage/", "/search?q=restart", "/"],
)  # fmt: skip
def test_what_is_critical_no_outcome_or_another_page_is_not_counted(
    site: SmallSite, customer: Customer, before: str
) -> None:
    visit(customer, before)
    assert counted(site) == {}


@pytest.mark.parametrize("agent", ["Googlebot/2.1", "", "curl/8.5"])
def test_robots_are_not_counted(site: SmallSite, customer: Customer, agent: str) -> None:
    visit(customer, FORM, agent=agent)
    assert counted(site) == {}


@pytest.mark.parametrize(
    "referer", ["http://elsewhere.example/cases/new?policy=acme", "http://[", "\x00", "/cases/new"]
)
def test_what_was_not_opened_from_this_site_is_not_counted(site: SmallSite, customer: Customer, referer: str) -> None:
    customer.client.get(ARTICLE, headers={"User-Agent": BROWSER, "Referer": referer})
    assert counted(site) == {}


@pytest.mark.parametrize("address", ["/articles/acme/nope", "/articles/", "/policies/acme/", "/cases/new?policy=acme"])
def test_only_articles_are_counted(site: SmallSite, customer: Customer, address: str) -> None:
    visit(customer, FORM, address)
    assert counted(site) == {}


# Failed


def test_an_article_that_was_read_before_a_case_has_failed_once(site: SmallSite, customer: Customer) -> None:
    form = customer.form(UGLY)
    form.read = [ARTICLE, "/articles/nope"]
    assert [customer.sends(form).status_code for _ in range(2)] == [303, 303]
    assert counted(site) == {OPEN_CASE: Came(failed=1)}


def test_a_critical_case_is_no_failure_of_an_article(site: SmallSite, customer: Customer) -> None:
    form = customer.form()
    form.read = [ARTICLE]
    assert customer.sends(form).status_code == 303
    assert counted(site) == {}


# Confirmed


def test_this_solved_it_is_counted_once_for_a_form_and_nothing_is_sent(site: SmallSite, customer: Customer) -> None:
    form = customer.form(UGLY, field_description="Off.\n\n  And on\n")
    pages = [solves(customer, form) for _ in range(2)]
    assert counted(site) == {OPEN_CASE: Came(confirmed=1)}
    for page in pages:
        assert "Solved, and nothing was sent" in page.main
        assert 'data-draft-sent="acme/case"' in page.html


def test_who_was_glad_too_soon_goes_back_to_everything_that_was_typed(customer: Customer) -> None:
    form = customer.form(UGLY, field_description="Off.\n\n  And on\n")
    back = Form(solves(customer, form).html)
    back.values["back"] = "yes"
    answer = customer.sends(back)
    says(answer, "Open a case with Acme")
    assert Form(answer.text).typed == form.typed
    assert Form(answer.text).values["key"] == form.values["key"]


def test_an_outcome_tells_it_too_by_a_form_without_a_cookie(site: SmallSite) -> None:
    stranger = Customer(site.app)
    outcome = stranger.client.get(OUTCOME)
    form = Form(outcome.text)
    answer = stranger.client.post(form.action, data={"article": ARTICLE}, headers=HERE)
    says(answer, "Solved, and nothing was sent", "Restart it", "Back to the outcome")
    assert counted(site) == {OPEN_CASE: Came(confirmed=1)}
    assert "Set-Cookie" not in {**outcome.headers, **answer.headers}


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": ""}])
def test_what_another_site_sends_is_not_counted_and_keeps_what_was_typed(
    site: SmallSite, customer: Customer, headers: dict[str, str]
) -> None:
    form = customer.form(UGLY)
    page = solves(customer, form, headers)
    assert counted(site) == {}
    assert Form(page.html).typed == form.typed


def test_a_robot_is_thanked_and_not_counted(site: SmallSite, customer: Customer) -> None:
    solves(customer, headers={"User-Agent": "Googlebot/2.1"})
    assert counted(site) == {}


@pytest.mark.parametrize("article", ["/articles/acme/nope", "", "https://elsewhere.example/", "\x00"])
def test_what_is_no_article_solves_nothing(site: SmallSite, customer: Customer, article: str) -> None:
    answer = customer.client.post(FORM.replace("new", "solved", 1), data={"article": article}, headers=HERE)
    assert answer.status_code == 404
    assert counted(site) == {}


def test_where_the_policy_is_gone_what_was_typed_is_kept_in_sight(customer: Customer) -> None:
    form = customer.form(UGLY)
    answer = customer.client.post("/cases/solved?policy=gone", data=form.data | {"article": ARTICLE}, headers=HERE)
    assert answer.status_code == 404
    says(answer, "What you typed is still here", "Since noon. All of it.")
