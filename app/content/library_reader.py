"""Reading the library from the content folder: all files as one whole, with every problem of every file."""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from app.content.article_checks import check_articles, redirects
from app.content.articles import Article, read_article
from app.content.attachments import TYPES, Attachment, AttachmentReader
from app.content.desk_checks import check_routing
from app.content.desks import FILE, read_routing
from app.content.front_matter import field_name
from app.content.history import Change, History, read_history
from app.content.library import Library, PublishedPolicy
from app.content.notices import Notice, read_notice
from app.content.pages import Page, read_page
from app.content.patterns import ADDRESS_PART
from app.content.placements import check_prose
from app.content.places import OF_POLICIES, Places
from app.content.policy_reader import read_policy
from app.content.problems import ContentRefused, Problem, Problems
from app.content.search_words import Pin, Synonyms, read_pins, read_synonyms
from app.domain.proof import Finding, prove
from app.domain.routing import Routing

_SLUG = re.compile(ADDRESS_PART)
_SUFFIXES = {".md", ".yml", *TYPES}
"""The kinds of files that content is made of."""


class Around(NamedTuple):
    """What an article is read by beside its own file: the products there are, and the sizes of pictures by address."""

    products: frozenset[str]
    sizes: frozenset[tuple[str, tuple[int, int]]]


class LibraryReader:
    """Reads a content folder. A file that has not changed since the last reading is not read or proved again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._policies: dict[tuple[str, str], tuple[PublishedPolicy | None, tuple[Problem, ...]]] = {}
        self._articles: dict[tuple[object, ...], tuple[Article | None, tuple[Problem, ...]]] = {}
        self._attachments = AttachmentReader()

    def signature(self) -> tuple[tuple[str, int, int, int], ...]:
        """What changes when any file does, at the price of a look at each."""
        content = (path for path in sorted(self.folder.rglob("*")) if path.suffix.lower() in _SUFFIXES)
        stats = ((str(path), path.stat()) for path in content)
        return tuple((path, stat.st_ino, stat.st_mtime_ns, stat.st_size) for path, stat in stats)

    def _files(self) -> list[Path]:
        return sorted([*self.folder.rglob("*.md"), *self.folder.glob("search/*.yml"), *self.folder.glob(FILE)])

    def read(self) -> Library:
        """Everything in the folder.

        Raises:
            ContentRefused: a file has errors; all errors of all files are listed.
        """
        files = {path: path.read_bytes() for path in self._files()}
        history = read_history(self.folder, files)
        problems: list[Problem] = []
        policies = self._read_policies(files, problems)
        unread = self._unread(files, policies)
        attachments = self._attachments.read(self.folder / "articles", problems)
        around = Around(_product_ids(policies), frozenset((a, f.size) for a, f in attachments.items() if f.size))
        articles = self._read_articles(files, history, around, problems)
        library = Library(
            _revision(self.folder, files, attachments),
            max(history.days.values(), default=date.min),
            policies,
            articles,
            self._read_notices(files, problems),
            self._read_pages(files, problems),
            *self._read_search(files, _addresses(policies, articles), unread, problems),
            attachments=attachments,
            redirects=redirects(articles),
            file_days={str(path.relative_to(self.folder.parent)): history.changed_on(path) for path in files},
        )
        routing = self._read_routing(files, policies, problems)
        problems += _cross_check(library, unread)
        if any(not problem.is_warning for problem in problems):
            raise ContentRefused(problem for problem in problems if not problem.is_warning)
        return replace(library, warnings=tuple(sorted(problems)), routing=routing)

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
            if inner.parts[0] in OF_POLICIES:
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

    def _unread(
        self, files: Mapping[Path, bytes], policies: Mapping[str, tuple[PublishedPolicy, ...]]
    ) -> frozenset[str]:
        """The slugs of policies of which a version could not be read."""
        read = {v.path for versions in policies.values() for v in versions}
        below = self._below(files, "policies")
        return frozenset(
            inner.parts[0] for path, inner, _ in below if str(path.relative_to(self.folder.parent)) not in read
        )

    def _read_articles(
        self, files: Mapping[Path, bytes], history: History, around: Around, problems: list[Problem]
    ) -> dict[str, Article]:
        """The articles; one that has not changed keeps its text as it was rendered."""
        known, self._articles = self._articles, {}
        found = {}
        for path, inner, raw in self._below(files, "articles"):
            name, day, changes = (
                str(path.relative_to(self.folder.parent)),
                history.changed_on(path),
                history.changes_of(path),
            )
            key = (name, hashlib.sha256(raw).hexdigest(), day, changes, around)
            self._articles[key] = known.get(key) or _article(name, inner, raw, day, changes, around)
            article, noted = self._articles[key]
            problems += noted
            if article:
                found[article.address] = article
        return found

    def _read_routing(
        self,
        files: Mapping[Path, bytes],
        policies: Mapping[str, tuple[PublishedPolicy, ...]],
        problems: list[Problem],
    ) -> Routing | None:
        path = self.folder / FILE
        if path not in files:
            return None
        noted = Problems(str(path.relative_to(self.folder.parent)))
        found = read_routing(noted.path, files[path], noted)
        # Policies with errors are missing here: what the routing says of them cannot be told.
        if found and all(problem.is_warning for problem in problems):
            check_routing(*found, [version.proof for versions in policies.values() for version in versions], noted)
        problems += noted.found
        return found[0] if found else None

    def _read_search(
        self,
        files: Mapping[Path, bytes],
        addresses: Collection[str],
        unread: frozenset[str],
        problems: list[Problem],
    ) -> tuple[Synonyms, tuple[Pin, ...]]:
        """What staff tell the search: two files, of which neither is needed."""
        synonyms, pins = Synonyms(), tuple[Pin, ...]()
        for path, inner, raw in self._below(files, "search"):
            noted = Problems(str(path.relative_to(self.folder.parent)))
            if path.suffix == ".yml" and inner.stem == "synonyms":
                synonyms = read_synonyms(noted.path, raw, noted)
            elif path.suffix == ".yml" and inner.stem == "pins":
                pins = read_pins(noted.path, raw, addresses, noted, tuple(f"/policies/{slug}/" for slug in unread))
            else:
                noted.add(0, "", "the search does not know this file", "name it synonyms.yml or pins.yml")
            problems += noted.found
        return synonyms, pins

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


def _cross_check(library: Library, unread: frozenset[str]) -> list[Problem]:
    """What only the whole can tell: two versions from one day, and what articles say of each other."""
    problems = []
    for versions in library.policies.values():
        starts = [v.policy.in_force_from for v in versions]
        doubles = [v for v in versions if starts.count(v.policy.in_force_from) > 1]
        message, hint = "two versions are in force from the same day", "give one another date"
        problems += [Problem(v.path, 1, "effective_on", message, hint) for v in doubles]
    policies = {slug: {v.policy.version: v.policy for v in versions} for slug, versions in library.policies.items()}
    places = Places(library.articles, library.attachments, library.redirects, policies, library.pages, unread)
    return problems + check_articles(places)


def _article(
    name: str, inner: Path, raw: bytes, day: date, changes: tuple[Change, ...], around: Around
) -> tuple[Article | None, tuple[Problem, ...]]:
    """The article of a file. One whose folder names no product has none: an unknown folder is no error."""
    noted = Problems(name)
    address = inner.with_suffix("").as_posix()
    if not all(_SLUG.match(part) for part in address.split("/")):
        noted.add(0, "", "the file's address is not made of a-z, 0-9, “-”, “_” and “.”", "rename it")
    article = read_article(name, address, raw, day, noted, changes)
    if article:
        product = article.product if article.product in around.products else None
        article = replace(article, product=product, sizes=dict(around.sizes))
    return article, tuple(noted.found)


def _product_ids(policies: Mapping[str, tuple[PublishedPolicy, ...]]) -> frozenset[str]:
    return frozenset(p.id for versions in policies.values() for v in versions for p in v.policy.products)


def _addresses(policies: Mapping[str, tuple[PublishedPolicy, ...]], articles: Mapping[str, Article]) -> dict[str, None]:
    """What can be found by its address: articles, and clauses of policies."""
    clauses = (
        f"/policies/{slug}/#{clause}"
        for slug, found in policies.items()
        for v in found
        for clause in v.policy.clause_by_id
    )
    return dict.fromkeys([*(article.url for article in articles.values()), *clauses])


def _revision(folder: Path, files: Mapping[Path, bytes], attachments: Mapping[str, Attachment]) -> str:
    digest = hashlib.sha256()
    for path, raw in files.items():
        digest.update(f"{path.relative_to(folder)}\0{len(raw)}\0".encode() + raw)
    for address, attachment in attachments.items():
        digest.update(f"{address}\0{attachment.digest}\0".encode())
    return digest.hexdigest()[:16]
