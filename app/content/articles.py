"""Help articles: Markdown files whose only required field is a title."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationInfo, field_validator

from app.content.article_links import HOME, Link, links, with_addresses
from app.content.front_matter import Source, read_source, validate
from app.content.history import Change
from app.content.markdown import Rendered, render
from app.content.patterns import ADDRESS_PART, OLD_ADDRESS, Text, WebAddress
from app.content.picture_size import Size
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
    draft: bool = False
    """Only a site that is started for writing shows a draft."""
    publish_on: date | None = None
    """The day (UTC) on which it appears by itself. Default: it is there as soon as the file is."""
    redirect_from: list[Annotated[str, StringConstraints(pattern=OLD_ADDRESS)]] = Field(default_factory=list)
    """Addresses below /articles/ at which it stood before: they lead to it."""

    @field_validator("review_on")
    @classmethod
    def _comes_after(cls, day: date | None, given: ValidationInfo) -> date | None:
        reviewed_on = given.data.get("reviewed_on")
        if day and reviewed_on and day <= reviewed_on:
            raise ValueError("it is due again before it was compared: write a day after reviewed_on")
        return day


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
    is_draft: bool
    publish_on: date | None
    changed_on: date
    sources: tuple[tuple[str, str], ...]
    related: tuple[str, ...]
    redirect_from: tuple[str, ...]
    markdown: str
    links: tuple[Link, ...] = field(repr=False, compare=False)
    lines: Mapping[str, int] = field(repr=False, compare=False)
    """The line of each field of its front matter."""
    changes: tuple[Change, ...] = ()
    """Its history, the last change first; empty where there is no git."""
    sizes: Mapping[str, Size] = field(default_factory=dict, repr=False, compare=False)
    """The sizes of pictures beside articles, by their path below /articles/."""

    @property
    def url(self) -> str:
        """Its address on the site."""
        return f"/articles/{self.address}"

    @cached_property
    def body(self) -> Rendered:
        """The text as HTML and as sections."""
        rendered = render(self.markdown)
        return replace(rendered, html=with_addresses(rendered.html, self.address, self.sizes))

    @property
    def files(self) -> frozenset[str]:
        """What it links to and shows below /articles/, without anchors: the files beside it among them."""
        below = (link.address.partition("#")[0] for link in self.links if link.address.startswith(HOME))
        return frozenset(address.removeprefix(HOME) for address in below)

    def is_published(self, today: date) -> bool:
        """Whether readers see it on a day (UTC)."""
        return not self.is_draft and (self.publish_on is None or self.publish_on <= today)

    def is_overdue(self, today: date) -> bool:
        """Whether it is due to be compared with its sources again."""
        return self.review_on is not None and self.review_on <= today


def read_article(
    path: str, address: str, raw: bytes, changed_on: date, problems: Problems, changes: tuple[Change, ...] = ()
) -> Article | None:
    """The article in a file; None with the reasons noted. `product` is still as written, or the top folder."""
    source = read_source(path, raw, problems)
    form = validate(ArticleForm, source, problems) if source else None
    return _article(address, source, form, changed_on, changes) if source and form else None


def _article(address: str, source: Source, form: ArticleForm, changed_on: date, changes: tuple[Change, ...]) -> Article:
    return Article(
        address=address,
        path=source.path,
        title=form.title,
        summary=form.summary,
        product=form.product or (address.split("/", 1)[0] if "/" in address else None),
        versions=tuple(form.versions),
        tags=tuple(form.tags),
        owner=form.owner,
        reviewed_on=form.reviewed_on,
        review_on=form.review_on,
        is_draft=form.draft,
        publish_on=form.publish_on,
        # Readers see it from the day on which it appears: before, nothing was there that could change.
        changed_on=max(changed_on, form.publish_on or changed_on),
        sources=tuple((s.title, s.url) for s in form.sources),
        related=tuple(form.related),
        redirect_from=tuple(form.redirect_from),
        markdown=source.body,
        links=links(source.body, source.body_line, address),
        lines={name: source.line((name,)) for name in source.data},
        changes=changes,
    )
