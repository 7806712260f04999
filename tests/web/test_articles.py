"""The help centre: every article is found by its product, whole, dated, sourced, and leads on."""

import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path
from threading import Event

import pytest
from flask.testing import FlaskClient

from app.config import CHECKOUT
from tests.content.checkout import Checkout
from tests.web.pages import Reader
from tests.web.small_site import POLICY, SmallSite

ADDRESSES = sorted(
    path.relative_to(CHECKOUT / "content" / "articles").with_suffix("").as_posix()
    for path in (CHECKOUT / "content" / "articles").rglob("*.md")
)
ARTICLE = "clickhouse/what-to-collect"


def main(html: str) -> str:
    """What stands in the page's main part."""
    return html.split("<main", 1)[1].split("</main>", 1)[0]


def words(html: str) -> str:
    """The text of a page in one line."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


@pytest.fixture
def small(tmp_path: Path) -> SmallSite:
    """A site with one policy and four articles."""
    site = SmallSite(tmp_path, SIGNPOST_EDIT_URL="https://git.example.com/edit/content/{path}")
    site.content.write("policies/photoprism/1.md", POLICY.read_bytes())
    site.content.write("articles/photoprism/one.md", "---\ntitle: One\nrelated: [general]\n---\nText")
    site.content.write("articles/photoprism/two.md", "---\ntitle: Two & <b>more</b>\n---\n## Only one\n\nText")
    site.content.write("articles/photoprism/v1.2.md", "---\ntitle: Version 1.2\n---\nText")
    site.content.write("articles/general.md", "---\ntitle: In general\n---\nText")
    return site


@pytest.fixture
def visitor(small: SmallSite) -> FlaskClient:
    """A visitor of the small site."""
    return small.start().test_client()


def test_the_index_leads_to_every_article_by_its_product(client: FlaskClient) -> None:
    index = main(client.get("/articles/").text)
    shelves = [main(client.get(shelf).text) for shelf in sorted(set(re.findall(r'href="(/articles/[^"/]+/)"', index)))]
    pages = "".join([index, *shelves])
    assert [address for address in ADDRESSES if f'href="/articles/{address}"' not in pages] == []
    named = re.findall(r'href="/articles/(clickhouse/[^"]+)"', index)
    assert index.index('id="clickhouse"') < index.index(f'href="/articles/{named[0]}"')
    assert index.index(f'href="/articles/{named[-1]}"') < index.index('id="clustercontrol"')


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_article_that_we_ship_is_a_page_with_its_contents_and_sources(client: FlaskClient, address: str) -> None:
    page = main(client.get(f"/articles/{address}").text)
    headings = re.findall(r'<h2 id="([^"]+)">', page)
    listed = re.findall(r'<li><a href="#([^"]+)">', page)
    assert listed
    assert set(listed) <= set(headings) | set(re.findall(r'<h3 id="([^"]+)">', page))
    assert page.count('rel="external noopener"') >= 1
    assert "Compared with its sources on" in words(page)
    assert "Last changed on" in words(page)


def test_an_article_leads_to_related_articles_the_triage_and_the_policy(client: FlaskClient) -> None:
    page = main(client.get(f"/articles/{ARTICLE}").text)
    for address in ("/articles/clickhouse/which-severity", "/triage/clickhouse", "/policies/clickhouse/"):
        assert f'href="{address}"' in page


def test_an_article_that_names_no_related_ones_leads_to_others_about_its_product(visitor: FlaskClient) -> None:
    page = main(visitor.get("/articles/photoprism/two").text)
    related = page[page.index('id="related"') :]
    assert 'href="/articles/photoprism/one"' in related
    assert 'href="/articles/photoprism/two"' not in related
    assert 'href="/articles/general"' not in related


def test_articles_alike_are_those_that_share_tags_before_the_first_by_title(small: SmallSite) -> None:
    for name, tags in (("a1", "x"), ("a2", "x"), ("a3", "x"), ("a4", "x"), ("z", "backup"), ("own", "backup")):
        small.content.write(f"articles/photoprism/{name}.md", f"---\ntitle: {name}\ntags: [{tags}]\n---\n")
    page = main(small.start().test_client().get("/articles/photoprism/own").text)
    related = re.findall(r'href="/articles/photoprism/([^"]+)"', page[page.index('id="related"') :])
    assert related[:4] == ["z", "a1", "a2", "a3"]


def test_a_related_article_that_moved_is_shown_at_its_new_address(small: SmallSite) -> None:
    small.content.write("articles/photoprism/new.md", "---\ntitle: New\nredirect_from: [photoprism/old]\n---\n")
    small.content.write("articles/photoprism/own.md", "---\ntitle: Own\nrelated: [photoprism/old]\n---\n")
    page = main(small.start().test_client().get("/articles/photoprism/own").text)
    assert 'href="/articles/photoprism/new"' in page[page.index('id="related"') :]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("photoprism/old", "photoprism/new"),
        ("photoprism/old/", "photoprism/new"),
        ("photoprism/old.md", "photoprism/new.md"),
        ("Ältere/100-Old", "photoprism/new"),
    ],
)
def test_an_old_address_leads_to_the_new_one_for_good(small: SmallSite, old: str, new: str) -> None:
    head = "title: New\nredirect_from: [photoprism/old, Ältere/100-Old]"
    small.content.write("articles/photoprism/new.md", f"---\n{head}\n---\n")
    visitor = small.start().test_client()
    answer = visitor.get(f"/articles/{old}")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"/articles/{new}")
    assert visitor.get(answer.headers["Location"]).status_code == 200
    for listed in ("/sitemap.xml", "/articles/feed.atom", "/articles/", "/search?q=new"):
        assert "photoprism/old" not in visitor.get(listed).text


def test_versions_owner_and_days_stand_at_the_head(small: SmallSite) -> None:
    head = "title: A\nversions: ['1.9', 2.x]\nowner: Photo support\nreviewed_on: 2026-11-21"
    small.content.write("articles/photoprism/a.md", f"---\n{head}\n---\n")
    page = Reader(small.start().test_client()).page("/articles/photoprism/a")
    for said in ("Holds for 1.9, 2.x", "Kept by Photo support", "Compared with its sources on 21 November 2026"):
        assert said in page.main


def test_what_is_not_said_leaves_no_gap(visitor: FlaskClient) -> None:
    page = words(main(visitor.get("/articles/photoprism/one").text))
    assert not [said for said in ("Holds for", "Kept by", "Compared", "History") if said in page]


def test_the_history_tells_days_and_subjects_and_no_names(small: SmallSite) -> None:
    checkout = Checkout(small.content.path.parent)
    for number in range(1, 13):
        small.content.write("articles/photoprism/one.md", f"---\ntitle: One\n---\n{'x' * number}")
        checkout.commit(f"Change {number} for ada@example.com", f"2026-11-{number:02}T12:00:00Z")
    page = Reader(small.start().test_client()).page("/articles/photoprism/one")
    shown = page.main[page.main.index("History of this article") :]
    assert "12 November 2026 Change 12 for … 11 November 2026 Change 11" in shown
    assert "Change 2 " not in shown
    assert "And 2 earlier." in shown
    assert not [name for name in ("Ada", "Lovelace", "@example.com") if name in page.html]


def test_related_articles_that_are_named_are_the_ones_shown(visitor: FlaskClient) -> None:
    page = main(visitor.get("/articles/photoprism/one").text)
    related = page[page.index('id="related"') :]
    assert 'href="/articles/general"' in related
    assert 'href="/articles/photoprism/two"' not in related


def test_an_article_about_no_product_stands_last_and_leads_to_the_triage(visitor: FlaskClient) -> None:
    index = main(visitor.get("/articles/").text)
    assert index.index("About every product") > index.index('id="photoprism"')
    assert 'href="/triage/"' in main(visitor.get("/articles/general").text)


def test_a_title_is_text_and_never_markup(visitor: FlaskClient) -> None:
    page = visitor.get("/articles/photoprism/two").text
    assert "<b>more" not in page
    assert "<h1>Two &amp; &lt;b&gt;more&lt;/b&gt;</h1>" in page


def test_the_edit_link_leads_to_the_file_in_the_content_folder(visitor: FlaskClient) -> None:
    page = visitor.get("/articles/photoprism/one").text
    assert 'href="https://git.example.com/edit/content/articles/photoprism/one.md"' in page


def test_without_an_edit_address_there_is_no_edit_link(client: FlaskClient) -> None:
    assert "Edit this article" not in client.get(f"/articles/{ARTICLE}").text


def test_the_markdown_twin_is_the_text_with_its_title(visitor: FlaskClient) -> None:
    answer = visitor.get("/articles/photoprism/one.md")
    assert answer.content_type == "text/markdown; charset=utf-8"
    assert answer.text == "# One\n\nText\n"


def test_dots_in_an_address_are_part_of_it(visitor: FlaskClient) -> None:
    assert "<h1>Version 1.2</h1>" in visitor.get("/articles/photoprism/v1.2").text
    assert visitor.get("/articles/photoprism/v1.2.md").text == "# Version 1.2\n\nText\n"


def test_a_title_cannot_end_the_block_of_data(small: SmallSite) -> None:
    small.content.write("articles/bad.md", '---\ntitle: "</script><script>alert(1)</script>"\n---\n')
    page = small.start().test_client().get("/articles/bad").text
    assert "<script>alert" not in page


def test_a_product_has_a_page_with_all_its_articles_and_what_is_promised_for_it(visitor: FlaskClient) -> None:
    page = Reader(visitor).page("/articles/photoprism/")
    assert page.heading == "Help articles about PhotoPrism"
    assert "3 articles, by title." in page.main
    assert {f"/articles/photoprism/{name}" for name in ("one", "two", "v1.2")} <= set(page.links)
    assert {"/triage/photoprism", "/policies/photoprism/"} <= set(page.links)
    assert "/articles/general" not in page.links
    Reader(visitor).follow(page)


def test_the_folder_of_a_product_leads_to_its_page(visitor: FlaskClient) -> None:
    answer = visitor.get("/articles/photoprism")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/articles/photoprism/")


def test_a_search_from_the_page_of_a_product_is_about_that_product(visitor: FlaskClient) -> None:
    assert '<input type="hidden" name="product" value="photoprism">' in visitor.get("/articles/photoprism/").text
    assert 'name="product"' not in visitor.get("/articles/every-product/").text


def test_articles_about_no_product_have_a_page_too(visitor: FlaskClient) -> None:
    page = Reader(visitor).page("/articles/every-product/")
    assert "/articles/general" in page.links
    assert "/articles/photoprism/one" not in page.links


def test_an_article_named_as_a_product_stands_beside_the_page_of_the_product(small: SmallSite) -> None:
    small.content.write("articles/photoprism.md", "---\ntitle: Hello\n---\nText")
    visitor = small.start().test_client()
    assert "<h1>Hello</h1>" in visitor.get("/articles/photoprism").text
    assert "<h1>Help articles about PhotoPrism</h1>" in visitor.get("/articles/photoprism/").text


def test_four_hundred_articles_are_found_by_their_first_letter_and_the_index_shows_the_newest(small: SmallSite) -> None:
    for number in range(400):
        title = f"{'ABCDEFGH'[number % 8]} number {number}"
        small.content.write(f"articles/photoprism/n{number}.md", f"---\ntitle: {title}\nsummary: S\n---\nText")
    reader = Reader(small.start().test_client())
    shelf, index = reader.page("/articles/photoprism/"), reader.page("/articles/")
    assert len([link for link in shelf.links if link.startswith("/articles/photoprism/n")]) == 400
    assert [link for link in shelf.links if link.startswith("#letter-")] == [f"#letter-{n}" for n in range(1, 12)]
    assert "403 articles" in index.main
    assert len([link for link in index.links if link.startswith("/articles/photoprism/")]) < 12
    assert "/articles/photoprism/" in index.links


def test_a_slash_too_many_leads_to_the_article(visitor: FlaskClient) -> None:
    assert visitor.get("/articles/photoprism/one/").headers["Location"] == "/articles/photoprism/one"


@pytest.mark.parametrize(
    "address", ["nope", "nope.md", "photoprism/nope", "photoprism/one.md.md", "../one", "ONE", "."]
)
def test_an_article_that_is_not_there_is_a_page_that_says_so(visitor: FlaskClient, address: str) -> None:
    assert visitor.get(f"/articles/{address}").status_code == 404


def test_an_article_that_was_seen_is_not_sent_again_until_something_changes(small: SmallSite) -> None:
    visitor = small.start().test_client()
    tag = visitor.get("/articles/general").headers["ETag"]
    assert visitor.get("/articles/general", headers={"If-None-Match": tag}).status_code == 304
    small.content.write("articles/general.md", "---\ntitle: Other\n---\nText")
    small.parts.store.refresh()
    answer = visitor.get("/articles/general", headers={"If-None-Match": tag})
    assert (answer.status_code, "<h1>Other</h1>" in answer.text) == (200, True)
    assert answer.headers["ETag"] != tag


def test_a_file_replaced_a_hundred_times_is_always_shown_whole_and_its_tag_changes_with_it(small: SmallSite) -> None:
    """Row 19: readers at work all the while get the article of one moment, wholly, and one tag for each text."""
    text = "---\ntitle: Number {0}\nsummary: Summary {0}\n---\nFirst {0}.\n\n## Heading {0}\n\nLast {0}.\n"
    small.content.write("articles/general.md", text.format(1000))
    app, is_over = small.start(), Event()

    def read() -> set[tuple[str, str]]:
        visitor, seen = app.test_client(), set()
        while not is_over.is_set():
            answer = visitor.get("/articles/general")
            numbers = re.findall(r"(?:Number|Summary|First|Heading|Last) (1\d\d\d)", main(answer.text))
            assert answer.status_code == 200
            assert len(numbers) >= 5
            seen |= {(answer.headers["ETag"], number) for number in numbers}
        return seen

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read) for _ in range(4)]
        for number in range(1001, 1101):
            small.content.write("articles/general.md", text.format(number))
            small.parts.store.refresh()
        is_over.set()
        seen = set[tuple[str, str]]().union(*(reader.result() for reader in readers))
    assert len({tag for tag, _ in seen}) == len({number for _, number in seen}) == len(seen) > 1
    assert "Last 1100." in app.test_client().get("/articles/general").text
