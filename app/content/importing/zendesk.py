"""A Zendesk Help Center export: articles in JSON, their text in HTML."""

import json
import re
from collections.abc import Iterable
from typing import Any

from bs4 import BeautifulSoup
from markdownify import MarkdownConverter

from app.content.importing.addresses import slug
from app.content.importing.dialects.lists import with_site_indents
from app.content.importing.headings import with_ids
from app.content.importing.manifest import digest
from app.content.importing.matter import read_matter
from app.content.importing.pages import Page
from app.content.importing.report import Report
from app.content.importing.source import Source
from app.content.importing.text import read_lines

_EXPORT = re.compile(rb"\s*[\[{]")
_GROUPS = ("sections", "categories")
_MEDIA = ("iframe", "video", "audio", "embed", "object")


Groups = dict[tuple[str, Any], dict[str, Any]]
"""Sections and categories by their kind and id."""


def find_exports(source: Source) -> list[str]:
    """The files of a source that are exports of articles; none where it holds Markdown."""
    if any(name.endswith((".md", ".mdx")) for name in source.names):
        return []
    return [name for name in source.names if name.endswith(".json") and _articles(_data(source, name)) is not None]


def _data(source: Source, name: str) -> Any:
    try:
        raw = source.read(name)
        return json.loads(raw.decode("utf-8-sig")) if _EXPORT.match(raw) else None
    except (OSError, ValueError, RecursionError):
        return None


def _articles(data: Any) -> list[dict[str, Any]] | None:
    found = data.get("articles") if isinstance(data, dict) else data
    is_export = isinstance(found, list) and all(isinstance(each, dict) and "title" in each for each in found)
    return found if is_export and found else None


def read_export(source: Source, names: Iterable[str], report: Report) -> list[Page]:
    """Every published article of the exports."""
    found: list[Page] = []
    for name in names:
        data = _data(source, name)
        groups = _groups(source, data)
        for article in _articles(data) or ():
            page = _page(f"{name}#{article.get('id', article['title'])}", article, groups, report)
            found += [page] if page else []
    return found


def _groups(source: Source, data: Any) -> Groups:
    """Sections and categories by their ids, from the export itself or from files beside it."""
    found = {}
    for kind in _GROUPS:
        beside = next((name for name in source.names if name.rsplit("/", 1)[-1] == f"{kind}.json"), None)
        for holder in (data, _data(source, beside) if beside else None):
            for each in holder.get(kind) or () if isinstance(holder, dict) else ():
                found[kind, each.get("id")] = each
    return found


def _page(name: str, article: dict[str, Any], groups: Groups, report: Report) -> Page | None:
    url = str(article.get("html_url") or "")
    known = {key: article.get(key) for key in ("title", "label_names", "updated_at", "draft")}
    matter = read_matter(name, known, report)
    if matter.is_draft:
        report.note("a draft is left out", name, hint="publish it at its source first")
        return None
    title = matter.fields.get("title") or name
    if article.get("user_segment_id") is not None:
        report.note("an article was for some readers only", name, 0, title, "see whether all may read it")
    lines = read_lines(name, _markdown(name, str(article.get("body") or ""), report), indented_code=False)
    lines, anchors = with_ids(with_site_indents(lines), "markdown")
    path = "/".join([*_folders(article, groups), slug(title)])
    return Page(
        name, title, matter, lines, anchors, digest(json.dumps(article, sort_keys=True).encode()), _https(url), path
    )


def _folders(article: dict[str, Any], groups: Groups) -> list[str]:
    """The names of the category and the section of an article."""
    section = groups.get(("sections", article.get("section_id")), {})
    category = groups.get(("categories", section.get("category_id", article.get("category_id"))), {})
    named = [category.get("name") or article.get("category"), section.get("name") or article.get("section")]
    return [slug(str(each.get("name") if isinstance(each, dict) else each)) for each in named if each]


def _https(url: str) -> str:
    return url if url.startswith("https://") and " " not in url else ""


_OPTIONS: dict[str, Any] = {"heading_style": "atx", "bullets": "-", "escape_misc": False, "table_infer_header": True}


def _language(element: Any) -> str:
    """The language of a block of code, from its classes."""
    inner = element.find("code")
    classes = [*(element.get("class") or ()), *((inner.get("class") or ()) if inner else ())]
    return next((name[9:] for name in classes if name.startswith(("language-",))), "")


def _markdown(name: str, html: str, report: Report) -> str:
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all(_MEDIA):
        source = tag.get("src") or tag.get("data")
        report.note(f"<{tag.name}> becomes a link", name, 0, str(tag)[:200], "a page shows no media of other hosts")
        tag.replace_with(
            BeautifulSoup(f'<a href="{source}">{tag.get("title") or source}</a>' if source else "", "html.parser")
        )
    for tag in soup.find_all(("script", "style")):
        report.note(f"<{tag.name}> is left out", name, 0, str(tag)[:200])
        tag.decompose()
    for heading in soup.find_all(re.compile("^h[1-6]$")):
        if heading.get("id"):
            heading.append(f" {{#{heading['id']}}}")
    text = str(MarkdownConverter(code_language_callback=_language, **_OPTIONS).convert_soup(soup))
    text = re.sub(r"\{#[^}\n]+\}$", lambda found: found[0].replace("\\", ""), text, flags=re.MULTILINE)
    return text.replace("\u00a0", " ").strip() + "\n"
