"""The customer's page for a case, at an address that nobody can guess and that does not hold for ever."""

from flask import Blueprint, abort, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.cases.database import CaseBookUnavailable
from app.domain.case import Case
from app.domain.case_text import as_markdown
from app.web.cases.form import case_form, sent_form
from app.web.cases.opened import LinkExpired, case_of, case_token, expired_page, keep_private
from app.web.cases.receipt import receipt_view
from app.web.cases.uploads import download
from app.web.site import now, site

receipts = Blueprint("receipts", __name__, url_prefix="/cases")
keep_private(receipts)
receipts.app_template_global("case_token")(case_token)


@receipts.get("/<token>")
def show(token: str) -> AnyResponse:
    """The reference, what happens next, what was added, what can be done, and everything that was handed over."""
    case = case_of(token)
    view = receipt_view(
        case,
        site().book.delivery_state(case),
        site().additions.of_case(case.reference),
        site().additions.ended(case.reference),
    )
    return make_response(render_template("cases/receipt.html", view=view, case=case, token=token))


@receipts.get("/<token>.md")
def markdown(token: str) -> AnyResponse:
    """The whole case as a Markdown file, to keep."""
    case = case_of(token)
    response = make_response(as_markdown(case, site().settings.public_url))
    response.content_type = "text/markdown; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{case.reference}.md"'
    return response


@receipts.get("/<token>/files/<file_id>")
def file(token: str, file_id: str) -> AnyResponse:
    """A file of the case or of what was added to it, to save."""
    sent = site().files.of(case_of(token).reference)
    answer = next((download(site().files, each) for each in sent if each.id == file_id), None)
    if answer is None:
        abort(404, "There is no such file in this case, or it is not kept here any more.")
    return answer


@receipts.post("/<token>/link")
def send_link(token: str) -> AnyResponse:
    """Sends a new link to the address in the case, for one that is too old."""
    try:
        case_of(token)
    except LinkExpired as expired:
        return _sent(expired.case)
    return redirect(url_for("receipts.show", token=token), 303)


def _sent(case: Case) -> AnyResponse:
    sent = sent_form()
    if not case_form((), sent.values).is_ours(sent.values):
        return expired_page(case, 400, "stale")
    try:
        site().link_mails.ask_by_link(case.secret, now())
    except CaseBookUnavailable:
        return expired_page(case, 503, "unavailable")
    site().wake_deliveries()
    return expired_page(case, 200, "sent")
