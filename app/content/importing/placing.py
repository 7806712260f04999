"""Where each page goes, in the light of earlier imports: what moved, what staff changed, what is gone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from app.content.importing.addresses import address, one_each, site_path
from app.content.importing.manifest import Entry, Manifest, digest
from app.content.importing.pages import Page
from app.content.importing.report import Report
from app.content.importing.site import Site
from app.content.importing.writing import write_whole


@dataclass(frozen=True)
class Place:
    """A page with its place: the path on its own site, its address here, and what was written for it before."""

    page: Page
    path: str
    address: str
    before: Entry | None
    redirect_from: tuple[str, ...]


class Folder:
    """The folder of an import below content/articles/, and what is written into it."""

    def __init__(
        self, articles: Path, into: str, manifest: Manifest, report: Report, *, overwrite: bool, dry: bool
    ) -> None:
        self._articles, self._into, self._report = articles, into, report
        self._old, self._overwrite, self._dry = manifest, overwrite, dry
        self.new = Manifest(dict(manifest.pages), dict(manifest.attachments))

    def places(self, pages: list[Page], site: Site) -> list[Place]:
        """A place for each page; one that was imported before keeps its own, or leaves an address that leads on."""
        renamed = _renamed(pages, self._old)
        before = {page.name: self._old.pages.get(page.name) or renamed.get(page.name) for page in pages}
        paths = {
            page.name: site_path(page.name, page.matter, site) if page.path is None else page.path for page in pages
        }
        wanted = [(page.name, self._wanted(paths[page.name], before[page.name])) for page in pages]
        wanted.sort(key=lambda each: before[each[0]] is None)
        addresses = one_each(wanted)
        self._note_doubles(wanted, addresses)
        used = set(addresses.values())
        found = []
        for page in pages:
            entry, own = before[page.name], addresses[page.name]
            left = {self._address(entry.target)} if entry else set()
            aliases = {address(alias.strip("/"), self._into) for alias in page.matter.aliases if "://" not in alias}
            kept = {*aliases, *left, *(entry.redirect_from if entry else ())} - used
            used |= kept
            found.append(Place(page, paths[page.name], own, entry, tuple(sorted(kept))))
        for name, entry in self._old.pages.items():
            if name not in before and entry not in renamed.values():
                self._report.note(
                    "a source is gone", name, 0, self._shown(entry.target), "delete the article if it should go"
                )
        return found

    def _wanted(self, path: str, before: Entry | None) -> str:
        """The address of a page; the old one where staff changed the article that stands there."""
        if before and self._was_edited(before) and not self._overwrite:
            return self._address(before.target)
        return address(path, self._into)

    def _note_doubles(self, wanted: Iterable[tuple[str, str]], addresses: Mapping[str, str]) -> None:
        for name, first in wanted:
            if addresses[name] != first:
                self._report.note(
                    "two pages want one address", name, 0, f"/articles/{addresses[name]}", "rename one of them"
                )

    def _address(self, target: str) -> str:
        return f"{self._into}/{target.removesuffix('.md')}"

    def _shown(self, target: str) -> str:
        return f"articles/{self._into}/{target}"

    def _at(self, target: str) -> Path:
        return self._articles / self._into / target

    def _was_edited(self, entry: Entry) -> bool:
        held = _content(self._at(entry.target))
        return held is None or digest(held) != entry.written_hash

    def put_page(self, place: Place, raw: bytes) -> None:
        """Write an article, unless it stands there already or staff changed it; the old one of a moved page goes."""
        target = f"{place.address.removeprefix(f'{self._into}/')}.md"
        entry = Entry(target, place.page.source_hash, digest(raw), place.page.title, place.redirect_from)
        if self._put(place.page.name, entry, place.before, raw, "articles"):
            self.new.pages[place.page.name] = entry
        elif place.before:
            self.new.pages[place.page.name] = replace(place.before, source_hash=place.page.source_hash)
        before = place.before
        if before and before.target != target and not self._was_edited(before):
            self._report.note(
                "a page has moved", place.page.name, 0, f"{self._shown(before.target)} → {self._shown(target)}"
            )
            if not self._dry:
                self._at(before.target).unlink()
        for name in [name for name, each in self.new.pages.items() if each is before and name != place.page.name]:
            del self.new.pages[name]

    def put_attachment(self, target: str, name: str, raw: bytes) -> None:
        """Write a file beside the articles."""
        inner = target.removeprefix(f"{self._into}/")
        entry = Entry(inner, digest(raw), digest(raw))
        if self._put(name, entry, self._old.attachments.get(inner), raw, "files"):
            self.new.attachments[inner] = entry

    def _put(self, name: str, entry: Entry, before: Entry | None, raw: bytes, kind: str) -> bool:
        """Whether the file holds the content now."""
        path, held = self._at(entry.target), _content(self._at(entry.target))
        if held == raw:
            self._report.count(f"{kind} unchanged")
            return True
        if not self._overwrite and self._is_theirs(entry, before, held):
            what = "staff changed it since, it is kept" if before else "something else stands there, it is kept"
            self._report.note(what, name, 0, self._shown(entry.target), "--overwrite puts the import in its place")
            self._report.count(f"{kind} kept")
            return False
        try:
            if not self._dry:
                write_whole(path, raw)
        except OSError as error:
            self._report.fail("the file cannot be written", self._shown(entry.target), error.strerror or str(error))
            return False
        self._report.count(f"{kind} {'new' if held is None else 'changed'}")
        return True

    def _is_theirs(self, entry: Entry, before: Entry | None, held: bytes | None) -> bool:
        """Whether what stands at a place, or was deleted from it, is the work of people."""
        if before is None or before.target != entry.target:
            return held is not None
        return held is None or digest(held) != before.written_hash


def _renamed(pages: Iterable[Page], old: Manifest) -> dict[str, Entry]:
    """Entries of sources that are gone, by the new pages that have the same content, or else the same title."""
    pages = list(pages)
    names = {page.name for page in pages}
    gone = {name: entry for name, entry in old.pages.items() if name not in names}
    fresh = [page for page in pages if page.name not in old.pages]
    found: dict[str, Entry] = {}
    for mark in ("source_hash", "title"):
        for page in fresh:
            same = [name for name, entry in gone.items() if getattr(entry, mark) == getattr(page, mark)]
            if page.name not in found and len(same) == 1:
                found[page.name] = gone.pop(same[0])
    return found


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
