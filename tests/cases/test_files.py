"""Files that were sent in: kept whole and in private, reached by their form only, claimed once, and never for ever."""

import io
import os
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.cases.book import CaseBook
from app.cases.database import CaseBookUnavailable, Database
from app.cases.file_kinds import FileRefused
from app.cases.file_store import SPARE_BYTES, FileStore
from app.cases.files import STAGED_FOR, FileLimits, Files, FilesUnavailable, claim
from app.cases.models import CaseRow, FileRow
from app.domain.case import CaseFile
from tests.cases.samples import HOST, SUBMITTED_AT, Clock, draft, rows

KEY = "form:one"
LIMIT = 1000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "attachments"


@pytest.fixture
def files(database: Database, folder: Path) -> Files:
    return Files(database, FileStore(folder), FileLimits(LIMIT), Clock())


@pytest.fixture
def stage(files: Files) -> Callable[..., CaseFile]:
    def stage(name: str = "a.log", content: bytes = b"hello\n", key: str = KEY, **more: Any) -> CaseFile:
        return files.stage(key, name, io.BytesIO(content), more.get("at", SUBMITTED_AT))

    return stage


def _content(files: Files, file: CaseFile) -> bytes:
    path = files.path(file.id)
    assert path is not None
    return path.read_bytes()


def test_a_file_is_kept_as_it_came_under_a_name_that_nobody_typed(files: Files, stage: Any, folder: Path) -> None:
    file = stage("../../etc/Påss wd.log", b"hello\r\n\xff")
    assert (file.name, file.media_type, file.size) == ("Påss wd.log", "text/plain", 8)
    assert _content(files, file) == b"hello\r\n\xff"
    assert [each.name for each in folder.iterdir()] == [file.id]
    assert files.staged(KEY) == (file,)


def test_only_the_owner_may_read_what_was_sent_in(stage: Any, folder: Path) -> None:
    stage()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()} == {0o600}


def test_another_form_sees_nothing_of_it_and_cannot_drop_it(files: Files, stage: Any) -> None:
    file = stage()
    files.drop("form:two", file.id)
    assert files.staged("form:two") == files.named("form:two", [file.id]) == ()
    assert files.named(KEY, [file.id]) == (file,)


def test_the_same_file_sent_again_is_the_same_file(files: Files, stage: Any, folder: Path) -> None:
    assert stage() == stage()
    other = stage("a.log", b"other\n")
    assert other.name == "a (2).log"
    assert stage("a.log", b"other\n") == other
    assert len(files.staged(KEY)) == len(list(folder.iterdir())) == 2


def test_a_file_that_is_left_out_is_gone_with_its_contents(files: Files, stage: Any, folder: Path) -> None:
    files.drop(KEY, stage().id)
    assert files.staged(KEY) == ()
    assert list(folder.iterdir()) == []


class Counted(io.BytesIO):
    """A stream that knows how much was read of it, and how much at once."""

    total = most = 0

    def read(self, size: int | None = -1, /) -> bytes:
        found = super().read(size)
        self.total += len(found)
        self.most = max(self.most, len(found))
        return found


def test_reading_ends_soon_after_the_limit_and_nothing_stays(files: Files, folder: Path) -> None:
    stream = Counted(b"x" * 10_000_000)
    with pytest.raises(FileRefused, match="larger than 1000 bytes"):
        files.stage(KEY, "a.log", stream, SUBMITTED_AT)
    assert stream.total == stream.most <= 256 * 1024
    assert list(folder.iterdir()) == []


def test_a_file_just_within_the_limit_is_taken(stage: Any) -> None:
    assert stage(content=b"x" * LIMIT).size == LIMIT


def test_a_form_takes_so_many_files_and_so_much_together_and_no_more() -> None:
    limits = FileLimits(LIMIT)
    limits.refuse_beyond("10.log", [1] * 10)
    limits.refuse_beyond("2.log", [LIMIT, LIMIT])
    with pytest.raises(FileRefused, match="10 files at most"):
        limits.refuse_beyond("11.log", [1] * 11)
    with pytest.raises(FileRefused, match="together"):
        limits.refuse_beyond("3.log", [LIMIT, LIMIT, 1])


def test_forms_that_are_never_sent_cannot_fill_the_disk(database: Database, folder: Path) -> None:
    files = Files(database, FileStore(folder), FileLimits(10, forms=1), Clock())
    for n in range(2):
        files.stage(f"form:{n}", "a.log", io.BytesIO(b"x" * 10), SUBMITTED_AT)
    with pytest.raises(FilesUnavailable):
        files.stage("form:more", "a.log", io.BytesIO(b"x"), SUBMITTED_AT)


def test_files_leave_the_last_room_on_the_disk_to_cases(database: Database, folder: Path) -> None:
    files = Files(database, FileStore(folder, lambda _: SPARE_BYTES - 1), FileLimits(LIMIT), Clock())
    with pytest.raises(FilesUnavailable, match="nearly full"):
        files.stage(KEY, "a.log", io.BytesIO(b"x"), SUBMITTED_AT)


def test_a_folder_that_cannot_be_written_refuses_files_and_says_why(stage: Any, folder: Path) -> None:
    folder.write_text("in the way")
    with pytest.raises(FilesUnavailable):
        stage()


def test_a_database_that_is_away_leaves_no_contents_behind(
    database: Database, stage: Any, folder: Path, without_database: Any
) -> None:
    database.close()
    with without_database(), pytest.raises(CaseBookUnavailable):
        stage()
    assert list(folder.iterdir()) == []


@pytest.fixture
def book(database: Database) -> CaseBook:
    return CaseBook(database, HOST)


def test_the_case_claims_its_files_in_its_own_transaction(files: Files, stage: Any, book: CaseBook) -> None:
    file = stage()
    case = book.submit(draft(idempotency_key=KEY, files=(file,)), SUBMITTED_AT).case
    assert files.of(case.reference) == files.of(case.reference, 0) == case.files == (file,)
    assert files.of(case.reference, 1) == files.staged(KEY) == ()
    files.drop(KEY, file.id)
    assert files.of(case.reference) == (file,)


def test_a_case_does_not_get_the_files_of_another_form(database: Database, stage: Any, book: CaseBook) -> None:
    with pytest.raises(CaseBookUnavailable, match="not there any more"):
        book.submit(draft(idempotency_key="form:two", files=(stage(),)), SUBMITTED_AT)
    assert rows(database, CaseRow) == 0


def test_an_addition_claims_files_under_its_number(
    database: Database, files: Files, stage: Any, book: CaseBook
) -> None:
    case, late = book.submit(draft(), SUBMITTED_AT).case, stage()
    with database.writing() as session:
        claim(session, _case_id(session), 3, KEY, [late])
    assert files.of(case.reference, 3) == (late,)
    assert files.of(case.reference, 0) == ()


def _case_id(session: Any) -> int:
    return int(session.query(CaseRow.id).scalar())


def test_the_form_sent_again_is_the_same_case_with_its_files_or_without(stage: Any, book: CaseBook) -> None:
    file = stage()
    sent = draft(idempotency_key=KEY, files=(file,))
    book.submit(sent, SUBMITTED_AT)
    for again in (sent, replace(sent, files=())):
        receipt = book.submit(again, SUBMITTED_AT)
        assert (receipt.is_new, receipt.differs) == (False, False)
    assert book.submit(replace(sent, files=(file, stage("b.log", b"more"))), SUBMITTED_AT).differs


def test_a_second_case_of_the_form_gets_copies_that_outlive_the_first(
    files: Files, stage: Any, book: CaseBook, folder: Path
) -> None:
    sent, waiting = stage(), stage("b.log", b"more")
    book.submit(draft(idempotency_key=KEY, files=(sent,)), SUBMITTED_AT)
    copy, moved = files.renew((sent, waiting), KEY, "form:new", SUBMITTED_AT)
    assert moved == waiting
    assert (copy.name, copy.sha256) == (sent.name, sent.sha256)
    assert copy.id != sent.id
    (folder / sent.id).unlink()
    assert _content(files, copy) == b"hello\n"
    assert set(files.staged("form:new")) == {copy, moved}


def test_files_whose_form_was_never_sent_go_after_a_week_and_others_stay(
    database: Database, files: Files, stage: Any, book: CaseBook, folder: Path
) -> None:
    sent = stage("sent.log", b"1")
    book.submit(draft(idempotency_key=KEY, files=(sent,)), SUBMITTED_AT)
    old = stage("old.log", b"2")
    fresh = stage("fresh.log", b"3", "form:two", at=SUBMITTED_AT + timedelta(days=1))
    files.sweep(SUBMITTED_AT + STAGED_FOR + timedelta(seconds=1))
    assert files.path(old.id) is None
    assert rows(database, FileRow) == len(list(folder.iterdir())) == 2
    assert files.path(sent.id) is not None
    assert files.path(fresh.id) is not None


def test_contents_that_no_row_knows_go_after_a_week_and_not_before(files: Files, stage: Any, folder: Path) -> None:
    known = stage()
    for name in ("a" * 32, "b" * 32, ".part-left"):
        (folder / name).write_bytes(b"x")
    long_ago = (SUBMITTED_AT - timedelta(days=1)).timestamp()
    for path in folder.iterdir():
        if not path.name.startswith("b"):
            os.utime(path, (long_ago, long_ago))
    files.sweep(SUBMITTED_AT + STAGED_FOR)
    assert {path.name for path in folder.iterdir()} == {known.id, "b" * 32}


def test_a_new_database_beside_an_old_folder_removes_nothing(files: Files, folder: Path) -> None:
    folder.mkdir()
    (folder / ("a" * 32)).write_bytes(b"x")
    os.utime(folder / ("a" * 32), (0, 0))
    files.sweep(SUBMITTED_AT)
    assert len(list(folder.iterdir())) == 1


def test_a_database_that_is_away_ends_no_sweeping(database: Database, files: Files, without_database: Any) -> None:
    database.close()
    with without_database():
        files.tend()


def test_an_id_opens_contents_and_nothing_else_in_the_folder(files: Files, stage: Any, folder: Path) -> None:
    file = stage()
    (folder / "readme").write_bytes(b"x")
    for each in ("readme", "../attachments/" + file.id, file.id.upper() + "0", "", "."):
        assert files.path(each) is None
