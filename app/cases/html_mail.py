"""Mails as HTML: drawn from values by templates of their own, in which nothing that was typed becomes markup."""

from collections.abc import Iterable
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from app.config import CHECKOUT
from app.domain.case_text import Fact, Part


def _as_typed(text: str) -> Markup:
    """The text for a <pre>, where a reader of HTML would else take a carriage return for the end of a line."""
    return escape(text).replace("\r", Markup("&#13;"))


_templates = Environment(
    loader=FileSystemLoader(CHECKOUT / "templates" / "mails"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters["as_typed"] = _as_typed


def case_html(parts: Iterable[Part]) -> str:
    """A case for the desk: the same facts in the same order as its text."""
    first, *others = parts
    return _templates.get_template("case.html").render(first=first, others=others)


def with_more(html: str, text: str) -> str:
    """The mail with a text at its end, as it stands; nothing is added where the text or the mail is empty."""
    if not html or not text.strip():
        return html
    # What was typed holds no tag, so this one is the mail's own.
    added = Markup('<pre dir="auto" style="white-space: pre-wrap; font: inherit">\n{}</pre>\n  </main>')
    return str(added.format(_as_typed(text))).join(html.rsplit("</main>", 1))


def confirmation_html(said: dict[str, Any], facts: Iterable[Fact]) -> str:
    """The confirmation to a customer, from what its text says too."""
    return _templates.get_template("confirmation.html").render(said, facts=tuple(facts))
