"""The sitemap of all pages that may be indexed, each with the day of its last change, and the rules for robots."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from flask import Blueprint, Response, make_response, render_template, url_for

from app.web.articles import shelf_url, shelves
from app.web.feeds import last_change
from app.web.policies.head import PolicyHead
from app.web.public import public
from app.web.sharing import absolute
from app.web.site import current_policies, library

sitemap = Blueprint("sitemap", __name__)
OF_THE_SITE = ("home.show", "policies.index", "policies.compare", "articles.index", "triage.index", "about.index")
OF_A_POLICY = ("policies.show", "policies.proof", "triage.show", "triage.graph")
# Runs through the triage have no end; a case is its customer's own.
ROBOTS = """\
User-agent: *
Disallow: /cases/
Disallow: /triage/*?

Sitemap: {sitemap}
"""


class Place(NamedTuple):
    """A page by its path, and the day of its last change."""

    path: str
    changed_on: date


@sitemap.get("/sitemap.xml")
@public
def show() -> Response:
    """Every page that may be indexed."""
    response = make_response(render_template("feeds/sitemap.xml", places=list(places())))
    response.content_type = "application/xml; charset=utf-8"
    return response


@sitemap.get("/robots.txt")
@public
def robots() -> Response:
    """What robots are to leave alone, and where the sitemap is."""
    response = make_response(ROBOTS.format(sitemap=absolute(url_for("sitemap.show"))))
    response.content_type = "text/plain; charset=utf-8"
    return response


def places() -> Iterator[Place]:
    """The pages that may be indexed, each by its one address."""
    for endpoint in OF_THE_SITE:
        yield Place(url_for(endpoint), library().changed_on)
    for current in current_policies():
        slug = current.policy.slug
        for endpoint in OF_A_POLICY:
            yield Place(url_for(endpoint, slug=slug), last_change(current))
        for version in library().policies[slug]:
            head = PolicyHead(version, library().policies[slug], current)
            if not head.is_in_force:
                yield Place(head.url("policies.show"), last_change(version))
                yield Place(head.url("policies.proof"), last_change(version))
    for page in library().pages.values():
        yield Place(url_for("about.show", slug=page.slug), library().file_days.get(page.path, library().changed_on))
    for shelf in shelves():
        yield Place(shelf_url(shelf), max(article.changed_on for article in shelf.articles))
    for article in library().articles.values():
        yield Place(article.url, article.changed_on)
