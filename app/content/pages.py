"""Pages about the site itself, such as its privacy notice: Markdown files that an operator adds without code."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from pydantic import BaseModel, ConfigDict

from app.content.front_matter import read_source, validate
from app.content.markdown import Rendered, render
from app.content.patterns import Text
from app.content.problems import Problems

CONTACT = "[[contact]]"
_PLACEMENT = re.compile(r"\[\[[^\]]*\]\]")


class PageForm(BaseModel):
    """The closed schema of a page's front matter."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: Text
    summary: str = ""
    order: int = 100
    reviewed_on: date | None = None


@dataclass(frozen=True)
class Page:
    """A page about the site, at /about/<slug>; those of a lower `order` are listed first."""

    slug: str
    path: str
    title: str
    summary: str
    order: int
    reviewed_on: date | None
    markdown: str

    @cached_property
    def body(self) -> Rendered:
        """The text as HTML and as sections; a placed contact still stands as it was written."""
        return render(self.markdown)


def read_page(path: str, slug: str, raw: bytes, problems: Problems) -> Page | None:
    """The page in a file; None with the reasons noted."""
    source = read_source(path, raw, problems)
    form = validate(PageForm, source, problems) if source else None
    if source is None or form is None:
        return None
    for offset, line in enumerate(source.body.splitlines()):
        for match in _PLACEMENT.finditer(line):
            if match[0] != CONTACT:
                problems.add(source.body_line + offset, "", f"{match[0]} places nothing", f"a page can place {CONTACT}")
    return Page(slug, path, form.title, form.summary, form.order, form.reviewed_on, source.body)
