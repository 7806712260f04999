"""An import that is repeated makes no doubles, and leaves alone what staff wrote."""

import json

import pytest

from app.content.importing.source import ImportRefused
from tests.content.importing.conftest import PNG, Import, noted


@pytest.fixture
def imported(site: Import) -> Import:
    """Two pages and a picture, imported once."""
    site.write("a.md", "# A\n\nOne ![p](p.png) [b](b.md)\n")
    site.write("b.md", "# B\n\nTwo\n")
    site.write("p.png", PNG)
    site()
    return site


def test_unchanged_sources_write_nothing(imported: Import) -> None:
    before = {path: path.stat().st_mtime_ns for path in imported.content.rglob("*")}
    report = imported()
    assert {path: path.stat().st_mtime_ns for path in imported.content.rglob("*")} == before
    assert dict(report.counts) == {
        "articles unchanged": 2,
        "files unchanged": 1,
        "links rewritten": 1,
        "links to files rewritten": 1,
    }


def test_a_changed_source_is_written_again(imported: Import) -> None:
    imported.write("b.md", "# B\n\nThree\n")
    assert imported().counts["articles changed"] == 1
    assert imported.text("b.md") == "Three\n"


def test_what_staff_changed_or_deleted_is_kept_unless_told_otherwise(imported: Import) -> None:
    imported.article("b.md").write_text("---\ntitle: Ours\n---\nOurs\n")
    imported.article("a.md").unlink()
    imported.write("b.md", "# B\n\nThree\n")
    for _ in range(2):
        report = imported()
        assert noted(report, "staff changed it") == ["a.md", "b.md"]
        assert imported.text("b.md") == "Ours\n"
        assert not imported.article("a.md").exists()
    imported(overwrite=True)
    assert imported.text("b.md") == "Three\n"
    assert imported.article("a.md").exists()


def test_an_article_that_no_import_wrote_is_kept(site: Import) -> None:
    site.article("a.md").parent.mkdir()
    site.article("a.md").write_text("---\ntitle: Ours\n---\nOurs\n")
    site.write("a.md", "# A\n")
    assert noted(site(), "something else stands there") == ["a.md"]
    assert site.text("a.md") == "Ours\n"


def test_a_renamed_source_moves_its_article_which_says_where_it_stood(imported: Import) -> None:
    (imported.source / "b.md").rename(imported.source / "c.md")
    imported.write("a.md", "# A\n\n[b](c.md)\n")
    report = imported()
    assert noted(report, "a page has moved") == ["c.md"]
    assert not imported.article("b.md").exists()
    assert "redirect_from:\n- docs/b\n" in imported.article("c.md").read_text()
    before = imported.files()
    imported()
    assert imported.files() == before


def test_a_renamed_source_whose_article_staff_changed_stays_where_it_is(imported: Import) -> None:
    imported.article("b.md").write_text("---\ntitle: Ours\n---\nOurs\n")
    (imported.source / "b.md").rename(imported.source / "c.md")
    imported.write("a.md", "# A\n\n[b](c.md)\n")
    report = imported()
    assert noted(report, "staff changed it") == ["c.md"]
    assert (imported.text("b.md"), imported.text("a.md")) == ("Ours\n", "[b](/articles/docs/b)\n")
    assert not imported.article("c.md").exists()


def test_a_source_that_is_gone_is_listed_and_its_article_stays(imported: Import) -> None:
    (imported.source / "b.md").unlink()
    for _ in range(2):
        assert noted(imported(), "a source is gone") == ["b.md"]
    assert imported.article("b.md").exists()


def test_a_dry_run_says_the_same_and_writes_nothing(imported: Import) -> None:
    imported.write("b.md", "# B\n\nThree\n")
    imported.write("c.md", "# C\n")
    before = imported.files()
    dry = imported(dry=True)
    assert imported.files() == before
    done = imported()
    assert (dry.counts, dry.findings) == (done.counts, done.findings)


def test_a_damaged_record_ends_the_import_before_anything_is_written(imported: Import) -> None:
    record = imported.article(".import.json")
    record.write_text(json.dumps({"version": 1}))
    before = imported.files()
    with pytest.raises(ImportRefused, match="put back its last good version"):
        imported()
    assert imported.files() == before
