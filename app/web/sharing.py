"""What every page says of itself to machines that share or index it: its one address, its feeds, its breadcrumbs."""

from typing import Any, NamedTuple

from flask import Blueprint, request, url_for

from app.web.site import library, site, today
from app.web.structured import SITE_NAME, breadcrumb_list

sharing = Blueprint("sharing", __name__)
OF_ANY_VERSION = {
    "policies.version": "policies.show",
    "policies.markdown": "policies.markdown",
    "policies.proof": "policies.proof",
    "policies.calendar": "policies.calendar",
}
"""Pages of a version, with those that say the same of the version in force at a shorter address."""


class FeedLink(NamedTuple):
    """A feed that a page points to."""

    title: str
    href: str


@sharing.app_context_processor
def _context() -> dict[str, Any]:
    """What components/meta.html reads; a view may give its own `canonical` and `structured`."""
    return {"site_name": SITE_NAME, "canonical": canonical(), "feed_links": feed_links(), "structured": []}


@sharing.app_template_global("breadcrumb_data")
def _breadcrumb_data(items: list[tuple[str, str | None]]) -> dict[str, Any]:
    return breadcrumb_list(items, site().settings.public_url)


@sharing.app_template_global("absolute")
def absolute(path: str) -> str:
    """An address on this site with the site's own host, whatever host the request named."""
    return site().settings.public_url + path


def canonical() -> str | None:
    """The one address of this page, without its query; the version in force has the policy's own."""
    if request.endpoint in (None, "static"):
        return None
    given = request.view_args or {}
    shorter = OF_ANY_VERSION.get(request.endpoint)
    current = library().current(given["slug"], today()) if shorter and "version" in given else None
    if shorter and current and current.policy.version == given["version"]:
        return absolute(url_for(shorter, slug=given["slug"]))
    return absolute(url_for(request.endpoint, **given))


def feed_links() -> list[FeedLink]:
    """The feeds of what this page is about, the narrowest last."""
    given = request.view_args or {}
    if request.blueprint == "policies":
        return [_policies_feed(), *_feed_of_policy(given.get("slug", ""))]
    if request.blueprint == "articles":
        return [_articles_feed(), *_feed_of_product(given.get("address", ""))]
    return [_policies_feed(), _articles_feed()] if request.endpoint == "home.show" else []


def _policies_feed() -> FeedLink:
    return FeedLink("Support policies: new and changed versions", url_for("feeds.policies"))


def _articles_feed() -> FeedLink:
    return FeedLink("Help articles: new and changed", url_for("feeds.articles"))


def _feed_of_policy(slug: str) -> list[FeedLink]:
    found = library().current(slug, today())
    if found is None:
        return []
    return [FeedLink(f"{found.policy.vendor}: versions of the support policy", url_for("feeds.policy", slug=slug))]


def _feed_of_product(address: str) -> list[FeedLink]:
    article = library().articles.get(address)
    product = (article.product if article else address.rstrip("/")) or ""
    name = library().product_names.get(product)
    return [FeedLink(f"{name}: help articles", url_for("feeds.product", product=product))] if name else []
