"""Pages of a source as the site's Markdown, not yet linked with each other."""

from dataclasses import dataclass

from app.content.importing.definitions import with_addresses_beside
from app.content.importing.dialects import admonitions, commonmark, mdx, shortcodes
from app.content.importing.dialects.lists import with_site_indents
from app.content.importing.dialects.modules import Modules
from app.content.importing.headings import Anchors, first_title, with_ids, with_marks, without_title
from app.content.importing.includes import Pages
from app.content.importing.manifest import digest
from app.content.importing.matter import Matter, read_matter, take_apart
from app.content.importing.progress import Track
from app.content.importing.report import Report
from app.content.importing.site import Site
from app.content.importing.source import Source
from app.content.importing.text import Line


@dataclass(frozen=True)
class Page:
    """A page in the site's Markdown. `url` is where it is published, if the source says so."""

    name: str
    title: str
    matter: Matter
    lines: list[Line]
    anchors: Anchors
    source_hash: str
    url: str = ""
    path: str | None = None
    """Where it stands on its own site; unless given, as its file says."""


def read_pages(source: Source, site: Site, report: Report, track: Track) -> list[Page]:
    """Every page that can be read and is published; the others are noted."""
    files = Pages(source, site, report)
    with track(site.page_names, "Reading") as names:
        found = [page for name in names if (page := _page(name, source, site, files, report))]
    below = f"{site.pages}/" if site.pages else ""
    parts = {name for name in site.names if name.startswith(below) and name.endswith((".md", ".mdx"))}
    for name in sorted(parts - set(site.page_names) - files.used):
        report.note("a part that no page calls for is left out", name)
    return found


def _page(name: str, source: Source, site: Site, files: Pages, report: Report) -> Page | None:
    try:
        raw = source.read(name)
    except OSError as error:
        report.fail("the file cannot be read", name, str(error), "leave it out, or make it smaller")
        return None
    apart = take_apart(name, raw, report)
    if apart is None:
        return None
    data, body, first = apart
    if _is_never_drawn(data):
        return None
    matter = read_matter(name, data, report)
    if matter.is_draft:
        report.note("a draft is left out", name, hint="publish it at its source first")
        return None
    lines, modules = files.lines(name, body, first)
    lines = translated(lines, modules, site, report, is_jsx=files.is_jsx(name))
    title = matter.fields.get("title") or first_title(lines) or _from_name(name)
    lines = with_addresses_beside(lines)
    lines, anchors = with_ids(without_title(lines, title), site.tool)
    return Page(name, title, matter, lines, anchors, digest(raw))


def _is_never_drawn(data: dict[str, object]) -> bool:
    """Whether Hugo is told to make no page of it: it is a part of others."""
    build = data.get("build") or data.get("_build")
    return isinstance(build, dict) and build.get("render") in ("never", False)


def translated(lines: list[Line], modules: Modules, site: Site, report: Report, *, is_jsx: bool) -> list[Line]:
    """Lines of any dialect in the site's Markdown."""
    lines = shortcodes.translated(with_marks(lines), report)
    lines = mdx.Components(modules, report, is_jsx=is_jsx).translated(lines)
    if site.tool != "mkdocs":
        lines = with_site_indents(lines)
    lines = admonitions.from_colons(admonitions.from_quotes(lines), report)
    lines = admonitions.from_tabs(admonitions.with_our_kinds(lines, report), report)
    lines = commonmark.without_icons(commonmark.with_plain_fences(lines, report), report)
    return commonmark.with_notes_below(commonmark.with_own_marks(lines), report)


def _from_name(name: str) -> str:
    """A title from the name of a file, or of its folder where the file is called index."""
    *folders, file = name.rsplit(".", 1)[0].split("/")
    words = folders[-1] if file.lower() in ("index", "_index", "readme") and folders else file
    return words.replace("-", " ").replace("_", " ").strip().capitalize() or "Start"
