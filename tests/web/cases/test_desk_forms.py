"""A desk that takes no API gets the case by its own form, filled in: on the receipt, and where no case is taken."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from werkzeug.test import TestResponse

from app.cases.models import OutboxState
from tests.web.case_pages import GRAVE, Customer, case_of, case_site, says
from tests.web.small_site import SmallSite

DESKS = """\
desks:
  ideas:
    kind: github_form
    title: The issues of Acme
    address: https://github.com/example/acme
  phone:
    kind: mailto
    title: A mail to the desk
    address: desk@example.com
  mail: {kind: eml}
rules:
  - outcome: forum
    desk: phone
  - severity: 1
    desk: ideas
    also: {desk: mail}
otherwise:
  desk: mail
"""
QUESTION = {"need": "question"}


@pytest.fixture
def site(tmp_path: Path) -> SmallSite:
    site = case_site(tmp_path)
    site.content.write("desks.yml", DESKS)
    site.start()
    return site


@pytest.fixture
def customer(site: SmallSite) -> Customer:
    return Customer(site.app)


def _link(page: TestResponse, start: str) -> dict[str, str]:
    """What the only link that begins so carries."""
    found = {unescape(each) for each in re.findall(r'href="([^"]*)"', page.text) if unescape(each).startswith(start)}
    assert len(found) == 1, found
    return {name: values[0] for name, values in parse_qs(urlsplit(found.pop()).query).items()}


def test_the_receipt_offers_the_desks_form_with_the_whole_case(site: SmallSite, customer: Customer) -> None:
    sent = customer.sends(customer.form(field_summary="50 % & more"))
    page, case = customer.client.get(sent.headers["Location"]), case_of(site, sent)
    says(page, "To the support desk, by you", "through its own form only", "The issues of Acme")
    found = _link(page, "https://github.com/example/acme/issues/new?")
    assert found["title"] == f"{case.reference} 50 % & more"
    assert "Since noon.\nAll of it." in found["body"]
    assert "too long for a link" not in page.text


def test_a_case_sent_by_hand_waits_for_no_delivery_but_goes_to_the_second_desk(
    site: SmallSite, customer: Customer
) -> None:
    case = case_of(site, customer.sends(customer.form()))
    assert case.desk == "ideas"
    states = [(each.destination, each.state) for each in site.parts.book.delivery_state(case)]
    assert states == [("also", OutboxState.PENDING), ("confirmation", OutboxState.PENDING)]


def test_a_case_too_long_for_a_link_is_offered_whole_beside_it(site: SmallSite, customer: Customer) -> None:
    description = "<b>ü & 😀</b> " * 1200
    sent = customer.sends(customer.form(field_description=description))
    page = customer.client.get(sent.headers["Location"])
    says(page, "too long for a link", "The whole text, to copy", description.strip()[:200])
    assert "ü &amp; 😀" in page.text
    found = _link(page, "https://github.com/example/acme/issues/new?")
    assert description.strip()[:40] not in found["body"]
    assert found["body"].endswith("attach the file.")


def test_an_outcome_without_a_case_offers_the_form_of_its_desk(customer: Customer) -> None:
    page = customer.client.get("/triage/acme", query_string=QUESTION)
    says(page, "Ask the others", "Open the filled-in form: A mail to the desk")
    found = _link(page, "mailto:desk@example.com?")
    assert found["subject"] == "Ask the others: Acme"
    assert "What do you need? **I have a question**" in found["body"]


def test_an_outcome_that_takes_a_case_offers_the_case_only(customer: Customer) -> None:
    page = customer.client.get("/triage/acme", query_string=GRAVE)
    assert "github.com/example" not in page.text


def test_what_was_typed_goes_along_where_the_answers_take_no_case_any_more(customer: Customer) -> None:
    form = customer.form(field_description="Only a question after all")
    form.action = form.action.replace("need=broken", "need=question")
    page = customer.sends(form)
    says(page, "This does not lead to a case", "A mail to the desk")
    found = _link(page, "mailto:desk@example.com?")
    assert found["subject"] == "Nothing answers"
    assert "Only a question after all" in found["body"]


def test_a_site_without_desks_offers_no_form(tmp_path: Path) -> None:
    plain = case_site(tmp_path)
    customer = Customer(plain.start())
    case = case_of(plain, customer.sends(customer.form()))
    assert case.desk == "acme"
    assert "filled-in form" not in customer.client.get("/triage/acme", query_string=QUESTION).text
