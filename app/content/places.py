"""What stands at the addresses of the site, as far as articles may link to it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import NamedTuple

from app.content.articles import Article
from app.content.attachments import Attachment
from app.content.definitions import term_anchor
from app.content.pages import Page
from app.domain.policy import Policy

EVERY_PRODUCT = "every-product"
"""What stands at /articles/<name>/ beside the products: what is about none of them."""
FEED = "feed.atom"
OF_POLICIES = ("compare", "now", FEED)
"""What stands at /policies/<name> beside policies."""
OF_EVERY_PAGE = frozenset({"main"})


class Fault(NamedTuple):
    """Why an address leads nowhere, or not where it says, and what to write instead."""

    message: str
    hint: str
    is_warning: bool = False


@dataclass(frozen=True)
class Places:
    """Articles, the files beside them and their old addresses, products, policies by slug and version, and pages."""

    articles: Mapping[str, Article]
    attachments: Mapping[str, Attachment]
    redirects: Mapping[str, str]
    policies: Mapping[str, Mapping[str, Policy]]
    pages: Mapping[str, Page]

    @cached_property
    def products(self) -> frozenset[str]:
        """The ids of all products."""
        return frozenset(p.id for versions in self.policies.values() for v in versions.values() for p in v.products)

    def is_list(self, address: str) -> bool:
        """Whether a list of articles or a feed stands at an address below /articles/."""
        product, _, feed = address.partition("/")
        return address == FEED or (product in {*self.products, EVERY_PRODUCT} and feed in ("", FEED))

    def fault(self, address: str) -> Fault | None:
        """What is wrong with an address on this site; None where nothing is, or it is not of a kind known here."""
        path, _, anchor = address.partition("#")
        path = path.partition("?")[0]
        room, _, rest = path.strip("/").partition("/")
        if not path.startswith("/") or room not in ("articles", "policies", "triage", "about") or not rest:
            return None
        if room == "articles":
            return self._fault_of_article(rest, anchor)
        if room == "policies":
            return self._fault_of_policy(rest, anchor)
        name, known = rest.split("/")[0], self.policies if room == "triage" else self.pages
        return None if name in known else _nothing(f"/{room}/{name}", name, known, f"/{room}/")

    def _fault_of_article(self, name: str, anchor: str) -> Fault | None:
        plain = name.removesuffix(".md")
        if name in self.attachments or (name not in self.articles and self.is_list(name)):
            return None
        article = self.articles.get(name) or self.articles.get(plain)
        if article is None and plain in self.redirects:
            old, hint = f"/articles/{plain}", f"write /articles/{self.redirects[plain]}"
            return Fault(f"“{old}” is an old address", hint, is_warning=True)
        if article is None:
            return _nothing(f"/articles/{name}", name, [*self.articles, *self.attachments], "/articles/")
        return self.fault_of_anchor(article, anchor)

    def fault_of_anchor(self, article: Article, anchor: str) -> Fault | None:
        """What is wrong with a link to a place in an article."""
        if not anchor or anchor in OF_EVERY_PAGE:
            return None
        known = [section.anchor for section in article.body.contents]
        return None if anchor in known else _no_anchor(anchor, article.url, known)

    def _fault_of_policy(self, rest: str, anchor: str) -> Fault | None:
        slug, *deeper = rest.split("/")
        if slug in OF_POLICIES:
            return None
        if slug not in self.policies:
            return _nothing(f"/policies/{slug}", slug, self.policies, "/policies/")
        versions = self.policies[slug]
        if deeper[:1] == ["versions"] and deeper[1:2] and deeper[1] not in versions:
            return _nothing(f"/policies/{rest}", deeper[1], versions, f"/policies/{slug}/versions/")
        is_whole = not deeper or (deeper[0] == "versions" and len(deeper) == 2)
        shown = [versions[deeper[1]]] if len(deeper) > 1 and deeper[0] == "versions" else versions.values()
        known = {each for policy in shown for each in _anchors(policy)}
        if not anchor or not is_whole or anchor in known:
            return None
        return _no_anchor(anchor, f"/policies/{slug}/", known)


def _anchors(policy: Policy) -> set[str]:
    """What can be linked to on the page of a policy: its clauses, readings, and what its tables define."""
    return {
        *(clause.id for clause in policy.clauses),
        *(f"reading-{name}" for name in policy.readings),
        *(f"tier_{tier.id}" for tier in policy.tiers),
        *(f"severity_{severity.level}" for severity in policy.severities),
        *(f"schedule_{name}" for name in policy.schedules),
        *(f"contact_{contact.id}" for contact in policy.contacts),
        *(term_anchor(term) for term in policy.terms),
        *OF_EVERY_PAGE,
    }


def _nothing(address: str, name: str, known: Collection[str], before: str) -> Fault:
    return Fault(f"there is nothing at “{address}”", _close(name, known, before))


def _no_anchor(anchor: str, address: str, known: Collection[str]) -> Fault:
    return Fault(f"there is no “#{anchor}” on “{address}”", _close(anchor, known, "#"))


def _close(name: str, known: Collection[str], before: str) -> str:
    found = get_close_matches(name, known, n=1)
    return f"did you mean “{before}{found[0]}”?" if found else "mend the address, or take the link out"
