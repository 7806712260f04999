"""The files of a case reach its desk with it; what cannot come along keeps no case from its desk, and is named."""

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from app.cases.book import CaseBook
from app.cases.database import Database
from app.cases.deliveries.port import Attachment, DeliveryRefused, DeliveryTooLarge
from app.cases.enclosures import deliver_what_fits, enclosed
from app.cases.file_store import FileStore
from app.cases.files import FileLimits, Files
from app.cases.letters import desk_message
from app.cases.outbox import Outbox
from app.cases.worker import Counts, deliver_due
from app.domain.case import CaseFile, accepted
from app.domain.case_json import from_json
from app.domain.case_text import as_markdown
from tests.cases.deliveries.samples import message
from tests.cases.samples import SUBMITTED_AT, Clock, Recorder, draft, routes

LOG = CaseFile("a" * 32, "a.log", "text/plain", 5, "00")
CORE = CaseFile("b" * 32, "core `*.gz", "application/gzip", 2_500_000, "11")
ATTACHED = Attachment("a.log", "text/plain", b"hello", is_from_customer=True)


def test_the_desk_gets_the_files_after_the_case_for_machines(
    database: Database, book: CaseBook, outbox: Outbox, tmp_path: Path
) -> None:
    store = FileStore(tmp_path / "attachments")
    files = Files(database, store, FileLimits(1000), Clock())
    file = files.stage("key-1", "a.log", io.BytesIO(b"hello"), SUBMITTED_AT)
    book.submit(draft(files=(file,), contact_email=""), SUBMITTED_AT)
    recorder = Recorder()
    assert deliver_due(outbox, replace(routes(recorder), content=store.read), Clock()) == Counts(delivered=1)
    (sent,) = recorder.messages
    assert [each.name for each in sent.attachments] == ["case.json", "a.log"]
    assert sent.files == (ATTACHED,)
    assert "## Files\n\na.log (5 bytes)\n" in sent.body_text


def test_a_file_whose_contents_are_missing_is_named_in_the_text() -> None:
    found = enclosed((LOG, CORE), {LOG.id: b"hello"}.get)
    assert found.attachments == (ATTACHED,)
    assert "## Files that are missing" in found.note
    assert "```\ncore `*.gz (2.4 MB)\n```" in found.note
    case = accepted(draft(files=(LOG, CORE)), "SP-2222-222", "a" * 32, SUBMITTED_AT)
    sent = desk_message(case, "<SP-2222-222.desk@h>", "d@e.org", "s@e.org", "", content={LOG.id: b"hello"}.get)
    assert sent.body_text == as_markdown(case) + found.note


def test_a_case_without_files_says_nothing_of_files() -> None:
    case = accepted(draft(), "SP-2222-222", "a" * 32, SUBMITTED_AT)
    sent = desk_message(case, "<SP-2222-222.desk@h>", "d@e.org", "s@e.org", "")
    assert "## Files" not in sent.body_text
    assert enclosed((), lambda _: None) == ((), "")


def test_the_case_for_machines_names_its_files() -> None:
    case = accepted(draft(files=(LOG, CORE)), "SP-2222-222", "a" * 32, SUBMITTED_AT)
    sent = desk_message(case, "<SP-2222-222.desk@h>", "d@e.org", "s@e.org", "")
    assert from_json(json.loads(sent.case_json), case.secret, case.idempotency_key).files == case.files


def test_a_desk_that_takes_no_message_of_that_size_gets_it_without_the_files() -> None:
    recorder = Recorder(DeliveryTooLarge("552 too big"))
    delivered = deliver_what_fits(recorder, message(attachments=(*message().attachments, ATTACHED)))
    assert delivered.remote_reference == "desk-1"
    assert delivered.detail == "without its files: 552 too big"
    (sent,) = recorder.messages
    assert (sent.key, sent.attachments) == (message().key, message().attachments)
    assert sent.body_text.startswith(message().body_text)
    assert "## Files that did not come along" in sent.body_text
    assert "a.log (5 bytes)" in sent.body_text


@pytest.mark.parametrize(
    "faults", [(DeliveryRefused("550"),), (DeliveryTooLarge("552"), DeliveryTooLarge("552 the text alone too"))]
)
def test_what_is_refused_with_or_without_files_stays_refused(faults: tuple[Exception, ...]) -> None:
    with pytest.raises(DeliveryRefused):
        deliver_what_fits(Recorder(*faults), message(attachments=(ATTACHED,)))
    with pytest.raises(DeliveryTooLarge):
        deliver_what_fits(Recorder(DeliveryTooLarge("552")), message())
