"""What only the whole can tell of articles: links that lead nowhere, old addresses that clash, files in the way."""

from collections.abc import Iterator

from app.content.article_links import Link
from app.content.articles import Article
from app.content.places import Fault, Places
from app.content.problems import Problem


def check_articles(places: Places) -> list[Problem]:
    """The problems of all articles."""
    return [problem for article in places.articles.values() for problem in _check(article, places)]


def redirects(articles: dict[str, Article]) -> dict[str, str]:
    """Old addresses of articles with the one each leads to; of two that claim the same, the first by address."""
    found: dict[str, str] = {}
    for address, article in sorted(articles.items()):
        for old in article.redirect_from:
            found.setdefault(old, address)
    return found


def _check(article: Article, places: Places) -> Iterator[Problem]:
    for field, line, fault in _faults(article, places):
        yield Problem(article.path, line, field, fault.message, fault.hint, fault.is_warning)


def _faults(article: Article, places: Places) -> Iterator[tuple[str, int, Fault]]:
    """Every fault with the field and the line that it is in."""
    line_of = article.lines
    for address in article.related:
        fault = _related(address, places)
        if fault:
            yield "related", line_of["related"], fault
    for old in article.redirect_from:
        fault = _old_address(old, article, places)
        if fault:
            yield "redirect_from", line_of["redirect_from"], fault
    if article.address in places.attachments:
        yield "", 0, Fault("a file beside the articles has the same address", "rename one of them")
    if article.sources and not article.reviewed_on:
        hint = "add reviewed_on: the day on which somebody compared it with them"
        yield "sources", line_of["sources"], Fault("it names sources, but no day of comparison", hint, is_warning=True)
    for link in article.links:
        yield from (("", link.line, fault) for fault in _of_link(link.address, article, places))
        if link.is_picture:
            yield from (("", link.line, fault) for fault in _of_picture(link))


def _related(address: str, places: Places) -> Fault | None:
    if address in places.articles:
        return None
    if address in places.redirects:
        return Fault(f"“{address}” is an old address", f"write {places.redirects[address]}", is_warning=True)
    return Fault(f"there is no article “{address}”", "write its address below /articles/")


def _old_address(old: str, article: Article, places: Places) -> Fault | None:
    if old == article.address:
        return Fault(f"“{old}” is this article’s own address", "take it out: it would lead in a circle")
    if old in places.articles or places.is_list(old) or old in places.attachments:
        return Fault(f"“{old}” is the address of another page", "take it out: nothing would lead there")
    if places.redirects[old] != article.address:
        return Fault(f"“{old}” is claimed by “{places.redirects[old]}” too", "leave it in the one that it leads to")
    return None


def _of_link(address: str, article: Article, places: Places) -> Iterator[Fault]:
    is_own = address.startswith("#")
    fault = places.fault_of_anchor(article, address[1:]) if is_own else places.fault(address)
    if fault:
        yield fault
    target = places.articles.get(address.partition("#")[0].removeprefix("/articles/"))
    if target and target.is_draft and not article.is_draft:
        hint = "readers find nothing there: take the link out, or publish it"
        yield Fault(f"“{target.url}” is a draft", hint, is_warning=True)


def _of_picture(picture: Link) -> Iterator[Fault]:
    if not picture.text:
        hint = "write what it shows between the square brackets, for who cannot see it"
        yield Fault("a picture has no words that stand for it", hint)
    if picture.is_elsewhere:
        yield Fault("a picture of another site is not shown", "put the file beside the article")
