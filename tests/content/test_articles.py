"""Articles: a Markdown file whose only required field is its title."""

from datetime import date

import pytest

from app.content.articles import Article, read_article
from app.content.problems import Problems
from tests.content.conftest import ContentFolder

DAY = date(2026, 11, 21)


def read(text: str, address: str = "clickhouse/lost-replica") -> tuple[Article | None, list[str]]:
    problems = Problems("file.md")
    article = read_article("file.md", address, text.encode(), DAY, problems)
    return article, [str(problem) for problem in problems.found]


def test_a_title_is_enough() -> None:
    article, problems = read("---\ntitle: Lost replica\n---\nAsk it.")
    assert problems == []
    assert article
    assert (article.title, article.product) == ("Lost replica", "clickhouse")
    assert article.url == "/articles/clickhouse/lost-replica"
    assert (article.summary, article.versions, article.tags, article.owner) == ("", (), (), None)
    assert (article.reviewed_on, article.review_on) == (None, None)
    assert (article.sources, article.related, article.redirect_from) == ((), (), ())
    assert (article.is_draft, article.publish_on, article.changes) == (False, None, ())
    assert (article.changed_on, article.markdown) == (DAY, "Ask it.")


def test_every_field_of_the_guide_is_read() -> None:
    article, problems = read(
        "---\ntitle: A\nsummary: B\nproduct: ccx\nversions: ['1.9', 2.x]\ntags: [outage, data loss]\n"
        "owner: Database support\nreviewed_on: 2026-11-21\nreview_on: 2027-05-21\n"
        "sources:\n  - title: 'Docs: errors'\n    url: https://example.com/a\nrelated: [clickhouse/b]\n"
        "draft: true\npublish_on: 2027-01-15\nredirect_from: [clickhouse/old]\n---\n"
    )
    assert problems == []
    assert article
    assert (article.summary, article.product, article.tags) == ("B", "ccx", ("outage", "data loss"))
    assert (article.versions, article.owner, article.review_on) == (
        ("1.9", "2.x"),
        "Database support",
        date(2027, 5, 21),
    )
    assert article.sources == (("Docs: errors", "https://example.com/a"),)
    assert (article.reviewed_on, article.related) == (DAY, ("clickhouse/b",))
    assert (article.is_draft, article.publish_on) == (True, date(2027, 1, 15))
    assert article.redirect_from == ("clickhouse/old",)


@pytest.mark.parametrize(
    ("field", "line"),
    [
        ("title: ''", 2),
        ("title: A\nreviewed_on: 2026-13-01", 3),
        ("title: A\ntags: outage", 3),
        ("title: A\nsources:\n  - title: B\n    url: http://example.com", 5),
        ("title: A\nsources:\n  - title: B\n    url: javascript:alert(1)", 5),
        ("title: A\nproduct: Big Thing", 3),
        ("title: A\nauthor: B", 3),
        ("title: A\ndraft: perhaps", 3),
        ("title: A\npublish_on: soon", 3),
        ("title: A\nredirect_from: [/x]", 3),
        ("title: A\nreviewed_on: 2026-11-21\nreview_on: 2026-11-21", 4),
    ],
)
def test_a_field_that_cannot_be_is_a_problem_at_its_line(field: str, line: int) -> None:
    article, problems = read(f"---\n{field}\n---\n")
    assert article is None
    assert [problem.split(":")[1] for problem in problems] == [str(line)]


def test_articles_can_be_gathered_without_doubles() -> None:
    (one, _), (same, _) = read("---\ntitle: A\n---\n[a](#b)"), read("---\ntitle: A\n---\n[a](#b)")
    assert len({one, same}) == 1


def test_an_article_in_no_folder_is_about_no_product() -> None:
    article, _ = read("---\ntitle: A\n---\n", "opening-a-case")
    assert article
    assert (article.product, article.url) == (None, "/articles/opening-a-case")


def test_an_unknown_folder_is_no_error_and_no_product(folder: ContentFolder) -> None:
    folder.write("articles/manuals/television/remote.md", "---\ntitle: The remote\n---\n")
    article = folder.read().articles["manuals/television/remote"]
    assert article.product is None
