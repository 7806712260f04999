"""The form of a case and its receipt: everything known is filled in, nothing typed is lost, one form is one case."""

import json
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import pytest

from app.cases.database import Database
from app.cases.outbox import Outbox, Retries
from app.cases.worker import deliver_due
from app.config import CHECKOUT
from tests.cases.samples import Recorder, routes
from tests.web.case_pages import GRAVE, TYPED, Customer, Form, Unusable, case_of, case_site, says, stored, with_parts
from tests.web.pages import Page, Reader
from tests.web.small_site import SmallSite


@pytest.fixture
def site(tmp_path: Path, on_each_database: None) -> SmallSite:
    """A site with one policy."""
    site = case_site(tmp_path)
    site.start()
    return site


@pytest.fixture
def customer(site: SmallSite) -> Customer:
    return Customer(site.app)


# What the form says before anything is typed


def test_the_form_says_what_is_known_and_when_an_answer_would_be_due(customer: Customer) -> None:
    answer = customer.opens(zone="Asia/Kathmandu")
    assert answer.status_code == 200
    says(answer, "Open a case with Acme", "S1 Critical", "Gold", "First response due", "20:45 Thursday 3 December 2026")
    says(answer, "where you are (Asia/Kathmandu) · 2 hours, around the clock", "Resolution", "None promised")
    says(answer, "15:00 UTC")
    says(answer, "Product Acme", "Outcome Open a case", "How bad is it?", "It is down")
    assert Form(answer.text).values["zone"] == "Asia/Kathmandu"


def test_the_form_says_what_must_be_heeded_and_what_to_have_at_hand(customer: Customer) -> None:
    page = customer.opens()
    says(page, "Call as well.", "Have at hand: Version", "Who may open a case Everybody.", "Language English")


def test_a_clock_that_the_customer_did_not_choose_is_not_called_theirs(customer: Customer) -> None:
    page = customer.opens()
    says(page, "15:00 Thursday 3 December 2026 UTC")
    assert "Your time, UTC" not in Page(page.text).main


def test_the_form_stands_in_sections_with_what_is_demanded_first(customer: Customer) -> None:
    page = customer.opens(GRAVE | {"impact": "degraded"})
    says(page, "not marked as optional", "What happens", "Summary", "Description", "Logs (optional)")
    says(page, "Your system", "Version", "As it says itself.", "Who you are", "Your name")


def test_a_critical_case_has_what_is_not_demanded_folded_behind_the_rest(customer: Customer) -> None:
    page = customer.opens()
    says(page, "What happens", "Who you are", "E-mail address", "More that helps", "Logs (optional)", "Send the case")
    assert '<details class="section">' in page.text


def test_what_was_folded_stands_open_where_something_was_typed(customer: Customer) -> None:
    answer = customer.sends(customer.form(field_logs="a trace", field_version=""))
    assert '<details class="section" open>' in answer.text


def test_a_limit_is_stated_in_the_help_and_cuts_nothing_off(customer: Customer) -> None:
    page = customer.opens()
    says(page, "Summary", "Up to 300 characters.", "Description", "Up to 20,000 characters.")
    assert "maxlength" not in page.text.split('<form class="case-form"', 1)[1]


def test_each_answer_can_be_changed_and_the_rest_is_kept(site: SmallSite, customer: Customer) -> None:
    page = Reader(customer.client).page(f"/cases/new?{urlencode({'policy': 'acme'} | GRAVE)}")
    assert page.html.count(">Change<") == len(GRAVE)
    assert (
        "/triage/acme?need=broken&amp;plan=full&amp;later=impact%3Doutage%26environment%3Dproduction&amp;under=1.0"
        in page.html
    )
    Reader(customer.client).follow(page)


def test_without_a_policy_the_way_leads_to_the_choice_of_one(customer: Customer) -> None:
    answer = customer.client.get("/cases/new")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/triage/")


def test_a_policy_that_is_not_here_is_not_found(customer: Customer) -> None:
    assert customer.opens(policy="nobody").status_code == 404


def test_too_few_answers_lead_back_to_the_next_question(customer: Customer) -> None:
    answer = customer.opens({"need": "broken", "plan": "full"})
    assert answer.status_code == 422
    says(answer, "More has to be answered first", "How bad is it?", "Portal")
    assert 'href="/triage/acme?need=broken&amp;plan=full&amp;under=1.0"' in answer.text


def test_answers_that_take_no_case_lead_to_what_to_do_instead(customer: Customer) -> None:
    answer = customer.opens({"need": "question"})
    assert answer.status_code == 422
    says(answer, "This does not lead to a case", "Ask the others.", "See what to do instead")
    assert 'href="/triage/acme?need=question&amp;under=1.0"' in answer.text


def test_an_answer_that_is_not_known_still_leads_to_a_case(site: SmallSite, customer: Customer) -> None:
    unsure = GRAVE | {"impact": "unknown"}
    says(customer.opens(unsure), "S1 Critical or S2 Major or S3 Minor", "This is not decided yet", "How bad is it?")
    case = case_of(site, customer.sends(customer.form(unsure)))
    assert (case.severity, case.severity_name) == (None, "S1 Critical or S2 Major or S3 Minor")
    assert case.first_response_due_at is None
    assert case.first_response_text == "2 hours, around the clock or 4 business hours or 1 business day"
    assert case.reasons[0].text == "Not decided, because the customer does not know: How bad is it?"


def test_articles_are_asked_about_where_there_is_time_for_them(customer: Customer) -> None:
    assert "Restart it" not in customer.opens().text
    says(customer.opens(GRAVE | {"impact": "blemish"}), "Which of these articles have you read?", "Restart it")


# Sending


def test_a_case_that_is_sent_holds_all_that_was_typed_and_all_that_was_known(
    site: SmallSite, customer: Customer
) -> None:
    woken: list[bool] = []
    with_parts(site.app, wake_deliveries=lambda: woken.append(True))
    form = customer.form(GRAVE | {"impact": "blemish"}, field_logs="  a\n\n b ", field_summary="  Slow  ")
    form.read = ["/articles/acme/restart", "/articles/nope"]
    answer = customer.sends(form)
    assert answer.status_code == 303
    case = case_of(site, answer)
    assert (case.summary, case.description) == ("Slow", TYPED["field-description"])
    assert [tuple(each) for each in case.fields] == [("version", "Version", "4.2"), ("logs", "Logs", "  a\n\n b ")]
    assert (case.contact_name, case.contact_email, case.organisation) == ("Ada", "ada@example.com", "Example")
    assert (case.policy, case.policy_version, case.product, case.desk) == ("acme", "1.0", "Acme", "acme")
    assert (case.severity, case.tier, case.outcome) == (3, "gold", "open_case")
    assert [each.question for each in case.answers] == ["need", "plan", "impact"]
    assert [each.label for each in case.answers] == ["Something is broken", "Full", "It is ugly"]
    assert case.reasons[0].clause_url == "/policies/acme/versions/1.0/#severities"
    assert case.first_response_due_at is not None
    assert case.articles_read == ("/articles/acme/restart",)
    assert woken == [True]


def test_the_same_form_sent_again_is_the_same_case_and_wakes_nobody(site: SmallSite, customer: Customer) -> None:
    form = customer.form()
    first = customer.sends(form)
    with_parts(site.app, wake_deliveries=lambda: pytest.fail("nothing new was stored"))
    again = customer.sends(form)
    assert again.status_code == 303
    assert again.headers["Location"] == first.headers["Location"]
    assert stored(site) == 1


def test_the_same_form_sent_twenty_times_at_once_is_one_case(site: SmallSite, customer: Customer) -> None:
    form = customer.form()
    cookie = customer.client.get_cookie("signpost")
    assert cookie

    def send(_: int) -> str:
        other = site.app.test_client()
        other.set_cookie("signpost", cookie.value)
        return other.post(form.action, data=form.values).headers["Location"]

    with ThreadPoolExecutor(20) as crowd:
        assert len(set(crowd.map(send, range(20)))) == 1
    assert stored(site) == 1


def test_a_case_stored_by_a_process_that_died_before_it_answered_is_found_again(
    tmp_path: Path, site: SmallSite, customer: Customer
) -> None:
    form = customer.form()
    cookie = customer.client.get_cookie("signpost")
    assert cookie
    sent = {"folder": str(tmp_path), "cookie": cookie.value, "action": form.action, "values": form.values}
    sent["database_url"] = site.parts.settings.database_url
    command = [sys.executable, "-c", "from tests.web.case_pages import send_and_die; send_and_die()"]
    died = subprocess.run(command, cwd=CHECKOUT, input=json.dumps(sent), text=True, timeout=60, check=False)
    assert died.returncode == -signal.SIGKILL
    assert stored(site) == 1
    assert case_of(site, customer.sends(form)).summary == TYPED["field-summary"]
    assert stored(site) == 1


def test_a_form_changed_after_it_was_sent_asks_whether_it_is_a_second_case(site: SmallSite, customer: Customer) -> None:
    form = customer.form()
    first = customer.sends(form)
    form.values["field-summary"] = "Something else"
    answer = customer.sends(form)
    assert answer.status_code == 409
    says(answer, "You have sent this form before", case_of(site, first).reference)
    assert first.headers["Location"] in answer.text
    assert Form(answer.text).typed == form.typed
    assert customer.sends(Form(answer.text)).headers["Location"] != first.headers["Location"]
    assert stored(site) == 2


# Not sent: everything typed is kept


@pytest.mark.parametrize("lost", ["session", "token", "key of the site", "key of the form"])
def test_a_form_whose_session_or_key_was_lost_is_kept_and_can_be_sent_again(
    tmp_path: Path, site: SmallSite, customer: Customer, lost: str
) -> None:
    form = customer.form(field_logs="long work", field_description="More.\n\n  Indented\n")
    if lost == "session":
        customer.client.delete_cookie("signpost")
    elif lost == "key of the site":
        site.app.secret_key = "another key of sixteen"
    else:
        del form.values["csrf_token" if lost == "token" else "key"]
    answer = customer.sends(form)
    assert answer.status_code == 400
    says(answer, "Please send it again", "nothing has been sent")
    assert Form(answer.text).typed == form.typed
    assert stored(site) == 0
    assert customer.sends(Form(answer.text)).status_code == 303


def test_what_is_wrong_is_said_at_the_top_and_at_each_field_and_all_is_kept(
    site: SmallSite, customer: Customer
) -> None:
    wrong = {"field_contact_email": "ada@", "field_version": " ", "field_summary": "s" * 301, "zone": "Mars/Olympus"}
    form = customer.form(GRAVE | {"impact": "blemish"}, **wrong)
    form.read = ["/articles/acme/restart"]
    answer = customer.sends(form)
    assert answer.status_code == 422
    says(answer, "The case has not been sent yet. Put these 4 things right, then send it again",
         "“Summary” has 301 characters: shorten it to 300.", "Fill in “Version”. Write “unknown” if you cannot tell.",
         "Write an e-mail address such as name@example.com.", "Choose a time zone", "It is ugly",
         "Error: “Summary” has 301 characters")  # fmt: skip
    links = {link for link in Page(answer.text).links if link.startswith("#field")}
    assert links == {
        "#field-contact_email",
        "#field-summary",
        "#field-version",
        "#field-logs",
    }  # the last: it is missing
    kept = Form(answer.text)
    assert kept.typed == form.typed | {"zone": ""}
    assert (kept.action, kept.read, kept.values["key"]) == (form.action, form.read, form.values["key"])
    assert stored(site) == 0


def test_a_summary_takes_one_line(customer: Customer) -> None:
    answer = customer.sends(customer.form(field_summary="one\ntwo"))
    assert answer.status_code == 422
    says(answer, "“Summary” takes one line only.")


def test_where_the_answers_take_no_case_any_more_the_text_is_kept_in_sight(site: SmallSite, customer: Customer) -> None:
    form = customer.form()
    form.action = "/cases/new?policy=acme&need=question"
    answer = customer.sends(form)
    assert answer.status_code == 422
    says(answer, "What you typed is still here", "Description", "Since noon. All of it.")
    form.action = "/cases/new?policy=gone"
    answer = customer.sends(form)
    assert answer.status_code == 404
    says(answer, "What you typed is still here", "Description", "Since noon. All of it.")


def test_a_database_that_takes_nothing_gives_the_form_back_with_the_text_and_other_ways(
    site: SmallSite, customer: Customer
) -> None:
    form, book = customer.form(), site.parts.book
    with_parts(site.app, book=Unusable())
    answer = customer.sends(form)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    says(answer, "Your case could not be stored", "Portal", "For cases.")
    assert Form(answer.text).typed == form.typed
    with_parts(site.app, book=book)
    assert customer.sends(Form(answer.text)).status_code == 303


def test_who_sends_too_often_keeps_the_text(tmp_path: Path) -> None:
    customer = Customer(case_site(tmp_path, SIGNPOST_RATE_LIMITS="on").start())
    form = customer.form(field_version="")
    answers = [customer.sends(form) for _ in range(31)]
    assert [each.status_code for each in answers] == [422] * 30 + [429]
    assert answers[-1].headers["Retry-After"]
    assert Form(answers[-1].text).typed == form.typed


# The receipt


def test_the_receipt_shows_the_reference_the_due_time_by_three_clocks_and_everything(
    site: SmallSite, customer: Customer
) -> None:
    answer = customer.sends(customer.form(GRAVE | {"impact": "degraded"}))
    page = Reader(customer.client).page(answer.headers["Location"])
    case = case_of(site, answer)
    for text in (
        case.reference,
        "14:45 Friday 4 December 2026",
        "10:00 in Berlin",
        "09:00 UTC",
        "4 business hours",
    ):
        assert text in page.main
    for text in (
        "on its way to the support desk",
        "on its way to your address",
        "Keep the address",
        "S2 Major",
        "Gold",
    ):
        assert text in page.main
    for text in ("Nothing answers", "Since noon. All of it.", "Version 4.2", "Logs Not given.", "It is slow"):
        assert text in page.main
    Reader(customer.client).follow(page)


def test_the_receipt_tells_what_became_of_the_messages(site: SmallSite, customer: Customer) -> None:
    address = customer.sends(customer.form()).headers["Location"]
    database = Database.open(site.parts.settings.database_url)
    outbox = Outbox(database, Retries(lambda: 0.0))
    deliver_due(outbox, routes(Recorder(OSError("down"))), lambda: site.now, limit=2)
    database.close()
    page = customer.client.get(address)
    says(page, "The support desk could not be reached yet. It is kept, and tried again at 18:45")
    says(page, "It was sent to your address at 18:45 Thursday 3 December 2026", "by the clock of Asia/Kathmandu")


def test_a_receipt_outlives_the_version_that_decided_it(site: SmallSite, customer: Customer) -> None:
    address = customer.sends(customer.form()).headers["Location"]
    (site.content.path / "policies/acme/1.0.md").unlink()
    site.parts.store.refresh()
    says(customer.client.get(address), "First response", "20:45 Thursday 3 December 2026", "S1 Critical")


def test_the_copy_holds_everything_as_markdown(site: SmallSite, customer: Customer) -> None:
    answer = customer.sends(customer.form())
    copy = customer.client.get(answer.headers["Location"] + ".md")
    case = case_of(site, answer)
    assert copy.content_type == "text/markdown; charset=utf-8"
    assert copy.headers["Content-Disposition"] == f'attachment; filename="{case.reference}.md"'
    assert copy.text.startswith(f"# Case {case.reference}\n")
    assert TYPED["field-description"] in copy.text


@pytest.mark.parametrize("ending", ["", ".md"])
def test_no_page_of_a_case_is_stored_indexed_or_told_to_others(customer: Customer, ending: str) -> None:
    answer = customer.client.get(customer.sends(customer.form()).headers["Location"] + ending)
    kept = {name: answer.headers[name] for name in ("Cache-Control", "X-Robots-Tag", "Referrer-Policy")}
    assert kept == {"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}
    assert "ETag" not in answer.headers


def test_every_wrong_address_of_a_case_gets_the_same_page(site: SmallSite, customer: Customer) -> None:
    right = customer.sends(customer.form()).headers["Location"]
    reference = case_of(site, customer.sends(customer.form())).reference
    wrong = [
        right[:-1],
        f"{right}x",
        right.lower(),
        "/cases/" + "A" * 32,
        "/cases/x",
        f"/cases/{reference}",
        "/cases/%00",
    ]
    answers = [customer.client.get(address) for address in [*wrong, f"{wrong[3]}.md"]]
    assert {each.status_code for each in answers} == {404}
    assert len({each.text for each in answers}) == 1


def test_a_receipt_that_cannot_be_read_now_says_that_the_case_is_safe(site: SmallSite, customer: Customer) -> None:
    address = customer.sends(customer.form()).headers["Location"]
    with_parts(site.app, book=Unusable())
    answer = customer.client.get(address)
    assert answer.status_code == 503
    says(answer, "Your case is safe")


def test_nothing_personal_stands_in_an_address_or_in_the_log(
    customer: Customer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    form = customer.form()
    answers = [customer.sends(form), customer.sends(customer.form(field_version=""))]
    told = caplog.text + form.action + answers[0].headers["Location"]
    assert not any(text in told for text in ("ada@example.com", "Ada", "Nothing answers", "Since noon"))


def test_a_form_that_the_browser_restores_after_sending_makes_no_second_case(
    site: SmallSite, customer: Customer
) -> None:
    first, again = (Reader(customer.client).page(f"/cases/new?{urlencode({'policy': 'acme'} | GRAVE)}") for _ in "12")
    keys = [page.html.split('name="key" value="')[1].split('"')[0] for page in (first, again)]
    assert keys[0] == keys[1]
