"""Walks the whole site along its links, each page once, and keeps what it saw."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection
from urllib.parse import urldefrag, urljoin, urlsplit

from tests.web.pages import Page

# Answers of the triage combine to thousands of addresses of one page: so many of each are walked.
MOST_QUERIES = 12
SEEDS = ("/", "/robots.txt", "/sitemap.xml", "/styleguide")
ASSETS = {"link": "href", "script": "src", "img": "src", "source": "src", "use": "href", "iframe": "src"}
REFERENCES = re.compile(r"url\(\s*['\"]?([^'\")]+)|<loc>\s*([^<\s]+)|^Sitemap:\s*(\S+)", re.MULTILINE)


class LinkedPage(Page):
    """A page with everything that it leads to or loads: (kind, address)."""

    def __init__(self, html: str) -> None:
        self.references: list[tuple[str, str]] = []
        self.canonical = ""
        super().__init__(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.references.append(("link", given["href"]))
        elif tag == "form":
            self.references.append((f"form {given.get('method', 'get').lower()}", given.get("action", "")))
        elif tag == "link" and given.get("rel") == "canonical":
            self.canonical = given["href"]
            self.references.append(("link", given["href"]))
        elif tag in ASSETS and ASSETS[tag] in given:
            self.references.append(("asset", given[ASSETS[tag]]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in {"link", "img", "source"}:
            self.handle_endtag(tag)


@dataclass
class Crawl:
    """What a walk saw: pages by address, what is wrong, and how many references were followed."""

    url: str
    pages: dict[str, LinkedPage] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    ids: dict[str, set[str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    references: int = 0
    _from: dict[str, str] = field(default_factory=dict)
    _anchors: list[tuple[str, str, str]] = field(default_factory=list)
    _queries: Counter[str] = field(default_factory=Counter)
    _waiting: deque[str] = field(default_factory=deque)

    def walk(self, *more: str) -> "Crawl":
        """From the start page, and from more addresses that only a form leads to, to everything that can be reached."""
        for seed in (*SEEDS, *more):
            self._add(seed, "")
        with closing(HTTPConnection(urlsplit(self.url).netloc, timeout=60)) as connection:
            while self._waiting:
                self._look_at(connection, self._waiting.popleft())
        for page, address, anchor in self._anchors:
            if address in self.ids and anchor not in self.ids[address]:
                self.problems.append(f"{page}: {address}#{anchor} leads to no id there; mend the link or give the id")
        return self

    def _look_at(self, connection: HTTPConnection, address: str) -> None:
        connection.request("GET", address, headers={"Accept": "text/html,*/*"})
        answer = connection.getresponse()
        body, kind = answer.read(), answer.headers.get_content_type()
        self.statuses[address] = answer.status
        if 300 <= answer.status < 400:
            self._follow(address, "link", answer.headers["Location"])
        elif answer.status >= 400:
            found = [self._from[address]] if self._from[address] else []
            self.problems += [f"{page}: {address} answers {answer.status}; mend the link" for page in found]
        elif kind == "text/html":
            self._read(address, body.decode())
        elif kind in ("text/css", "text/plain") or kind.endswith("xml"):
            for style, *others in REFERENCES.findall(body.decode()):
                self._follow(address, "asset" if style else "link", "".join([style, *others]))

    def _read(self, address: str, html: str) -> None:
        page = LinkedPage(html)
        self.pages[address] = page
        self.ids[address] = set(page.ids)
        for kind, reference in page.references:
            self._follow(address, kind, reference)

    def _follow(self, page: str, kind: str, reference: str) -> None:
        self.references += 1
        there, anchor = urldefrag(urljoin(self.url + page, reference))
        anchor = anchor.partition(":~:")[0]  # what follows tells a browser which words to mark
        parts = urlsplit(there)
        if parts.scheme in ("mailto", "tel", "data"):
            return
        if f"{parts.scheme}://{parts.netloc}" != self.url:
            self.problems += self._abroad(page, kind, there)
            return
        address = there.removeprefix(self.url) or "/"
        if anchor and kind == "link":
            self._anchors.append((page, address, anchor))
        if kind != "form post":
            self._add(address, page)

    def _abroad(self, page: str, kind: str, there: str) -> Iterator[str]:
        """What may not lead to another host, and where none is a site of its own."""
        if kind != "link":
            yield f"{page}: {kind} from another host, {there}; serve it from here"
        elif urlsplit(there).scheme != "https" or urlsplit(there).hostname in ("localhost", "127.0.0.1", None):
            yield f"{page}: a link to {there}; link to this site without its host, and to others by https"

    def _add(self, address: str, page: str) -> None:
        if address in self._from:
            return
        path, _, query = address.partition("?")
        if query and page:
            self._queries[path] += 1
            if self._queries[path] > MOST_QUERIES:
                return
        self._from[address] = page
        self._waiting.append(address)
