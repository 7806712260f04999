"""Notices: a known incident or a planned maintenance, from a moment until another, for some products or all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from app.content.front_matter import read_source, validate
from app.content.markdown import render
from app.content.problems import Problems


class NoticeForm(BaseModel):
    """The closed schema of a notice's front matter."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
    kind: Literal["incident", "maintenance", "information"] = "information"
    from_at: AwareDatetime = Field(alias="from")
    until_at: AwareDatetime = Field(alias="until")
    products: list[str] = Field(default_factory=list)
    policies: list[str] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Notice:
    """What customers are to know, half-open in time: [from_at, until_at). No product and no policy: for all."""

    name: str
    title: str
    kind: str
    from_at: datetime
    until_at: datetime
    products: tuple[str, ...]
    policies: tuple[str, ...]
    html: str

    def concerns(self, at: datetime, policy: str | None, products: frozenset[str]) -> bool:
        """Whether it is to be shown at a moment, on a page about a policy and products (none: a page about all)."""
        if not self.from_at <= at < self.until_at:
            return False
        if not self.products and not self.policies:
            return True
        return policy in self.policies or bool(products & set(self.products))


def read_notice(path: str, name: str, raw: bytes, problems: Problems) -> Notice | None:
    """The notice in a file; None with the reasons noted."""
    source = read_source(path, raw, problems)
    form = validate(NoticeForm, source, problems) if source else None
    if source is None or form is None:
        return None
    if form.until_at <= form.from_at:
        problems.add(source.line(("until",)), "until", "the notice ends before it begins", "put a later moment here")
        return None
    return Notice(
        name,
        form.title,
        form.kind,
        form.from_at,
        form.until_at,
        tuple(form.products),
        tuple(form.policies),
        render(source.body).html,
    )
