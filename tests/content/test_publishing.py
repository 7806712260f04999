"""What readers see on a day: no drafts, nothing before its day, and nothing that belongs to these alone."""

from datetime import date

import pytest

from app.content.article_calendar import article_warnings
from app.content.library import Library
from tests.content.conftest import ContentFolder

BEFORE, DAY, AFTER = date(2027, 1, 14), date(2027, 1, 15), date(2027, 1, 16)


def write(folder: ContentFolder, name: str, head: str = "", text: str = "") -> None:
    folder.write(f"articles/{name}.md", f"---\ntitle: {name.upper()}\n{head}---\n{text}")


@pytest.fixture
def library(folder: ContentFolder) -> Library:
    """A plain article, a draft, and one to come; each shows a picture, and all show one more."""
    write(folder, "plain", text="![P](plain.svg) ![A](all.svg)")
    write(folder, "draft", "draft: true\nredirect_from: [old-draft]\n", "![D](draft.svg) ![A](all.svg)")
    write(folder, "soon", f"publish_on: {DAY}\nredirect_from: [old-soon]\n", "![S](soon.svg) ![A](all.svg)")
    for name in ("plain", "draft", "soon", "all", "unused"):
        folder.write(f"articles/{name}.svg", "<svg/>")
    return folder.read()


@pytest.mark.parametrize(("day", "seen"), [(BEFORE, ["plain"]), (DAY, ["plain", "soon"]), (AFTER, ["plain", "soon"])])
def test_a_day_decides_what_is_seen(library: Library, day: date, seen: list[str]) -> None:
    published = library.published_on(day)
    assert sorted(published.articles) == seen
    assert sorted(published.attachments) == sorted([*(f"{name}.svg" for name in seen), "all.svg", "unused.svg"])
    assert dict(published.redirects) == ({"old-soon": "soon"} if "soon" in seen else {})
    assert published.article("old-draft") is None
    assert published.article("old-soon") is published.articles.get("soon")


def test_a_day_is_worked_out_once_and_another_one_anew(library: Library) -> None:
    first = library.published_on(DAY)
    assert library.published_on(DAY) is first
    assert sorted(library.published_on(BEFORE).articles) == ["plain"]
    assert library.published_on(DAY).articles == first.articles


def test_where_no_day_decides_the_library_is_its_own(folder: ContentFolder) -> None:
    write(folder, "plain")
    library = folder.read()
    assert library.published_on(DAY) is library


def test_an_article_that_appears_on_a_day_has_changed_on_it(library: Library) -> None:
    assert library.articles["soon"].changed_on == DAY


def warnings(folder: ContentFolder, today: date) -> list[str]:
    return [str(each).removeprefix("content/articles/") for each in article_warnings(folder.read(), today)]


def test_a_review_is_due_from_its_day_on(folder: ContentFolder) -> None:
    write(folder, "a", f"reviewed_on: 2026-01-15\nreview_on: {DAY}\n")
    assert warnings(folder, BEFORE) == []
    for today in (DAY, AFTER):
        assert warnings(folder, today) == [
            "a.md:4: warning: review_on: due to be compared with its sources since Friday 15 January 2027"
            " (compare it, then set reviewed_on to that day and move review_on)"
        ]


def test_what_is_to_come_is_told_and_links_to_it_until_it_is_there(folder: ContentFolder) -> None:
    write(folder, "soon", f"publish_on: {DAY}\n", "[b](b.md)")
    write(folder, "b", f"publish_on: {DAY}\n", "[soon](soon.md)")
    write(folder, "a", text="Text\n\n[soon](soon.md)")
    assert warnings(folder, BEFORE) == [
        "a.md:6: warning: “/articles/soon” appears on Friday 15 January 2027 only"
        " (until then the link leads nowhere: publish them together)",
        "b.md:3: warning: publish_on: readers do not see it before Friday 15 January 2027"
        " (nothing to do, if that is meant)",
        "soon.md:3: warning: publish_on: readers do not see it before Friday 15 January 2027"
        " (nothing to do, if that is meant)",
    ]
    assert warnings(folder, DAY) == []
