"""The library in use: replaced as a whole when the content changes, kept when the change is bad."""

import logging
from pathlib import Path
from threading import Event

import pytest

from app.content.problems import ContentRefused
from app.content.store import LibraryStore
from tests.content.conftest import ContentFolder

GOOD = "---\ntitle: Good\n---\nText"
BETTER = "---\ntitle: Better\n---\nText"
BAD = "---\ntitel: Bad\n---\nText"


@pytest.fixture
def store(folder: ContentFolder) -> LibraryStore:
    """A store that has read one good article."""
    folder.write("articles/a.md", GOOD)
    return LibraryStore(folder.path)


def title(store: LibraryStore) -> str:
    return store.library.articles["a"].title


def test_a_folder_with_errors_is_refused_at_the_start(folder: ContentFolder) -> None:
    folder.write("articles/a.md", BAD)
    with pytest.raises(ContentRefused, match="did you mean “title”"):
        LibraryStore(folder.path)


def test_a_good_change_is_in_use_after_the_next_look(store: LibraryStore, folder: ContentFolder) -> None:
    before = store.library
    folder.write("articles/a.md", BETTER)
    assert store.refresh()
    assert title(store) == "Better"
    assert before.articles["a"].title == "Good"
    assert before.revision != store.library.revision


def test_where_nothing_changed_the_library_stays_the_same(store: LibraryStore) -> None:
    before = store.library
    assert not store.refresh()
    assert store.library is before


def test_a_bad_change_leaves_the_last_good_version_and_shows_its_problems(
    store: LibraryStore, folder: ContentFolder, caplog: pytest.LogCaptureFixture
) -> None:
    before = store.library
    folder.write("articles/a.md", BAD)
    folder.write("articles/b.md", BETTER)
    assert not store.refresh()
    assert store.library is before
    assert [(each.path, each.line, each.field) for each in store.problems] == [
        ("content/articles/a.md", 1, "title"),
        ("content/articles/a.md", 2, "titel"),
    ]
    assert "content/articles/a.md:2: titel" in caplog.text


def test_a_bad_change_is_logged_once_and_not_at_every_look(
    store: LibraryStore, folder: ContentFolder, caplog: pytest.LogCaptureFixture
) -> None:
    folder.write("articles/a.md", BAD)
    for _ in range(3):
        store.refresh()
    assert len([record for record in caplog.records if record.levelno >= logging.ERROR]) == 1


def test_a_mended_file_takes_the_problems_away(store: LibraryStore, folder: ContentFolder) -> None:
    folder.write("articles/a.md", BAD)
    store.refresh()
    folder.write("articles/a.md", BETTER)
    assert store.refresh()
    assert (store.problems, title(store)) == ((), "Better")


def test_a_file_taken_away_is_no_longer_published(store: LibraryStore, folder: ContentFolder) -> None:
    (folder.path / "articles/a.md").unlink()
    assert store.refresh()
    assert dict(store.library.articles) == {}


def test_a_file_that_cannot_be_read_leaves_the_last_good_version(store: LibraryStore, folder: ContentFolder) -> None:
    lost = folder.path / "articles/lost.md"
    lost.symlink_to(Path("nowhere.md"))
    assert not store.refresh()
    assert title(store) == "Good"
    lost.unlink()
    folder.write("articles/a.md", BETTER)
    assert store.refresh()


class Looks(LibraryStore):
    """A store whose first look fails as no reader should, and that tells of the second."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.count, self.has_looked_again = 0, Event()

    def refresh(self) -> bool:
        """Fails once."""
        self.count += 1
        if self.count == 1:
            raise RecursionError
        self.has_looked_again.set()
        return False


def test_the_watching_goes_on_whatever_a_look_comes_to(folder: ContentFolder) -> None:
    store = Looks(folder.path)
    store.watch(0.001)
    looked_again = store.has_looked_again.wait(10)
    store.stop()
    assert looked_again
