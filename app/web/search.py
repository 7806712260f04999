"""The search page: one address for each question, with ways on where there is no answer."""

from dataclasses import dataclass
from typing import get_args
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, render_template, request, url_for

from app.search.analysis import LONGEST_QUERY, cleaned
from app.search.port import Hit, Kind, Query, Results, SearchUnavailable
from app.web.articles import shelves
from app.web.public import keep, serve
from app.web.searched import count_search
from app.web.site import current_policies, library, site, today

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
    page: int

    def url(self, page: int = 1, **instead: str | None) -> str:
        """The address of another page of this question, or of the question with another filter."""
        given = {"q": self.text, "product": self.product, "kind": self.kind, "page": page if page > 1 else None}
        return f"{url_for('search.show')}?{urlencode({k: v for k, v in (given | instead).items() if v})}"


@search.get("")
def show() -> Response:
    """What is found for a question; where there is no index yet, ways to browse until it is rebuilt."""
    asked = _asked()
    site().rebuild.start_if_needed()
    if not asked.text:
        return _page("search/empty.html", asked)
    try:
        results = site().search.search(Query(asked.text, asked.product, asked.kind, asked.page, PER_PAGE))
    except SearchUnavailable:
        answer = _page("search/unavailable.html", asked, 503)
        answer.headers["Retry-After"] = str(SECONDS_UNTIL_REBUILT)
        return answer
    count_search(asked.text, results)
    return _page("search/show.html", asked, results=results, pages=_pages(results), path=_path)


def _asked() -> Asked:
    given = request.args
    product, kind, page = given.get("product"), given.get("kind"), given.get("page", "")
    return Asked(
        cleaned(given.get("q", "")[:LONGEST_QUERY]).strip(),
        product if product in library().product_names else None,
        kind if kind in KINDS else None,
        int(page) if page.isascii() and page.isdecimal() and 0 < len(page) < 6 else 1,
    )


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
