"""A database is brought to the schema of this version once, by whoever comes first, and no row is touched by it."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, NullPool, create_engine, inspect, text

from app.cases.book import CaseBook
from app.cases.database import CaseBookNewer, Database
from app.config import CHECKOUT
from app.factory import METADATA
from app.insight.database import InsightUnavailable
from app.insight.reads import Reads
from app.storage.schema import (
    MIGRATIONS,
    SchemaNewer,
    bring_up,
    differences,
    revision_of,
    revisions,
    take_down,
)
from tests.cases.samples import HOST, SUBMITTED_AT, draft
from tests.databases import asked, contents, is_sqlite, sqlite_only
from tests.storage.samples import fill, slow_migrations

NEWEST = revisions()[-1]
OLD = ("cases", "outbox", "delivery_attempts", "article_reads", "search_counts", "search_openings")
NEW = ("case_additions", "case_files", "contracts", "deflections")
WITHOUT = ("alembic_version", "posting_counts", "article_votes", "article_remarks", "colours", *NEW)
OF_CASES = ("delivery_attempts", "outbox", "cases")
OF_COUNTS = ("article_reads", "search_counts", "search_openings")


@pytest.fixture
def engine(empty_database_url: str) -> Iterator[Engine]:
    """An empty database."""
    made = create_engine(empty_database_url, poolclass=NullPool)
    yield made
    made.dispose()


def schema(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return revision_of(connection)


def tables(engine: Engine) -> dict[str, list[str]]:
    """Every column of every table."""
    found = inspect(engine)
    return {name: [column["name"] for column in found.get_columns(name)] for name in sorted(found.get_table_names())}


def kept(engine: Engine, columns: dict[str, list[str]]) -> dict[str, list[tuple[Any, ...]]]:
    """The rows as far as an older schema has them, by its tables and columns."""
    found = {name: names for name, names in columns.items() if name != "alembic_version"}
    return {name: sorted(asked(_address(engine), _every_row(name, names)), key=repr) for name, names in found.items()}


def _address(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def _every_row(name: str, columns: list[str]) -> str:
    return f"SELECT {', '.join(columns)} FROM {name}"  # noqa: S608 - the names of our own tables


def test_the_tables_that_migrations_make_are_those_of_the_models(engine: Engine) -> None:
    bring_up(engine)
    with engine.connect() as connection:
        assert differences(connection, METADATA) == []


def test_a_table_that_differs_from_its_model_is_told(engine: Engine) -> None:
    bring_up(engine)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE outbox DROP COLUMN last_error"))
        assert differences(connection, METADATA) != []


def test_migrations_stand_in_one_line_and_are_named_by_their_number() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    scripts = list(ScriptDirectory.from_config(config).walk_revisions())
    assert tuple(each.revision for each in reversed(scripts)) == revisions()
    assert [each.down_revision for each in reversed(scripts)] == [None, *revisions()[:-1]]


def test_a_database_is_brought_up_once(engine: Engine) -> None:
    assert [bring_up(engine), bring_up(engine)] == [True, False]
    assert schema(engine) == revisions()[-1]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_down_and_up_again_keeps_every_row(engine: Engine, empty_database_url: str, seed: int) -> None:
    bring_up(engine)
    at_first = tables(engine)
    take_down(engine, "0001")
    oldest = tables(engine)
    bring_up(engine)
    fill(empty_database_url, seed)
    before = kept(engine, oldest)
    for revision in [*reversed(revisions()[:-1])]:
        take_down(engine, revision)
        assert schema(engine) == revision
        assert kept(engine, oldest) == before
    bring_up(engine)
    assert (kept(engine, oldest), tables(engine)) == (before, at_first)


@pytest.mark.parametrize("made", ["cases", "counts", "both"])
def test_a_database_of_version_0_1_0_is_taken_over_with_every_row(
    engine: Engine, empty_database_url: str, made: str
) -> None:
    bring_up(engine)
    take_down(engine, "0001")
    missing = {"cases": OF_COUNTS, "counts": OF_CASES, "both": ()}[made]
    with engine.begin() as connection:
        for name in ("alembic_version", *missing):
            connection.execute(text(f"DROP TABLE {name}"))
    fill(empty_database_url, 7)
    old = tables(engine)
    before = kept(engine, old)
    assert before
    bring_up(engine)
    assert kept(engine, old) == before
    with engine.connect() as connection:
        assert differences(connection, METADATA) == []


def test_a_database_of_a_newer_version_is_refused_and_stays_as_it_is(engine: Engine, empty_database_url: str) -> None:
    bring_up(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for verb in (lambda: bring_up(engine), lambda: take_down(engine, "0001")):
        with pytest.raises(SchemaNewer, match=r"schema 9999 of a newer Signpost.*start the newer version again"):
            verb()
    database, reads = Database.open(empty_database_url), Reads.open(empty_database_url)
    with pytest.raises(CaseBookNewer, match="9999"):
        CaseBook(database, HOST).submit(draft(), SUBMITTED_AT)
    with pytest.raises(InsightUnavailable, match="9999"):
        reads.most_read(SUBMITTED_AT.date(), SUBMITTED_AT.date(), 1)
    database.close()
    reads.close()
    assert schema(engine) == "9999"
    assert contents(empty_database_url)["cases"] == []


# Real processes


def migrating(url: str, migrations: Path, verb: str, steps: Path) -> subprocess.Popen[bytes]:
    """A process that brings a database up or takes it down, and notes each step of the slow migration."""
    code = (
        "import sys; from pathlib import Path; from sqlalchemy import create_engine; from app.storage import schema; "
        "url, folder, verb = sys.argv[1:]; engine = create_engine(url); "
        "newest = schema.revisions()[-1]; folder = Path(folder); "
        "schema.bring_up(engine, 60, folder) if verb == 'up' else schema.take_down(engine, newest, folder)"
    )
    env = os.environ | {"STEPS": str(steps)}
    return subprocess.Popen([sys.executable, "-c", code, url, str(migrations), verb], cwd=CHECKOUT, env=env)


def step(steps: Path, wanted: int, process: subprocess.Popen[bytes]) -> None:
    """Waits until so many steps are noted, or the process has ended."""
    while process.poll() is None and len(steps.read_text(encoding="utf-8").splitlines()) < wanted:
        time.sleep(0.001)


@pytest.mark.parametrize("verb", ["up", "down"])
def test_a_migration_that_is_killed_leaves_the_old_schema_or_the_new_one_and_every_row(
    engine: Engine, empty_database_url: str, tmp_path: Path, verb: str
) -> None:
    url, folder, steps, chance = (
        empty_database_url,
        slow_migrations(tmp_path / "m"),
        tmp_path / "steps",
        random.Random(5),
    )
    bring_up(engine)
    fill(url, 11, cases=400)
    bring_up(engine, migrations=folder)
    new, before = tables(engine), contents(url, WITHOUT)
    take_down(engine, NEWEST, folder)
    old, rows = tables(engine), contents(url, WITHOUT)
    assert old != new
    for number in range(5):
        if verb == "down":
            bring_up(engine, migrations=folder)
        steps.write_text("", encoding="utf-8")
        process = migrating(url, folder, verb, steps)
        step(steps, number % 4, process)
        time.sleep(chance.random() / 50)
        process.send_signal(signal.SIGKILL)
        process.wait(60)
        found = tables(engine)
        assert found in (old, new)
        assert schema(engine) == (NEWEST if found == old else "9000")
        assert contents(url, WITHOUT) == (rows if found == old else before)
        if is_sqlite(url):
            assert asked(url, "PRAGMA integrity_check") == [("ok",)]
        bring_up(engine, migrations=folder)
        assert (tables(engine), contents(url, WITHOUT)) == (new, before)
        take_down(engine, NEWEST, folder)


def test_processes_that_start_together_migrate_once(engine: Engine, empty_database_url: str, tmp_path: Path) -> None:
    bring_up(engine)
    fill(empty_database_url, 3)
    folder, steps = slow_migrations(tmp_path / "m"), tmp_path / "steps"
    steps.write_text("", encoding="utf-8")
    processes = [migrating(empty_database_url, folder, "up", steps) for _ in range(4)]
    assert [each.wait(120) for each in processes] == [0] * 4
    assert steps.read_text(encoding="utf-8").split() == ["column", "rows", "tables"]
    assert schema(engine) == "9000"


@sqlite_only
def test_a_migration_that_would_leave_orphans_changes_nothing(tmp_path: Path, engine: Engine) -> None:
    bring_up(engine)
    fill(str(engine.url), 3)
    folder = slow_migrations(tmp_path / "m")
    script = next(folder.glob("versions/m9000*"))
    script.write_text(script.read_text().replace('"UPDATE cases SET colour = policy"', '"DELETE FROM cases"'))
    before = contents(str(engine.url))
    with pytest.raises(RuntimeError, match="40 rows without the row that they belong to"):
        bring_up(engine, migrations=folder)
    assert (schema(engine), contents(str(engine.url))) == (NEWEST, before)
