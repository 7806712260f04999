"""Cases: the form that hands one over, and the receipt at an address that nobody can guess."""

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge, TooManyRequests
from werkzeug.wrappers import Response as AnyResponse

from app.cases.database import CaseBookUnavailable
from app.domain.case import Case, CaseDraft
from app.domain.case_text import as_markdown
from app.domain.redaction import findings
from app.web.cases.asked import Asked, asked_for
from app.web.cases.before import before
from app.web.cases.draft import Refused, draft_from, known_articles
from app.web.cases.form import CaseForm, case_form, key_of_page, sent_form
from app.web.cases.masking import SECRETS, chosen, looked_through, masked
from app.web.cases.page import before_page, form_page, policy_gone
from app.web.cases.receipt import receipt_view
from app.web.deflected import count_failed
from app.web.errors import RETRY_AFTER_SECONDS, SENTENCES, Way, error_page
from app.web.large_bodies import drained, refuse_large_body
from app.web.site import now, reader_zone, site

cases = Blueprint("cases", __name__, url_prefix="/cases")
cases.before_app_request(refuse_large_body)
cases.after_app_request(drained)
SAFE = "Your case is safe, but cannot be shown at the moment. Load this page again in a minute."


@cases.get("/new")
def new() -> AnyResponse:
    """The form, with everything known filled in."""
    if not request.args.get("policy"):
        return redirect(url_for("triage.index"), 303)
    asked = asked_for(reader_zone())
    if asked is None:
        abort(404, "There is no such policy here. Choose one of those that are.")
    form = case_form(asked.entries, None)
    form.key.data = key_of_page()
    form.zone.data = request.args.get("zone", "")
    form.articles_read.data = list(known_articles(request.args.getlist("articles_read")))
    form.masking.data = SECRETS
    return form_page(asked, form, 200)


@cases.post("/new")
def submit() -> AnyResponse:
    """Takes the case once, however often it is sent; else the form again, with everything that was typed.

    Once at most, and never where every minute counts, a page comes before that with what is worth a look.
    """
    sent = sent_form()
    zone = sent.values.get("zone") or site().settings.default_zone
    asked = asked_for(zone)
    if asked is None:
        return policy_gone(sent.values.to_dict())
    form = case_form(asked.entries, sent.values)
    if not sent.is_readable:
        return form_page(asked, form, 400, "unreadable")
    if "back" in sent.values:
        return form_page(asked, form, 200)
    if not form.is_ours(sent.values):
        return form_page(asked, form, 400, "stale")
    values, read = form.values(asked.entries), form.articles_read.data
    draft = draft_from(asked.version, asked.at, values, f"form:{form.key.data}", zone, now(), read)
    if isinstance(draft, Refused):
        return form_page(asked, form, 422, "problems", draft.problems)
    return _looked_at(asked, form) or _taken(asked, form, _masked(asked, form, draft))


def _looked_at(asked: Asked, form: CaseForm) -> AnyResponse | None:
    """The page before sending, where there is something on it that the customer has not seen."""
    found = before(asked, form) if asked.offer and not form.seen.data else None
    if asked.offer is None or found is None or found.is_known(form.shown.data or ()):
        return None
    return before_page(asked, asked.offer, form, found)


def _masked(asked: Asked, form: CaseForm, draft: CaseDraft) -> CaseDraft:
    texts = looked_through(asked.entries, form.values(asked.entries))
    is_critical = asked.offer is not None and asked.offer.is_critical
    return masked(draft, texts, chosen(findings(texts), form, is_critical=is_critical))


def _taken(asked: Asked, form: CaseForm, draft: CaseDraft) -> AnyResponse:
    try:
        taken = site().book.submit(draft, now())
    except CaseBookUnavailable:
        return form_page(asked, form, 503, "unavailable")
    if taken.differs:
        # Sent, changed and sent again: the change must not get lost, and whether it is a second case only they can say.
        form.renew_key()
        return form_page(asked, form, 409, "sent_before", earlier=taken.case)
    if taken.is_new:
        count_failed(asked.version, asked.at, taken.case.articles_read)
        site().wake_deliveries()
    return redirect(url_for("cases.receipt", secret=taken.case.secret), 303)


@cases.get("/<secret>")
def receipt(secret: str) -> AnyResponse:
    """The receipt: the reference, what happens next, and everything that was handed over."""
    try:
        case = _case(secret)
        view = receipt_view(case, site().book.delivery_state(case))
    except CaseBookUnavailable:
        return error_page(503, SAFE, way=Way("Load this page again", request.path))
    return make_response(render_template("cases/receipt.html", view=view, case=case))


@cases.get("/<secret>.md")
def markdown(secret: str) -> AnyResponse:
    """The whole case as a Markdown file, to keep."""
    try:
        case = _case(secret)
    except CaseBookUnavailable:
        return error_page(503, SAFE, way=Way("Try again", request.path))
    response = make_response(as_markdown(case, site().settings.public_url))
    response.content_type = "text/markdown; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{case.reference}.md"'
    return response


def _case(secret: str) -> Case:
    """The case that the address opens; the same 404 for every other address."""
    case = site().book.by_secret(secret)
    if case is None:
        abort(404, "There is no case at this address. Check that it is whole: it stands in the confirmation e-mail.")
    return case


@cases.after_request
def _keep_private(response: Response) -> Response:
    """No page of a case is stored or indexed; the address of a receipt, a secret, is told to no other page."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    if request.endpoint in ("cases.receipt", "cases.markdown"):
        response.headers["Referrer-Policy"] = "no-referrer"
    if response.status_code in RETRY_AFTER_SECONDS:
        response.headers.setdefault("Retry-After", str(RETRY_AFTER_SECONDS[response.status_code]))
    return response


@cases.errorhandler(TooManyRequests)
def _too_many(_: TooManyRequests) -> AnyResponse:
    """Who sends too often keeps what was typed."""
    asked = asked_for(reader_zone()) if request.method == "POST" else None
    if asked is None:
        return error_page(429, SENTENCES[429])
    return form_page(asked, case_form(asked.entries, sent_form().values), 429, "too_many")


@cases.errorhandler(RequestEntityTooLarge)
def _too_large(_: RequestEntityTooLarge) -> AnyResponse:
    most = site().settings.max_body_bytes // 1000
    return error_page(
        413,
        f"What you sent is larger than this site takes, which is {most:,} kB. Nothing was stored. Go back: what you "
        "typed is still in the form. Shorten it there, and send long logs when support asks for them.",
        way=Way("Open the form again", request.full_path),
    )
