"""Links, pictures and attachments of imported pages lead where they led."""

import pytest

from tests.content.importing.conftest import PNG, Import, noted

_BY_REFERENCE = "[a](/articles/docs/guide/setup) [`B`](/articles/docs/faq 'T') [b](/articles/docs/guide/setup), [c]"


@pytest.fixture
def pages(docusaurus: Import) -> Import:
    """A site of two pages in two folders."""
    docusaurus.write("docs/guide/setup.md", "# Setup\n\n## Do A & B\n\n## Twice\n\n## Twice\n")
    docusaurus.write("docs/faq/index.md", "# FAQ\n")
    return docusaurus


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("[a](setup.md)", "[a](/articles/docs/guide/setup)"),
        ("[a](./setup#do-a--b)", "[a](/articles/docs/guide/setup#do-a--b)"),
        ("[a](setup.md#twice-1 'T')", "[a](/articles/docs/guide/setup#twice-1 'T')"),
        ("[a](../faq/)", "[a](/articles/docs/faq)"),
        ("[a](/docs/guide/setup)", "[a](/articles/docs/guide/setup)"),
        ("[a](@site/docs/faq/index.md)", "[a](/articles/docs/faq)"),
        ("[a][b] [`B`][] [b], [c]\n\n[B]: setup.md\n[`b`]: <../faq/> 'T'", _BY_REFERENCE),
        ('<a href="setup.md">a</a>', '<a href="/articles/docs/guide/setup">a</a>'),
        ("[`a`\nb](setup.md)", "[`a`\nb](/articles/docs/guide/setup)"),
        ("`[a](setup.md)`", "`[a](setup.md)`"),
        ("[a](https://example.com) [b](mailto:a@example.com)", "[a](https://example.com) [b](mailto:a@example.com)"),
        ("[a](javascript:alert(1))", "a"),
        ("[a](#none)", "[a](#)"),
    ],
)
def test_links_between_pages_become_addresses_of_articles(pages: Import, written: str, read: str) -> None:
    pages.write("docs/guide/page.md", f"---\ntitle: P\n---\n{written}\n")
    pages()
    assert pages.text("guide/page.md") == f"{read}\n"


def test_every_anchor_that_is_linked_is_one_that_the_site_makes(pages: Import) -> None:
    pages.write("docs/a.md", "[a](guide/setup.md#do-a--b) [b](guide/setup.md#twice-1)\n")
    report = pages()
    assert noted(report, "heading that is not there") == []
    anchors = [section.anchor for section in pages.library().articles["docs/guide/setup"].body.contents]
    assert anchors == ["do-a--b", "twice", "twice-1"]


def test_a_link_out_of_the_import_is_listed_or_made_absolute(mkdocs: Import) -> None:
    mkdocs.write("docs/a/b.md", "Text\n\nSee [that](../c/d.md#e) and [this](/f/).\n")
    report = mkdocs()
    assert noted(report, "leads out") == ["docs/a/b.md:3", "docs/a/b.md:3"]
    assert mkdocs.text("a/b.md") == "Text\n\nSee that and this.\n"
    report = mkdocs(base_url="https://docs.example.com/manual")
    assert noted(report, "leads out") == []
    assert "[this](https://docs.example.com/manual/f/)" in mkdocs.text("a/b.md")


def test_pictures_and_attachments_stand_beside_the_article(hugo: Import) -> None:
    hugo.write("static/img/One Two.PNG", PNG)
    hugo.write("content/a/pic.png", PNG + b"other")
    hugo.write("static/pic.png", PNG)
    hugo.write("content/a/form.pdf", b"%PDF-1.7")
    hugo.write(
        "content/a/page.md",
        '![x](</img/One Two.PNG> "T") [![y](pic.png)](form.pdf)\n\n<img src="/pic.png" width="20">\n',
    )
    hugo()
    text = hugo.text("a/page.md")
    assert text.startswith('![x](one-two.png "T") [![y](pic.png)](form.pdf)\n')
    assert sorted(path.name for path in hugo.article("a").iterdir() if path.suffix != ".md")[:2] == [
        "form.pdf",
        "one-two.png",
    ]
    assert hugo.article("a/pic.png").read_bytes() == PNG + b"other"
    assert len(list(hugo.article("a").glob("pic-*.png"))) == 1


def test_pictures_that_are_missing_broken_or_elsewhere_are_listed(site: Import) -> None:
    site.write("bad.png", b"<script>")
    site.write("a.md", "![a](none.png) ![b](bad.png)\n![c](https://e.example/c.png)\n")
    report = site()
    assert site.text("a.md") == "a b\n[c](https://e.example/c.png)\n"
    assert noted(report, "a picture is not there") == ["a.md:1"]
    assert noted(report, "the file is refused") == ["bad.png"]
    assert noted(report, "on another host") == ["a.md:2"]
    assert report.failed
