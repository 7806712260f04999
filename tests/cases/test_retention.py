"""How long cases are kept: whole or not at all, never one that is on its way, and nothing of it stays anywhere."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from app.cases.database import Database
from app.cases.deliveries.port import Delivered, Message
from app.cases.erasure import Eraser
from app.cases.file_store import FileStore
from app.cases.models import AdditionRow, CaseRow, DeliveryAttemptRow, FileRow, OutboxRow, OutboxState
from app.cases.outbox import Outbox
from app.cases.retention import Expired, Retention, RetentionTender
from app.cases.worker import deliver_due
from tests.cases.keeping import DAYS, Keeping, mail_name
from tests.cases.processes import started
from tests.cases.samples import SUBMITTED_AT, Clock, Recorder, routes, rows
from tests.databases import asked, contents, held, is_sqlite, sqlite_only

TABLES = (CaseRow, OutboxRow, DeliveryAttemptRow, AdditionRow, FileRow)
OF_A_CASE = (1, 2, 2, 1, 2)
OVER = SUBMITTED_AT + timedelta(days=DAYS, seconds=1)
WORD = "Rumpelstiltskin"


@pytest.fixture
def keeping(database: Database, tmp_path: Path) -> Keeping:
    return Keeping(database, tmp_path)


def _counts(keeping: Keeping) -> tuple[int, ...]:
    return tuple(rows(keeping.database, table) for table in TABLES)


def test_a_case_whose_time_is_over_goes_with_everything_that_is_kept_of_it(keeping: Keeping) -> None:
    case = keeping.case()
    assert _counts(keeping) == OF_A_CASE
    assert len(keeping.files_of(case.reference)) == 4
    assert keeping.retention.erase_expired(OVER) == Expired(1, ())
    assert _counts(keeping) == (0, 0, 0, 0, 0)
    assert keeping.files_of(case.reference) == set()


def test_a_case_is_kept_until_its_time_is_over_counted_from_the_last_addition(keeping: Keeping) -> None:
    keeping.case()
    assert keeping.retention.erase_expired(OVER - timedelta(seconds=1)).erased == 0
    later = keeping.case(key="key-2", added_to_at=SUBMITTED_AT + timedelta(days=1))
    assert list(keeping.retention.expired(OVER)) != []
    assert keeping.retention.erase_expired(OVER).erased == 1
    assert len(keeping.files_of(later.reference)) == 4
    assert keeping.retention.erase_expired(OVER + timedelta(days=1)).erased == 1


@pytest.mark.parametrize("state", [OutboxState.PENDING, OutboxState.SENDING])
def test_a_case_that_is_on_its_way_is_never_erased_by_time(keeping: Keeping, state: OutboxState) -> None:
    case = keeping.case(state=state)
    assert keeping.retention.erase_expired(OVER + timedelta(days=3650)) == Expired(0, ())
    assert _counts(keeping) == OF_A_CASE
    assert len(keeping.files_of(case.reference)) == 4


def test_a_case_that_was_given_up_stays_and_is_told_until_staff_dealt_with_it(keeping: Keeping) -> None:
    case = keeping.case(state=OutboxState.GIVEN_UP)
    assert keeping.retention.erase_expired(OVER) == Expired(0, (case.reference,))
    assert keeping.retention.given_up(OVER) == (case.reference,)
    assert keeping.retention.given_up(SUBMITTED_AT) == ()
    keeping.move(case.reference, OutboxState.DELIVERED)
    assert keeping.retention.erase_expired(OVER) == Expired(1, ())


def test_many_go_in_batches_and_the_others_stay(keeping: Keeping, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.cases.retention.BATCH", 3)
    for number in range(8):
        keeping.case(key=f"old-{number}")
    keeping.case(key="new", at=OVER)
    assert len(list(keeping.retention.expired(OVER))) == 8
    assert keeping.retention.erase_expired(OVER).erased == 8
    assert _counts(keeping) == OF_A_CASE


def test_several_at_once_erase_each_case_once(keeping: Keeping, database_url: str) -> None:
    for number in range(6):
        keeping.case(key=f"old-{number}")
    others = [Keeping(Database.open(database_url), keeping.folder) for _ in range(3)]
    with ThreadPoolExecutor(3) as crowd:
        found = list(crowd.map(lambda each: each.retention.erase_expired(OVER).erased, others))
    for each in others:
        each.database.close()
    assert sum(found) == 6
    assert _counts(keeping) == (0, 0, 0, 0, 0)


class _Erases(Recorder):
    """A desk in whose answer somebody erases the case."""

    def __init__(self, keeping: Keeping, reference: str) -> None:
        super().__init__()
        self._erase = partial(keeping.eraser.erase, reference, even_undelivered=True)

    def deliver(self, message: Message) -> Delivered:
        assert self._erase() is not None
        return super().deliver(message)


def test_a_case_that_is_erased_while_it_is_sent_ends_no_worker(
    keeping: Keeping, outbox: Outbox, caplog: pytest.LogCaptureFixture
) -> None:
    case = keeping.case(state=OutboxState.PENDING)
    counts = deliver_due(outbox, routes(_Erases(keeping, case.reference)), Clock())
    assert (counts.total, counts.given_up) == (1, 1)
    assert "was erased while it was sent" in caplog.text
    assert _counts(keeping)[:4] == (0, 0, 0, 0)


class _Ends(FileStore):
    """A store whose process ends before it removes anything."""

    def remove(self, ids: Iterable[str]) -> None:
        raise KeyboardInterrupt


def test_contents_that_a_process_left_behind_are_removed_the_next_time(keeping: Keeping) -> None:
    case = keeping.case()
    ended = Eraser(keeping.database, _Ends(keeping.attachments), keeping.mails)
    with pytest.raises(KeyboardInterrupt):
        Retention(keeping.database, ended, DAYS).erase_expired(OVER)
    assert _counts(keeping) == (0, 0, 0, 0, 2)
    assert {(each[3], each[4], each[6]) for each in asked_files(keeping)} == {("", "", "")}
    assert len(keeping.files_of(case.reference)) == 2
    keeping.retention.erase_expired(SUBMITTED_AT)
    assert _counts(keeping) == (0, 0, 0, 0, 0)
    assert keeping.files_of(case.reference) == set()


def asked_files(keeping: Keeping) -> list[tuple[object, ...]]:
    """What the rows of files say: id, form, case, name, media type, size and checksum."""
    columns = (FileRow.id, FileRow.form_key, FileRow.case_id, FileRow.name, FileRow.media_type, FileRow.size)
    with keeping.database.reading() as session:
        return [tuple(each) for each in session.query(*columns, FileRow.sha256)]


def test_killed_at_any_moment_it_leaves_whole_cases_or_none(keeping: Keeping, database_url: str) -> None:
    references = [keeping.case(key=f"old-{number}").reference for number in range(10)]
    with started("erase_expired_slowly", database_url, str(keeping.folder), OVER.isoformat()) as process:
        assert process.stdout is not None
        for _ in range(3):
            process.stdout.readline()
        process.kill()
        process.wait(60)
    left = contents(database_url)
    ids = {row[0] for row in left["cases"]}
    assert 0 < len(ids) < 10
    assert len(left["case_additions"]) == len(ids)
    assert len(left["outbox"]) == len(left["delivery_attempts"]) == 2 * len(ids)
    assert keeping.retention.erase_expired(OVER).erased == len(ids)
    assert _counts(keeping) == (0, 0, 0, 0, 0)
    assert not any(keeping.files_of(each) for each in references)


@sqlite_only
def test_nothing_of_an_erased_case_stays_in_the_file_of_the_database(keeping: Keeping, database_url: str) -> None:
    keeping.case(description=f"{WORD} " * 2000, summary=WORD)
    keeping.case(key="key-2", at=OVER)
    file = Path(database_url.removeprefix("sqlite:///"))
    assert _holds(file, WORD)
    keeping.retention.erase_expired(OVER)
    assert not _holds(file, WORD)
    assert is_sqlite(database_url)
    assert asked(database_url, "PRAGMA integrity_check") == [("ok",)]


def _holds(file: Path, word: str) -> bool:
    return any(word.encode() in path.read_bytes() for path in file.parent.glob(f"{file.name}*"))


def test_a_mail_that_cannot_be_removed_keeps_the_case(keeping: Keeping) -> None:
    case = keeping.case()
    stuck = keeping.mails / f".{mail_name(case.reference, 'desk')}.0.part"
    stuck.mkdir()
    with pytest.raises(OSError, match="part"):
        keeping.retention.erase_expired(OVER)
    assert _counts(keeping) == OF_A_CASE
    stuck.rmdir()
    assert keeping.retention.erase_expired(OVER).erased == 1


def test_the_site_looks_at_most_once_an_hour(keeping: Keeping) -> None:
    clock = Clock(OVER)
    tender = RetentionTender(keeping.retention, clock)
    keeping.case()
    tender.tend()
    assert rows(keeping.database, CaseRow) == 0
    keeping.case(key="key-2")
    clock.move(timedelta(minutes=59))
    tender.tend()
    assert rows(keeping.database, CaseRow) == 1
    clock.move(timedelta(minutes=1))
    tender.tend()
    assert rows(keeping.database, CaseRow) == 0


def test_where_many_are_to_go_the_site_goes_on_with_them_at_its_next_turn(
    keeping: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.cases.retention.BATCH", 1)
    monkeypatch.setattr("app.cases.retention.MOST_AT_ONCE", 2)
    for number in range(3):
        keeping.case(key=f"old-{number}")
    tender = RetentionTender(keeping.retention, Clock(OVER))
    for left in (1, 0):
        tender.tend()
        assert rows(keeping.database, CaseRow) == left


def test_a_case_that_stays_is_told_in_the_log_without_its_reference(
    keeping: Keeping, caplog: pytest.LogCaptureFixture
) -> None:
    case = keeping.case(state=OutboxState.GIVEN_UP)
    RetentionTender(keeping.retention, Clock(OVER)).tend()
    assert "1 cases stay" in caplog.text
    assert case.reference not in caplog.text


def test_a_database_that_is_held_keeps_nothing_from_going_on(keeping: Keeping, database_url: str) -> None:
    keeping.case()
    impatient = replace(keeping, database=Database.open(database_url, busy_timeout_seconds=0.05))
    with held(database_url):
        RetentionTender(impatient.retention, Clock(OVER)).tend()
    impatient.database.close()
    assert rows(keeping.database, CaseRow) == 1
