"""One import from end to end: open, read, place, link, write."""

import posixpath
import re
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from app.content.articles import read_article
from app.content.importing.addresses import slug
from app.content.importing.attachments import Beside
from app.content.importing.includes import text_of
from app.content.importing.links import ZENDESK, Known, Links
from app.content.importing.manifest import NAME, read_manifest
from app.content.importing.pages import read_pages
from app.content.importing.placing import Folder, Place
from app.content.importing.progress import Track, no_bar
from app.content.importing.report import Report
from app.content.importing.site import Site, survey
from app.content.importing.source import ImportRefused, Source, open_source
from app.content.importing.writing import write_whole
from app.content.importing.zendesk import find_exports, read_export
from app.content.patterns import ADDRESS_PART, HINTS
from app.content.problems import Problems

__all__ = ["ImportRefused", "Wishes", "import_articles", "wishes_for"]

_ORDER = ("title", "summary", "product", "tags", "owner", "reviewed_on", "review_on", "sources", "redirect_from")


@dataclass(frozen=True)
class Wishes:
    """What an import is asked for. `into` is a folder below content/articles/."""

    into: str
    product: str | None = None
    base_url: str = ""
    is_dry: bool = False
    overwrites: bool = False


def wishes_for(
    source: Path,
    into: str | None,
    product: str | None,
    base_url: str,
    *,
    is_dry: bool = False,
    overwrites: bool = False,
) -> Wishes:
    """The wishes as people write them, with the folder named for the source unless it is given.

    Raises:
        ImportRefused: the folder, the product or the address cannot be one.
    """
    folder = (into or slug(source.resolve().stem)).strip("/")
    if not all(re.match(ADDRESS_PART, part) for part in folder.split("/")):
        raise ImportRefused(f"“{folder}” cannot be a folder of articles: {HINTS[ADDRESS_PART]}.")
    if product is not None and not re.match(ADDRESS_PART, product):
        raise ImportRefused(f"“{product}” cannot be the id of a product: {HINTS[ADDRESS_PART]}.")
    if base_url and not re.match(r"^https?://[^\s/]+(/\S*)?$", base_url):
        raise ImportRefused(f"“{base_url}” is no address of a site: write it as https://docs.example.com/.")
    return Wishes(folder, product, base_url, is_dry, overwrites)


def import_articles(path: Path, articles: Path, wishes: Wishes, track: Track = no_bar) -> Report:
    """Import a folder, a zip or an export into content/articles/.

    Raises:
        ImportRefused: the source as a whole, or the record of earlier imports, cannot be read.
    """
    started, report = time.perf_counter(), Report(wishes.into, wishes.is_dry)
    manifest = read_manifest(articles / wishes.into)
    source = open_source(path, report)
    site = survey(source)
    exports = find_exports(source)
    pages = read_export(source, exports, report) if exports else read_pages(source, site, report, track)
    if not pages and not report.findings:
        raise ImportRefused(
            f"There is no page in {path.name}: name a folder with Markdown, or a Zendesk export in JSON."
        )
    folder = Folder(articles, wishes.into, manifest, report, overwrite=wishes.overwrites, dry=wishes.is_dry)
    _write(folder.places(pages, site), source, site, wishes, folder, report, track)
    before, now = manifest.as_text(), folder.new.as_text()
    if not wishes.is_dry and before != now:
        write_whole(articles / wishes.into / NAME, now.encode())
    report.seconds = round(time.perf_counter() - started, 2)
    return report


def _write(
    places: list[Place], source: Source, site: Site, wishes: Wishes, folder: Folder, report: Report, track: Track
) -> None:
    beside, by_name = Beside(), {place.page.name: place for place in places}
    links = Links(source, site, _known(places), beside, report, wishes.base_url)
    with track(list(by_name), "Writing") as names:
        for name in names:
            place = by_name[name]
            text = text_of(links.rewritten(name, place.page.lines))
            raw = f"---\n{_front_matter(place, wishes)}---\n{text}".encode()
            if _passes(place, raw, report):
                folder.put_page(place, raw)
    for target, (name, raw) in beside.written.items():
        folder.put_attachment(target, name, raw)


def _known(places: list[Place]) -> Known:
    by_path = {place.path.lower(): place.page.name for place in places}
    aliases = {alias.strip("/").lower(): place.page.name for place in places for alias in place.page.matter.aliases}
    return Known(
        addresses={place.page.name: place.address for place in places},
        by_path=by_path,
        paths={place.page.name: place.path for place in places},
        anchors={place.page.name: place.page.anchors for place in places},
        aliases=aliases,
        numbers={found[1]: place.page.name for place in places if (found := ZENDESK.search(place.page.url))},
    )


def _front_matter(place: Place, wishes: Wishes) -> str:
    fields: dict[str, Any] = {**place.page.matter.fields, "title": place.page.title}
    if wishes.product:
        fields["product"] = wishes.product
    if url := place.page.url or _published_at(place, wishes.base_url):
        fields["sources"] = [{"title": place.page.title, "url": url}]
    if place.redirect_from:
        fields["redirect_from"] = list(place.redirect_from)
    ordered = {name: fields[name] for name in _ORDER if name in fields}
    return yaml.safe_dump(ordered, allow_unicode=True, sort_keys=False, width=1000)


def _published_at(place: Place, base_url: str) -> str:
    return posixpath.join(base_url, place.path) if base_url.startswith("https://") else ""


def _passes(place: Place, raw: bytes, report: Report) -> bool:
    """Whether the site would take the article; why not is noted."""
    problems = Problems(place.page.name)
    read_article(place.page.name, place.address, raw, date.min, problems)
    for problem in problems.found:
        report.fail(
            "the article would not pass the check", place.page.name, f"{problem.field} {problem.message}", problem.hint
        )
    return not problems.found
