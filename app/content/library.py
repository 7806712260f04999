"""The library: everything that is published, read from the content folder as one whole."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from app.content.articles import Article, read_article
from app.content.desk_checks import check_routing
from app.content.desks import FILE, read_routing
from app.content.front_matter import field_name
from app.content.history import changed_on
from app.content.notices import Notice, read_notice
from app.content.pages import Page, read_page
from app.content.patterns import ADDRESS_PART
from app.content.placements import check_prose
from app.content.policy_reader import read_policy
from app.content.problems import ContentRefused, Problem, Problems
from app.domain.policy import Policy
from app.domain.proof import Finding, Proof, prove
from app.domain.routing import Routing

_SLUG = re.compile(ADDRESS_PART)
BEFORE_YOU_REPORT = "before you report"
"""The tag of articles that stand first where a case may follow."""
TAKEN = ("compare", "now")
"""What stands at /policies/<name> beside policies."""


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
    warnings: tuple[Problem, ...] = ()
    routing: Routing | None = None
    """Where cases go; None where desks.yml is not there, and the settings alone say."""
    file_days: Mapping[str, date] = field(default_factory=dict)
    """The day of the last change of each file, by its path as policies and articles name it."""

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


class LibraryReader:
    """Reads a content folder. A file that has not changed since the last reading is not read or proved again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._policies: dict[tuple[str, str], tuple[PublishedPolicy | None, tuple[Problem, ...]]] = {}

    def signature(self) -> tuple[tuple[str, int, int, int], ...]:
        """What changes when any file does, at the price of a look at each."""
        stats = ((str(path), path.stat()) for path in _files(self.folder))
        return tuple((path, stat.st_ino, stat.st_mtime_ns, stat.st_size) for path, stat in stats)

    def read(self) -> Library:
        """Everything in the folder.

        Raises:
            ContentRefused: a file has errors; all errors of all files are listed.
        """
        files = {path: path.read_bytes() for path in _files(self.folder)}
        days = changed_on(self.folder)
        problems: list[Problem] = []
        policies = self._read_policies(files, problems)
        articles = self._read_articles(files, days, problems)
        notices = self._read_notices(files, problems)
        pages = self._read_pages(files, problems)
        library = Library(
            _revision(self.folder, files), max(days.values(), default=date.min), policies, articles, notices, pages
        )
        by_name = {str(path.relative_to(self.folder.parent)): days.get(path.resolve(), date.min) for path in files}
        routing = self._read_routing(files, library, problems)
        problems += _cross_check(library)
        if any(not problem.is_warning for problem in problems):
            raise ContentRefused(problem for problem in problems if not problem.is_warning)
        return replace(
            library,
            articles=_with_known_products(library),
            warnings=tuple(sorted(problems)),
            routing=routing,
            file_days=by_name,
        )

    def _below(self, files: Mapping[Path, bytes], kind: str) -> Iterable[tuple[Path, Path, bytes]]:
        root = self.folder / kind
        return ((path, path.relative_to(root), raw) for path, raw in files.items() if path.is_relative_to(root))

    def _read_policies(
        self, files: Mapping[Path, bytes], problems: list[Problem]
    ) -> dict[str, tuple[PublishedPolicy, ...]]:
        found: dict[str, list[PublishedPolicy]] = {}
        for path, inner, raw in self._below(files, "policies"):
            name = str(path.relative_to(self.folder.parent))
            if len(inner.parts) != 2 or not all(_SLUG.match(part) for part in (inner.parts[0], path.stem)):
                problems.append(
                    Problem(name, 0, "", "a policy stands at policies/<slug>/<version>.md", "move it there")
                )
                continue
            if inner.parts[0] in TAKEN:
                problems.append(Problem(name, 0, "", f"“{inner.parts[0]}” is the address of another page", "rename it"))
                continue
            key = (name, hashlib.sha256(raw).hexdigest())
            if key not in self._policies:
                self._policies = {k: v for k, v in self._policies.items() if k[0] != name}
                self._policies[key] = _publish(name, inner.parts[0], path.stem, raw)
            published, noted = self._policies[key]
            problems += noted
            if published:
                found.setdefault(inner.parts[0], []).append(published)
        return {slug: tuple(sorted(v, key=lambda p: p.policy.in_force_from)) for slug, v in sorted(found.items())}

    def _read_articles(
        self, files: Mapping[Path, bytes], days: Mapping[Path, date], problems: list[Problem]
    ) -> dict[str, Article]:
        found = {}
        for path, inner, raw in self._below(files, "articles"):
            name = str(path.relative_to(self.folder.parent))
            noted = Problems(name)
            address = inner.with_suffix("").as_posix()
            if not all(_SLUG.match(part) for part in address.split("/")):
                noted.add(0, "", "the file's address is not made of a-z, 0-9, “-”, “_” and “.”", "rename it")
            article = read_article(name, address, raw, days.get(path.resolve(), date.min), noted)
            problems += noted.found
            if article:
                found[address] = article
        return found

    def _read_notices(self, files: Mapping[Path, bytes], problems: list[Problem]) -> tuple[Notice, ...]:
        found = []
        for path, inner, raw in self._below(files, "notices"):
            noted = Problems(str(path.relative_to(self.folder.parent)))
            notice = read_notice(noted.path, inner.with_suffix("").as_posix(), raw, noted)
            problems += noted.found
            found += [notice] if notice else []
        return tuple(sorted(found, key=lambda n: n.from_at))

    def _read_pages(self, files: Mapping[Path, bytes], problems: list[Problem]) -> dict[str, Page]:
        found = []
        for path, inner, raw in self._below(files, "pages"):
            noted = Problems(str(path.relative_to(self.folder.parent)))
            if len(inner.parts) != 1 or not _SLUG.match(path.stem):
                noted.add(0, "", "a page stands at pages/<slug>.md", "move it there, its name made of a-z, 0-9 and “-”")
            page = read_page(noted.path, path.stem, raw, noted)
            problems += noted.found
            found += [page] if page else []
        return {page.slug: page for page in sorted(found, key=lambda p: (p.order, p.title))}

    def _read_routing(self, files: Mapping[Path, bytes], library: Library, problems: list[Problem]) -> Routing | None:
        raw = files.get(self.folder / FILE)
        if raw is None:
            return None
        noted = Problems(str((self.folder / FILE).relative_to(self.folder.parent)))
        found = read_routing(noted.path, raw, noted)
        # Policies with errors are missing here: what the routing says of them cannot be told.
        if found and all(problem.is_warning for problem in problems):
            proofs = [version.proof for versions in library.policies.values() for version in versions]
            check_routing(*found, proofs, noted)
        problems += noted.found
        return found[0] if found else None


def _files(folder: Path) -> list[Path]:
    """What a content folder is read from."""
    return sorted([*folder.rglob("*.md"), *folder.glob(FILE)])


def _publish(name: str, slug: str, version: str, raw: bytes) -> tuple[PublishedPolicy | None, tuple[Problem, ...]]:
    problems = Problems(name)
    read = read_policy(name, slug, version, raw, problems)
    if read is None:
        return None, tuple(problems.found)
    policy, source = read
    check_prose(policy, source.body, source.body_line, problems)
    proof = prove(policy)
    findings = (as_problem(name, finding, source.line(finding.field)) for finding in proof.findings)
    return PublishedPolicy(policy, source.body, name, proof), (*problems.found, *findings)


def as_problem(path: str, finding: Finding, line: int) -> Problem:
    """A finding of the proof as a problem of the file."""
    return Problem(path, line, field_name(finding.field), finding.message, "", finding.is_warning)


def _cross_check(library: Library) -> list[Problem]:
    """What only the whole can tell: two versions from one day, a related article that is not there."""
    problems = []
    for versions in library.policies.values():
        starts = [v.policy.in_force_from for v in versions]
        doubles = [v for v in versions if starts.count(v.policy.in_force_from) > 1]
        message, hint = "two versions are in force from the same day", "give one another date"
        problems += [Problem(v.path, 1, "effective_on", message, hint) for v in doubles]
    for article in library.articles.values():
        missing = [address for address in article.related if address not in library.articles]
        hint = "write its address below /articles/"
        problems += [Problem(article.path, 1, "related", f"there is no article “{a}”", hint) for a in missing]
    return problems


def _with_known_products(library: Library) -> Mapping[str, Article]:
    """Articles whose folder names no product have none: an unknown folder is no error."""
    known = library.product_names
    return {
        address: article if article.product in known or article.product is None else replace(article, product=None)
        for address, article in library.articles.items()
    }


def _revision(folder: Path, files: Mapping[Path, bytes]) -> str:
    digest = hashlib.sha256()
    for path, raw in files.items():
        digest.update(f"{path.relative_to(folder)}\0{len(raw)}\0".encode() + raw)
    return digest.hexdigest()[:16]
