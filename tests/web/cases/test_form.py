"""What a form of a case takes: text of every kind comes through unchanged, or comes back with a reason."""

from html import unescape
from pathlib import Path
from urllib.parse import quote_plus

import pytest

from tests.web.case_pages import Customer, Form, case_of, case_site, says, stored
from tests.web.small_site import SmallSite

TEXTS = (
    "<script>alert(1)</script> & \"'",
    "\u202eright to left\u202c \u05e9\u05dc\u05d5\u05dd",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467 \U0001f600",
    "e\u0301 \ufeff\u200b",
    "{{ 7 * 7 }} ${7}",
    "\n first line",
    "```\n# no heading",
    "\x1b[31mred\x1b[0m",
    "w" * 20_000,
    "</textarea><p>",
)


@pytest.fixture
def site(tmp_path: Path) -> SmallSite:
    """A site with one policy."""
    site = case_site(tmp_path)
    site.start()
    return site


@pytest.fixture
def customer(site: SmallSite) -> Customer:
    return Customer(site.app)


@pytest.mark.parametrize("text", TEXTS)
def test_text_of_every_kind_is_stored_and_shown_as_it_was_typed(site: SmallSite, customer: Customer, text: str) -> None:
    form = customer.form(field_description=text, field_version="")
    kept = Form(customer.sends(form).text)
    assert kept.values["field-description"] == text
    kept.values["field-version"] = "4.2"
    answer = customer.sends(kept)
    assert case_of(site, answer).description == text
    receipt = customer.client.get(answer.headers["Location"])
    assert "<script>alert" not in receipt.text
    shown = receipt.text.split("Description</h3>", 1)[1].split('dir="auto">', 1)[1].split("</p>", 1)[0]
    assert unescape(shown) == text
    assert customer.client.get(answer.headers["Location"] + ".md").status_code == 200


def test_a_word_of_a_hundred_kilobytes_is_refused_and_kept(customer: Customer) -> None:
    form = customer.form(field_description="w" * 100_000)
    answer = customer.sends(form)
    assert answer.status_code == 422
    says(answer, "“Description” has 100,000 characters: shorten it to 20,000.")
    assert Form(answer.text).typed == form.typed


def test_a_nul_is_refused_and_shown_where_it_stood(site: SmallSite, customer: Customer) -> None:
    answer = customer.sends(customer.form(field_description="before\0after"))
    assert answer.status_code == 422
    says(answer, "“Description” holds a character that cannot be stored")
    assert "\0" not in answer.text
    shown = Form(answer.text)
    assert shown.values["field-description"] == "before\ufffdafter"
    assert case_of(site, customer.sends(shown)).description == "before\ufffdafter"


@pytest.mark.parametrize("raw", [b"%FF%FEtext", b"\xff\xfetext", b"%ED%A0%80text", b"\xed\xa0\x80text", b"%C0%80text"])
def test_bytes_that_are_no_utf8_are_refused_and_all_else_is_kept(
    site: SmallSite, customer: Customer, raw: bytes
) -> None:
    form = customer.form()
    del form.values["field-description"]
    body = "&".join(f"{name}={quote_plus(text)}" for name, text in form.values.items()).encode()
    answer = customer.client.post(
        form.action, data=body + b"&field-description=" + raw, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 400
    says(answer, "Part of your text could not be read")
    kept = Form(answer.text)
    assert kept.values["field-description"].endswith("\ufffdtext")
    assert {name: kept.typed[name] for name in form.typed} == form.typed
    assert stored(site) == 0


def test_a_form_of_a_thousand_and_one_parts_is_too_large(customer: Customer) -> None:
    body = "&".join(f"field-{number}=" for number in range(1001))
    answer = customer.client.post("/cases/new?policy=acme", data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413
