"""What holds when real processes are ended in the middle of their work, or stand in each other's way."""

import subprocess
import threading
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from itertools import islice
from pathlib import Path
from signal import SIGKILL

import pytest
from sqlalchemy import select

from app.cases.book import CaseBook, Receipt
from app.cases.database import CaseBookUnavailable, Database
from app.cases.deliveries.eml_folder import EmlFolder
from app.cases.deliveries.port import Delivery
from app.cases.deliveries.smtp import Smtp, SmtpServer
from app.cases.models import AttemptResult, CaseRow, DeliveryAttemptRow, OutboxRow, OutboxState
from app.cases.outbox import Outbox
from app.cases.worker import Counts, deliver_due
from tests.cases.deliveries.samples import message
from tests.cases.deliveries.servers import Mailbox, smtp_server
from tests.cases.processes import started
from tests.cases.samples import HOST, SUBMITTED_AT, Clock, draft, routes, rows
from tests.databases import asked, is_sqlite

BEFORE_THE_LEASE_IS_OVER = timedelta(minutes=9)
AFTER_THE_LEASE = timedelta(minutes=11)


def _is_intact(database_url: str) -> bool:
    """PostgreSQL itself was not ended, and looks after its files."""
    return not is_sqlite(database_url) or asked(database_url, "PRAGMA integrity_check") == [("ok",)]


def test_killed_between_commit_and_answer_the_same_form_again_gives_the_same_case(
    book: CaseBook, database: Database, database_url: str
) -> None:
    with started("submit_and_die", database_url) as process:
        assert process.wait(60) == -SIGKILL
    with database.reading() as session:
        reference = session.scalars(select(CaseRow.reference)).one()
    again = book.submit(draft(), SUBMITTED_AT)
    assert (again.case.reference, again.is_new, again.differs) == (reference, False, False)
    assert (rows(database, CaseRow), rows(database, OutboxRow)) == (1, 2)


def test_every_reference_told_before_a_kill_exists_whole(book: CaseBook, database: Database, database_url: str) -> None:
    told: list[str] = []
    for moment in (1, 12, 30):
        with started("submit_until_killed", database_url) as process:
            assert process.stdout is not None
            told += list(islice(process.stdout, moment))
            process.kill()
            told += [line for line in process.stdout if line.endswith("\n")]
    assert len(told) >= 43
    for line in told:
        reference, number = line.split()
        case = book.by_reference(reference)
        assert case is not None
        assert case.summary == f"Case {number}"
        assert len(book.delivery_state(case)) == 2
    assert rows(database, OutboxRow) == 2 * rows(database, CaseRow)
    assert _is_intact(database_url)


@pytest.fixture(params=["eml", "smtp"])
def killed_while_delivering(
    request: pytest.FixtureRequest, tmp_path: Path, book: CaseBook, database_url: str
) -> Iterator[tuple[Delivery, Mailbox | None]]:
    """A worker took the only message to the desk, sent it, and was killed before it could say so."""
    book.submit(draft(contact_email=""), SUBMITTED_AT)
    mailbox = Mailbox()
    with smtp_server(mailbox) as port:
        if request.param == "eml":
            work, to = "deliver_to_folder_and_die", str(tmp_path / "mails")
        else:
            work, to = "deliver_by_smtp_and_die", str(port)
        with started(work, database_url, to) as process:
            assert process.wait(60) == -SIGKILL
        if request.param == "eml":
            yield EmlFolder(tmp_path / "mails"), None
        else:
            yield Smtp(SmtpServer("127.0.0.1", port)), mailbox


def test_killed_between_sending_and_marking_it_is_sent_again_under_the_same_id(
    killed_while_delivering: tuple[Delivery, Mailbox | None],
    tmp_path: Path,
    book: CaseBook,
    outbox: Outbox,
    database: Database,
) -> None:
    delivery, mailbox = killed_while_delivering
    before, after = (Clock(SUBMITTED_AT + wait) for wait in (BEFORE_THE_LEASE_IS_OVER, AFTER_THE_LEASE))
    assert deliver_due(outbox, routes(delivery), before) == Counts()
    assert deliver_due(outbox, routes(delivery), after) == Counts(delivered=1)
    case = book.submit(draft(contact_email=""), SUBMITTED_AT).case
    (state,) = book.delivery_state(case)
    if mailbox is None:
        mails = [message_from_bytes(each.read_bytes()) for each in (tmp_path / "mails").iterdir()]
        assert [mail["Message-ID"] for mail in mails] == [state.message_id]
    else:
        assert [mail["Message-ID"] for mail in mailbox.received] == [state.message_id] * 2
    assert state.state == OutboxState.DELIVERED
    with database.reading() as session:
        results = session.scalars(select(DeliveryAttemptRow.result).order_by(DeliveryAttemptRow.number)).all()
    assert results == [AttemptResult.STARTED, AttemptResult.DELIVERED]


def test_a_mail_whose_writer_is_killed_is_whole_or_not_there(tmp_path: Path) -> None:
    for moment in (0, 1, 3):
        with started("write_mails_until_killed", str(tmp_path)) as process:
            assert process.stdout is not None
            list(islice(process.stdout, moment))
            if moment == 0:
                _wait_for_a_part(tmp_path, process)
            process.kill()
        for written in tmp_path.glob("*.eml"):
            mail = message_from_bytes(written.read_bytes())
            assert not mail.defects
            assert mail.get_payload(0).get_payload(decode=True).strip() == b"x" * 3_000_000  # type: ignore[union-attr]
    EmlFolder(tmp_path).deliver(message())
    assert [each.name for each in tmp_path.iterdir()] == ["SP-2222-222.desk.eml"]


def _wait_for_a_part(folder: Path, process: subprocess.Popen[str]) -> None:
    while process.poll() is None and not any(folder.iterdir()):
        pass


def test_a_held_database_is_waited_for_while_reads_go_on(database: Database, database_url: str) -> None:
    patient = Database.open(database_url, busy_timeout_seconds=60)
    book, receipts = CaseBook(patient, HOST), list[Receipt]()
    known = book.submit(draft(idempotency_key="known"), SUBMITTED_AT).case
    with started("hold_the_database", database_url) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        sender = threading.Thread(target=lambda: receipts.append(book.submit(draft(), SUBMITTED_AT)))
        sender.start()
        sender.join(0.5)
        assert sender.is_alive()
        assert book.by_secret(known.secret) == known
        holder.communicate("\n", 60)
        sender.join(60)
    assert [receipt.is_new for receipt in receipts] == [True]
    patient.close()


def test_a_database_held_too_long_stores_nothing_by_halves(database: Database, database_url: str) -> None:
    impatient = Database.open(database_url, busy_timeout_seconds=0.1)
    book = CaseBook(impatient, HOST)
    with started("hold_the_database", database_url) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(CaseBookUnavailable, match="lock"):
            book.submit(draft(), SUBMITTED_AT)
        assert (rows(database, CaseRow), rows(database, OutboxRow)) == (0, 0)
        holder.communicate("\n", 60)
    assert book.submit(draft(), SUBMITTED_AT).is_new
    impatient.close()
