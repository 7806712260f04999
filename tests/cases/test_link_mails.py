"""A new link goes to the address in the case, too seldom to fill a mailbox, and no answer tells whether it went."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from app.cases.book import CaseBook
from app.cases.database import Database
from app.cases.link_mails import MOST_AN_HOUR, LinkMails, asked_at
from app.cases.models import OutboxRow
from app.cases.outbox import Outbox
from app.cases.postings import PostingCountRow
from app.cases.worker import deliver_due
from app.domain.case import Case
from tests.cases.samples import HOST, LINKS, SUBMITTED_AT, Clock, Recorder, draft, routes, rows

SECOND = timedelta(seconds=1)
LATER = SUBMITTED_AT + timedelta(days=100)


@pytest.fixture
def link_mails(database: Database) -> LinkMails:
    return LinkMails(database, HOST, "a signing key of the tests")


@pytest.fixture
def case(book: CaseBook) -> Case:
    return book.submit(draft(), SUBMITTED_AT).case


def _links(book: CaseBook, case: Case) -> list[str]:
    return [each.destination for each in book.delivery_state(case) if each.destination.startswith("link.")]


@pytest.mark.parametrize("email", ["ada@example.org", " ADA@Example.ORG "])
def test_reference_and_address_together_send_a_link_that_opens_the_case_from_then_on(
    link_mails: LinkMails, case: Case, outbox: Outbox, email: str
) -> None:
    link_mails.ask(case.reference, email, LATER)
    recorder = Recorder()
    deliver_due(outbox, routes(recorder), Clock(LATER))
    mail = recorder.messages[-1]
    assert (mail.to, mail.written_at, mail.is_automatic) == (case.contact_email, LATER, True)
    (address,) = (line for line in mail.body_text.splitlines() if "/cases/" in line)
    link = LINKS.opened(address.rpartition("/")[2], LATER + timedelta(days=90))
    assert link is not None
    assert (link.secret, link.is_expired) == (case.secret, False)


def test_each_attempt_carries_the_same_mail(link_mails: LinkMails, case: Case, outbox: Outbox) -> None:
    link_mails.ask(case.reference, case.contact_email, LATER)
    way, clock, sent = routes(Recorder()), Clock(LATER), []
    for _ in range(4):
        parcel = outbox.lease(clock())
        assert parcel is not None
        if asked_at(parcel.destination):
            sent.append(way.route(parcel)[1])
        outbox.failed(parcel, "down", clock())
        clock.move(timedelta(hours=2) if sent else SECOND)
        if len(sent) == 2:
            break
    assert len({repr(each) for each in sent}) == 1


@pytest.mark.parametrize(("reference", "email"), [("", "eve@example.org"), ("SP-2222-222", "")])
def test_what_does_not_belong_together_sends_nothing_and_is_counted_all_the_same(
    link_mails: LinkMails, case: Case, book: CaseBook, database: Database, reference: str, email: str
) -> None:
    link_mails.ask(reference or case.reference, email or case.contact_email, LATER)
    assert _links(book, case) == []
    assert rows(database, PostingCountRow) == 1


def test_only_so_many_are_sent_an_hour_by_whichever_way_they_are_asked_for(
    link_mails: LinkMails, case: Case, book: CaseBook
) -> None:
    hour = LATER.replace(minute=0)
    for n in range(5):
        link_mails.ask(case.reference, case.contact_email, hour + n * SECOND)
        link_mails.ask_by_link(case.secret, hour + (n + 10) * SECOND)
    assert len(_links(book, case)) == MOST_AN_HOUR
    link_mails.ask(case.reference, case.contact_email, hour + timedelta(hours=1))
    assert len(_links(book, case)) == MOST_AN_HOUR + 1


def test_a_stranger_who_guesses_does_not_use_up_the_customers_turns(
    link_mails: LinkMails, case: Case, book: CaseBook
) -> None:
    for _ in range(10):
        link_mails.ask(case.reference, "eve@example.org", LATER)
    link_mails.ask(case.reference, case.contact_email, LATER)
    assert len(_links(book, case)) == 1


def test_twenty_at_once_send_one(link_mails: LinkMails, case: Case, book: CaseBook) -> None:
    barrier = threading.Barrier(20)

    def ask(_: int) -> None:
        barrier.wait()
        link_mails.ask(case.reference, case.contact_email, LATER)

    with ThreadPoolExecutor(20) as crowd:
        list(crowd.map(ask, range(20)))
    assert len(_links(book, case)) == 1


def test_counts_of_hours_that_are_over_are_forgotten(link_mails: LinkMails, database: Database) -> None:
    for hours in range(5):
        link_mails.ask("SP-2222-222", "eve@example.org", LATER + timedelta(hours=hours))
    assert rows(database, PostingCountRow) == 1


def test_a_secret_that_opens_nothing_and_a_case_without_an_address_send_nothing(
    link_mails: LinkMails, book: CaseBook, database: Database
) -> None:
    case = book.submit(draft(contact_email=""), SUBMITTED_AT).case
    for secret in ("x" * 32, "\0", case.secret):
        link_mails.ask_by_link(secret, LATER)
    link_mails.ask(case.reference, "", LATER)
    assert rows(database, OutboxRow) == 1


@pytest.mark.parametrize("destination", ["desk", "desk.2", "also.1", "confirmation", "link", "link.x", "link."])
def test_no_other_message_is_taken_for_one_with_a_link(destination: str) -> None:
    assert asked_at(destination) is None
