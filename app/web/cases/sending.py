"""What the form of a case asks the site while it is filled in, and what an article that solved it ends with."""

from flask import Blueprint, Response, abort, make_response, request, session
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as AnyResponse

from app.web.cases.asked import Asked, asked_for
from app.web.cases.attached import Receiver
from app.web.cases.form import CaseForm, case_form, sent_form
from app.web.cases.page import beside_parts, form_page, policy_gone, solved_page, too_many_page
from app.web.deflected import count_confirmed
from app.web.readers import is_robot
from app.web.site import library, now, reader_zone, site
from app.web.votes import is_from_here

sending = Blueprint("sending", __name__, url_prefix="/cases")
SOLVED = "solved"


@sending.post("/beside")
def beside() -> Response:
    """What stands beside the form, for what was typed so far. Nothing of it is kept, logged or counted."""
    asked = asked_for(reader_zone())
    if asked is None:
        abort(404, "There is no such policy here. Choose one of those that are.")
    return make_response(beside_parts(asked, case_form(asked.entries, sent_form().values)))


@sending.post("/solved")
def solved() -> AnyResponse:
    """Counts that an article solved it, and keeps what was typed on the page, for who was glad too soon."""
    receiver = Receiver(site().files, now())
    sent = sent_form(receiver).values
    asked = asked_for(sent.get("zone") or site().settings.default_zone)
    if asked is None:
        return policy_gone(sent.to_dict())
    if not is_from_here():
        return form_page(asked, _form(asked, receiver, sent), 400, "stale")
    article = library().article(sent.get("article", "").removeprefix("/articles/"))
    if article is None:
        abort(404, "There is no such article here any more.")
    if not is_robot(request.environ) and _is_first(sent.get("key", ""), article.url):
        count_confirmed(asked.version, asked.at, article.url)
    return solved_page(asked, _form(asked, receiver, sent) if "key" in sent else None, article)


def _form(asked: Asked, receiver: Receiver, sent: MultiDict[str, str]) -> CaseForm:
    """The form of a case as it came in, with its files. It has a cookie, which who sends none does not get."""
    form = case_form(asked.entries, sent)
    form.attached = receiver.attached(sent)
    return form


def _is_first(key: str, article: str) -> bool:
    """Whether this is not the same page loaded again: a form has a session to tell by, other pages have none."""
    if not key:
        return True
    told = f"{key[:64]} {article}"
    is_first = session.get(SOLVED) != told
    session[SOLVED] = told
    return is_first


@sending.after_request
def _keep_private(response: Response) -> Response:
    """What was typed is stored by nobody on the way."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@sending.errorhandler(TooManyRequests)
def _too_many(_: TooManyRequests) -> AnyResponse:
    """Who sends too often keeps what was typed."""
    return too_many_page()
