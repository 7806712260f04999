"""What the desk and the customer read: everything for the one, nothing that a stranger typed for the other."""

import json
from dataclasses import replace

import pytest

from app.cases.confirmation import confirmation_message
from app.cases.letters import desk_message
from app.domain.case import Case, CaseField, accepted
from app.domain.case_json import from_json
from app.domain.case_text import as_markdown
from tests.cases.samples import SUBMITTED_AT, draft

ID = "<SP-2222-222.desk@help.example.com>"
SITE = "https://help.example.com"
LINK = "https://help.example.com/cases/a-link-of-the-site"


@pytest.fixture
def case() -> Case:
    return accepted(draft(), "SP-2222-222", "a" * 32, SUBMITTED_AT)


def test_the_desk_reads_the_whole_case_and_answers_the_customer(case: Case) -> None:
    message = desk_message(case, ID, "desk@example.com", "signpost@example.com", SITE)
    assert (message.to, message.sender, message.reply_to) == (
        "desk@example.com",
        "signpost@example.com",
        case.contact_email,
    )
    assert (message.message_id, message.key) == (ID, "SP-2222-222.desk")
    assert message.subject == "SP-2222-222 [Severity 1] Links flap"
    assert message.body_text == as_markdown(case, SITE)
    assert not message.is_automatic


def test_the_desks_machines_get_every_character_as_typed(case: Case) -> None:
    typed = replace(case, description="\u202e😀\x0b\r\n" + "x" * 100_000, fields=(CaseField("a", "A", "\x85\t"),))
    (attached,) = desk_message(typed, ID, "d@example.com", "s@example.com", SITE).attachments
    assert (attached.name, attached.media_type) == ("case.json", "application/json")
    assert from_json(json.loads(attached.content), typed.secret, typed.idempotency_key) == typed


def test_the_desk_does_not_get_the_address_of_the_customers_page(case: Case) -> None:
    message = desk_message(case, ID, "desk@example.com", "signpost@example.com", SITE)
    assert case.secret not in message.body_text
    assert case.secret.encode() not in message.attachments[0].content


def test_the_same_case_gives_the_same_message_each_time(case: Case) -> None:
    assert desk_message(case, ID, "d@e.org", "s@e.org", SITE) == desk_message(case, ID, "d@e.org", "s@e.org", SITE)


def test_the_confirmation_tells_reference_due_time_and_where_to_look(case: Case) -> None:
    message = confirmation_message(case, ID, "signpost@example.com", "desk@example.com", SITE + "/", LINK)
    assert (message.to, message.reply_to) == (case.contact_email, "desk@example.com")
    assert message.subject == "Your case SP-2222-222"
    assert message.is_automatic
    for wanted in (
        "Its reference is SP-2222-222.",
        "First response: Within 1 business day, due 2026-06-19 15:00 CEST (13:00 UTC).",
        "Resolution: none promised.",
        "Severity: Severity 1.",
        f"{LINK}\n",
        f"{SITE}/cases/find\n",
    ):
        assert wanted in message.body_text


def test_a_confirmation_without_severity_does_not_speak_of_one(case: Case) -> None:
    message = confirmation_message(replace(case, severity=None, severity_name=""), ID, "s@e.org", "d@e.org", SITE, LINK)
    assert "Severity" not in message.body_text


def test_the_form_carries_no_strangers_words_to_a_mailbox(case: Case) -> None:
    words = "visit evil.example"
    typed = replace(
        case,
        summary=words,
        description=words,
        contact_name=words,
        organisation=words,
        fields=(CaseField("a", "A", words),),
    )
    message = confirmation_message(typed, ID, "s@e.org", "d@e.org", SITE, LINK)
    assert "evil" not in message.subject + message.body_text
    assert message.attachments == ()
