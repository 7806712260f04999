"""The database is opened so that an acknowledged case survives and readers never wait."""

import threading

import pytest
from sqlalchemy.exc import IntegrityError

from app.cases.database import CaseBookUnavailable, Database, engine_options
from app.cases.models import OutboxRow
from tests.cases.samples import SUBMITTED_AT
from tests.databases import sqlite_only


@sqlite_only
def test_an_acknowledged_case_survives_the_loss_of_power_and_readers_do_not_wait(database: Database) -> None:
    with database.reading() as session:
        asked = {
            name: session.connection().exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert asked == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}


def test_a_message_without_a_case_cannot_be_stored(database: Database) -> None:
    orphan = OutboxRow(case_id=99, destination="desk", message_id="<x@example.com>", next_attempt_at=SUBMITTED_AT)
    with pytest.raises(IntegrityError), database.writing() as session:
        session.add(orphan)


def test_any_number_may_make_the_tables_at_once(empty_database_url: str) -> None:
    barrier, failed = threading.Barrier(8), list[CaseBookUnavailable]()

    def make() -> None:
        database = Database.open(empty_database_url)
        barrier.wait()
        try:
            database.create_tables()
        except CaseBookUnavailable as unavailable:
            failed.append(unavailable)
        database.close()

    threads = [threading.Thread(target=make) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert failed == []


def test_each_database_is_waited_for_in_its_own_words() -> None:
    assert engine_options("sqlite:///cases.db", 7)["connect_args"] == {"timeout": 7}
    waits = engine_options("postgresql+psycopg://localhost/signpost?options=-c%20work_mem%3D8MB", 7)["connect_args"]
    assert waits == {"connect_timeout": 7, "options": "-c lock_timeout=7000 -c work_mem=8MB"}
