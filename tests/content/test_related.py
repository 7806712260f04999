"""Which articles help next where none are named: those about the same things, whatever their titles."""

from app.content.related import alike
from tests.content.conftest import ContentFolder
from tests.content.example_policy import TEXT
from tests.content.test_library import SHIPPED_POLICY


def titles(folder: ContentFolder, address: str) -> list[str]:
    """The titles of those alike, the closest first."""
    articles = folder.read().articles
    return [article.title for article in alike(articles[address], articles)]


def write(folder: ContentFolder, address: str, title: str, tags: str) -> None:
    folder.write(f"articles/{address}.md", f"---\ntitle: {title}\ntags: [{tags}]\n---\n")


def test_shared_tags_come_before_the_first_titles_and_rare_tags_before_common_ones(folder: ContentFolder) -> None:
    folder.write("policies/photoprism/1.md", SHIPPED_POLICY.read_bytes())
    write(folder, "photoprism/own", "Own", "backup, Raw files, help")
    write(folder, "photoprism/a", "A shares nothing", "faces")
    write(folder, "photoprism/b", "B shares what all have", "help")
    write(folder, "photoprism/c", "C shares what few have", "raw files")
    write(folder, "photoprism/d", "D shares all", "backup, raw files, help")
    write(folder, "photoprism/e", "E has help too", "help")
    assert titles(folder, "photoprism/own") == [
        "D shares all",
        "C shares what few have",
        "B shares what all have",
        "E has help too",
        "A shares nothing",
    ]


def test_articles_of_another_product_are_not_for_its_readers_but_general_ones_may_be(folder: ContentFolder) -> None:
    folder.write("policies/photoprism/1.md", SHIPPED_POLICY.read_bytes())
    folder.write("policies/acme/1.0.md", TEXT)
    write(folder, "acme/other", "Other", "backup")
    write(folder, "general", "General", "backup")
    write(folder, "unlike", "Unlike", "faces")
    write(folder, "photoprism/own", "Own", "backup")
    write(folder, "photoprism/beside", "Beside", "faces")
    assert titles(folder, "photoprism/own") == ["General", "Beside"]
    assert titles(folder, "general") == ["Other", "Own"]


def test_of_two_equally_close_the_one_about_the_same_product_comes_first(folder: ContentFolder) -> None:
    folder.write("policies/photoprism/1.md", SHIPPED_POLICY.read_bytes())
    write(folder, "photoprism/own", "Own", "backup")
    write(folder, "a", "A general", "backup")
    write(folder, "photoprism/z", "Z beside", "backup")
    assert titles(folder, "photoprism/own") == ["Z beside", "A general"]
