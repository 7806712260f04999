"""Suggestions for whoever is typing: for the script of the search box, and for browsers that search the site."""

from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, make_response, render_template, request, url_for

from app.search.port import SearchUnavailable, Suggestion, Suggestions
from app.web.public import public
from app.web.sharing import absolute
from app.web.site import library, site
from app.web.text_fragments import at_heading

suggestions = Blueprint("suggestions", __name__)
MOST = 8
LONGEST_TYPED = 200
FOR_A_WHILE = "public, max-age=60, stale-while-revalidate=60"
"""An answer depends on its address and the index alone, and may be a minute behind it."""
OPENSEARCH = "opensearch"


@suggestions.get("/search/suggest")
def show() -> Response:
    """Places for what was typed, or none: while there is no index, too."""
    typed, product = request.args.get("q", "")[:LONGEST_TYPED], request.args.get("product")
    revision = site().search.revision()
    try:
        found = site().search.suggest(typed, product if product in library().product_names else None, MOST)
    except SearchUnavailable:
        return _told(typed, Suggestions(None, ()))
    answer = _told(typed, found)
    answer.set_etag(sha256(f"{revision} {answer.get_data(as_text=True)}".encode()).hexdigest()[:16], weak=True)
    answer.headers["Cache-Control"] = FOR_A_WHILE
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.make_conditional(request)
    return answer


@suggestions.get("/opensearch.xml")
@public
def description() -> Response:
    """How a browser searches this site, and where it asks for suggestions (OpenSearch 1.1)."""
    asked = {"search": url_for("search.show"), "suggest": url_for("suggestions.show")}
    answer = make_response(render_template("search/opensearch.xml", **{k: absolute(v) for k, v in asked.items()}))
    answer.content_type = "application/opensearchdescription+xml; charset=utf-8"
    return answer


def _told(typed: str, found: Suggestions) -> Response:
    if request.args.get("format") != OPENSEARCH:
        return jsonify(completed=found.completed, places=[_place(place) for place in found.places])
    answer = jsonify(_for_browser(typed, found))
    answer.content_type = "application/x-suggestions+json"
    return answer


def _place(place: Suggestion) -> dict[str, str]:
    return {
        "text": place.text,
        "url": request.script_root + (place.url if place.kind == "article" else at_heading(place.url, place.text)),
        "kind": place.kind,
        "context": _context(place),
    }


def _context(place: Suggestion) -> str:
    return library().product_names.get(place.context, "") if place.kind == "article" else place.context


def _for_browser(typed: str, found: Suggestions) -> list[Any]:
    """What was typed; what to search for; what that is; where that is found, as the extension of OpenSearch has it."""
    texts = [found.completed] if found.completed else []
    search = absolute(url_for("search.show"))
    return [
        typed,
        [*texts, *(place.text for place in found.places)],
        [*("" for _ in texts), *(_context(place) for place in found.places)],
        [*(f"{search}?{urlencode({'q': text})}" for text in texts), *(absolute(place.url) for place in found.places)],
    ]
