"""Links to a case open it for so many days, and a new one goes to the address in the case, told to nobody else."""

from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from app.cases.worker import deliver_due
from app.factory import outbox, routes
from tests.web.case_pages import Customer, Form, Unusable, case_at, case_of, case_site, says, with_parts
from tests.web.pages import Page, Reader
from tests.web.small_site import SmallSite

DAYS = timedelta(days=90)
PAGES = ("", ".md", "/comment", "/severity", "/escalate", "/solved", "/withdraw")


@pytest.fixture
def site(tmp_path: Path) -> SmallSite:
    site = case_site(tmp_path)
    site.start()
    return site


@pytest.fixture
def customer(site: SmallSite) -> Customer:
    return Customer(site.app)


def _mails(site: SmallSite) -> list[str]:
    """Whatever was sent to the customer, as text, in order of their ids."""
    settings = site.parts.settings
    deliver_due(outbox(settings), routes(settings), lambda: site.now)
    found = [
        message_from_bytes(each.read_bytes(), policy=default) for each in sorted((settings.data_dir / "mail").iterdir())
    ]
    return [_text(mail) for mail in found if mail["To"] == "ada@example.com"]


def _text(mail: EmailMessage) -> str:
    """What a mail says to who reads no HTML."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def _link_in(text: str) -> str:
    (found,) = (line for line in text.splitlines() if "/cases/" in line and "find" not in line)
    return "/cases/" + found.rpartition("/")[2]


def _asks(customer: Customer, reference: str, email: str = "ada@example.com", **more: str) -> TestResponse:
    form = Form(customer.client.get("/cases/find").text)
    form.values |= {"field-reference": reference, "field-email": email, **more}
    return customer.client.post("/cases/find", data=form.values)


def test_the_confirmation_carries_a_link_from_the_moment_the_case_was_sent(site: SmallSite, customer: Customer) -> None:
    customer.sends(customer.form())
    site.now += timedelta(days=80)
    link = _link_in(_mails(site)[0])
    says(customer.client.get(link), "Your case has been received")
    site.now += timedelta(days=10)
    assert customer.client.get(link).status_code == 200
    site.now += timedelta(seconds=1)
    assert customer.client.get(link).status_code == 410


def test_an_expired_link_says_so_and_offers_a_new_one_without_typing(site: SmallSite, customer: Customer) -> None:
    link = customer.sends(customer.form()).headers["Location"]
    site.now += DAYS + timedelta(seconds=1)
    for page in PAGES:
        _is_expired(customer.client.get(link + page))


def _is_expired(answer: TestResponse) -> None:
    assert answer.status_code == 410
    says(answer, "This link is too old", "Send a new one to the address in the case", "Other ways to support", "Portal")
    kept = {name: answer.headers[name] for name in ("Cache-Control", "X-Robots-Tag", "Referrer-Policy")}
    assert kept == {"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}
    assert "Nothing answers" not in answer.text
    assert "ada@example.com" not in answer.text


def test_a_new_link_is_sent_by_the_old_one_alone(site: SmallSite, customer: Customer) -> None:
    link = customer.sends(customer.form()).headers["Location"]
    site.now += DAYS * 2
    form = Form(customer.client.get(link).text)
    woken: list[bool] = []
    with_parts(site.app, wake_deliveries=lambda: woken.append(True))
    says(customer.client.post(form.action, data=form.values), "A new link is on its way", "90 days")
    fresh = _link_in(_mails(site)[-1])
    assert fresh != link
    assert customer.client.get(fresh).status_code == 200
    assert woken == [True]


def test_a_link_that_still_opens_sends_no_other(site: SmallSite, customer: Customer) -> None:
    link = customer.sends(customer.form()).headers["Location"]
    answer = customer.client.post(f"{link}/link")
    assert (answer.status_code, answer.headers["Location"]) == (303, link)
    assert len(_mails(site)) == 1


def test_the_form_of_a_new_link_has_to_be_ours(site: SmallSite, customer: Customer) -> None:
    link = customer.sends(customer.form()).headers["Location"]
    site.now += DAYS * 2
    answer = site.app.test_client().post(f"{link}/link")
    assert answer.status_code == 400
    says(answer, "Please send it again", "This link is too old")
    assert len(_mails(site)) == 1


def test_what_is_sent_by_a_page_that_grew_too_old_is_kept_in_sight(site: SmallSite, customer: Customer) -> None:
    link = customer.sends(customer.form()).headers["Location"]
    form = Form(customer.client.get(f"{link}/comment").text)
    site.now += DAYS * 2
    answer = customer.client.post(form.action, data=form.values | {"field-text": "A long story"})
    assert answer.status_code == 410
    says(answer, "This link is too old", "has not been sent", "A long story")


def test_a_link_of_a_case_that_is_not_here_is_the_same_404(site: SmallSite, customer: Customer) -> None:
    token = site.parts.links.token("x" * 32, site.now)
    site.now += DAYS * 2
    for page in (*PAGES, "/link"):
        sends = customer.client.post if page == "/link" else customer.client.get
        one, other = sends(f"/cases/{token}{page}"), sends(f"/cases/nonsense{page}")
        assert (one.status_code, other.status_code) == (404, 404)
        assert Page(one.text).main == Page(other.text).main


def test_a_link_that_this_site_did_not_issue_asks_no_database(site: SmallSite, customer: Customer) -> None:
    with_parts(site.app, book=Unusable())
    assert customer.client.get("/cases/" + "x" * 32).status_code == 404


# Asked for with the reference


def test_the_form_is_a_whole_page_that_leads_on(customer: Customer) -> None:
    page = Reader(customer.client).page("/cases/find")
    for text in ("I already have a case", "Reference of the case", "E-mail address", "opened elsewhere", "Portal"):
        assert text in page.main
    Reader(customer.client).follow(page)


def test_reference_and_address_send_a_link_however_the_reference_is_typed(site: SmallSite, customer: Customer) -> None:
    case = case_of(site, customer.sends(customer.form()))
    answer = _asks(customer, case.reference.lower().replace("-", " "), " ADA@example.com")
    assert answer.status_code == 200
    assert customer.client.get(_link_in(_mails(site)[-1])).status_code == 200


def test_the_answer_is_the_same_whether_they_belong_together_or_not(site: SmallSite, customer: Customer) -> None:
    right = case_of(site, customer.sends(customer.form())).reference
    woken: list[bool] = []
    with_parts(site.app, wake_deliveries=lambda: woken.append(True))
    answers = [
        _asks(customer, reference, email)
        for reference in (right, "SP-2222-222")
        for email in ("ada@example.com", "eve@example.com")
    ]
    assert {each.status_code for each in answers} == {200}
    assert len({each.text for each in answers}) == 1
    assert len({tuple(sorted(each.headers.keys())) for each in answers}) == 1
    assert woken == [True] * 4
    assert len(_mails(site)) == 2


@pytest.mark.parametrize(
    ("reference", "email", "sentence"),
    [
        ("SP-2222-223", "ada@example.com", "This is no reference of a case here"),
        ("4711", "ada@example.com", "Was the case opened elsewhere?"),
        ("", "ada@example.com", "Fill in “Reference of the case”"),
        ("SP-2222-222", "", "Fill in “E-mail address”"),
        ("SP-2222-222", "nobody", "Write an e-mail address"),
        ("\0", "a\0@example.com", "character that cannot be stored"),
    ],
)
def test_a_slip_is_told_at_once_and_what_was_typed_is_kept(
    customer: Customer, reference: str, email: str, sentence: str
) -> None:
    answer = _asks(customer, reference, email)
    assert answer.status_code == 422
    says(answer, sentence)
    typed = Form(answer.text).values
    shown = {"field-reference": reference.replace("\0", "\ufffd"), "field-email": email.replace("\0", "\ufffd")}
    assert {name: typed[name] for name in shown} == shown


def test_a_form_of_another_browser_is_kept_and_sends_nothing(site: SmallSite, customer: Customer) -> None:
    case = case_of(site, customer.sends(customer.form()))
    answer = _asks(customer, case.reference, csrf_token="old")
    assert answer.status_code == 400
    assert Form(answer.text).values["field-reference"] == case.reference
    assert len(_mails(site)) == 1


def test_who_asks_too_often_is_held_back_and_keeps_what_was_typed(tmp_path: Path) -> None:
    site = case_site(tmp_path, SIGNPOST_RATE_LIMITS="on")
    customer = Customer(site.start())
    answers = [_asks(customer, "SP-2222-222") for _ in range(31)]
    assert [each.status_code for each in answers] == [200] * 30 + [429]
    assert Form(answers[-1].text).values["field-reference"] == "SP-2222-222"


def test_neither_link_nor_reference_stands_in_a_log(
    site: SmallSite, customer: Customer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    link = customer.sends(customer.form()).headers["Location"]
    case = case_at(site, link)
    _asks(customer, case.reference)
    customer.client.get(link)
    _mails(site)
    assert case.secret not in caplog.text
    assert "ada@example.com" not in caplog.text
