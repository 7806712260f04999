"""Files beside articles: known by their address, read once, and refused where they cannot be served."""

import os
from pathlib import Path

import pytest

from app.content.attachments import MOST_BYTES, TYPES, AttachmentReader
from app.content.library_reader import LibraryReader
from tests.content.conftest import ContentFolder
from tests.content.test_picture_size import PNG

ARTICLE = "---\ntitle: A\n---\n"


def test_a_file_of_each_kind_stands_at_its_path_with_its_type(folder: ContentFolder) -> None:
    for suffix in TYPES:
        folder.write(f"articles/x/file{suffix}", b"body")
    found = folder.read().attachments
    assert {address: each.content_type for address, each in found.items()} == {
        f"x/file{suffix}": kind for suffix, kind in TYPES.items()
    }


def test_pictures_and_pdfs_are_shown_and_all_else_is_kept_as_a_file(folder: ContentFolder) -> None:
    for name in ("a.png", "a.svg", "a.pdf", "a.txt", "a.json", "a.zip"):
        folder.write(f"articles/{name}", b"body")
    assert [name for name, each in folder.read().attachments.items() if each.is_shown] == ["a.pdf", "a.png", "a.svg"]


@pytest.mark.parametrize(
    "name", ["articles/x/.import.json", "articles/.git/a.json", "articles/a.exe", "articles/a.html", "policies/a.png"]
)
def test_what_is_a_tools_own_of_no_known_kind_or_elsewhere_is_not_served(folder: ContentFolder, name: str) -> None:
    folder.write(name, b"{}")
    assert dict(folder.read().attachments) == {}


def test_the_size_of_a_picture_is_known(folder: ContentFolder) -> None:
    folder.write("articles/a.png", PNG)
    folder.write("articles/b.png", b"no picture")
    assert [each.size for each in folder.read().attachments.values()] == [(640, 480), None]


@pytest.mark.parametrize("name", ["Lag.png", "x/lag 1.png", "x/lag.PNG", "Big/lag.png"])
def test_a_name_that_makes_no_address_is_an_error(folder: ContentFolder, name: str) -> None:
    folder.write(f"articles/{name}", PNG)
    assert folder.problems() == [
        f"content/articles/{name}: the file's address is not made of a-z, 0-9, “-”, “_” and “.” (rename it)"
    ]


def test_a_file_that_is_too_large_is_an_error(folder: ContentFolder) -> None:
    folder.write("articles/a.log", b"x" * (MOST_BYTES + 1))
    assert folder.problems() == [
        "content/articles/a.log: the file is larger than 5 MB (make it smaller, or link to where it can be had)"
    ]
    folder.write("articles/a.log", b"x" * MOST_BYTES)
    assert list(folder.read().attachments) == ["a.log"]


def test_a_link_to_a_file_elsewhere_is_an_error_and_one_within_is_none(folder: ContentFolder, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    folder.write("articles/own.txt", b"own")
    (folder.path / "articles" / "b.txt").symlink_to("own.txt")
    assert list(folder.read().attachments) == ["b.txt", "own.txt"]
    (folder.path / "articles" / "a.txt").symlink_to(tmp_path / "secret.txt")
    assert folder.problems() == [
        "content/articles/a.txt: the file is a link to one outside the folder of articles (put the file itself here)"
    ]


def test_an_article_named_as_a_file_is_an_error(folder: ContentFolder) -> None:
    folder.write("articles/a.png", PNG)
    folder.write("articles/a.png.md", ARTICLE)
    assert folder.problems() == [
        "content/articles/a.png.md: a file beside the articles has the same address (rename one of them)"
    ]


def test_the_revision_and_the_signature_change_with_a_file_its_name_and_its_going(folder: ContentFolder) -> None:
    reader, revisions, signatures = LibraryReader(folder.path), [], []

    def look() -> None:
        revisions.append(reader.read().revision)
        signatures.append(reader.signature())

    folder.write("articles/a.md", ARTICLE)
    look()
    path = folder.write("articles/a.conf", b"one")
    look()
    folder.write("articles/a.conf", b"two")
    look()
    path.rename(path.with_name("b.conf"))
    look()
    assert len(set(revisions)) == len(set(signatures)) == 4
    path.with_name("b.conf").unlink()
    look()
    assert (revisions[-1], signatures[-1]) == (revisions[0], signatures[0])


def test_a_file_that_has_not_changed_is_not_read_again(folder: ContentFolder) -> None:
    folder.write("articles/a.conf", b"one")
    folder.write("articles/b.conf", b"one")
    reader, articles = AttachmentReader(), folder.path / "articles"
    before = reader.read(articles, [])
    folder.write("articles/b.conf", b"two")
    after = reader.read(articles, [])
    assert (after["a.conf"] is before["a.conf"], after["b.conf"] is before["b.conf"]) == (True, False)
    assert reader.read(articles, [])["a.conf"] is before["a.conf"]


def test_a_revision_does_not_depend_on_when_a_file_was_written(folder: ContentFolder) -> None:
    path = folder.write("articles/a.conf", b"one")
    before = folder.read().revision
    os.utime(path, (0, 0))
    assert folder.read().revision == before
