"""Help articles: Markdown files whose only required field is a title."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.content.front_matter import read_source, validate
from app.content.markdown import Rendered, render
from app.content.patterns import ADDRESS_PART, Text, WebAddress
from app.content.problems import Problems


class SourceForm(BaseModel):
    """Where a statement was looked up."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: Text
    url: WebAddress


class ArticleForm(BaseModel):
    """The closed schema of an article's front matter."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)
    title: Text
    summary: str = ""
    product: Annotated[str, StringConstraints(pattern=ADDRESS_PART)] | None = None
    """Default: the top folder, where that names a product."""
    versions: list[Text] = Field(default_factory=list)
    """The versions of the product that it holds for, as the vendor writes them. Default: not said."""
    tags: list[Text] = Field(default_factory=list)
    owner: Text | None = None
    """Who keeps it right: a team or a role, not a person's address."""
    reviewed_on: date | None = None
    review_on: date | None = None
    """The day from which it is due to be compared with its sources again."""
    sources: list[SourceForm] = Field(default_factory=list)
    related: list[Text] = Field(default_factory=list)
    """Addresses of articles below /articles/."""
    redirect_from: list[Text] = Field(default_factory=list)
    """Addresses below /articles/ at which it stood before."""


@dataclass(frozen=True)
class Article:
    """A help article. `address` is its path below /articles/; `changed_on` the day of its last change."""

    address: str
    path: str
    title: str
    summary: str
    product: str | None
    versions: tuple[str, ...]
    tags: tuple[str, ...]
    owner: str | None
    reviewed_on: date | None
    review_on: date | None
    changed_on: date
    sources: tuple[tuple[str, str], ...]
    related: tuple[str, ...]
    markdown: str

    @property
    def url(self) -> str:
        """Its address on the site."""
        return f"/articles/{self.address}"

    @cached_property
    def body(self) -> Rendered:
        """The text as HTML and as sections."""
        return render(self.markdown)


def read_article(path: str, address: str, raw: bytes, changed_on: date, problems: Problems) -> Article | None:
    """The article in a file; None with the reasons noted. `product` is still as written, or the top folder."""
    source = read_source(path, raw, problems)
    form = validate(ArticleForm, source, problems) if source else None
    if source is None or form is None:
        return None
    folder = address.split("/", 1)[0] if "/" in address else None
    return Article(
        address,
        path,
        form.title,
        form.summary,
        form.product or folder,
        tuple(form.versions),
        tuple(form.tags),
        form.owner,
        form.reviewed_on,
        form.review_on,
        changed_on,
        tuple((s.title, s.url) for s in form.sources),
        tuple(form.related),
        source.body,
    )
