"""The library: the content folder as one whole, or every problem of every file."""

import os
from datetime import UTC, date, datetime

import pytest

from app.config import CHECKOUT
from app.content.library_reader import LibraryReader
from tests.content.conftest import ContentFolder

ARTICLE = "---\ntitle: A\n---\nText"
SHIPPED_POLICY = next((CHECKOUT / "content" / "policies" / "photoprism").glob("*.md"))


def test_an_empty_folder_publishes_nothing_and_is_no_error(folder: ContentFolder) -> None:
    library = folder.read()
    assert (dict(library.policies), dict(library.articles), library.notices) == ({}, {}, ())


def test_all_problems_of_all_files_are_told_at_once_with_file_line_field_and_hint(folder: ContentFolder) -> None:
    folder.write("articles/a.md", "---\ntitel: A\n---\n")
    folder.write("articles/b/c.md", "---\ntitle: A\nrelated: [no/such]\n---\n")
    folder.write("articles/Bad Name.md", ARTICLE)
    folder.write("notices/n.md", "---\ntitle: N\nfrom: 2027-01-01T00:00:00Z\nuntil: 2026-01-01T00:00:00Z\n---\n")
    folder.write("policies/lost.md", "---\n---\n")
    folder.write("policies/vendor/1.0.md", b"\xff")
    assert folder.problems() == [
        "content/articles/Bad Name.md: the file's address is not made of a-z, 0-9, “-”, “_” and “.” (rename it)",
        "content/articles/a.md:1: title: this field is missing (add it)",
        "content/articles/a.md:2: titel: this field is not known (did you mean “title”?)",
        "content/articles/b/c.md:3: related: there is no article “no/such” (write its address below /articles/)",
        "content/notices/n.md:4: until: the notice ends before it begins (put a later moment here)",
        "content/policies/lost.md: a policy stands at policies/<slug>/<version>.md (move it there)",
        "content/policies/vendor/1.0.md:1: the file is not UTF-8 (save it as UTF-8)",
    ]


def test_the_folder_of_a_product_makes_an_article_belong_to_it(folder: ContentFolder) -> None:
    folder.write("policies/photoprism/1.md", SHIPPED_POLICY.read_bytes())
    folder.write("articles/photoprism/b.md", "---\ntitle: B\n---\n")
    folder.write("articles/other/a.md", "---\ntitle: A\nproduct: photoprism\n---\n")
    folder.write("articles/other/c.md", "---\ntitle: C\n---\n")
    library = folder.read()
    assert [article.title for article in library.articles_about({"photoprism"})] == ["A", "B"]
    assert library.policy_of_product["photoprism"] == "photoprism"


def test_two_versions_in_force_from_the_same_day_are_refused(folder: ContentFolder) -> None:
    for version in ("1", "2"):
        folder.write(f"policies/photoprism/{version}.md", SHIPPED_POLICY.read_bytes())
    assert [problem.split(": ", 1)[0] for problem in folder.problems()] == [
        "content/policies/photoprism/1.md:1",
        "content/policies/photoprism/2.md:1",
    ]


def test_the_revision_changes_with_the_text_the_name_and_the_number_of_files(folder: ContentFolder) -> None:
    path = folder.write("articles/a.md", ARTICLE)
    revisions = [folder.read().revision]
    folder.write("articles/a.md", f"{ARTICLE}.")
    revisions.append(folder.read().revision)
    path.rename(path.with_name("b.md"))
    revisions.append(folder.read().revision)
    folder.write("articles/c.md", ARTICLE)
    revisions.append(folder.read().revision)
    assert len(set(revisions)) == 4


def test_the_revision_is_that_of_the_content_wherever_it_lies_and_whenever_it_was_written(
    folder: ContentFolder,
) -> None:
    path = folder.write("articles/a.md", ARTICLE)
    before = folder.read().revision
    os.utime(path, (0, 0))
    elsewhere = ContentFolder(folder.path.parent / "elsewhere")
    elsewhere.write("articles/a.md", ARTICLE)
    assert before == folder.read().revision == elsewhere.read().revision


def test_outside_of_git_the_last_change_is_the_files_own_date(folder: ContentFolder) -> None:
    path = folder.write("articles/a.md", ARTICLE)
    moment = datetime(2026, 3, 4, 23, 30, tzinfo=UTC).timestamp()
    os.utime(path, (moment, moment))
    assert folder.read().articles["a"].changed_on == date(2026, 3, 4)


@pytest.mark.parametrize("text", ["---\ntitle: B\n---\nText", "---\ntitle: A\n---\nText, longer"])
def test_a_file_that_takes_anothers_place_in_the_same_moment_is_seen(folder: ContentFolder, text: str) -> None:
    reader = LibraryReader(folder.path)
    path = folder.write("articles/a.md", ARTICLE)
    os.utime(path, ns=(1, 1))
    before = reader.signature()
    os.utime(folder.write("articles/a.md", text), ns=(1, 1))
    assert reader.signature() != before


def test_a_policy_that_has_not_changed_is_not_proved_again(folder: ContentFolder) -> None:
    folder.write("policies/photoprism/1.md", SHIPPED_POLICY.read_bytes())
    reader = LibraryReader(folder.path)
    first = reader.read().policies["photoprism"][0]
    folder.write("articles/a.md", ARTICLE)
    assert reader.read().policies["photoprism"][0] is first
