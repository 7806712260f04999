"""A Zendesk export: published articles with their section, labels and day, their HTML as Markdown."""

import json

from tests.content.importing.conftest import Import, noted

BODY = (
    '<h2 id="h_1">Do &amp; check</h2><p>See <a href="https://help.example.com/hc/en-us/articles/2-Second#h_1">this</a>.</p>'
    '<pre><code class="language-sql">select 1\n  from t</code></pre><ol><li>One<ul><li>Sub</li></ul></li></ol>'
    '<table><tbody><tr><td>A</td><td>B</td></tr></tbody></table><iframe src="https://v.example/x"></iframe>'
)


def export(*articles: dict[str, object]) -> str:
    """An export as the API of the Help Center gives it."""
    return json.dumps(
        {
            "articles": articles,
            "sections": [{"id": 5, "name": "First Steps", "category_id": 6}],
            "categories": [{"id": 6, "name": "Guide"}],
        }
    )


def article(number: int, title: str, **more: object) -> dict[str, object]:
    """An article of the export."""
    url = f"https://help.example.com/hc/en-us/articles/{number}-{title}"
    return {"id": number, "title": title, "body": BODY, "section_id": 5, "html_url": url, "draft": False} | more


def test_articles_come_with_section_labels_day_and_source(site: Import) -> None:
    first = article(1, "First", label_names=["setup"], updated_at="2026-03-04T05:06:07Z")
    site.write("export.json", export(first, article(2, "Second"), article(3, "Hidden", draft=True)))
    report = site()
    found = site.library().articles
    assert sorted(found) == ["docs/guide/first-steps/first", "docs/guide/first-steps/second"]
    one = found["docs/guide/first-steps/first"]
    assert (one.title, one.tags, str(one.reviewed_on)) == ("First", ("setup",), "2026-03-04")
    assert one.sources == (("First", "https://help.example.com/hc/en-us/articles/1-First"),)
    assert noted(report, "draft") == ["export.json#3"]
    assert noted(report, "<iframe> becomes a link") == ["export.json#1", "export.json#2"]


def test_html_becomes_markdown_and_links_lead_to_the_articles(site: Import) -> None:
    site.write("export.json", export(article(1, "First"), article(2, "Second")))
    site()
    text = site.text("guide/first-steps/first.md")
    assert "## Do & check {#h_1}\n" in text
    assert "See [this](/articles/docs/guide/first-steps/second#h_1)." in text
    assert "```sql\nselect 1\n  from t\n```" in text
    assert "1. One\n    - Sub\n" in text
    assert "<https://v.example/x>" in text


def test_a_repeated_import_writes_nothing(site: Import) -> None:
    site.write("export.json", export(article(1, "First")))
    site()
    before = site.files()
    assert site().counts["articles unchanged"] == 1
    assert site.files() == before
