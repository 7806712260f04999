"""The search page: one address for each question, with ways on where there is no answer."""

from dataclasses import dataclass
from typing import Any, get_args
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, render_template, request, url_for

from app.search.analysis import LONGEST_QUERY, cleaned
from app.search.port import Hit, Kind, Query, Results, SearchUnavailable
from app.web.articles import shelves
from app.web.public import keep, serve
from app.web.search_filters import filters
from app.web.search_ways import named_vendors, near_titles, words_tried
from app.web.searched import count_search
from app.web.site import current_policies, library, site, today
from app.web.text_fragments import at_words

search = Blueprint("search", __name__, url_prefix="/search")
PER_PAGE = 10
LONGEST_SHOWN = 200
SECONDS_UNTIL_REBUILT = 10
KINDS: tuple[str, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for. A filter that is not known counts as none, a page that is no number as the first."""

    text: str
    product: str | None
    kind: str | None
    version: str | None
    is_literal: bool
    page: int

    @property
    def filters(self) -> dict[str, str | None]:
        """The value of each filter."""
        return {"product": self.product, "kind": self.kind, "version": self.version}

    @property
    def is_filtered(self) -> bool:
        """Whether any filter holds."""
        return any(self.filters.values())

    def url(self, page: int = 1, **instead: str | None) -> str:
        """The address of another page of this question, or of the question with other filters or words (q)."""
        literal, number = "1" if self.is_literal else None, str(page) if page > 1 else None
        given = {"q": self.text, **self.filters, "literal": literal, "page": number}
        return f"{url_for('search.show')}?{urlencode({k: v for k, v in (given | instead).items() if v})}"

    def query(self) -> Query:
        """The question as an engine takes it."""
        return Query(self.text, self.product, self.kind, self.page, PER_PAGE, self.version, self.is_literal)


@search.get("")
def show() -> Response:
    """What is found for a question; where there is no index yet, ways to browse until it is rebuilt."""
    asked = _asked()
    site().rebuild.start_if_needed()
    if not asked.text:
        return _page("search/empty.html", asked)
    try:
        results = site().search.search(asked.query())
    except SearchUnavailable:
        answer = _page("search/unavailable.html", asked, 503)
        answer.headers["Retry-After"] = str(SECONDS_UNTIL_REBUILT)
        return answer
    count_search(asked.text, results)
    return _page("search/show.html", asked, results=results, pages=_pages(results), **_around(asked, results))


def _asked() -> Asked:
    given = request.args
    product, kind, page, version = (given.get(name, "") for name in ("product", "kind", "page", "version"))
    return Asked(
        cleaned(given.get("q", "")[:LONGEST_QUERY]).strip(),
        product if product in library().product_names else None,
        kind if kind in KINDS else None,
        version if any(version in article.versions for article in library().articles.values()) else None,
        given.get("literal") == "1",
        int(page) if page.isascii() and page.isdecimal() and 0 < len(page) < 6 else 1,
    )


def _around(asked: Asked, results: Results) -> dict[str, Any]:
    """What stands around the hits: filters; or, where there is none, ways on."""
    found: dict[str, Any] = {
        "filters": filters(results.facets, asked.filters, library().product_names, asked.url),
        "path": _path,
        "href": lambda hit: at_words(hit.url, hit.excerpt, hit.heading),
    }
    if results.total:
        return found
    policies = [version.policy for version in current_policies()]
    return found | {
        "tried": words_tried(asked.text),
        "near": near_titles(site().search, asked.text),
        "named": named_vendors(policies, library(), asked.text, asked.product),
    }


def _path(hit: Hit) -> list[str]:
    """Where a hit stands, from the outside in: as the breadcrumbs of its page name it."""
    if hit.kind == "article":
        return ["Articles", *filter(None, [library().product_names.get(hit.product or "")])]
    found = library().current(hit.url.split("/")[2], today())
    return ["Policies", found.policy.title] if found else ["Policies"]


def _pages(results: Results) -> int:
    return -(-results.total // PER_PAGE)


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def _page(template: str, asked: Asked, status: int = 200, **more: object) -> Response:
    page = render_template(
        template,
        asked=asked,
        shown=_shortened(asked.text),
        names=library().product_names,
        per_page=PER_PAGE,
        shelves=shelves(),
        policies=[version.policy for version in current_policies()],
        **more,
    )
    answer = serve(keep(make_response(page, status)))
    answer.headers["Cache-Control"] = "private, no-cache"  # what was just published is found by who asks again
    return answer
