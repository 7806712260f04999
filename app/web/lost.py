"""What an address that leads nowhere may have meant: addresses that are close to it, and what the search finds."""

import logging
import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import NamedTuple

from flask import request, url_for

from app.search.port import Hit, Query, SearchUnavailable
from app.web.site import current_policies, library, site

log = logging.getLogger(__name__)
MOST_NEAR, MOST_HITS, MOST_WORDS = 3, 5, 10
LONGEST_PATH = 120
CLOSE_ENOUGH = 0.8
# Parts of an address that say what kind of page was wanted, not what it was to be about.
NO_WORDS = frozenset("policies policy articles article triage about versions index html htm php md".split())
# Addresses that hold a secret, or that only programs ask for.
NOT_LOOKED_INTO = ("/cases", "/static/", "/api/", "/.well-known/")


class Way(NamedTuple):
    """A page that is there."""

    title: str
    url: str


class Meant(NamedTuple):
    """What was probably meant; `words` are those of the address, for the search box."""

    words: str = ""
    near: tuple[Way, ...] = ()
    hits: tuple[Hit, ...] = ()


def meant(path: str) -> Meant:
    """What an address without a page may have meant. An address that may hold a secret is not looked into."""
    if path.startswith(NOT_LOOKED_INTO) or len(path) > LONGEST_PATH or request.method not in ("GET", "HEAD"):
        return Meant()
    words = _words(path)
    near = tuple(_near(path))
    taken = {way.url for way in near}
    hits = _hits(words) if words else ()
    return Meant(words, near, tuple(hit for hit in hits if hit.url.split("#")[0] not in taken)[:MOST_HITS])


def _words(path: str) -> str:
    found = re.findall(r"[^\W_]{2,}", path)
    return " ".join([word for word in found if word.lower() not in NO_WORDS][:MOST_WORDS])


def _near(path: str) -> Iterator[Way]:
    """Pages whose whole address is close, else those whose last part is: a slug with a slip, or moved elsewhere."""
    known = {way.url.strip("/").lower(): way for way in _pages()}
    asked = path.strip("/").lower()
    close = get_close_matches(asked, known, MOST_NEAR, CLOSE_ENOUGH)
    if not close and (last := asked.rpartition("/")[2]):
        ends = {address.rpartition("/")[2] for address in known}
        same = set(get_close_matches(last, ends, MOST_NEAR, CLOSE_ENOUGH))
        close = [address for address in known if address.rpartition("/")[2] in same][:MOST_NEAR]
    return (known[address] for address in close)


def _pages() -> Iterator[Way]:
    """The pages that can be named by an address."""
    yield Way("All support policies", url_for("policies.index"))
    yield Way("All help articles", url_for("articles.index"))
    yield Way("Get help", url_for("triage.index"))
    yield Way("Compare tiers", url_for("policies.compare"))
    for version in current_policies():
        policy = version.policy
        yield Way(f"{policy.vendor}: {policy.title}", url_for("policies.show", slug=policy.slug))
        yield Way(f"Get help with {policy.vendor}", url_for("triage.show", slug=policy.slug))
    for article in library().articles.values():
        yield Way(article.title, article.url)
    for page in library().pages.values():
        yield Way(page.title, url_for("about.show", slug=page.slug))


def _hits(words: str) -> tuple[Hit, ...]:
    try:
        return site().search.search(Query(words, per_page=MOST_HITS + MOST_NEAR)).hits
    except SearchUnavailable:
        return ()
    except Exception:  # a page for an error must not fail itself
        log.exception("the search for what an address meant failed")
        return ()
