"""The start page: search, the way to help, and every vendor with its products."""

from flask import Blueprint, render_template

from app.content.articles import Article
from app.content.notices import Notice
from app.web.public import public
from app.web.site import current_policies, library, now

home = Blueprint("home", __name__)
MOST_ARTICLES = 9


@home.get("/")
@public
def show() -> str:
    """Where to begin."""
    return render_template(
        "home.html",
        versions=current_policies(),
        articles=_recent_articles(),
        products=library().product_names,
        notices=_notices_of_all(),
    )


def _recent_articles() -> list[Article]:
    """The articles changed last, newest first."""
    newest_first = sorted(library().articles.values(), key=lambda a: (-a.changed_on.toordinal(), a.title))
    return newest_first[:MOST_ARTICLES]


def _notices_of_all() -> list[Notice]:
    """Every notice that holds now, whichever product it is about."""
    return [notice for notice in library().notices if notice.from_at <= now() < notice.until_at]
