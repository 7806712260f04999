"""The help centre: all articles by product, a page for each product, and each article on a page of its own."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.content.articles import Article
from app.content.markdown import Section
from app.content.places import EVERY_PRODUCT
from app.content.related import alike
from app.domain.policy import Policy
from app.web.article_text import shown
from app.web.attachments import sent
from app.web.public import public
from app.web.readers import is_reader
from app.web.site import library, notices_for, site, today
from app.web.structured import article_data

articles = Blueprint("articles", __name__, url_prefix="/articles")
MOST_RELATED = 4
MOST_CHANGES = 10
MOST_ON_INDEX = 6
MOST_WITH_SUMMARY = 24


@dataclass(frozen=True, slots=True)
class Shelf:
    """The articles about one product, with the policy that covers it; `product` is None for those about none."""

    product: str | None
    name: str
    policy: str | None
    articles: tuple[Article, ...]

    @property
    def id(self) -> str:
        """Its part of the address."""
        return self.product or EVERY_PRODUCT

    @property
    def newest(self) -> tuple[Article, ...]:
        """The articles that a list of all shelves shows, by title: those changed last where there are many."""
        newest_first = sorted(self.articles, key=lambda a: a.changed_on, reverse=True)
        return tuple(a for a in self.articles if a in newest_first[:MOST_ON_INDEX])

    @property
    def by_letter(self) -> dict[str, list[Article]]:
        """The articles by the first letter of their title, where there are too many to show what each is about."""
        letters: dict[str, list[Article]] = {}
        for article in self.articles if len(self.articles) > MOST_WITH_SUMMARY else ():
            letters.setdefault(article.title[0].upper(), []).append(article)
        return letters


@articles.after_request
def _count(response: AnyResponse) -> AnyResponse:
    """Count a reading of an article by what is not plainly a robot; the answer stays as it is."""
    address = (request.view_args or {}).get("address", "")
    is_whole = request.endpoint == "articles.show" and response.status_code in (200, 304)
    if is_whole and address in library().articles and is_reader(request.environ):
        site().popularity.count(address)
    return response


@articles.app_context_processor
def _links() -> dict[str, Any]:
    return {"shelf_url": shelf_url}


@articles.get("/")
@public
def index() -> str:
    """All articles by product."""
    return render_template("articles/index.html", shelves=shelves())


@articles.get("/<path:address>")
def show(address: str) -> AnyResponse:
    """An article, or a file beside one; or, with a slash at the end, the articles about a product."""
    attachment = library().attachments.get(address)
    return sent(attachment) if attachment else _shown(address=address)


@articles.get("/<path:address>.md")
@public
def markdown(address: str) -> str | AnyResponse:
    """An article as it was written, without its front matter and with its title as the first heading."""
    article = library().articles.get(address)
    if article is None and address in library().redirects:
        return redirect(url_for("articles.markdown", address=library().redirects[address]), 301)
    if article is None:
        return _page(f"{address}.md")
    return Response(f"# {article.title}\n\n{article.markdown.strip()}\n", content_type="text/markdown; charset=utf-8")


@public
def _shown(address: str) -> str | AnyResponse:
    return _page(address)


def _page(address: str) -> str | AnyResponse:
    article = library().articles.get(address)
    if article is None:
        return _shelf_or_nothing(address)
    policy = _policy(article)
    product = library().product_names.get(article.product or "")
    return render_template(
        "articles/show.html",
        article=article,
        text=shown(article.body.html),
        contents=[_entry(section) for section in article.body.contents if section.level <= 3],
        shelf=_shelf(article.product or EVERY_PRODUCT),
        product=product,
        policy=policy,
        related=related(article),
        is_overdue=article.is_overdue(today()),
        is_hidden=not article.is_published(today()),
        most_changes=MOST_CHANGES,
        edit_url=_edit_url(article),
        structured=article_data(article, product, policy, site().settings.public_url),
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
    """The articles it names, as far as readers see them; where that leaves none, those most like it."""
    named = [found for address in article.related if (found := library().article(address))]
    return (named or alike(article, library().articles))[:MOST_RELATED]


def _policy(article: Article) -> Policy | None:
    """The policy in force for the product that the article is about."""
    published = library().current(library().policy_of_product.get(article.product or "", ""), today())
    return published.policy if published else None


def _shelf_or_nothing(address: str) -> str | AnyResponse:
    """The shelf of a product at its address; what has a slash too many or too few is led to its place."""
    name = address.rstrip("/")
    shelf = _shelf(name)
    if shelf and address == f"{name}/":
        notices = notices_for(shelf.policy, frozenset(filter(None, [shelf.product])))
        return render_template("articles/shelf.html", shelf=shelf, notices=notices)
    if shelf:
        return redirect(shelf_url(shelf), 301)
    article = library().article(name)
    return redirect(article.url, 301) if article else abort(404)


def shelf_url(shelf: Shelf) -> str:
    """The address of the articles about a product."""
    return url_for("articles.show", address=f"{shelf.id}/")


def _shelf(name: str) -> Shelf | None:
    return next((shelf for shelf in shelves() if shelf.id == name), None)


def _entry(section: Section) -> dict[str, Any]:
    return {"level": section.level, "id": section.anchor, "title": section.title}


def _edit_url(article: Article) -> str | None:
    """Where the article's file is edited, its path counted from the content folder; None where nothing is set."""
    pattern = site().settings.edit_url
    return pattern.replace("{path}", article.path.split("/", 1)[1]) if pattern else None
