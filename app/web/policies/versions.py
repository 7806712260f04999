"""The version that an address names, or the page that says there is none; its head, and the notices about it."""

from flask import abort

from app.content.library import PublishedPolicy
from app.content.notices import Notice
from app.web.policies.head import PolicyHead
from app.web.site import library, notices_for, today


def version_named(slug: str, version: str | None) -> PublishedPolicy:
    """A version by its name, or the one in force."""
    found = in_force(slug) if version is None else library().version(slug, version)
    if found is None:
        in_force(slug)
        abort(404, "There is no such version of this policy here. The policy's page lists those that are.")
    return found


def in_force(slug: str) -> PublishedPolicy:
    """The version that holds today, or will be the first to."""
    found = library().current(slug, today())
    if found is None:
        abort(404, "There is no such policy here. Choose one of those that are.")
    return found


def head_of(found: PublishedPolicy) -> PolicyHead:
    """The head of a version, among the others of its policy."""
    slug = found.policy.slug
    return PolicyHead(found, library().policies[slug], in_force(slug))


def notices_about(found: PublishedPolicy) -> list[Notice]:
    """The notices to show now on a page about a policy."""
    return notices_for(found.policy.slug, frozenset(product.id for product in found.policy.products))
