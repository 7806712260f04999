"""The verbs about the database: migrate, backup and restore, on both databases."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cases.book import CaseBook
from app.cases.database import Database
from app.cli.__main__ import main
from app.config import CHECKOUT
from app.storage.schema import MIGRATIONS, revisions
from tests.cases.samples import HOST, SUBMITTED_AT, draft
from tests.databases import asked, contents, is_sqlite, postgresql_only, sqlite_only

NEWEST = revisions()[-1]


class Signpost:
    """The command on a site with this database."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.url = url

    def __call__(self, *arguments: str) -> Result:
        """What it says and how it ends."""
        env = {
            "SIGNPOST_CONTENT_DIR": str(CHECKOUT / "content"),
            "SIGNPOST_DATA_DIR": str(self.folder / "data"),
            "SIGNPOST_SEARCH_INDEX_DIR": str(self.folder / "index"),
            "SIGNPOST_DATABASE_URL": self.url,
        }
        return CliRunner().invoke(main, arguments, env=env, catch_exceptions=False)

    def submit(self) -> None:
        """Stores a case."""
        database = Database.open(self.url)
        CaseBook(database, HOST).submit(draft(), SUBMITTED_AT)
        database.close()


@pytest.fixture
def signpost(tmp_path: Path, empty_database_url: str) -> Signpost:
    return Signpost(tmp_path, empty_database_url)


def test_migrate_makes_the_tables_and_says_which_schema_they_have(signpost: Signpost) -> None:
    checked = signpost("migrate", "--check")
    assert (checked.exit_code, checked.output) == (1, "Schema none\n")
    done = signpost("migrate")
    assert (done.exit_code, done.output) == (0, f"Schema {NEWEST}, before none\n")
    again = signpost("migrate", "--check", "--json")
    assert (again.exit_code, json.loads(again.output)) == (0, {"before": NEWEST, "now": NEWEST, "newest": NEWEST})


def test_migrate_goes_back_to_an_older_schema(signpost: Signpost) -> None:
    signpost.submit()
    back = signpost("migrate", "--to", "0001")
    assert (back.exit_code, back.output) == (0, f"Schema 0001, before {NEWEST}\n")
    again = signpost("migrate", "--to", "0001")
    assert (again.exit_code, again.output) == (0, "Schema 0001\n")
    assert len(contents(signpost.url)["cases"]) == 1
    assert signpost("migrate").exit_code == 0


def test_a_schema_that_there_is_not_is_told(signpost: Signpost) -> None:
    refused = signpost("migrate", "--to", "1")
    assert refused.exit_code == 2
    assert "write one of 0001" in refused.output
    forth = signpost("migrate", "--to", "0001")
    assert (forth.exit_code, "has schema none, which is older" in forth.output) == (2, True)


@sqlite_only
def test_a_migration_is_written_for_what_the_models_have_and_the_tables_lack(
    signpost: Signpost, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "m" / "versions").mkdir(parents=True)
    for name in ("env.py", "script.py.mako"):
        (tmp_path / "m" / name).write_bytes((MIGRATIONS / name).read_bytes())
    for script in MIGRATIONS.glob("versions/m*.py"):
        (tmp_path / "m" / "versions" / script.name).write_bytes(script.read_bytes())
    signpost("migrate")
    asked(signpost.url, "DROP INDEX ix_outbox_state_outbox_next_attempt_at")
    monkeypatch.setattr("app.cli.database.MIGRATIONS", tmp_path / "m")
    assert signpost("migrate", "--new", "Index the outbox").exit_code == 0
    number = f"{int(NEWEST) + 1:04}"
    written = (tmp_path / "m" / "versions" / f"m{number}_index_the_outbox.py").read_text(encoding="utf-8")
    assert written.startswith('"""Index the outbox."""\n')
    assert f'revision = "{number}"' in written.replace("'", '"')
    assert "create_index" in written


@pytest.mark.parametrize("verb", [("migrate",), ("deliver", "--once"), ("run",)])
def test_a_database_of_a_newer_version_ends_the_command_with_a_sentence(
    signpost: Signpost, verb: tuple[str, ...]
) -> None:
    signpost.submit()
    asked(signpost.url, "UPDATE alembic_version SET version_num = '9999'")
    result = signpost(*verb)
    assert result.exit_code == 1
    assert "the database has schema 9999 of a newer Signpost" in result.output
    assert "start the newer version again" in result.output


def test_a_backup_is_written_and_restored_or_the_way_of_postgresql_is_told(signpost: Signpost, tmp_path: Path) -> None:
    signpost.submit()
    backup, restore = signpost("backup", str(tmp_path / "b.tar")), None
    if not is_sqlite(signpost.url):
        (tmp_path / "b.tar").touch()
        restore = signpost("restore", str(tmp_path / "b.tar"))
        assert (backup.exit_code, restore.exit_code) == (1, 1)
        assert "pg_dump --format=custom" in backup.output
        assert "pg_restore" in restore.output
        return
    assert backup.exit_code == 0
    assert backup.output.startswith(f"Written to {tmp_path / 'b.tar'}: the database and 0 files")
    before = contents(signpost.url)
    asked(signpost.url, "DELETE FROM cases WHERE id = 0")
    restore = signpost("restore", str(tmp_path / "b.tar"), "--json")
    assert restore.exit_code == 0
    assert json.loads(restore.output)["schema"] == NEWEST
    assert contents(signpost.url) == before


@sqlite_only
def test_what_cannot_be_backed_up_or_restored_ends_with_a_sentence(signpost: Signpost, tmp_path: Path) -> None:
    missing = signpost("backup", str(tmp_path / "b.tar"))
    assert (missing.exit_code, "cannot be read" in missing.output) == (1, True)
    signpost.submit()
    nowhere = signpost("backup", str(tmp_path / "no" / "folder" / "b.tar"))
    assert (nowhere.exit_code, "cannot be read or written" in nowhere.output) == (1, True)
    (tmp_path / "rubbish.tar").write_bytes(b"rubbish")
    rubbish = signpost("restore", str(tmp_path / "rubbish.tar"))
    assert (rubbish.exit_code, "Not restored: " in rubbish.output) == (1, True)


@postgresql_only
def test_a_server_that_is_away_ends_migrate_with_a_sentence(signpost: Signpost) -> None:
    signpost.url = "postgresql+psycopg://signpost@127.0.0.1:1/signpost"
    result = signpost("migrate")
    assert result.exit_code == 1
    assert "The database cannot be used" in result.output
