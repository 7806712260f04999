"""What a customer adds to a case on its page: taken once, never lost, shown with how far it has come."""

import json
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from app.cases.additions import Additions
from app.cases.database import CaseBookUnavailable, Database
from app.cases.worker import deliver_due
from app.config import CHECKOUT
from app.domain.addition import Addition, AdditionKind
from app.factory import outbox
from app.factory import routes as way_of
from tests.cases.samples import Recorder, routes
from tests.web.case_pages import GRAVE, Customer, Form, Unusable, case_at, case_site, says, with_parts
from tests.web.pages import Page, Reader
from tests.web.small_site import SmallSite

NAMES = {"comment": "comment", "escalate": "escalation", "solved": "solved", "withdraw": "withdrawal"}
CONFIRMED = ("solved", "withdraw")
TEXT = "More.\n\n  <b>indented</b>\n"


@pytest.fixture
def site(tmp_path: Path) -> SmallSite:
    site = case_site(tmp_path)
    site.start()
    return site


@pytest.fixture
def customer(site: SmallSite) -> Customer:
    return Customer(site.app)


@pytest.fixture
def link(customer: Customer) -> str:
    return customer.sends(customer.form()).headers["Location"]


def _form(customer: Customer, address: str, **typed: str) -> Form:
    form = Form(customer.client.get(address).text)
    form.values |= {"field-text": TEXT}
    if address.endswith(CONFIRMED):
        form.values["confirm"] = "yes"
    form.values |= {name.replace("_", "-", 1): text for name, text in typed.items()}
    return form


def _send(customer: Customer, address: str, **typed: str) -> TestResponse:
    form = _form(customer, address, **typed)
    return customer.client.post(form.action, data=form.values)


def _added(site: SmallSite, link: str) -> tuple[Addition, ...]:
    return site.parts.additions.of_case(case_at(site, link).reference)


def _deliver(site: SmallSite, recorder: Recorder) -> None:
    deliver_due(outbox(site.parts.settings), routes(recorder), lambda: site.now)


@pytest.mark.parametrize("name", NAMES)
def test_every_page_is_whole_and_leads_back(customer: Customer, link: str, name: str) -> None:
    page = Reader(customer.client).page(f"{link}/{name}")
    assert page.links.count(link) == 2
    Reader(customer.client).follow(page)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_sent_is_stored_as_it_was_typed_and_wakes_the_deliveries(
    site: SmallSite, customer: Customer, link: str, name: str
) -> None:
    woken: list[bool] = []
    with_parts(site.app, wake_deliveries=lambda: woken.append(True))
    answer = _send(customer, f"{link}/{name}")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{link}#added-1")
    (addition,) = _added(site, link)
    assert (addition.kind, addition.text) == (AdditionKind(NAMES[name]), TEXT)
    assert woken == [True]
    page = Reader(customer.client).page(link)
    assert "added-1" in page.ids
    assert "<b>indented" not in page.html


@pytest.mark.parametrize("name", ["comment", "withdraw"])
def test_the_same_form_twenty_times_at_once_adds_once(
    site: SmallSite, customer: Customer, link: str, name: str
) -> None:
    form = _form(customer, f"{link}/{name}")
    cookie = customer.client.get_cookie("signpost")
    assert cookie

    def send(_: int) -> int:
        other = site.app.test_client()
        other.set_cookie("signpost", cookie.value)
        return other.post(form.action, data=form.values).status_code

    with ThreadPoolExecutor(20) as crowd:
        assert set(crowd.map(send, range(20))) == {303}
    assert len(_added(site, link)) == 1


def test_a_form_changed_after_it_was_sent_is_asked_about_and_sent_again_under_another_key(
    site: SmallSite, customer: Customer, link: str
) -> None:
    form = _form(customer, f"{link}/comment")
    customer.client.post(form.action, data=form.values)
    answer = customer.client.post(form.action, data=form.values | {"field-text": "Else"})
    assert answer.status_code == 409
    says(answer, "You have sent this form before")
    again = Form(answer.text)
    assert again.values["field-text"] == "Else"
    assert customer.client.post(again.action, data=again.values).status_code == 303
    assert [each.text for each in _added(site, link)] == [TEXT, "Else"]


@pytest.mark.parametrize(
    ("name", "text"), [("comment", ""), ("comment", "  \n "), ("escalate", "x" * 20_001), ("escalate", "a\0b")]
)
def test_text_that_is_missing_or_cannot_be_taken_is_named_and_kept(
    site: SmallSite, customer: Customer, link: str, name: str, text: str
) -> None:
    answer = _send(customer, f"{link}/{name}", field_text=text)
    assert answer.status_code == 422
    assert Form(answer.text).values["field-text"] == text.replace("\0", "\ufffd")
    assert 'href="#field-text"' in answer.text
    assert _added(site, link) == ()


@pytest.mark.parametrize("name", CONFIRMED)
def test_what_ends_a_case_wants_one_confirmation_and_no_reason(
    site: SmallSite, customer: Customer, link: str, name: str
) -> None:
    answer = _send(customer, f"{link}/{name}", confirm="")
    assert answer.status_code == 422
    says(answer, "so that it does not happen by mistake")
    assert Form(answer.text).values["field-text"] == TEXT
    assert _added(site, link) == ()
    assert _send(customer, f"{link}/{name}", field_text="").status_code == 303


@pytest.mark.parametrize(
    ("name", "lost"), [("comment", "session"), ("escalate", "token"), ("solved", "key"), ("withdraw", "session")]
)
def test_a_form_that_is_not_ours_any_more_keeps_its_text(
    site: SmallSite, customer: Customer, link: str, name: str, lost: str
) -> None:
    form = _form(customer, f"{link}/{name}")
    if lost == "session":
        customer.client.delete_cookie("signpost")
    else:
        form.values["csrf_token" if lost == "token" else "key"] = ""
    answer = customer.client.post(form.action, data=form.values)
    assert answer.status_code == 400
    says(answer, "Please send it again")
    assert Form(answer.text).values["field-text"] == TEXT
    assert _added(site, link) == ()


class _Full(Additions):
    def add(self, *_: object) -> None:
        raise CaseBookUnavailable("database or disk is full")


@pytest.mark.parametrize("name", NAMES)
def test_a_database_that_cannot_be_written_gives_the_text_back(
    site: SmallSite, customer: Customer, link: str, name: str
) -> None:
    form = _form(customer, f"{link}/{name}")
    kept = site.parts.additions
    with_parts(site.app, additions=_Full(Database.open(site.parts.settings.database_url), "help.example.com"))
    answer = customer.client.post(form.action, data=form.values)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert Form(answer.text).values["field-text"] == TEXT
    with_parts(site.app, additions=kept)
    again = Form(answer.text).values | ({"confirm": "yes"} if name in CONFIRMED else {})
    assert customer.client.post(form.action, data=again).status_code == 303


@pytest.mark.parametrize("name", [*NAMES, "severity"])
def test_a_database_that_cannot_be_read_keeps_the_text_in_sight(
    site: SmallSite, customer: Customer, link: str, name: str
) -> None:
    form = _form(customer, f"{link}/{name}")
    with_parts(site.app, book=Unusable())
    answer = customer.client.post(form.action, data=form.values)
    assert answer.status_code == 503
    says(answer, "What you typed is still here", "<b>indented</b>".replace("<b>", "").replace("</b>", ""))


def test_bytes_that_are_no_utf_8_are_shown_and_nothing_is_sent(site: SmallSite, customer: Customer, link: str) -> None:
    form = _form(customer, f"{link}/comment")
    body = f"csrf_token={form.values['csrf_token']}&key={form.values['key']}&field-text=a%FFb"
    answer = customer.client.post(form.action, data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400
    assert Form(answer.text).values["field-text"] == "a\ufffdb"
    assert _added(site, link) == ()


def test_who_adds_too_often_is_held_back_and_keeps_the_text(tmp_path: Path) -> None:
    site = case_site(tmp_path, SIGNPOST_RATE_LIMITS="on")
    customer = Customer(site.start())
    link = customer.sends(customer.form()).headers["Location"]
    form = _form(customer, f"{link}/comment")
    answers = [customer.client.post(form.action, data=form.values) for _ in range(31)]
    assert [each.status_code for each in answers[-2:]] == [303, 429]
    assert Form(answers[-1].text).values["field-text"] == TEXT
    for more in ({"field-text": "x" * 3_000_000}, form.values):
        with_parts(site.app, book=Unusable())
        assert customer.client.post(form.action, data=form.values | more).status_code == 429
        assert customer.client.post("/cases/nonsense/comment", data=form.values).status_code == 429


def test_stored_by_a_process_that_died_before_it_answered_it_is_not_added_again(
    tmp_path: Path, site: SmallSite, customer: Customer, link: str
) -> None:
    form = _form(customer, f"{link}/comment")
    cookie = customer.client.get_cookie("signpost")
    assert cookie
    sent = {"folder": str(tmp_path), "cookie": cookie.value, "action": form.action, "values": form.values}
    sent["database_url"] = site.parts.settings.database_url
    command = [sys.executable, "-c", "from tests.web.case_pages import send_and_die; send_and_die()"]
    died = subprocess.run(command, cwd=CHECKOUT, input=json.dumps(sent), text=True, timeout=60, check=False)
    assert died.returncode == -signal.SIGKILL
    assert len(_added(site, link)) == 1
    assert customer.client.post(form.action, data=form.values).status_code == 303
    assert len(_added(site, link)) == 1


# With files


def _with_file(customer: Customer, link: str, text: str = "", name: str = "a.log") -> TestResponse:
    form = _form(customer, f"{link}/comment", field_text=text)
    data = form.values | {"file": form.kept, "files": (BytesIO(b"line\n" * 100), name)}
    return customer.client.post(form.action, data=data, content_type="multipart/form-data")


def test_a_file_alone_is_an_addition_and_can_be_saved_again(site: SmallSite, customer: Customer, link: str) -> None:
    answer = _with_file(customer, link)
    assert answer.status_code == 303
    (addition,) = _added(site, link)
    assert [(each.name, each.size) for each in addition.files] == [("a.log", 500)]
    page = Reader(customer.client).page(link)
    (saved,) = (each for each in page.links if "/files/" in each)
    file = customer.client.get(saved)
    assert (file.data, file.headers["Referrer-Policy"]) == (b"line\n" * 100, "no-referrer")
    assert "attachment" in file.headers["Content-Disposition"]
    file.close()


def test_a_file_that_came_with_a_form_that_is_shown_again_is_kept(
    site: SmallSite, customer: Customer, link: str
) -> None:
    answer = _with_file(customer, link, "x" * 20_001)
    assert answer.status_code == 422
    again = Form(answer.text)
    assert len(again.kept) == 1
    data = again.values | {"field-text": "short", "file": again.kept}
    assert customer.client.post(again.action, data=data, content_type="multipart/form-data").status_code == 303
    (addition,) = _added(site, link)
    assert [each.name for each in addition.files] == ["a.log"]


def test_a_file_that_is_not_taken_is_named_and_the_text_is_kept(site: SmallSite, customer: Customer, link: str) -> None:
    answer = _with_file(customer, link, TEXT, "a.png")
    assert answer.status_code == 422
    says(answer, "“a.png” is not a PNG picture")
    assert Form(answer.text).values["field-text"] == TEXT
    assert _added(site, link) == ()


def test_files_of_an_addition_go_to_the_desk_with_it(site: SmallSite, customer: Customer, link: str) -> None:
    _with_file(customer, link, "With a log")
    settings = site.parts.settings
    deliver_due(outbox(settings), way_of(settings), lambda: site.now)
    (mail,) = (settings.data_dir / "mail").glob("*.desk.1.eml")
    assert b'filename="a.log"' in mail.read_bytes()


def test_the_files_of_another_case_are_not_given_out(site: SmallSite, customer: Customer, link: str) -> None:
    _with_file(customer, link)
    (saved,) = (each for each in Page(customer.client.get(link).text).links if "/files/" in each)
    other = customer.sends(customer.form(GRAVE | {"impact": "blemish"})).headers["Location"]
    assert other != link
    assert customer.client.get(other + "/files/" + saved.rpartition("/")[2]).status_code == 404


# What the page of the case says


def test_the_page_tells_how_far_the_case_and_each_addition_have_come(
    site: SmallSite, customer: Customer, link: str
) -> None:
    _send(customer, f"{link}/comment", field_text="The first")
    _send(customer, f"{link}/escalate", field_text="The second")
    page = customer.client.get(link)
    says(page, "What you added", "Escalation", "The second", "It goes after the case itself.", "Comment", "The first")
    _deliver(site, Recorder())
    page = customer.client.get(link)
    says(page, "Escalation", "It was delivered to the support desk at 18:45", "The desk calls it desk-1")
    assert "on its way" not in Page(page.text).main


def test_a_case_withdrawn_before_it_left_says_that_nothing_was_sent(
    site: SmallSite, customer: Customer, link: str
) -> None:
    _send(customer, f"{link}/withdraw")
    recorder = Recorder()
    _deliver(site, recorder)
    assert recorder.messages == []
    page = Reader(customer.client).page(link)
    assert "You have withdrawn this case" in page.heading
    assert "Nothing had left here yet" in page.main
    assert "Escalate it" not in page.main
    says(customer.client.get(f"{link}/comment"), "nothing can be added to it", "Open a new one")


def test_a_comment_that_was_typed_while_the_case_was_withdrawn_is_kept(
    site: SmallSite, customer: Customer, link: str
) -> None:
    form = _form(customer, f"{link}/comment")
    _send(customer, f"{link}/withdraw")
    answer = customer.client.post(form.action, data=form.values)
    assert answer.status_code == 409
    says(answer, "The case was withdrawn meanwhile")
    assert Form(answer.text).values["field-text"] == TEXT


def test_a_solved_case_is_opened_again_by_a_comment(site: SmallSite, customer: Customer, link: str) -> None:
    _send(customer, f"{link}/solved")
    says(customer.client.get(link), "You have said that it is solved", "It is back")
    _send(customer, f"{link}/comment")
    says(customer.client.get(link), "Your case has been received", "Withdraw it")


@pytest.mark.parametrize(
    ("later", "sentence"),
    [
        (timedelta(minutes=30), "The first response is due at 20:45 Thursday 3 December 2026 , in 1 hour 30 minutes"),
        (timedelta(hours=5, minutes=5), "was due at 20:45 Thursday 3 December 2026 , 3 hours 5 minutes ago"),
        (timedelta(days=3), "was due at 20:45 Thursday 3 December 2026 , 2 days 22 hours ago"),
    ],
)
def test_an_escalation_tells_whether_the_due_time_has_passed(
    site: SmallSite, customer: Customer, link: str, later: timedelta, sentence: str
) -> None:
    site.now += later
    says(customer.client.get(f"{link}/escalate"), sentence)


def test_an_escalation_is_marked_for_the_desk(site: SmallSite, customer: Customer, link: str) -> None:
    _send(customer, f"{link}/escalate")
    recorder = Recorder()
    _deliver(site, recorder)
    subject = next(each.subject for each in recorder.messages if each.key.endswith(".desk.1"))
    assert subject.startswith("ESCALATION: Re: SP-")


def test_a_policy_that_says_nothing_of_escalating_takes_it_all_the_same(customer: Customer, link: str) -> None:
    says(customer.client.get(f"{link}/escalate"), "The policy says nothing about escalating", "Portal")


ESCALATION = """\
escalation:
  text: Ask the manager.
  clause: about
  raise_severity: Say what has changed.
  when_overdue: Call.
  go_to: [portal, hotline]
"""


def test_what_the_policy_says_of_escalating_is_shown_with_phones_first(site: SmallSite, customer: Customer) -> None:
    file = site.content.path / "policies/acme/1.0.md"
    file.write_text(file.read_text().replace("questions:\n", f"{ESCALATION}questions:\n", 1))
    site.parts.store.refresh()
    link = customer.sends(customer.form()).headers["Location"]
    page = customer.client.get(f"{link}/escalate")
    says(page, "Ask the manager.", "Call.", "Where to turn", "Hotline", "Portal", "marked as an escalation")
    Reader(customer.client).follow(Page(page.text))


DESKS = """\
desks:
  ideas:
    kind: github_form
    title: The issues of Acme
    address: https://github.com/example/acme
otherwise: {desk: ideas}
"""


def test_a_desk_by_hand_is_not_sent_anything_and_the_page_says_to_add_it_there(tmp_path: Path) -> None:
    site = case_site(tmp_path)
    site.content.write("desks.yml", DESKS)
    customer = Customer(site.start())
    link = customer.sends(customer.form(GRAVE)).headers["Location"]
    _send(customer, f"{link}/comment")
    recorder = Recorder()
    _deliver(site, recorder)
    assert [each.key.rpartition(".")[2] for each in recorder.messages] == ["confirmation"]
    says(customer.client.get(link), "add it there too, in the desk’s own form")


@pytest.mark.parametrize("name", [*NAMES, "severity"])
def test_a_wrong_link_adds_nothing(customer: Customer, link: str, name: str) -> None:
    form = _form(customer, f"{link}/{name}")
    for wrong in (link[:-1], f"{link}x", "/cases/" + "A" * 32):
        assert customer.client.get(f"{wrong}/{name}").status_code == 404
        assert customer.client.post(f"{wrong}/{name}", data=form.values).status_code == 404
