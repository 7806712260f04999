"""Articles that may solve what somebody types into the form of a case: found by the summary, and by pasted logs."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from math import log

from flask import request

from app.content.articles import Article
from app.search.log_question import log_question
from app.search.port import Hit, Query, SearchUnavailable
from app.web.cases.hand_over import HandOver
from app.web.site import library, site
from app.web.text_fragments import Pieces, at_words

MOST = 3
LOOKED_AT = 10
FLOOR_OF_SUMMARY, FLOOR_OF_LOG = 3.0, 5.8
"""What a hit has to score, in units of what the rarest word of a collection of that size tells.

Measured on the articles shipped: questions that no article answers stay below, those that one answers lie above. A log
has many words, of which some are in any article.
"""
SHARE_OF_BEST = 0.5


@dataclass(frozen=True, slots=True)
class Helpful:
    """An article that may help, with the piece of it that speaks of what was typed; `href` opens it there."""

    article: Article
    href: str
    pieces: Pieces


def helpful_articles(offer: HandOver, texts: Mapping[str, str], read: Collection[str]) -> tuple[Helpful, ...]:
    """The best few articles for what was typed, none that was read already; none while there is no index.

    What is asked so is counted nowhere: it may hold whatever somebody pasted.
    """
    floor = log(1 + len(library().articles))
    found = [
        *_above(_hits(offer, Query(texts.get("summary", ""), per_page=LOOKED_AT)), floor * FLOOR_OF_SUMMARY),
        *_above(
            _hits(offer, Query(log_question(texts.values()), is_literal=True, per_page=LOOKED_AT)), floor * FLOOR_OF_LOG
        ),
    ]
    best: dict[str, Helpful] = {}
    for _, hit in sorted(found, key=lambda each: -each[0]):
        article = library().article(hit.url.partition("#")[0].removeprefix("/articles/"))
        if article and article.url not in read:
            href = request.script_root + at_words(hit.url, hit.excerpt, hit.heading)
            best.setdefault(article.url, Helpful(article, href, hit.excerpt))
    return tuple(best.values())[:MOST]


def _hits(offer: HandOver, query: Query) -> list[Hit]:
    """The hits among the articles about the products of the case."""
    if not query.text.strip():
        return []
    ids = offer.product_ids
    asked = Query(
        query.text, ids[0] if len(ids) == 1 else None, "article", per_page=query.per_page, is_literal=query.is_literal
    )
    try:
        found = site().search.search(asked).hits
    except SearchUnavailable:
        return []
    return [hit for hit in found if hit.product in ids]


def _above(hits: list[Hit], floor: float) -> Iterator[tuple[float, Hit]]:
    """The hits worth showing, each with how far it is above the floor."""
    least = max(floor, SHARE_OF_BEST * max((hit.score for hit in hits), default=0.0))
    return ((hit.score / floor, hit) for hit in hits if hit.score >= least)
