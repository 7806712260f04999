"""The help centre: all articles by product, and each on a page of its own."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.content.articles import Article
from app.content.markdown import Section
from app.domain.policy import Policy
from app.web.public import public
from app.web.site import library, notices_for, site, today

articles = Blueprint("articles", __name__, url_prefix="/articles")
MOST_RELATED = 4


@dataclass(frozen=True, slots=True)
class Shelf:
    """The articles about one product, with the policy that covers it; `product` is None for those about none."""

    product: str | None
    name: str
    policy: str | None
    articles: tuple[Article, ...]


@articles.get("/")
@public
def index() -> str:
    """All articles by product."""
    return render_template("articles/index.html", shelves=shelves())


@articles.get("/<path:address>")
@public
def show(address: str) -> str | AnyResponse:
    """An article; the folder of a product leads to its shelf."""
    return _page(address)


@articles.get("/<path:address>.md")
@public
def markdown(address: str) -> str | AnyResponse:
    """An article as it was written, without its front matter and with its title as the first heading."""
    article = library().articles.get(address)
    if article is None:
        return _page(f"{address}.md")
    return Response(f"# {article.title}\n\n{article.markdown.strip()}\n", content_type="text/markdown; charset=utf-8")


def _page(address: str) -> str | AnyResponse:
    article = library().articles.get(address)
    if article is None:
        return _shelf_or_nothing(address.rstrip("/"))
    policy = _policy(article)
    return render_template(
        "articles/show.html",
        article=article,
        contents=[_entry(section) for section in article.body.contents if section.level <= 3],
        product=library().product_names.get(article.product or ""),
        policy=policy,
        related=related(article),
        edit_url=_edit_url(article),
        described=described(article),
        notices=notices_for(policy.slug if policy else None, frozenset(filter(None, [article.product]))),
    )


def shelves() -> list[Shelf]:
    """The articles by product, in the products' order of names; what is about no product comes last."""
    found: dict[str | None, list[Article]] = {}
    for article in sorted(library().articles.values(), key=lambda a: a.title.lower()):
        found.setdefault(article.product, []).append(article)
    names, policies = library().product_names, library().policy_of_product
    about = sorted((product for product in found if product), key=lambda product: names[product].lower())
    shelved = [Shelf(product, names[product], policies[product], tuple(found[product])) for product in about]
    return [*shelved, *([Shelf(None, "About every product", None, tuple(found[None]))] if None in found else [])]


def related(article: Article) -> list[Article]:
    """The articles it names; where it names none, others about the same product."""
    named = [library().articles[address] for address in article.related]
    beside = library().articles_about({article.product}) if article.product else []
    return (named or [other for other in beside if other.address != article.address])[:MOST_RELATED]


def described(article: Article) -> dict[str, Any]:
    """The article in schema.org's words."""
    said = {
        "@context": "https://schema.org",
        "@type": "TechArticle",
        "headline": article.title,
        "description": article.summary,
        "url": site().settings.public_url + article.url,
        "dateModified": article.changed_on.isoformat(),
        "inLanguage": "en",
        "keywords": list(article.tags),
        "citation": [url for _, url in article.sources],
        "lastReviewed": article.reviewed_on.isoformat() if article.reviewed_on else None,
    }
    return {name: value for name, value in said.items() if value}


def _policy(article: Article) -> Policy | None:
    """The policy in force for the product that the article is about."""
    published = library().current(library().policy_of_product.get(article.product or "", ""), today())
    return published.policy if published else None


def _shelf_or_nothing(product: str) -> AnyResponse:
    if product in library().articles:
        return redirect(url_for("articles.show", address=product), 301)
    if not library().articles_about({product}):
        abort(404)
    return redirect(url_for("articles.index", _anchor=product))


def _entry(section: Section) -> dict[str, Any]:
    return {"level": section.level, "id": section.anchor, "title": section.title}


def _edit_url(article: Article) -> str | None:
    """Where the article's file is edited, its path counted from the content folder; None where nothing is set."""
    pattern = site().settings.edit_url
    return pattern.replace("{path}", article.path.split("/", 1)[1]) if pattern else None
