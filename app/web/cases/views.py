"""Cases: the form that hands one over."""

from dataclasses import replace

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge, TooManyRequests
from werkzeug.wrappers import Response as AnyResponse

from app.cases.database import CaseBookUnavailable
from app.domain.case import CaseDraft
from app.domain.redaction import findings
from app.domain.wording import size_text
from app.web.cases.asked import Asked, asked_for
from app.web.cases.attached import Receiver, form_key, waiting
from app.web.cases.before import before
from app.web.cases.draft import Refused, draft_from, known_articles
from app.web.cases.entitlement import fill_in_contract, with_entitlement
from app.web.cases.form import CaseForm, case_form, key_of_page, sent_form
from app.web.cases.masking import SECRETS, chosen, looked_through, masked
from app.web.cases.opened import case_token, kept_private
from app.web.cases.page import before_page, form_page, policy_gone, too_many_page
from app.web.deflected import count_failed
from app.web.errors import Way, error_page
from app.web.large_bodies import drained, refuse_large_body
from app.web.site import now, reader_zone, site

cases = Blueprint("cases", __name__, url_prefix="/cases")
cases.before_app_request(refuse_large_body)
cases.after_app_request(drained)
cases.after_request(kept_private)


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
    form.attached = waiting(form.key.data)
    form.zone.data = request.args.get("zone", "")
    form.articles_read.data = list(known_articles(request.args.getlist("articles_read")))
    fill_in_contract(form, asked.version.policy.slug)
    form.masking.data = SECRETS
    return form_page(asked, form, 200)


@cases.post("/new")
def submit() -> AnyResponse:
    """Takes the case once, however often it is sent; else the form again, with everything that was typed.

    Once at most, and never where every minute counts, a page comes before that with what is worth a look.
    """
    receiver = Receiver(site().files, now())
    sent = sent_form(receiver)
    zone = sent.values.get("zone") or site().settings.default_zone
    asked = asked_for(zone)
    if asked is None:
        return policy_gone(sent.values.to_dict())
    form = case_form(asked.entries, sent.values)
    form.attached = receiver.attached(sent.values)
    if not sent.is_readable:
        return form_page(asked, form, 400, "unreadable")
    if "back" in sent.values:
        return form_page(asked, form, 200)
    if not form.is_ours(sent.values):
        return form_page(asked, form, 400, "stale")
    values, read = form.values(asked.entries), form.articles_read.data
    draft = draft_from(asked.version, asked.at, values, form_key(form.key.data), zone, now(), read)
    if isinstance(draft, Refused) or form.attached.problems:
        found = draft.problems if isinstance(draft, Refused) else []
        status = 503 if form.attached.is_fault_of_ours else 422
        return form_page(asked, form, status, "problems", [*found, *form.attached.problem])
    return _looked_at(asked, form) or _taken(asked, form, _as_sent(asked, form, draft))


def _looked_at(asked: Asked, form: CaseForm) -> AnyResponse | None:
    """The page before sending, where there is something on it that the customer has not seen."""
    found = before(asked, form) if asked.offer and not form.seen.data else None
    if asked.offer is None or found is None or found.is_known(form.shown.data or ()):
        return None
    return before_page(asked, asked.offer, form, found)


def _as_sent(asked: Asked, form: CaseForm, draft: CaseDraft) -> CaseDraft:
    """The draft with its files, masked as the customer chose."""
    texts = looked_through(asked.entries, form.values(asked.entries))
    is_critical = asked.offer is not None and asked.offer.is_critical
    hidden = masked(draft, texts, chosen(findings(texts), form, is_critical=is_critical))
    return replace(hidden, files=form.attached.files)


def _taken(asked: Asked, form: CaseForm, draft: CaseDraft) -> AnyResponse:
    try:
        taken = site().book.submit(with_entitlement(draft, asked.at), now())
    except CaseBookUnavailable:
        return form_page(asked, form, 503, "unavailable")
    if taken.differs:
        # Sent, changed and sent again: the change must not get lost, and whether it is a second case only they can say.
        old = form.key.data
        form.renew_key()
        form.attached = form.attached.renewed(old, form.key.data, now())
        return form_page(asked, form, 409, "sent_before", earlier=taken.case)
    if taken.is_new:
        count_failed(asked.version, asked.at, taken.case.articles_read)
        site().wake_deliveries()
    return redirect(url_for("receipts.show", token=case_token(taken.case)), 303)


@cases.errorhandler(TooManyRequests)
def _too_many(_: TooManyRequests) -> AnyResponse:
    """Who sends too often keeps what was typed."""
    return too_many_page()


@cases.errorhandler(RequestEntityTooLarge)
def _too_large(_: RequestEntityTooLarge) -> AnyResponse:
    most, files = site().settings.max_body_bytes // 1000, size_text(site().files.limits.total_bytes)
    return error_page(
        413,
        f"What you sent is larger than this site takes, which is {most:,} kB of text, and {files} of files. Nothing "
        "was stored. Go back: what you typed is still in the form. Attach long logs as files, packed where you can.",
        way=Way("Open the form again", request.full_path),
    )
