"""What is searched: every article with its sections, and every clause of the policies in force."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import sha256

from app.content.library import Library, PublishedPolicy
from app.content.rendering import clauses
from app.search.port import Collection, Document, Section

SECTION = re.compile(r"(?:§+ *|(?:sections?|clauses?) )(?:[\d.]+ and )?(\d+(?:\.\d+)*(?:\(\w+\))?)", re.IGNORECASE)


def collection(library: Library, today: date) -> Collection:
    """All that the index of a library is made of on a day."""
    return Collection(_documents(library, today), library.synonyms, library.pins)


def _documents(library: Library, today: date) -> Sequence[Document]:
    """What readers see on the day, articles first."""
    seen = library.published_on(today)
    return [*_articles(seen), *(document for version in _current(library, today) for document in _clauses(version))]


def search_revision(library: Library, today: date) -> str:
    """What the index is a function of: the content, the versions in force, and the articles that appeared on a day."""
    versions = ",".join(version.policy.hash for version in _current(library, today))
    appeared = (each.address for each in library.published_on(today).articles.values() if each.publish_on)
    return f"{library.revision}.{sha256(','.join([versions, *appeared]).encode()).hexdigest()[:8]}"


def _current(library: Library, today: date) -> list[PublishedPolicy]:
    return [version for slug in library.policies if (version := library.current(slug, today))]


def _articles(library: Library) -> Iterator[Document]:
    for article in library.articles.values():
        sections = tuple(Section(s.anchor, s.title, s.text) for s in article.body.sections)
        lead = Section("", " ".join(article.tags), f"{article.summary} {sections[0].text if sections else ''}")
        yield Document(
            article.url, article.title, "article", article.product, (lead, *sections[1:]), versions=article.versions
        )


def _clauses(version: PublishedPolicy) -> Iterator[Document]:
    policy = version.policy
    for clause in clauses(version):
        title = f"{clause.title} · {policy.vendor}"
        url = f"/policies/{policy.slug}/#{clause.id}"
        section = Section("", clause.source, clause.text)
        products, number = tuple(p.id for p in policy.products), _number(clause.source)
        yield Document(url, title, "policy", None, (section,), policy.slug, products, number=number)


def _number(source: str) -> str:
    """The clause's number where its source is a section of the vendor's text, and not a part of one: “section 4.2”."""
    found = SECTION.fullmatch(source)
    return found[1] if found else ""
