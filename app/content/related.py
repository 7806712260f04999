"""Which articles help next, where an article names none: those about the same things."""

from collections import Counter
from collections.abc import Mapping

from app.content.articles import Article


def alike(article: Article, articles: Mapping[str, Article]) -> list[Article]:
    """Other articles that share its product or its tags, the closest first.

    A tag that few articles carry says more than one that all do. Another product's articles are not for its readers,
    unless it is about no product itself.
    """
    carried = Counter(tag.casefold() for each in articles.values() for tag in set(each.tags))

    def closeness(other: Article) -> float:
        shared = {tag.casefold() for tag in article.tags} & {tag.casefold() for tag in other.tags}
        return sum(1 / carried[tag] for tag in sorted(shared))

    def is_near(other: Article) -> bool:
        is_same = article.product is not None and other.product == article.product
        may_help = other.product is None or article.product is None
        return is_same or (may_help and closeness(other) > 0)

    others = [each for each in articles.values() if each.address != article.address and is_near(each)]
    return sorted(others, key=lambda other: (-closeness(other), other.product != article.product, other.title.lower()))
