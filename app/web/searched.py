"""What people searched, and where they went on from the answers: told to the counts, with nothing of who they are."""

from urllib.parse import parse_qs, urlsplit
from wsgiref.types import WSGIEnvironment

from flask import request

from app.search.port import Results
from app.web.readers import is_reader
from app.web.site import Site, site

SEARCH = "/search"
LEADS_ON = ("/articles/", "/policies/", "/triage/")
CASE_FORM = "/cases/new"


def count_search(question: str, results: Results) -> None:
    """Count the search that this request asks for; another page of it, or another filter, is not one more."""
    if is_reader(request.environ) and question_before(request.environ) != question:
        site().searches.count_search(question, results.total)


def count_opening(site: Site, environ: WSGIEnvironment) -> None:
    """Count a page of the site that is opened from the answers to a question; the page itself need not be known."""
    address = environ["PATH_INFO"]
    if not (address.startswith(LEADS_ON) or address == CASE_FORM):
        return
    question = question_before(environ)
    if question and is_reader(environ):
        site.searches.count_opening(question, address)


def question_before(environ: WSGIEnvironment) -> str:
    """The question on whose answers a link was followed, "" for none: browsers name the page before to its own site."""
    try:
        before = urlsplit(environ.get("HTTP_REFERER", ""))
    except ValueError:
        return ""
    if before.path != SEARCH or before.netloc != environ.get("HTTP_HOST"):
        return ""
    return parse_qs(before.query).get("q", [""])[0].strip()
