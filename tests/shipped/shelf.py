"""The policies that are shipped with the site, read once."""

from functools import cache

from app.config import CHECKOUT
from app.content.library import Library, PublishedPolicy
from app.content.library_reader import LibraryReader

VERSIONS = {
    "clickhouse": "2025-01-23",
    "clusterpoint": "2026-11-21",
    "photoprism": "2026-11-21",
    "severalnines": "1.0",
}


@cache
def library() -> Library:
    """All shipped content."""
    return LibraryReader(CHECKOUT / "content").read()


def shipped(slug: str) -> PublishedPolicy:
    """A shipped policy, in the version that these tests were written for."""
    version = library().version(slug, VERSIONS[slug])
    assert version is not None
    return version
