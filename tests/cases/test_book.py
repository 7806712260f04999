"""A case is stored once, whole, with the messages it sends out; or not at all, and then the sender is told."""

import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from flask import Flask

from app.cases.book import CaseBook, Receipt
from app.cases.database import CaseBookUnavailable, Database, db, engine_options
from app.cases.models import CaseRow, OutboxRow, OutboxState
from app.domain.case import CaseAnswer, CaseField, accepted
from tests.cases.samples import HOST, SUBMITTED_AT, draft, rows
from tests.databases import postgresql_only, read_only, sqlite_only
from tests.postgresql import PostgreSQL

Result = TypeVar("Result")
LATER = SUBMITTED_AT + timedelta(hours=1)


def test_a_submitted_case_is_found_again_with_every_value(book: CaseBook) -> None:
    receipt = book.submit(draft(), SUBMITTED_AT)
    assert receipt.is_new
    assert not receipt.differs
    assert book.by_secret(receipt.case.secret) == receipt.case
    assert book.by_reference(receipt.case.reference) == receipt.case
    assert receipt.case == accepted(draft(), receipt.case.reference, receipt.case.secret, SUBMITTED_AT)


@pytest.mark.parametrize(
    "text",
    [
        "\u202eright to left\u202c",
        "😀👩‍👩‍👧",
        "x" * 100_000,
        "a\r\nb\rc\x0b\x85\u2028",
        "<script>alert('1')</script>",
        "'; DROP TABLE cases;--",
    ],
)
def test_what_was_typed_is_stored_unchanged(book: CaseBook, text: str) -> None:
    typed = draft(description=text, contact_name=text, fields=(CaseField("steps", "Steps", text),))
    found = book.by_secret(book.submit(typed, SUBMITTED_AT).case.secret)
    assert found is not None
    assert (found.description, found.contact_name, found.fields[0].value) == (text, text, text)


def test_a_case_is_found_by_its_reference_as_typed_on_the_phone(book: CaseBook) -> None:
    case = book.submit(draft(), SUBMITTED_AT).case
    assert book.by_reference(case.reference.lower().replace("-", " ")) == case


@pytest.mark.parametrize("secret", ["", "guess", "\ud800", "\0" * 30, "x" * 32, "../" * 10])
def test_a_wrong_secret_opens_nothing(book: CaseBook, secret: str) -> None:
    book.submit(draft(), SUBMITTED_AT)
    assert book.by_secret(secret) is None


def test_secrets_hold_at_least_128_bits_and_differ(book: CaseBook) -> None:
    secrets = {book.submit(draft(idempotency_key=str(n)), SUBMITTED_AT).case.secret for n in range(20)}
    assert len(secrets) == 20
    assert all(len(each) * 6 >= 128 for each in secrets)


def test_a_case_waits_for_the_desk_and_for_its_confirmation_under_stable_ids(book: CaseBook) -> None:
    case = book.submit(draft(), SUBMITTED_AT).case
    desk, confirmation = book.delivery_state(case)
    assert (desk.state, desk.attempts, desk.next_attempt_at) == (OutboxState.PENDING, 0, SUBMITTED_AT)
    assert desk.message_id == f"<{case.reference}.desk@{HOST}>"
    assert confirmation.message_id == f"<{case.reference}.confirmation@{HOST}>"


def test_a_case_without_an_address_is_not_confirmed(book: CaseBook) -> None:
    case = book.submit(draft(contact_email=""), SUBMITTED_AT).case
    assert [each.destination for each in book.delivery_state(case)] == ["desk"]


def test_the_same_key_gives_the_same_case(book: CaseBook, database: Database) -> None:
    first = book.submit(draft(), SUBMITTED_AT)
    again = book.submit(draft(first_response_due_at=LATER), LATER)
    assert again == Receipt(first.case, is_new=False, differs=False)
    assert (rows(database, CaseRow), rows(database, OutboxRow)) == (1, 2)


def test_the_same_key_with_other_words_gives_the_first_case_and_says_so(book: CaseBook, database: Database) -> None:
    first = book.submit(draft(), SUBMITTED_AT)
    other = book.submit(draft(answers=(CaseAnswer("down", "Is production down?", "no", "No"),)), LATER)
    assert other == Receipt(first.case, is_new=False, differs=True)
    assert rows(database, CaseRow) == 1


def test_another_key_makes_another_case_even_with_the_same_words(book: CaseBook, database: Database) -> None:
    one, other = (book.submit(draft(idempotency_key=key), SUBMITTED_AT).case for key in ("1", "2"))
    assert one.reference != other.reference
    assert rows(database, CaseRow) == 2


def test_the_same_form_sent_twenty_times_at_once_makes_one_case(book: CaseBook, database: Database) -> None:
    receipts = _at_once(20, lambda _: book.submit(draft(), SUBMITTED_AT))
    assert len({receipt.case.reference for receipt in receipts}) == 1
    assert [receipt.is_new for receipt in receipts].count(True) == 1
    assert (rows(database, CaseRow), rows(database, OutboxRow)) == (1, 2)


def test_many_cases_at_once_all_get_a_reference_of_their_own(book: CaseBook, database: Database) -> None:
    receipts = _at_once(20, lambda n: [book.submit(draft(idempotency_key=f"{n}-{m}"), SUBMITTED_AT) for m in range(5)])
    assert len({receipt.case.reference for group in receipts for receipt in group}) == 100
    assert (rows(database, CaseRow), rows(database, OutboxRow)) == (100, 200)


def _at_once(count: int, work: Callable[[int], Result]) -> list[Result]:
    """What the work gives, begun by so many threads at the same moment."""
    barrier = threading.Barrier(count)

    def begin(number: int) -> Result:
        barrier.wait()
        return work(number)

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(begin, range(count)))


def test_a_reference_that_is_taken_is_drawn_again(database: Database) -> None:
    drawn = iter([0] * 6 + [0] * 6 + [1] * 6)
    book = CaseBook(database, HOST, randbelow=lambda below: next(drawn))
    one, other = (book.submit(draft(idempotency_key=key), SUBMITTED_AT).case for key in ("1", "2"))
    assert one.reference.startswith("SP-2222-")
    assert other.reference.startswith("SP-3333-")


def test_without_a_free_reference_nothing_is_stored(database: Database) -> None:
    book = CaseBook(database, HOST, randbelow=lambda below: 0)
    book.submit(draft(idempotency_key="1"), SUBMITTED_AT)
    with pytest.raises(CaseBookUnavailable):
        book.submit(draft(idempotency_key="2"), SUBMITTED_AT)
    assert (rows(database, CaseRow), rows(database, OutboxRow)) == (1, 2)


def test_a_read_only_database_still_shows_cases_and_takes_none(book: CaseBook, database_url: str) -> None:
    case = book.submit(draft(), SUBMITTED_AT).case
    database = Database.open(read_only(database_url))
    other = CaseBook(database, HOST)
    assert other.by_secret(case.secret) == case
    with pytest.raises(CaseBookUnavailable, match=r"read-?only"):
        other.submit(draft(idempotency_key="2", contact_email="private@example.org"), SUBMITTED_AT)
    with pytest.raises(CaseBookUnavailable, match=r"read-?only"):
        other.check()
    database.close()


@pytest.mark.parametrize("content", [None, b"no database at all, but long enough to look like one" * 100])
def test_a_missing_folder_or_a_broken_file_is_one_small_error(tmp_path: Path, content: bytes | None) -> None:
    place = tmp_path / "folder" / "cases.db"
    if content:
        place.parent.mkdir()
        place.write_bytes(content)
    database = Database.open(f"sqlite:///{place}")
    book = CaseBook(database, HOST)
    for verb in (
        database.create_tables,
        book.check,
        lambda: book.submit(draft(), SUBMITTED_AT),
        lambda: book.by_secret("x" * 32),
        lambda: book.by_reference("SP-2222-222"),
    ):
        with pytest.raises(CaseBookUnavailable):
            verb()
    database.close()


def test_a_database_that_comes_back_is_used_without_a_restart(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path / 'folder' / 'cases.db'}")
    book = CaseBook(database, HOST)
    with pytest.raises(CaseBookUnavailable):
        book.check()
    (tmp_path / "folder").mkdir()
    book.check()
    assert book.submit(draft(), SUBMITTED_AT).is_new
    database.close()


@postgresql_only
def test_a_server_that_is_stopped_is_one_small_error_and_used_again_once_it_is_back(
    book: CaseBook, postgresql: PostgreSQL
) -> None:
    case = book.submit(draft(), SUBMITTED_AT).case
    with postgresql.stopped():
        for verb in (book.check, lambda: book.by_secret(case.secret), lambda: book.submit(draft(), SUBMITTED_AT)):
            with pytest.raises(CaseBookUnavailable):
                verb()
    assert book.by_secret(case.secret) == case
    assert not book.submit(draft(), SUBMITTED_AT).is_new


@sqlite_only
def test_a_full_disk_stores_nothing_by_halves_and_works_again_with_room(database_url: str) -> None:
    database = Database.open(database_url)
    book = CaseBook(database, HOST)
    book.submit(draft(), SUBMITTED_AT)
    large = draft(idempotency_key="2", description="x" * 500_000)
    with database.writing() as session:
        pages = session.connection().exec_driver_sql("PRAGMA page_count").scalar_one()
        session.connection().exec_driver_sql(f"PRAGMA max_page_count = {pages + 5}")
        connection = session.connection().connection.dbapi_connection
    with pytest.raises(CaseBookUnavailable, match="full"):
        book.submit(large, SUBMITTED_AT)
    assert (rows(database, CaseRow), rows(database, OutboxRow)) == (1, 2)
    assert connection is not None
    connection.cursor().execute("PRAGMA max_page_count = 1000000")
    assert book.submit(large, SUBMITTED_AT).is_new
    database.close()


def test_no_customers_data_stands_in_an_error(database_url: str) -> None:
    database = Database.open(read_only(database_url))
    private = draft(contact_email="@".join(["private", "example.org"]))
    with pytest.raises(CaseBookUnavailable) as unavailable:
        CaseBook(database, HOST).submit(private, SUBMITTED_AT)
    assert private.contact_email not in "".join(traceback.format_exception(unavailable.value))
    database.close()


def test_the_case_book_works_on_the_engine_of_the_web_application(database_url: str) -> None:
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(database_url)
    db.init_app(app)
    with app.app_context():
        database = Database(db.engine)
    book = CaseBook(database, HOST)
    case = book.submit(draft(), SUBMITTED_AT).case
    with app.app_context():
        assert db.session.query(CaseRow).one().to_case() == case
    database.close()
