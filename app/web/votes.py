"""“Was this helpful?”: a vote on an article, by a form without cookies, on a page that caches share."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as AnyResponse

from app.content.articles import Article
from app.insight.article_report import WORDS
from app.insight.database import InsightUnavailable
from app.insight.votes import LONGEST_REMARK, Verdict
from app.web.cases.form import sent_form, with_plain_lines, without_nul
from app.web.errors import RETRY_AFTER_SECONDS
from app.web.readers import is_robot
from app.web.site import library, site, today

votes = Blueprint("votes", __name__, url_prefix="/articles")
THANKS = "thanks"
CHOOSE = "Choose what was wrong with it."
SHORTEN = f"Shorten this to {LONGEST_REMARK} characters."
SAID = {
    403: "Your browser did not say that this form stands on this site, so nothing was counted. Send it from here.",
    429: "That was more at once than this site takes. Nothing was counted. Send it again in a minute.",
    503: "Your answer could not be stored just now. What you typed is still here: send it again in a minute.",
}


@dataclass(frozen=True, slots=True)
class Ballot:
    """What a form says; `faults` are sentences by the control that they belong to."""

    is_helpful: bool
    reason: str
    text: str

    @property
    def faults(self) -> dict[str, str]:
        """What has to be put right before it can count."""
        if self.is_helpful:
            return {}
        is_known = self.reason in [verdict.value for verdict in WORDS]
        found = {"reason": "" if is_known else CHOOSE, "remark": SHORTEN if len(self.text) > LONGEST_REMARK else ""}
        return {control: sentence for control, sentence in found.items() if sentence}

    @property
    def verdict(self) -> Verdict:
        """What it says of the article, where it has no faults."""
        return Verdict.HELPFUL if self.is_helpful else Verdict(self.reason)


@votes.app_context_processor
def _choices() -> dict[str, Any]:
    reasons = [{"value": verdict.value, "label": words.capitalize()} for verdict, words in WORDS.items()]
    return {"vote_reasons": reasons, "longest_remark": LONGEST_REMARK}


@votes.post("/<path:address>/vote")
def cast(address: str) -> AnyResponse:
    """Counts the vote and leads back to the article; else the form again, with what was typed."""
    article = _article(address)
    ballot = _ballot(sent_form().values)
    if not is_from_here():
        return _form(article, ballot, 403)
    if ballot.faults:
        return _form(article, ballot, 422)
    try:
        if not is_robot(request.environ):
            site().votes.add(today(), article.address, ballot.verdict, ballot.text)
    except InsightUnavailable:
        return _form(article, ballot, 503)
    return redirect(f"{article.url}#{THANKS}", 303)


def is_from_here() -> bool:
    """Whether a page of this site sent the form.

    Cases guard theirs by a token in a session. Public pages have no session: caches share them, and a token in them
    would be everybody's. Instead browsers themselves say where a form stands, in headers that no page can set:
    Sec-Fetch-Site, and before there was that, Origin. What says neither is no browser. No more is needed: a vote is
    tied to nobody, so a request that another site makes in a reader's name can do no more than any program can.
    """
    site_of_form = request.headers.get("Sec-Fetch-Site")
    if site_of_form is not None:
        return site_of_form == "same-origin"
    return request.headers.get("Origin") in (request.host_url.rstrip("/"), site().settings.public_url)


def _article(address: str) -> Article:
    """The article voted on; one that has moved since the page was loaded is found at its new address."""
    article = library().article(address)
    return article if article else abort(404, "There is no such article here any more.")


def _ballot(sent: MultiDict[str, str]) -> Ballot:
    if sent.get("helpful") == "yes":
        return Ballot(True, "", "")
    return Ballot(False, sent.get("reason", ""), without_nul(with_plain_lines(sent.get("remark"))))


def _form(article: Article, ballot: Ballot, status: int) -> Response:
    page = render_template("articles/vote.html", voted=article, ballot=ballot, said=SAID.get(status, ""))
    response = make_response(page, status)
    if status in RETRY_AFTER_SECONDS:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS[status])
    return response


@votes.errorhandler(TooManyRequests)
def _too_many(_: TooManyRequests) -> AnyResponse:
    """Who sends too often keeps what was typed."""
    return _form(_article((request.view_args or {})["address"]), _ballot(sent_form().values), 429)
