"""The report on articles: what helps least first, moved articles counted once, and what is due for review."""

from collections.abc import Mapping
from datetime import date

import pytest

from app.content.library import Library
from app.insight.article_report import GONE, ArticleReport, article_report, least_share, report_lines
from app.insight.votes import Remark, Verdict
from tests.content.conftest import ContentFolder

TODAY = date(2026, 12, 3)
YES, NO = Verdict.HELPFUL, Verdict.UNSOLVED


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> ContentFolder:
    return ContentFolder(tmp_path_factory.mktemp("report") / "content")


@pytest.fixture
def library(folder: ContentFolder) -> Library:
    """Four articles: one that moved, two that are due, a draft."""
    for name, head in {
        "a": "redirect_from: [old]", "b": "review_on: 2026-12-01\nowner: Photo support", "c": "review_on: 2026-01-01",
        "d": "draft: true\nreview_on: 2026-01-01", "e": "review_on: 2026-12-04",
    }.items():  # fmt: skip
        folder.write(f"articles/{name}.md", f"---\ntitle: Title {name}\n{head}\n---\n")
    return folder.read()


def report(
    library: Library,
    votes: Mapping[str, Mapping[Verdict, int]],
    reads: Mapping[str, int] | None = None,
    remarks: tuple[Remark, ...] = (),
) -> ArticleReport:
    return article_report(library, reads or {}, votes, remarks, TODAY)


def test_what_helps_least_comes_first_and_one_vote_does_not_outweigh_fifty(library: Library) -> None:
    found = report(library, {"a": {NO: 1}, "b": {NO: 40, YES: 10}, "c": {YES: 50}}, {"c": 3, "e": 5})
    assert [each.address for each in found.articles] == ["b", "a", "e", "c"]


def test_the_least_share_grows_with_votes_and_is_nothing_without_any() -> None:
    shares = [least_share(0, 0), least_share(0, 10), least_share(1, 1), least_share(8, 10), least_share(80, 100)]
    assert shares == sorted(shares)
    assert least_share(0, 0) == 0
    assert least_share(1, 1) == pytest.approx(0.2065, abs=0.0001)  # Wilson's interval for 1 of 1 at 95 %
    assert least_share(80, 100) == pytest.approx(0.7111, abs=0.0001)


def test_the_figures_of_an_article_are_its_reads_votes_reasons_and_remarks(library: Library) -> None:
    remarks = (Remark(TODAY, "a", Verdict.WRONG, "Step 2 is gone."),)
    (found, *_) = report(library, {"a": {YES: 2, NO: 1, Verdict.WRONG: 3}}, {"a": 70}, remarks).articles
    assert (found.title, found.reads, found.helpful, found.not_helpful) == ("Title a", 70, 2, 4)
    assert found.reasons == {"unsolved": 1, "wrong": 3}
    assert found.remarks == ("2026-12-03: Step 2 is gone.",)


def test_what_was_counted_before_an_article_moved_counts_for_it(library: Library) -> None:
    votes = {"a": {YES: 1, NO: 1}, "old": {YES: 1, NO: 2}}
    remarks = (Remark(TODAY, "old", NO, "No."),)
    found = {each.address: each for each in report(library, votes, {"a": 1, "old": 2}, remarks).articles}
    assert "old" not in found
    assert (found["a"].reads, found["a"].helpful, found["a"].not_helpful) == (3, 2, 3)
    assert found["a"].remarks == ("2026-12-03: No.",)


def test_an_article_that_has_gone_is_told_with_what_was_counted(library: Library) -> None:
    found = {each.address: each for each in report(library, {"gone": {NO: 1}}).articles}
    assert (found["gone"].title, found["gone"].not_helpful) == (GONE, 1)
    assert "d" not in found


def test_what_is_due_for_review_is_told_the_longest_first(library: Library) -> None:
    found = report(library, {}).overdue
    assert [(each.address, each.since, each.owner) for each in found] == [
        ("c", date(2026, 1, 1), None),
        ("b", date(2026, 12, 1), "Photo support"),
    ]


def test_people_read_a_line_for_each_article_with_its_reasons(library: Library) -> None:
    remarks = (Remark(TODAY, "a", Verdict.WRONG, "Step 2 is gone."),)
    lines = list(report_lines(report(library, {"a": {YES: 1, NO: 2, Verdict.WRONG: 1}}, {"a": 1234}, remarks)))
    assert lines[1] == "  1,234       1     3  a"
    assert lines[2].strip() == "did not solve it 2, wrong or out of date 1"
    assert lines[3].strip() == "“2026-12-03: Step 2 is gone.”"
    assert lines[-2:] == ["  since 2026-01-01  c", "  since 2026-12-01  b  (Photo support)"]


def test_where_nothing_is_due_it_says_so(folder: ContentFolder) -> None:
    folder.write("articles/a.md", "---\ntitle: A\n---\n")
    assert list(report_lines(report(folder.read(), {})))[-1] == "  none"
