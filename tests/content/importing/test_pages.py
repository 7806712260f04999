"""Pages: front matter, titles and addresses of every tool as the fields of an article."""

import pytest

from tests.content.importing.conftest import Import, noted


def test_front_matter_becomes_the_fields_of_an_article(site: Import) -> None:
    site.write(
        "start.md",
        "---\ntitle: First steps\ndescription: How to begin.\ntags: [a, b]\nkeywords: c, a\n"
        "lastmod: 2026-05-01T10:00:00Z\nowner: Team\n---\nText\n",
    )
    site(product="widget")
    article = site.library().articles["docs/start"]
    assert (article.title, article.summary, article.tags) == ("First steps", "How to begin.", ("a", "b", "c"))
    assert (str(article.reviewed_on), article.owner) == ("2026-05-01", "Team")
    assert "product: widget\n" in site.article("start.md").read_text()


def test_toml_front_matter_is_read(hugo: Import) -> None:
    hugo.write(
        "content/a.md", '+++\ntitle = "One"\ndate = 2026-01-01\nlastmod = 2026-02-03\nweight = 3\n+++\nText {{< x >}}\n'
    )
    report = hugo()
    article = hugo.library().articles["docs/a"]
    assert (article.title, str(article.reviewed_on), article.markdown) == ("One", "2026-02-03", "Text")
    assert noted(report, "“weight” has no place") == ["content/a.md"]
    assert noted(report, "shortcode “x”") == ["content/a.md:7"]


def test_front_matter_that_cannot_be_read_is_a_failure_at_its_line(site: Import) -> None:
    site.write("a.md", "+++\ntitle = \n+++\nText\n")
    site.write("b.md", "---\ntitle: [\n---\nText\n")
    report = site()
    assert report.failed
    assert noted(report, "cannot be read") == ["a.md:2", "b.md:3"]


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("a.md", "---\ntitle: 404\n---\n# Other\n", "404"),
        ("a.md", "# The *first* `--flag=<n>` heading {#x}\n\nText\n", "The first --flag=<n> heading"),
        ("a.md", "Underlined\n==========\n\nText\n", "Underlined"),
        ("a.md", "```\n# no heading\n```\n", "A"),
        ("how-to_begin.md", "Text\n", "How to begin"),
    ],
)
def test_a_title_is_from_front_matter_else_the_first_heading_else_the_name(
    site: Import, name: str, text: str, title: str
) -> None:
    site.write(name, text)
    site()
    assert [article.title for article in site.library().articles.values()] == [title]


def test_a_heading_that_repeats_the_title_goes_and_another_stays(site: Import) -> None:
    assert site.one("---\ntitle: A\n---\n# A\n\nText\n") == "Text\n"
    assert site.one("---\ntitle: B\n---\n# A\n\nText\n") == "# A\n\nText\n"


def test_rules_in_a_text_without_front_matter_take_nothing_away(site: Import) -> None:
    assert site.one("First\n\n---\n\nsecond: 2\n\n---\n\nThird\n") == "First\n\n---\n\nsecond: 2\n\n---\n\nThird\n"


def test_drafts_are_left_out_and_listed(site: Import) -> None:
    site.write("a.md", "---\ndraft: true\n---\nText\n")
    site.write("b.md", "---\npublished: false\n---\nText\n")
    site.write("c.md", "Text\n")
    assert noted(site(), "draft") == ["a.md", "b.md"]
    assert list(site.library().articles) == ["docs/c"]


def test_addresses_follow_folders_slugs_and_numbers_of_docusaurus(docusaurus: Import) -> None:
    docusaurus.write("docs/01-Guide/02-setup.md", "# Setup\n")
    docusaurus.write("docs/01-Guide/index.md", "# Guide\n")
    docusaurus.write("docs/x.md", "---\nslug: /Other Place\n---\n# X\n")
    docusaurus.write("docs/CLI.md", "---\nid: cli-options\n---\n# Y\n")
    docusaurus.write("docs/index.md", "# Start\n")
    docusaurus.write("README.md", "# Not part of the site\n")
    docusaurus()
    assert sorted(docusaurus.library().articles) == [
        "docs/cli-options",
        "docs/guide",
        "docs/guide/setup",
        "docs/index",
        "docs/other-place",
    ]


def test_aliases_become_addresses_that_lead_on(hugo: Import) -> None:
    hugo.write("content/new/a.md", "---\naliases: [/old/a/, https://elsewhere.example/a]\n---\nText\n")
    hugo()
    assert "redirect_from:\n- docs/old/a\n" in hugo.article("new/a.md").read_text()


def test_two_pages_never_share_an_address(site: Import) -> None:
    site.write("A b.md", "One\n")
    site.write("a-b.md", "Two\n")
    report = site()
    assert noted(report, "two pages want one address") == ["a-b.md"]
    assert (site.text("a-b.md"), site.text("a-b-2.md")) == ("One\n", "Two\n")


def test_a_page_that_is_not_utf8_or_binary_is_listed_and_the_rest_imported(site: Import) -> None:
    site.write("a.md", "Grüße\n".encode("latin-1"))
    site.write("b.md", b"\0\1\2")
    site.write("c.md", "Text\n")
    report = site()
    assert report.failed
    assert noted(report, "cannot be read") == ["a.md:1", "b.md:1"]
    assert list(site.library().articles) == ["docs/c"]
