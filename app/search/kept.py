"""A document as an index keeps it: a text of which the document is read again."""

from __future__ import annotations

import json

from app.search.analysis import cleaned
from app.search.port import Document, Section


def written(document: Document) -> str:
    """The document as one text."""
    sections = [(section.anchor, cleaned(section.heading), cleaned(section.text)) for section in document.sections]
    named = (document.url, cleaned(document.title), document.kind, document.product)
    about = (document.policy, document.covers, document.versions, document.number)
    return json.dumps((*named, sections, *about), ensure_ascii=False)


def read(text: str) -> Document:
    """The document as it was written. Raises: ValueError where the text is not one."""
    url, title, kind, product, sections, policy, covers, versions, number = json.loads(text)
    parts = tuple(Section(*section) for section in sections)
    return Document(url, title, kind, product, parts, policy, tuple(covers), tuple(versions), number)
