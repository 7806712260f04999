"""Sources: folders, zips and what must not be read from them."""

import zipfile
from pathlib import Path

import pytest

from app.content.importing.importer import Wishes, import_articles
from app.content.importing.report import Report
from app.content.importing.source import ImportRefused
from tests.content.importing.conftest import PNG, Import, noted, packed


def import_zip(folder: Path, raw: bytes) -> Report:
    """Imports a zip."""
    place = folder / "source.zip"
    place.write_bytes(raw)
    return import_articles(place, folder / "articles", Wishes("docs"))


def test_a_zip_of_a_repository_is_read_without_its_top_folder(tmp_path: Path) -> None:
    raw = packed(
        {"site-main/mkdocs.yml": b"", "site-main/docs/a.md": b"# A\n\n![p](p.png)\n", "site-main/docs/p.png": PNG}
    )
    assert not import_zip(tmp_path, raw).failed
    assert (tmp_path / "articles/docs/a.md").read_text() == "---\ntitle: A\n---\n![p](p.png)\n"
    assert (tmp_path / "articles/docs/p.png").read_bytes() == PNG


@pytest.mark.parametrize("name", ["../a.md", "/etc/a.md", "x/../../a.md", "C:/a.md", "..\\a.md"])
def test_a_zip_that_names_a_file_outside_itself_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ImportRefused, match="outside itself"):
        import_zip(tmp_path, packed({name: b"# A\n"}))
    assert not (tmp_path / "articles").exists()


def test_a_zip_that_is_built_to_burst_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="built to burst"):
        import_zip(tmp_path, packed({"a.md": b"\0" * 19_000_000}))


def test_a_link_in_a_zip_is_listed(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("a.md")
    link.external_attr = 0o120777 << 16
    raw = tmp_path / "links.zip"
    with zipfile.ZipFile(raw, "w") as opened:
        opened.writestr(link, "/etc/passwd")
        opened.writestr("b.md", "# B\n")
    report = import_articles(raw, tmp_path / "articles", Wishes("docs"))
    assert noted(report, "a link in a zip") == ["a.md"]
    assert report.failed


def test_a_link_that_leads_out_of_the_folder_is_listed_and_not_read(site: Import, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("# Secret\n")
    (site.source / "a.md").symlink_to(tmp_path / "secret.md")
    (site.source / "all").symlink_to(tmp_path, target_is_directory=True)
    site.write("b.md", "![x](../secret.png) [y](../secret.md)\n")
    report = site()
    assert noted(report, "leads out of the source") == ["a.md"]
    assert noted(report, "a link to a folder") == ["all"]
    assert sorted(site.library().articles) == ["docs/b"]


def test_a_file_that_is_too_large_is_listed(site: Import) -> None:
    site.write("a.md", b"x" * 1_000_001)
    site.write("b.md", b"x" * 20_000_001)
    report = site()
    assert noted(report, "cannot be read") == ["a.md", "b.md"]
    assert report.failed


def test_a_source_without_a_page_is_refused(site: Import) -> None:
    site.write("a.txt", "Text")
    with pytest.raises(ImportRefused, match="no page"):
        site()
