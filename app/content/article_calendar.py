"""What the calendar tells of articles on a day: reviews that are due, and what is still to appear."""

from collections.abc import Iterator
from datetime import date

from app.content.articles import Article
from app.content.library import Library
from app.content.problems import Problem
from app.domain.wording import day_text


def article_warnings(library: Library, today: date) -> Iterator[Problem]:
    """The warnings about all articles on a day."""
    for article in library.articles.values():
        if article.review_on and article.is_overdue(today):
            message = f"due to be compared with its sources since {day_text(article.review_on)}"
            hint = "compare it, then set reviewed_on to that day and move review_on"
            yield Problem(article.path, article.lines["review_on"], "review_on", message, hint, is_warning=True)
        if article.publish_on and article.publish_on > today:
            message = f"readers do not see it before {day_text(article.publish_on)}"
            hint = "nothing to do, if that is meant"
            yield Problem(article.path, article.lines["publish_on"], "publish_on", message, hint, is_warning=True)
        elif not article.is_draft:
            yield from _links_ahead(article, library, today)


def _links_ahead(article: Article, library: Library, today: date) -> Iterator[Problem]:
    """Links of an article that readers see to one that they do not see yet."""
    for link in article.links:
        target = library.articles.get(link.address.partition("#")[0].removeprefix("/articles/"))
        if target and target.publish_on and target.publish_on > today:
            message = f"“{target.url}” appears on {day_text(target.publish_on)} only"
            hint = "until then the link leads nowhere: publish them together"
            yield Problem(article.path, link.line, "", message, hint, is_warning=True)
