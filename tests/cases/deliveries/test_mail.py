"""Whatever is typed, the e-mail has the headers that it should have, and no others."""

from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.cases.deliveries.mail import LONGEST_SUBJECT, address, mail_from
from app.cases.deliveries.port import DeliveryRefused
from tests.cases.deliveries.samples import message

HEADERS = {"Message-ID", "Date", "From", "To", "Subject", "Reply-To", "MIME-Version", "Content-Type"}
TYPED = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from('\r\n:<>@,;"\\ =?'), max_size=200)


@given(TYPED, TYPED, TYPED)
@settings(max_examples=200, deadline=None)
def test_no_text_adds_or_breaks_a_header(subject: str, name: str, local: str) -> None:
    sender = f"{name.translate({ord('<'): None, ord('>'): None})} <signpost@example.com>"
    mail = mail_from(message(subject=subject, reply_to=f"{name} <{local}@example.org>", sender=sender))
    read = message_from_bytes(mail.content, policy=default)
    assert set(read.keys()) <= HEADERS
    assert len(read.keys()) == len(set(read.keys()))
    assert not read.defects
    assert all(len(line) <= 998 for line in mail.content.split(b"\r\n"))
    assert mail.content.count(b"\n") == mail.content.count(b"\r\n")


def test_a_long_subject_is_cut() -> None:
    read = message_from_bytes(mail_from(message(subject="word " * 100)).content, policy=default)
    assert len(read["Subject"]) <= LONGEST_SUBJECT


def test_an_automatic_message_says_so_and_a_case_does_not() -> None:
    assert b"Auto-Submitted: auto-generated\r\n" in mail_from(message(is_automatic=True)).content
    assert b"Auto-Submitted" not in mail_from(message()).content


@pytest.mark.parametrize(
    "text",
    [
        "ada@example.org",
        "Ada Lovelace <ada@example.org>",
        '"Lovelace, Ada" <ada+cases@sub.example.org>',
        "signpost@localhost",
        "desk@support.local",
        "o'hara_1@example.org",
        "Ödön@example.org",
    ],
)
def test_an_address_is_read(text: str) -> None:
    assert address(text).addr_spec in text


@pytest.mark.parametrize(
    "text",
    [
        "a..b@example.org",
        ".a@example.org",
        '"a b"@example.org',
        "a@example..org",
        "a@[127.0.0.1]",
        "a@exa_mple.org",
        "a\u202eb@example.org",
        "a\u2028b@example.org",
        "x" * 65 + "@example.org",
        "a@" + "x" * 64 + ".org",
        "a@\u2028.org",
        "<a@example.org> <b@example.org>",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(DeliveryRefused):
        address(text)
