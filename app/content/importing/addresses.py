"""The address of each page: where it stood on its own site, and where it stands below /articles/."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from app.content.importing.matter import Matter
from app.content.importing.site import Site

_NUMBER = re.compile(r"^\d+\s*[-_.]+\s*(?=[^\d\s._-])")
_INDEX = ("index", "_index", "readme")


def site_path(name: str, matter: Matter, site: Site) -> str:
    """Where a page stood on its own site, without “/” at its ends; "" is the first page."""
    below = name[len(site.pages) + 1 :] if site.pages else name
    *folders, file = re.sub(r"\.(md|mdx|markdown)$", "", below, flags=re.IGNORECASE).split("/")
    if site.tool == "docusaurus":
        folders, file = [_NUMBER.sub("", each) for each in folders], _NUMBER.sub("", matter.id or file)
    is_index = file.lower() in _INDEX or (site.tool == "docusaurus" and folders[-1:] == [file])
    own = [*folders, *([] if is_index else [file])]
    slug = (matter.slug or "").strip()
    if not slug or "://" in slug:
        return "/".join(own)
    if slug.startswith("/") or (site.tool == "hugo" and "/" in slug):
        return slug.strip("/")
    return "/".join([*own[:-1], slug.strip("./")] if own else [slug.strip("./")])


def address(path: str, into: str) -> str:
    """A path of the site below the folder of the import, as the site writes addresses."""
    parts = [slug(part) for part in path.split("/") if part]
    return "/".join([into, *(parts or ["index"])])


def slug(words: str) -> str:
    """A name in small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    made = re.sub(r"-{2,}", "-", re.sub(r"[^a-z0-9_.-]+", "-", plain)).strip("-._")
    return made or "x" + "".join(f"{ord(letter):x}" for letter in words[:8])


def one_each(wanted: Iterable[tuple[str, str]], taken: Iterable[str] = ()) -> Mapping[str, str]:
    """An address for each name, no two alike: the later of two is numbered."""
    used, found = set(taken), {}
    for name, first in wanted:
        made, number = first, 1
        while made in used:
            number += 1
            made = f"{first}-{number}"
        used.add(made)
        found[name] = made
    return found
