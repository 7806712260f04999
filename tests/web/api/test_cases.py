"""Cases from machines: the same rules as the form's, and one case for each idempotency key."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web.case_pages import GRAVE, TYPED, Customer, Unusable, case_at, case_of, case_site, stored, with_parts
from tests.web.small_site import SmallSite

FIELDS = {name.removeprefix("field-"): text for name, text in TYPED.items() if name.startswith("field-")}
CASE = {"policy": "acme", "answers": GRAVE, "fields": FIELDS, "idempotency_key": "key-00001", "zone": "Asia/Kathmandu"}


@pytest.fixture
def site(tmp_path: Path, on_each_database: None) -> SmallSite:
    """A site with one policy."""
    site = case_site(tmp_path)
    site.start()
    return site


@pytest.fixture
def machine(site: SmallSite) -> FlaskClient:
    return site.app.test_client()


def post(machine: FlaskClient, **changes: Any) -> TestResponse:
    return machine.post("/api/v1/cases", json=CASE | changes)


def problems(answer: TestResponse) -> dict[str, str]:
    """The problem of each field of a refused case."""
    assert answer.content_type == "application/problem+json"
    assert answer.status_code == 422
    assert answer.json
    return {each["field"]: each["detail"] for each in answer.json["errors"]}


def test_a_case_is_taken_and_its_receipt_can_be_read(site: SmallSite, machine: FlaskClient) -> None:
    woken: list[bool] = []
    with_parts(site.app, wake_deliveries=lambda: woken.append(True))
    answer = post(machine)
    assert answer.status_code == 201
    assert answer.json
    assert answer.json["first_response_due_at"] == "2026-12-03T15:00:00Z"
    receipt = machine.get(answer.json["url"])
    assert answer.json["reference"] in receipt.text
    assert "Asia/Kathmandu" in receipt.text
    assert woken == [True]


def test_a_machine_and_a_person_hand_over_the_same_case(site: SmallSite, machine: FlaskClient) -> None:
    answer = post(machine)
    assert answer.json
    theirs = case_at(site, answer.json["url"])
    customer = Customer(site.app)
    ours = case_of(site, customer.sends(customer.form()))
    assert theirs.says_the_same(ours)
    assert theirs.reasons == ours.reasons
    assert theirs.first_response_due_at == ours.first_response_due_at


def test_the_same_key_again_is_the_same_case(site: SmallSite, machine: FlaskClient) -> None:
    first, again = post(machine), post(machine)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json
    assert again.json
    assert first.json["reference"] == again.json["reference"]
    assert stored(site) == 1


def test_the_same_key_twenty_times_at_once_is_one_case(site: SmallSite) -> None:
    with ThreadPoolExecutor(20) as crowd:
        answers = list(crowd.map(lambda _: post(site.app.test_client()), range(20)))
    assert sorted(each.status_code for each in answers) == [200] * 19 + [201]
    assert stored(site) == 1


def test_a_key_used_for_another_case_opens_nothing(machine: FlaskClient) -> None:
    first = post(machine)
    answer = post(machine, fields=FIELDS | {"summary": "Another"})
    assert answer.status_code == 409
    assert first.json
    assert first.json["reference"] not in answer.text
    assert first.json["url"] not in answer.text


def test_everything_that_is_wrong_is_told_at_once(site: SmallSite, machine: FlaskClient) -> None:
    fields = {"contact_name": "Ada", "organisation": "E", "contact_email": "ada@", "summary": "a\nb", "hue": "red"}
    found = problems(post(machine, fields=fields))
    assert set(found) == {"contact_email", "summary", "description", "version", "hue"}
    assert found["version"] == "Fill in “Version”. Write “unknown” if you cannot tell."
    assert found["hue"] == "This is not asked for: leave it out."
    assert stored(site) == 0


@pytest.mark.parametrize("text", ["a\0b", "w" * 20_001])
def test_text_that_cannot_be_stored_is_refused(site: SmallSite, machine: FlaskClient, text: str) -> None:
    assert set(problems(post(machine, fields=FIELDS | {"description": text}))) == {"description"}
    assert stored(site) == 0


def test_a_key_that_cannot_be_stored_is_refused(machine: FlaskClient) -> None:
    assert set(problems(post(machine, idempotency_key="a\0bcdefgh"))) == {"idempotency_key"}


@pytest.mark.parametrize(
    "changes",
    [{"idempotency_key": "a\ud800bcdefgh"}, {"fields": FIELDS | {"description": "\ud800"}}, {"fields": {"\udfff": ""}},
     {"answers": GRAVE | {"need": "\ud800"}}, {"zone": "\ud800"}, {"policy": "\ud800"}],
)  # fmt: skip
def test_half_a_character_is_refused_wherever_it_stands(site: SmallSite, machine: FlaskClient, changes: Any) -> None:
    answer = post(machine, **changes)
    assert 400 <= answer.status_code < 500
    assert answer.content_type == "application/problem+json"
    assert stored(site) == 0


@pytest.mark.parametrize("text", ["\u202e\u05e9\u05dc", "😀", "<script>", "\r\nline", " blanks "])
def test_text_of_every_kind_is_stored_unchanged(site: SmallSite, machine: FlaskClient, text: str) -> None:
    answer = post(machine, fields=FIELDS | {"description": text})
    assert answer.json
    case = case_at(site, answer.json["url"])
    assert case.description == text


@pytest.mark.parametrize("answers", [{"need": "broken"}, {"need": "question"}, {"need": "nonsense"}])
def test_answers_that_take_no_case_are_refused(site: SmallSite, machine: FlaskClient, answers: dict[str, str]) -> None:
    answer = post(machine, answers=answers)
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert stored(site) == 0


def test_a_database_that_takes_nothing_gives_503(site: SmallSite, machine: FlaskClient) -> None:
    with_parts(site.app, book=Unusable())
    answer = post(machine)
    assert (answer.status_code, answer.content_type) == (503, "application/problem+json")
