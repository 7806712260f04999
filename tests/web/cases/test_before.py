"""Before a case is sent: one page in between at most, none where there is nothing to say, none where minutes count."""

import pytest
from werkzeug.test import TestResponse

from tests.web.case_pages import GRAVE, Customer, Form, case_of, case_site, says, stored
from tests.web.pages import Page as PageText
from tests.web.pages import check_parts
from tests.web.small_site import SmallSite

UGLY = GRAVE | {"impact": "blemish"}
LOG = "12:00 login with password=Tr0ub4dor\nfrom 10.0.4.17, again from 10.0.4.17\nby ann@example.org"
BEFORE = "Before your case is sent"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> SmallSite:
    """A site with one policy and one article, for all of these tests: each has a customer with a form of their own."""
    site = case_site(tmp_path_factory.mktemp("site"))
    site.start()
    return site


@pytest.fixture
def customer(site: SmallSite) -> Customer:
    return Customer(site.app)


def unseen(customer: Customer, answers: dict[str, str] = UGLY, **typed: str) -> Form:
    """The form filled in, by somebody who has not seen the page in between."""
    form = customer.form(answers, **typed)
    del form.values["seen"]
    return form


def whole(answer: TestResponse) -> str:
    """The text of a page that is sound in itself."""
    page = PageText(answer.text)
    check_parts(page)
    return page.main


# When the page comes


def test_a_page_comes_before_sending_where_something_is_missing_and_then_the_case_is_sent(
    site: SmallSite, customer: Customer
) -> None:
    form, before = unseen(customer), stored(site)
    answer = customer.sends(form)
    assert (answer.status_code, stored(site)) == (200, before)
    says(answer, BEFORE, "Nothing has been sent yet", "Support will ask for this too", "Logs", "Send the case")
    between = Form(answer.text)
    assert {name: text for name, text in between.typed.items() if text} == {
        name: text for name, text in form.typed.items() if text
    }
    assert between.values["key"] == form.values["key"]
    between.values["field-logs"] = "a trace"
    sent = customer.sends(between)
    assert sent.status_code == 303
    assert [each.value for each in case_of(site, sent).fields] == ["4.2", "a trace"]


def test_no_page_comes_where_there_is_nothing_to_say(customer: Customer) -> None:
    assert customer.sends(unseen(customer, field_logs="a trace")).status_code == 303


def test_a_second_page_never_comes_whatever_was_typed_on_the_first(site: SmallSite, customer: Customer) -> None:
    between = Form(customer.sends(unseen(customer)).text)
    between.values["field-logs"] = LOG
    answer = customer.sends(between)
    assert answer.status_code == 303
    kept = {each.id: each.value for each in case_of(site, answer).fields}
    assert kept["logs"] == LOG.replace("Tr0ub4dor", "[password 1]")
    assert kept["masked_before_sending"] == "1 password"


def test_no_page_comes_for_a_critical_case_whatever_is_in_it(customer: Customer) -> None:
    assert customer.sends(unseen(customer, GRAVE, field_description=LOG, field_summary="Restart it")).status_code == 303


def test_what_is_wrong_comes_first_and_with_it_what_the_page_in_between_would_show(
    customer: Customer,
) -> None:
    answer = customer.sends(unseen(customer, field_version="", field_description=LOG))
    assert answer.status_code == 422
    says(answer, "The case has not been sent yet", "Found in “Description”", "Support will ask for what is still empty")
    mended = Form(answer.text)
    mended.values["field-version"] = "4.2"
    assert customer.sends(mended).status_code == 303


def test_what_was_shown_beside_the_form_needs_no_page(customer: Customer) -> None:
    form = unseen(customer, field_description=LOG)
    beside = customer.client.post(form.action.replace("/new", "/beside"), data=form.data)
    parts = Form('<form method="post" action="">' + beside.text)
    assert customer.sends(form).status_code == 200
    form.ticked = parts.ticked
    assert customer.sends(form).status_code == 303


def test_what_is_new_since_it_was_shown_needs_the_page(customer: Customer) -> None:
    form = unseen(customer, field_description=LOG)
    form.ticked = Form(customer.sends(form).text).ticked
    form.values["field-description"] += " and 10.0.4.18"
    says(customer.sends(form), BEFORE, "10.0.4.18")


def test_back_leads_to_the_form_with_everything(site: SmallSite, customer: Customer) -> None:
    form, before = unseen(customer, field_description="More.\n\n  Indented\n"), stored(site)
    between = Form(customer.sends(form).text)
    between.values |= {"field-logs": "typed in between", "back": "yes"}
    answer = customer.sends(between)
    assert (answer.status_code, stored(site)) == (200, before)
    says(answer, "Open a case with Acme")
    again = Form(answer.text)
    assert again.typed == form.typed | {"field-logs": "typed in between"}
    assert (again.values["key"], again.action) == (form.values["key"], form.action)
    assert customer.sends(again).status_code == 303


@pytest.mark.parametrize(
    "text", ["\n first line", "</textarea><p>", "\u202e\u05e9 \U0001f469\u200d\U0001f467", "{{ 7 * 7 }} & ${7}"]
)
def test_the_page_in_between_changes_no_letter(site: SmallSite, customer: Customer, text: str) -> None:
    answer = customer.sends(unseen(customer, field_description=text))
    assert case_of(site, customer.sends(Form(answer.text))).description == text


# Masking


def test_what_was_found_is_shown_in_its_line_with_what_would_stand_there(customer: Customer) -> None:
    answer = customer.sends(unseen(customer, field_description=LOG, field_summary="10.0.4.17 is slow"))
    says(answer, "Found in what you typed", "In “Summary”", "Mask this IP address, in 3 places")
    says(answer, "In “Description”", "Mask this password", "login with password=", "Tr0ub4dor", "Instead: [password 1]")
    assert "<mark>Tr0ub4dor</mark>" in answer.text
    whole(answer)


def test_secrets_are_ticked_and_addresses_are_not(site: SmallSite, customer: Customer) -> None:
    between = Form(customer.sends(unseen(customer, field_description=LOG)).text)
    assert len(between.ticked["mask"]) == 1
    assert case_of(site, customer.sends(between)).description == LOG.replace("Tr0ub4dor", "[password 1]")


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        ("all", "12:00 login with password=[password 1]\nfrom [ip 1], again from [ip 1]\nby [email 1]"),
        ("none", LOG),
        ("ticked", LOG),
    ],
)
def test_everything_or_nothing_is_masked_without_ticking_each(
    site: SmallSite, customer: Customer, way: str, expected: str
) -> None:
    between = Form(customer.sends(unseen(customer, field_description=LOG)).text)
    assert between.values["masking"] == "ticked"
    between.values["masking"], between.ticked["mask"] = way, []
    assert case_of(site, customer.sends(between)).description == expected


def test_the_receipt_says_what_was_masked_and_the_contact_is_never_touched(site: SmallSite, customer: Customer) -> None:
    form = unseen(customer, field_description="from ada@example.com", field_contact_email="ada@example.com")
    between = Form(customer.sends(form).text)
    between.values["masking"] = "all"
    between.values |= {"field-logs": "none"}
    sent = customer.sends(between)
    case = case_of(site, sent)
    assert (case.description, case.contact_email) == ("from [email 1]", "ada@example.com")
    says(customer.client.get(sent.headers["Location"]), "Masked before sending", "1 e-mail address")


def test_a_masked_case_that_is_sent_again_is_the_same_case(customer: Customer) -> None:
    between = Form(customer.sends(unseen(customer, field_description=LOG)).text)
    first, again = customer.sends(between), customer.sends(between)
    assert first.headers["Location"] == again.headers["Location"]


@pytest.mark.parametrize("is_ticked", [True, False])
def test_a_critical_case_has_one_tick_that_masks_its_secrets(
    site: SmallSite, customer: Customer, is_ticked: bool
) -> None:
    form = customer.form(field_description=LOG)
    assert form.ticked == {"masking": ["secrets"]}
    form.ticked = form.ticked if is_ticked else {}
    case = case_of(site, customer.sends(form))
    assert case.description == (LOG.replace("Tr0ub4dor", "[password 1]") if is_ticked else LOG)
    assert [each.value for each in case.fields][2:] == (["1 password"] if is_ticked else [])


def test_a_log_full_of_secrets_shows_some_and_masks_all(site: SmallSite, customer: Customer) -> None:
    log = "\n".join(f"password=s3cret-{number}" for number in range(50))
    answer = customer.sends(unseen(customer, field_logs=log))
    says(answer, "30 more were found")
    between = Form(answer.text)
    assert len(between.ticked["mask"]) == 20
    case = case_of(site, customer.sends(between))
    assert "s3cret" not in case.fields[1].value
    assert case.fields[2].value == "50 passwords"


# Articles


def test_articles_that_may_help_stand_first_and_open_beside(customer: Customer) -> None:
    answer = customer.sends(unseen(customer, field_summary="How to restart it off and on", field_logs="a"))
    says(answer, BEFORE, "This article may help", "Restart it", "This solved it", "Send the case")
    assert 'target="_blank"' in answer.text
    whole(answer)


def test_an_article_that_was_read_is_not_offered_again(customer: Customer) -> None:
    form = unseen(customer, field_summary="How to restart it off and on", field_logs="a")
    form.read = ["/articles/acme/restart"]
    assert customer.sends(form).status_code == 303


def test_what_was_read_before_and_what_is_ticked_in_between_goes_along(site: SmallSite, customer: Customer) -> None:
    form = unseen(customer)
    form.read = ["/articles/acme/restart"]
    assert case_of(site, customer.sends(Form(customer.sends(form).text))).articles_read == ("/articles/acme/restart",)
    customer = Customer(site.app)
    between = Form(customer.sends(unseen(customer, field_summary="How to restart it off and on")).text)
    assert between.read == []
    between.read = ["/articles/acme/restart"]
    assert case_of(site, customer.sends(between)).articles_read == ("/articles/acme/restart",)


@pytest.mark.parametrize("summary", ["The invoice is wrong", "zzz", "?", "\u202e"])
def test_nonsense_is_answered_with_no_article(customer: Customer, summary: str) -> None:
    assert customer.sends(unseen(customer, field_summary=summary, field_logs="a")).status_code == 303


def test_beside_a_critical_case_stands_nothing(customer: Customer) -> None:
    form = customer.form(field_summary="How to restart it off and on", field_description=LOG)
    answer = customer.client.post(form.action.replace("/new", "/beside"), data=form.data)
    assert (answer.status_code, answer.text.strip()) == (200, "")
    assert "data-look" not in customer.opens().text


def test_what_is_typed_stands_in_no_address_no_log_and_no_count(
    site: SmallSite, customer: Customer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    form = unseen(customer, field_summary="How to restart hunter2", field_description=LOG)
    customer.client.post(form.action.replace("/new", "/beside"), data=form.data)
    customer.sends(form)
    assert not any(text in caplog.text + form.action for text in ("Tr0ub4dor", "hunter2", "ann@example.org"))
    assert site.parts.searches._asked == {}


def test_beside_a_policy_that_is_not_here_stands_nothing(customer: Customer) -> None:
    assert customer.client.post("/cases/beside?policy=nobody", data={}).status_code == 404
