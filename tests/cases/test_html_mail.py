"""The HTML of mails: the facts of the text in its order, and nothing typed that becomes markup or a link elsewhere."""

from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings

from app.cases.confirmation import confirmation_message
from app.cases.deliveries.port import Message
from app.cases.deliveries.smtp import Smtp, SmtpServer
from app.cases.html_mail import with_more
from app.cases.letters import desk_message
from app.domain.case import Case, CaseAnswer, CaseEntitlement, CaseField, CaseFile, CaseReading, CaseReason, accepted
from app.domain.case_text import READINGS, local_text
from app.domain.wording import size_text
from tests.cases.deliveries.servers import Mailbox, smtp_server
from tests.cases.made_up import CASES, TEXT
from tests.cases.samples import SUBMITTED_AT, draft

ID = "<SP-7KDF-3QX.desk@help.example.com>"
SITE = "https://help.example.com"
LINKS = [f"{SITE}/cases/link", f"{SITE}/cases/find"]
MADE_OF = {
    "html", "head", "meta", "title", "body", "main", "h1", "h2", "p", "pre", "dl", "dt", "dd", "ul", "li", "strong",
    "em", "a", "br",
}  # fmt: skip
ATTRIBUTES = {"lang", "charset", "name", "content", "style", "dir", "href"}


class Read(HTMLParser):
    """A mail as its program reads it: its elements, its links, what each <pre> holds, and all of its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.typed: list[str] = []
        self.words = ""
        self._is_inside = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name == "href"]
        if tag == "pre":
            self._is_inside = True
            self.typed.append("")

    def handle_data(self, data: str) -> None:
        self.words += data
        if self._is_inside:
            self.typed[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "pre":
            # A reader drops the line feed that follows the tag.
            self.typed[-1] = self.typed[-1].removeprefix("\n")
            self._is_inside = False


def _to_desk(case: Case) -> Message:
    return desk_message(case, ID, "desk@example.com", "signpost@example.com", SITE, content=lambda _: b"log")


def _to_customer(case: Case) -> Message:
    return confirmation_message(case, ID, "signpost@example.com", "desk@example.com", SITE, LINKS[0])


@pytest.fixture
def case() -> Case:
    """A case with one of everything."""
    whole = draft(
        environment="Debian 12",
        files=(CaseFile("f1", "router.log", "text/plain", 1234, "0" * 64),),
        readings=(CaseReading("Around the clock.", "/policies/acme/#hours", "Office hours.", "Due later.", "hours"),),
        entitlement=CaseEntitlement("4711", "Example", 3, 10, "contract year"),
        reasons=(CaseReason("It is down.", "/policies/acme/#down", "down means unusable", "down", "When it is down"),),
    )
    return accepted(whole, "SP-7KDF-3QX", "a" * 32, SUBMITTED_AT)


def _facts(case: Case) -> Iterator[str]:
    """What a desk has to learn, in the order in which it is told."""
    yield from (f"Case {case.reference}", "Severity", case.severity_name, "Support tier", case.tier_name)
    yield from (
        "Support ID 4711 (Example), 3 of 10 incidents used this contract year",
        case.product,
        case.outcome_title,
    )
    yield local_text(case.submitted_at, case.zone)
    yield from ("Within 1 business day, due 2026-06-19 15:00 CEST (13:00 UTC)", "Resolution", "none promised")
    yield f"{case.policy_title}, version {case.policy_version}, hash {case.policy_hash}"
    yield from ("Summary", case.summary, "Description", case.description, "Environment", case.environment)
    for each in case.fields:
        yield from (each.label, each.value)
    yield from ("Files", "router.log (1 kB)")
    yield from ("Contact", case.contact_name, case.contact_email, case.organisation)
    yield from ("Answers", "Is production down?", "Yes")
    yield from ("Reasons", "It is down.", "(our reading: down means unusable)", "When it is down")
    yield from (READINGS, "Around the clock.", "It could also mean: Office hours. Due later.")
    yield from ("Articles read before", f"{SITE}/articles/router/flap")


def test_a_desk_learns_the_same_from_the_html_as_from_the_text_in_the_same_order(case: Case) -> None:
    message = _to_desk(case)
    for told in (message.body_text, Read(message.body_html).words):
        at = 0
        for fact in _facts(case):
            assert fact in told[at:], fact
            at = told.index(fact, at) + len(fact)


def test_a_customer_learns_the_same_from_the_html_as_from_the_text(case: Case) -> None:
    message = _to_customer(case)
    text = message.body_text.replace("\n- ", "\n")
    assert Read(message.body_html).words.split()[3:] == text.split()
    assert Read(message.body_html).links == LINKS


def test_links_lead_to_the_clauses_and_articles(case: Case) -> None:
    assert Read(_to_desk(case).body_html).links == [
        f"{SITE}/policies/acme/#down", f"{SITE}/policies/acme/#hours", f"{SITE}/articles/router/flap",
    ]  # fmt: skip


@given(CASES)
@settings(max_examples=80, deadline=None)
def test_nothing_typed_becomes_markup_and_all_of_it_stands_there_exactly(case: Case) -> None:
    read = Read(_to_desk(case).body_html)
    assert set(read.tags) <= MADE_OF
    assert read.attributes <= ATTRIBUTES
    assert read.tags.count("a") == len(case.reasons) + len(case.readings) + len(case.articles_read)
    assert all(link.startswith(f"{SITE}/") for link in read.links)
    typed = [case.summary, case.description, case.environment, *(each.value for each in case.fields)]
    files = ["\n".join(f"{each.name} ({size_text(each.size)})" for each in case.files)]
    contact = [case.contact_name, case.contact_email, case.organisation]
    assert read.typed == [text for text in (*typed, *files, *contact) if text]


@given(CASES)
@settings(max_examples=30, deadline=None)
def test_the_confirmation_holds_nothing_that_was_typed(case: Case) -> None:
    words = "visit evil.example"
    typed = replace(
        case, summary=words, description=words, environment=words, contact_name=words, organisation=words,
        fields=(CaseField("a", "A", words),), files=(CaseFile("f", words, "text/plain", 1, "0"),),
        answers=(CaseAnswer("a", "A", words, words),),
    )  # fmt: skip
    message = _to_customer(typed)
    read = Read(message.body_html)
    assert "evil" not in message.body_html + message.body_text
    assert set(read.tags) <= MADE_OF
    assert read.links == LINKS


def test_what_was_typed_keeps_its_direction_to_itself(case: Case) -> None:
    html = _to_desk(replace(case, description="\u202eabc")).body_html
    assert html.count('<pre dir="auto"') == html.count("<pre")


@given(CASES, TEXT)
@settings(max_examples=20, deadline=None)
def test_a_text_is_added_at_the_end_as_it_stands(case: Case, text: str) -> None:
    html = _to_desk(case).body_html
    before, after = Read(html), Read(with_more(html, text))
    assert after.typed == [*before.typed, *([text] if text.strip() else [])]
    assert set(after.tags) <= MADE_OF
    assert with_more("", text) == ""


def test_both_mails_arrive_with_text_and_html_and_the_file_for_machines_beside_them(case: Case) -> None:
    mailbox, sent = Mailbox(), (_to_desk(case), _to_customer(case))
    with smtp_server(mailbox) as port:
        for each in sent:
            Smtp(SmtpServer.from_url(f"smtp://127.0.0.1:{port}")).deliver(each)
    desk, customer = mailbox.received
    assert [each.get_content_type() for each in desk.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/json", "text/plain",
    ]  # fmt: skip
    assert [each.get_content_type() for each in customer.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    for mail, message in zip(mailbox.received, sent, strict=True):
        text, html = mail.get_body(("plain",)), mail.get_body(("html",))
        assert text
        assert html
        assert text.get_content().replace("\r\n", "\n") == message.body_text
        assert html.get_content().replace("\r\n", "\n").rstrip() == message.body_html.rstrip()
        assert not mail.defects
