"""The library: everything that is published, read from the content folder as one whole."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from app.content.articles import Article
from app.content.attachments import Attachment
from app.content.notices import Notice
from app.content.pages import Page
from app.content.problems import Problem
from app.content.search_words import Pin, Synonyms
from app.domain.policy import Policy
from app.domain.proof import Proof
from app.domain.routing import Routing

BEFORE_YOU_REPORT = "before you report"
"""The tag of articles that stand first where a case may follow."""


@dataclass(frozen=True)
class PublishedPolicy:
    """A proved policy version with its prose."""

    policy: Policy
    body: str
    path: str
    proof: Proof = field(repr=False)


@dataclass(frozen=True)
class Library:
    """What is published. `revision` names the whole: it changes whenever any file does."""

    revision: str
    changed_on: date
    policies: Mapping[str, tuple[PublishedPolicy, ...]]
    articles: Mapping[str, Article]
    notices: tuple[Notice, ...]
    pages: Mapping[str, Page] = field(default_factory=dict)
    synonyms: Synonyms = field(default_factory=Synonyms)
    pins: tuple[Pin, ...] = ()
    warnings: tuple[Problem, ...] = ()
    routing: Routing | None = None
    """Where cases go; None where desks.yml is not there, and the settings alone say."""
    file_days: Mapping[str, date] = field(default_factory=dict)
    """The day of the last change of each file, by its path as policies and articles name it."""
    attachments: Mapping[str, Attachment] = field(default_factory=dict)
    redirects: Mapping[str, str] = field(default_factory=dict)
    """Old addresses of articles with those that they lead to, both below /articles/."""
    _by_day: dict[date, "Library"] = field(default_factory=dict, init=False, repr=False, compare=False)

    def published_on(self, today: date) -> "Library":
        """What readers see on a day (UTC): without drafts and articles to come, and what belongs to these alone."""
        if not self._is_dated:
            return self
        found = self._by_day.get(today)
        if found is None:
            found = _published(self, today)
            self._by_day.clear()
            self._by_day[today] = found
        return found

    def article(self, address: str) -> Article | None:
        """The article at an address below /articles/, be it an old one."""
        return self.articles.get(self.redirects.get(address, address))

    @cached_property
    def _is_dated(self) -> bool:
        """Whether the day decides what readers see."""
        return any(article.is_draft or article.publish_on for article in self.articles.values())

    def version_on(self, slug: str, on: date) -> PublishedPolicy | None:
        """The version in force on a date: the one with the latest effective date not after it."""
        return next((v for v in reversed(self.policies.get(slug, ())) if v.policy.in_force_from <= on), None)

    def current(self, slug: str, today: date) -> PublishedPolicy | None:
        """The version in force today, or the first one still to come where none is yet."""
        versions = self.policies.get(slug, ())
        return self.version_on(slug, today) or (versions[0] if versions else None)

    def version(self, slug: str, version: str) -> PublishedPolicy | None:
        """A version by its name."""
        return next((v for v in self.policies.get(slug, ()) if v.policy.version == version), None)

    @cached_property
    def policy_of_product(self) -> Mapping[str, str]:
        """Product ids with the slug of their policy."""
        return {p.id: slug for slug, versions in self.policies.items() for v in versions for p in v.policy.products}

    @cached_property
    def product_names(self) -> Mapping[str, str]:
        """Product ids with their names."""
        return {p.id: p.name for versions in self.policies.values() for v in versions for p in v.policy.products}

    def articles_about(self, products: Iterable[str]) -> list[Article]:
        """The articles of some products by title; before them those that help to report a problem."""
        wanted = set(products)
        found = (a for a in self.articles.values() if a.product in wanted)
        return sorted(found, key=lambda a: (BEFORE_YOU_REPORT not in a.tags, a.title))


def _published(library: Library, today: date) -> Library:
    shown = {address: each for address, each in library.articles.items() if each.is_published(today)}
    kept = {address for each in shown.values() for address in each.files}
    hidden = {address for each in library.articles.values() for address in each.files} - kept
    return replace(
        library,
        articles=shown,
        attachments={address: each for address, each in library.attachments.items() if address not in hidden},
        redirects={old: address for old, address in library.redirects.items() if address in shown},
    )
