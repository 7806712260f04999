"""A small site of another tool to import from, and the content folder that it comes into."""

import io
import zipfile
from pathlib import Path

import pytest

from app.content.importing.importer import Wishes, import_articles
from app.content.importing.report import Report
from app.content.library import Library
from app.content.library_reader import LibraryReader

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 16


class Import:
    """A source that a test writes, and what an import made of it."""

    def __init__(self, folder: Path) -> None:
        self.source, self.content = folder / "source", folder / "content"
        self.source.mkdir()
        (self.content / "articles").mkdir(parents=True)

    def write(self, name: str, text: str | bytes) -> Path:
        """Puts a file into the source."""
        place = self.source / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text if isinstance(text, bytes) else text.encode())
        return place

    def __call__(
        self, *, product: str | None = None, base_url: str = "", dry: bool = False, overwrite: bool = False
    ) -> Report:
        """Imports it into articles/docs/."""
        wishes = Wishes("docs", product, base_url, dry, overwrite)
        return import_articles(self.source, self.content / "articles", wishes)

    def article(self, name: str) -> Path:
        """Where an article, or a file beside it, came to stand."""
        return self.content / "articles" / "docs" / name

    def text(self, name: str) -> str:
        """What came to stand below the front matter of an article."""
        return self.article(name).read_text(encoding="utf-8").split("\n---\n", 1)[1]

    def one(self, text: str, name: str = "page.md") -> str:
        """What becomes of a page of that text."""
        self.write(name, text)
        self()
        return self.text(name.rsplit(".", 1)[0] + ".md")

    def library(self) -> Library:
        """What the site would publish; it raises where the check would fail."""
        return LibraryReader(self.content).read()

    def files(self) -> dict[str, bytes]:
        """All that stands in the content folder."""
        found = (path for path in self.content.rglob("*") if path.is_file())
        return {path.relative_to(self.content).as_posix(): path.read_bytes() for path in found}


@pytest.fixture
def site(tmp_path: Path) -> Import:
    """An empty source."""
    return Import(tmp_path)


@pytest.fixture
def docusaurus(site: Import) -> Import:
    """An empty site of Docusaurus."""
    site.write("docusaurus.config.js", "module.exports = {};")
    return site


@pytest.fixture
def mkdocs(site: Import) -> Import:
    """An empty site of MkDocs."""
    site.write("mkdocs.yml", "site_name: Handbook\n")
    return site


@pytest.fixture
def hugo(site: Import) -> Import:
    """An empty site of Hugo."""
    site.write("hugo.toml", "title = 'Handbook'\n")
    return site


def noted(report: Report, what: str) -> list[str]:
    """The places at which something was noted."""
    return [finding.place for finding in report.findings if what in finding.what]


def packed(files: dict[str, bytes]) -> bytes:
    """A zip of some files."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in files.items():
            opened.writestr(name, content)
    return raw.getvalue()
