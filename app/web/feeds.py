"""Atom feeds (RFC 4287) of policy versions and of articles; every moment in them is a day of the content's own."""

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for

from app.content.articles import Article
from app.content.library import PublishedPolicy
from app.domain.wording import day_text
from app.web.policies.head import PolicyHead
from app.web.policies.version_changes import changes_of
from app.web.public import public
from app.web.sharing import absolute
from app.web.site import current_policies, library, site, today

feeds = Blueprint("feeds", __name__)
ATOM = "application/atom+xml; charset=utf-8"
TAGS_SINCE = 2026
MOST_ENTRIES = 100
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Entry(NamedTuple):
    """One thing that is new or changed; `about` is what it belongs to."""

    path: str
    title: str
    updated_on: date
    about: str
    sentences: tuple[str, ...]


@feeds.get("/policies/feed.atom")
@public
def policies() -> Response:
    """The versions of every policy."""
    slugs = [version.policy.slug for version in current_policies()]
    return _feed("Support policies", url_for("policies.index"), [e for slug in slugs for e in _versions(slug)])


@feeds.get("/policies/<slug>/feed.atom")
@public
def policy(slug: str) -> Response:
    """The versions of one policy."""
    found = library().current(slug, today())
    if found is None:
        abort(404, "There is no such policy here. Choose one of those that are.")
    title = f"{found.policy.vendor}: {found.policy.title}"
    return _feed(title, url_for("policies.show", slug=slug), _versions(slug))


@feeds.get("/articles/feed.atom")
@public
def articles() -> Response:
    """Articles about everything, those changed last first."""
    return _feed("Help articles", url_for("articles.index"), map(_article, library().articles.values()))


@feeds.get("/articles/<product>/feed.atom")
@public
def product(product: str) -> Response:
    """Articles about one product, those changed last first."""
    name = library().product_names.get(product)
    if name is None:
        abort(404, "There is no such product here.")
    entries = map(_article, library().articles_about({product}))
    return _feed(f"Help articles about {name}", url_for("articles.show", address=f"{product}/"), entries)


def last_change(version: PublishedPolicy) -> date:
    """The last day on which something happened to a version: captured, updated, come into force, its file changed."""
    policy = version.policy
    days = [policy.captured_on, policy.updated_on, policy.in_force_from, library().file_days.get(version.path)]
    return max((day for day in days if day and day <= today()), default=policy.captured_on)


def _versions(slug: str) -> list[Entry]:
    versions = library().policies[slug]
    current = library().current(slug, today()) or versions[0]
    befores = [None, *versions]
    return [_version(PolicyHead(v, versions, current), before) for v, before in zip(versions, befores, strict=False)]


def _version(head: PolicyHead, before: PublishedPolicy | None) -> Entry:
    policy = head.policy
    start = day_text(policy.in_force_from)
    state = f"Not in force yet: it counts from {start}." if policy.in_force_from > today() else f"Counts from {start}."
    return Entry(
        url_for("policies.version", slug=policy.slug, version=policy.version),
        f"{policy.vendor}: {policy.title}, version {policy.version}",
        last_change(head.shown),
        policy.vendor,
        (policy.summary, state, *(_what_changed(before, head.shown) if before else ())),
    )


def _what_changed(before: PublishedPolicy, after: PublishedPolicy) -> tuple[str, ...]:
    """What a reader of the version before has to know of the one after it, a sentence each."""
    counts = f"Before {day_text(after.policy.in_force_from)} version {before.policy.version} counts."
    summary = changes_of(before, after).summary
    if not summary.count:
        return (counts, "Nothing that it promises has changed.")
    told = f"{summary.count} changes, {summary.better} of them better and {summary.worse} worse for customers."
    return (counts, told, *(f"{change.text}." for change in summary.gravest))


def _article(article: Article) -> Entry:
    about = library().product_names.get(article.product or "", "")
    return Entry(article.url, article.title, article.changed_on, about, (article.summary or article.title,))


def _feed(title: str, page: str, entries: Iterable[Entry]) -> Response:
    newest_first = sorted(entries, key=lambda e: (-e.updated_on.toordinal(), e.path))[:MOST_ENTRIES]
    made = render_template(
        "feeds/atom.xml",
        title=title,
        page=absolute(page),
        own=absolute(request.path),
        entries=newest_first,
        updated_on=max((e.updated_on for e in newest_first), default=library().changed_on),
        tag=_tag,
    )
    response = make_response(_NOT_IN_XML.sub("", made))
    response.content_type = ATOM
    return response


def _tag(path: str) -> str:
    """A name for good (RFC 4151): it stays when the site's address gains a port or TLS."""
    return f"tag:{urlsplit(site().settings.public_url).hostname},{TAGS_SINCE}:{path}"
