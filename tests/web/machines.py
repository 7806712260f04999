"""What machines read of a page: its links and meta elements, and its data in schema.org's words."""

import json
import re
from html import unescape
from typing import Any
from xml.etree import ElementTree

ATOM = {"a": "http://www.w3.org/2005/Atom"}
_DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def head(html: str) -> str:
    """The head of a page."""
    return html.split("<head>", 1)[1].split("</head>", 1)[0]


def attributes(element: str) -> dict[str, str]:
    """The attributes of one start tag."""
    return {name: unescape(value) for name, value in re.findall(r'([\w:-]+)="([^"]*)"', element)}


def links(html: str, rel: str) -> list[dict[str, str]]:
    """The link elements of one kind in the head."""
    found = map(attributes, re.findall(r"<link [^>]*>", head(html)))
    return [link for link in found if link.get("rel") == rel]


def metas(html: str) -> dict[str, str]:
    """The meta elements of the head: content by name or property."""
    found = [attributes(each) for each in re.findall(r"<meta [^>]*>", head(html))]
    return {each.get("name") or each["property"]: each["content"] for each in found if "content" in each}


def data(html: str, kind: str | None = None) -> list[dict[str, Any]]:
    """What a page says of one type, or all of it."""
    found = [json.loads(each) for each in _DATA.findall(html)]
    return [each for each in found if kind is None or kind == each["@type"] or kind in list(each["@type"])]


def entries(feed: str) -> list[dict[str, str]]:
    """The entries of a feed: id, title, updated, summary and link."""
    root = ElementTree.fromstring(feed)  # noqa: S314 - made by the site under test
    return [
        {
            **{name: entry.findtext(f"a:{name}", "", ATOM) for name in ("id", "title", "updated", "summary")},
            "link": next(link.attrib["href"] for link in entry.findall("a:link", ATOM)),
        }
        for entry in root.findall("a:entry", ATOM)
    ]
