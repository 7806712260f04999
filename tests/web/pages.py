"""A reader of pages: every page is checked for what each of them must keep before a test looks at it."""

import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urlsplit

from flask.testing import FlaskClient

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
REFERS = ("aria-labelledby", "aria-describedby", "for")


class Page(HTMLParser):
    """A page, or a fragment of one, taken apart: its ids, links, headings, and the tags that do not fit."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.ids: list[str] = []
        self.links: list[str] = []
        self.levels: list[int] = []
        self.referred: set[str] = set()
        self.misplaced: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if tag == "a" and "href" in given else []
        self.levels += [int(tag[1])] if re.fullmatch("h[1-6]", tag) else []
        self.referred |= {name for key in REFERS for name in given.get(key, "").split()}
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that closes itself, as those of drawings do."""

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.misplaced.append(tag)

    @property
    def unclosed(self) -> list[str]:
        """Elements that nothing ends."""
        return self._open

    @property
    def text(self) -> str:
        """What is read, in one line."""
        return words(self.html)

    @property
    def title(self) -> str:
        """What a tab shows."""
        return words(self.html.split("<title>")[1].split("</title>")[0])

    @property
    def heading(self) -> str:
        """The heading of the page."""
        return words(self.html.split("<h1", 1)[1].split(">", 1)[1].split("</h1>")[0])

    @property
    def main(self) -> str:
        """What is read in the main part."""
        return words(self.html.split("<main", 1)[1].split(">", 1)[1].split("</main>")[0])


class Reader:
    """Opens pages as a browser does, and insists on what each must keep."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def page(self, address: str, status: int = 200) -> Page:
        """The page at an address: status, title, one heading, headings in steps, ids, anchors, closed elements."""
        answer = self.client.get(address)
        assert answer.status_code == status, address
        assert answer.mimetype == "text/html"
        page = Page(answer.text)
        assert page.html.lower().startswith("<!doctype html>")
        assert page.levels.count(1) == 1
        assert page.heading in page.title
        assert all(later - earlier <= 1 for earlier, later in zip(page.levels, page.levels[1:], strict=False))
        check_parts(page)
        return page

    def fragment(self, address: str) -> Page:
        """A part of a page at an address."""
        answer = self.client.get(address)
        assert answer.status_code == 200, address
        assert "<html" not in answer.text
        return Page(answer.text)

    def follow(self, page: Page) -> None:
        """Every link to another page of this site leads to one, and every anchor in it to a place there."""
        for link in sorted({each for each in page.links if each.startswith("/")}):
            address, anchor = link.split("#")[0], urlsplit(link).fragment.partition(":~:")[0]
            answer = self.client.get(address)
            assert answer.status_code in (200, 302, 303, 308), link
            assert not anchor or anchor in Page(answer.text).ids, link


def check_parts(page: Page) -> None:
    """Every id stands once, every reference within the page leads to one, every element ends where it should."""
    assert sorted(page.ids) == sorted(set(page.ids))
    anchors = {link[1:] for link in page.links if link.startswith("#")}
    assert (anchors | page.referred) - set(page.ids) == set()
    assert page.misplaced == []
    assert page.unclosed == []


def words(html: str) -> str:
    """Text without its tags, in one line."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()


def squeezed(text: str) -> str:
    """Text without white space, to find a sentence wherever a line breaks."""
    return re.sub(r"\s+", "", text)
