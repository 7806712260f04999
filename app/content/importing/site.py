"""Which tool a source was written for, and where that keeps pages, pictures and parts of pages."""

import posixpath
import re
from dataclasses import dataclass
from typing import Literal

from app.content.importing.source import Source

Tool = Literal["docusaurus", "mkdocs", "hugo", "markdown"]
_CONFIGS: tuple[tuple[str, Tool], ...] = (
    (r"docusaurus\.config\.(js|ts|mjs|cjs|cts|mts)", "docusaurus"),
    (r"mkdocs\.ya?ml", "mkdocs"),
    (r"(hugo|config/_default/hugo|config/_default/config)\.(toml|ya?ml|json)", "hugo"),
    (r"config\.(toml|ya?ml|json)", "hugo"),
)
PAGE_ENDINGS = (".md", ".mdx", ".markdown")


@dataclass(frozen=True)
class Site:
    """A source's tool, the folder of its site and the folder of its pages; "" is the source itself."""

    tool: Tool
    home: str
    pages: str
    names: frozenset[str]

    @property
    def page_names(self) -> list[str]:
        """Its pages: Markdown files below the folder of pages that are no parts of others."""
        below = f"{self.pages}/" if self.pages else ""
        return sorted(
            name
            for name in self.names
            if name.startswith(below) and name.lower().endswith(PAGE_ENDINGS) and not is_part(name[len(below) :])
        )

    def find(self, path: str, near: str) -> str | None:
        """The file that a path means, as it is written in the file `near`; None where there is none."""
        for folder in self._folders(path, near):
            name = posixpath.normpath(posixpath.join(folder, path.removeprefix("@site/").lstrip("/")))
            if name in self.names:
                return name
        return None

    def _folders(self, path: str, near: str) -> list[str]:
        home = self.home
        everywhere = [self.pages, home, *(posixpath.join(home, name) for name in _STATIC)]
        if path.startswith(("/", "@site/")):
            return everywhere[::-1] if path.startswith("/") else [home]
        return [posixpath.dirname(near), *everywhere, posixpath.join(self.pages, posixpath.splitext(near)[0])]


_STATIC = ("includes", "snippets", "layouts", "assets", "public", "static")


def is_part(name: str) -> bool:
    """Whether a file is a part of pages rather than one: its name, or a folder's, begins with “_” or “.”."""
    return any(part.startswith((".", "_")) and part != "_index.md" for part in name.split("/"))


def survey(source: Source) -> Site:
    """What kind of site it is: by the configuration nearest to the top."""
    names = frozenset(source.names)
    for name in sorted(names, key=lambda each: (each.count("/"), each)):
        for pattern, tool in _CONFIGS:
            found = re.fullmatch(rf"(?:(.*)/)?{pattern}", name)
            if found and (tool != "hugo" or _holds(names, posixpath.join(found[1] or "", "content"))):
                home = found[1] or ""
                return Site(tool, home, _pages(tool, home, source.read(name).decode(errors="replace"), names), names)
    return Site("markdown", "", "", names)


def _pages(tool: Tool, home: str, config: str, names: frozenset[str]) -> str:
    """The folder of pages that the configuration names, else the usual one."""
    wanted = {"hugo": ["content/en", "content"], "mkdocs": ["docs"], "docusaurus": ["docs", "../docs"]}[tool]
    if tool == "mkdocs":
        wanted = [*re.findall(r"^docs_dir:\s*[\"']?([^\s\"'#]+)", config, re.MULTILINE), *wanted]
    if tool == "docusaurus":
        wanted = [*re.findall(r"\bpath:\s*[\"']([^\"']*docs[^\"']*)[\"']", config), *wanted]
    folders = [posixpath.normpath(posixpath.join(home, each)) for each in wanted]
    return next((folder for folder in folders if _holds(names, folder)), home)


def _holds(names: frozenset[str], folder: str) -> bool:
    return any(name.startswith(f"{folder}/") for name in names)
