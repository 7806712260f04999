"""A backup is whole and of one moment; a restore puts it in place whole or not at all."""

import io
import json
import os
import re
import signal
import sqlite3
import stat
import subprocess
import sys
import tarfile
from collections.abc import Callable
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from app.cases import files as attached
from app.cases.book import CaseBook
from app.cases.database import Database
from app.cases.file_store import FileStore
from app.config import CHECKOUT
from app.storage.backup import ATTACHMENTS, DATABASE, MANIFEST, back_up
from app.storage.restore import NotRestored, restore
from app.storage.schema import revisions
from tests.cases.processes import started
from tests.cases.samples import HOST, SUBMITTED_AT, Clock, draft
from tests.databases import asked, contents

Files = dict[str, bytes]


class Site:
    """Where a site keeps what a backup holds."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "signpost.db"
        self.attachments = folder / "attachments"
        self.url = f"sqlite:///{self.database}"
        folder.mkdir(parents=True)

    def submit(self, key: str) -> str:
        """Stores a case; its reference."""
        database = Database.open(self.url)
        try:
            return CaseBook(database, HOST).submit(draft(idempotency_key=key), SUBMITTED_AT).case.reference
        finally:
            database.close()

    def back_up(self, target: Path) -> Path:
        back_up(self.database, self.attachments, target, SUBMITTED_AT)
        return target

    def restore(self, backup: Path, force: bool = False) -> None:
        restore(backup, self.database, self.attachments, revisions(), force=force)

    def references(self) -> set[str]:
        return {reference for (reference,) in asked(self.url, "SELECT reference FROM cases")}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site with two cases and a file."""
    site = Site(tmp_path / "site")
    for key in ("1", "2"):
        site.submit(key)
    (site.attachments / "ab").mkdir(parents=True)
    (site.attachments / "ab" / "log.txt").write_bytes(b"\0\xff" * 1000)
    return site


@pytest.fixture
def backup(site: Site, tmp_path: Path) -> Path:
    return site.back_up(tmp_path / "backup.tar")


def test_what_was_backed_up_is_there_again_on_another_machine(site: Site, backup: Path, tmp_path: Path) -> None:
    other = Site(tmp_path / "other")
    other.restore(backup)
    assert contents(other.url) == contents(site.url)
    assert (other.attachments / "ab" / "log.txt").read_bytes() == b"\0\xff" * 1000
    assert asked(other.url, "PRAGMA integrity_check") == [("ok",)]


def test_a_restore_goes_back_to_the_moment_of_the_backup(site: Site, backup: Path) -> None:
    before = contents(site.url)
    later = site.submit("3")
    site.restore(backup)
    assert contents(site.url) == before
    assert later not in site.references()
    site.submit("4")
    assert len(site.references()) == 3


def test_a_backup_is_for_the_eyes_of_its_owner_and_says_what_it_holds(backup: Path) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    with tarfile.open(backup) as tar:
        assert tar.getnames() == [MANIFEST, DATABASE, f"{ATTACHMENTS}/ab/log.txt"]
        manifest = json.loads(tar.extractfile(MANIFEST).read())  # type: ignore[union-attr]
    assert (manifest["format"], manifest["schema"]) == ("signpost-backup/1", revisions()[-1])
    assert manifest["made_at"] == "2026-06-18T13:00:00+00:00"
    assert [path.name for path in backup.parent.iterdir() if path.name.startswith(".")] == []


def test_a_backup_that_cannot_be_finished_leaves_the_older_one(site: Site, backup: Path, tmp_path: Path) -> None:
    older = backup.read_bytes()
    with pytest.raises(sqlite3.OperationalError):
        back_up(tmp_path / "no.db", site.attachments, backup, SUBMITTED_AT)
    assert backup.read_bytes() == older
    assert not (tmp_path / "no.db").exists()


def test_under_writes_it_is_intact_and_holds_every_case_acknowledged_before_it_began(
    site: Site, tmp_path: Path
) -> None:
    with started("submit_until_killed", site.url) as one, started("submit_until_killed", site.url) as other:
        told: set[str] = set()
        for number in range(3):
            for process in (one, other):
                assert process.stdout is not None
                told |= {line.split()[0] for line in islice(process.stdout, 20)}
            copy = Site(tmp_path / f"copy{number}")
            copy.restore(site.back_up(tmp_path / f"{number}.tar"))
            assert told <= copy.references()
            assert asked(copy.url, "PRAGMA integrity_check") == [("ok",)]
            assert asked(copy.url, "SELECT count(*) * 2 FROM cases") == asked(copy.url, "SELECT count(*) FROM outbox")
    assert len(told) == 120


# What is refused


def repacked(backup: Path, change: Callable[[Files], Any]) -> Path:
    """The backup with some of its files changed."""
    with tarfile.open(backup) as tar:
        files: Files = {name: tar.extractfile(name).read() for name in tar.getnames()}  # type: ignore[union-attr]
    change(files)
    with tarfile.open(backup, "w") as tar:
        for name, content in files.items():
            head = tarfile.TarInfo(name)
            head.size = len(content)
            tar.addfile(head, io.BytesIO(content))
    return backup


def told_otherwise(old: str, new: str) -> Callable[[Files], Any]:
    """The manifest with other words in it."""
    return lambda files: files.update({MANIFEST: re.sub(old, new, files[MANIFEST].decode()).encode()})


DAMAGES: dict[str, Callable[[Files], Any]] = {
    "no manifest": lambda files: files.pop(MANIFEST),
    "no database": lambda files: files.pop(DATABASE),
    "a file is missing": lambda files: files.pop(f"{ATTACHMENTS}/ab/log.txt"),
    "a file was changed": lambda files: files.update({f"{ATTACHMENTS}/ab/log.txt": b"other"}),
    "a database was changed": lambda files: files.update({DATABASE: files[DATABASE][:-1] + b"x"}),
    "a place outside": told_otherwise(f"{ATTACHMENTS}/ab/log.txt", f"{ATTACHMENTS}/../../evil"),
    "an absolute place": told_otherwise(f"{ATTACHMENTS}/ab/log.txt", "/tmp/evil"),  # noqa: S108 - never written
    "another format": told_otherwise("signpost-backup/1", "signpost-backup/9"),
    "a manifest of rubbish": lambda files: files.update({MANIFEST: b"[]"}),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_backup_changes_nothing(site: Site, backup: Path, damage: str) -> None:
    site.submit("3")
    before = contents(site.url)
    with pytest.raises(NotRestored, match="no whole backup of Signpost"):
        site.restore(repacked(backup, DAMAGES[damage]), force=True)
    assert contents(site.url) == before
    assert {path.name for path in site.database.parent.iterdir()} == {"signpost.db", "attachments"}


@pytest.mark.parametrize("content", [b"", b"no archive" * 999])
def test_what_is_no_archive_is_refused(site: Site, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.tar").write_bytes(content)
    with pytest.raises(NotRestored, match="choose another one"):
        site.restore(tmp_path / "x.tar")


def test_a_database_in_use_is_not_overwritten_unless_forced(site: Site, backup: Path) -> None:
    before = contents(site.url)
    user = Database.open(site.url)
    book = CaseBook(user, HOST)
    case = book.submit(draft(idempotency_key="3"), SUBMITTED_AT).case
    with pytest.raises(NotRestored, match="is in use: stop the site and its workers first"):
        site.restore(backup)
    assert book.by_secret(case.secret) == case
    site.restore(backup, force=True)
    assert book.by_secret(case.secret) is None
    assert contents(site.url) == before
    user.close()


def test_a_backup_of_a_newer_version_is_not_restored_unless_forced(site: Site, tmp_path: Path) -> None:
    with closing(sqlite3.connect(site.database)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    backup, other = site.back_up(tmp_path / "newer.tar"), Site(tmp_path / "other")
    with pytest.raises(NotRestored, match="schema 9999 of a newer Signpost"):
        other.restore(backup)
    assert not other.database.exists()
    other.restore(backup, force=True)
    assert asked(other.url, "SELECT version_num FROM alembic_version") == [("9999",)]


def test_what_is_no_database_stands_in_the_way_and_is_left_alone(site: Site, backup: Path, tmp_path: Path) -> None:
    other = Site(tmp_path / "other")
    other.database.write_bytes(b"no database at all, but long enough to look like one" * 100)
    with pytest.raises(NotRestored, match="move it away, then restore again"):
        other.restore(backup)
    assert other.database.read_bytes().startswith(b"no database")
    assert not any(other.attachments.rglob("*.txt"))


def test_a_restore_that_is_killed_leaves_the_old_cases_or_the_new_ones(site: Site, tmp_path: Path) -> None:
    for number in range(60):
        site.submit(f"more {number}")
    new = contents(site.url)
    backup, other = site.back_up(tmp_path / "backup.tar"), Site(tmp_path / "other")
    other.submit("old")
    old, code = contents(other.url), "from tests.storage.test_backup import restore_and_die; restore_and_die()"
    for moment in range(0, 60, 6):
        arguments = json.dumps([str(backup), str(other.database), str(other.attachments), moment])
        process = subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, input=arguments, text=True, check=False)
        assert process.returncode in (0, -signal.SIGKILL)
        assert contents(other.url) in ([new] if process.returncode == 0 else [old, new])
        assert asked(other.url, "PRAGMA integrity_check") == [("ok",)]
        other.database.unlink()
        other.submit("old")
        old = contents(other.url)


def restore_and_die() -> None:
    """For a process of its own: ends when so many calls into restoring have been made, or when all is done."""
    backup, database, attachments, moment = json.load(sys.stdin)
    left = [moment]

    def count(frame: Any, event: str, _argument: object) -> None:
        if event == "c_call" and frame.f_code.co_filename.endswith("restore.py"):
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(count)
    restore(Path(backup), Path(database), Path(attachments), revisions(), force=False)


def test_a_restored_copy_holds_the_files_of_its_cases_and_nothing_half_written(tmp_path: Path) -> None:
    site, other = Site(tmp_path / "site"), Site(tmp_path / "other")
    database = Database.open(site.url)
    store = FileStore(site.attachments)
    kept = attached.Files(database, store, attached.FileLimits(1000), Clock())
    file = kept.stage("key", "Fehler ü.log", io.BytesIO(b"down\n\xff"), SUBMITTED_AT)
    CaseBook(database, HOST).submit(draft(idempotency_key="key", files=(file,)), SUBMITTED_AT)
    (site.attachments / ".part-half").write_bytes(b"half")
    other.restore(site.back_up(tmp_path / "backup.tar"))
    copy = Database.open(other.url)
    restored = attached.Files(copy, FileStore(other.attachments), attached.FileLimits(1000), Clock())
    (found,) = restored.named("key", [file.id])
    path = restored.path(found.id)
    assert path is not None
    assert (found, path.read_bytes()) == (file, b"down\n\xff")
    assert [each.name for each in other.attachments.iterdir()] == [file.id]
    assert stat.S_IMODE(other.attachments.stat().st_mode) == 0o700
    database.close()
    copy.close()
