"""The history of content: days and subjects from git, through renames, and without anybody's name."""

from datetime import UTC, date, datetime

import pytest

from app.content.history import Change, read_history
from tests.content.checkout import Checkout
from tests.content.conftest import ContentFolder

TEXT = "---\ntitle: A\n---\n" + "".join(
    f"Line {n} of a text that is long enough to be known again.\n" for n in range(20)
)


@pytest.fixture
def checkout(folder: ContentFolder) -> Checkout:
    return Checkout(folder.path.parent)


def changes(folder: ContentFolder, name: str) -> list[tuple[str, str]]:
    """The history of a file, as days and subjects."""
    path = folder.path / name
    return [(change.day.isoformat(), change.subject) for change in read_history(folder.path, [path]).changes_of(path)]


def test_each_change_has_its_day_and_subject_the_last_one_first(folder: ContentFolder, checkout: Checkout) -> None:
    folder.write("articles/a.md", TEXT)
    checkout.commit("Write it down", "2026-03-01T12:00:00Z")
    folder.write("articles/a.md", f"{TEXT}More.")
    checkout.commit("Say more", "2026-04-01T12:00:00Z")
    folder.write("articles/b.md", "---\ntitle: B\n---\n")
    checkout.commit("Write another", "2026-05-01T12:00:00Z")
    assert changes(folder, "articles/a.md") == [("2026-04-01", "Say more"), ("2026-03-01", "Write it down")]
    found = folder.read().articles["a"]
    assert found.changed_on == date(2026, 4, 1)
    assert found.changes[0] == Change(date(2026, 4, 1), "Say more")


def test_a_day_is_one_in_utc_whatever_clock_the_writer_had(folder: ContentFolder, checkout: Checkout) -> None:
    folder.write("articles/a.md", TEXT)
    checkout.commit("Late at night", "2026-03-02T01:00:00+03:00")
    assert changes(folder, "articles/a.md") == [("2026-03-01", "Late at night")]


def test_a_file_that_was_renamed_keeps_its_history(folder: ContentFolder, checkout: Checkout) -> None:
    path = folder.write("articles/old.md", TEXT)
    checkout.commit("Write it down", "2026-03-01T12:00:00Z")
    path.rename(path.with_name("new.md"))
    checkout.commit("Name it for what it says", "2026-04-01T12:00:00Z")
    folder.write("articles/old.md", "---\ntitle: Another\n---\nNot alike at all.")
    checkout.commit("Write another in its place", "2026-05-01T12:00:00Z")
    assert changes(folder, "articles/new.md") == [
        ("2026-04-01", "Name it for what it says"),
        ("2026-03-01", "Write it down"),
    ]
    assert changes(folder, "articles/old.md") == [("2026-05-01", "Write another in its place")]


def test_nobody_is_named_and_no_address_stands_in_a_subject(folder: ContentFolder, checkout: Checkout) -> None:
    folder.write("articles/a.md", TEXT)
    checkout.commit("Mend what <jo@example.com> found, see ada@example.com", "2026-03-01T12:00:00Z")
    path = folder.path / "articles" / "a.md"
    told = repr(read_history(folder.path, [path]))
    assert "Mend what … found, see …" in told
    assert not [name for name in ("Ada", "Lovelace", "@example.com") if name in told]


def test_outside_of_git_there_is_no_history_and_the_day_is_the_files_own(folder: ContentFolder) -> None:
    path = folder.write("articles/a.md", TEXT)
    history = read_history(folder.path, [path])
    assert history.changes_of(path) == ()
    assert history.changed_on(path) == datetime.fromtimestamp(path.stat().st_mtime, UTC).date()


def test_without_git_nothing_breaks(folder: ContentFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder.write("articles/a.md", TEXT)
    monkeypatch.setenv("PATH", "")
    assert read_history(folder.path, [path]).changes_of(path) == ()


def test_a_file_that_was_never_committed_has_its_own_day(folder: ContentFolder, checkout: Checkout) -> None:
    folder.write("articles/a.md", TEXT)
    checkout.commit("Write it down", "2026-03-01T12:00:00Z")
    path = folder.write("articles/b.md", TEXT)
    assert read_history(folder.path, [path]).changed_on(path) > date(2026, 3, 1)
