"""“I already have a case”: a link to it is mailed to whoever knows its reference and the address in it."""

from flask import Blueprint, make_response, render_template
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as AnyResponse

from app.cases.database import CaseBookUnavailable
from app.domain.case_reference import normalise_reference
from app.domain.policy import Contact, Policy
from app.web.cases.entries import EMAIL, Entry, problems, settled
from app.web.cases.form import CaseForm, case_form, sent_form
from app.web.cases.hand_over import ways_to_support
from app.web.cases.opened import keep_private, sent_held_back
from app.web.site import current_policies, now, site

finding = Blueprint("finding", __name__, url_prefix="/cases")
keep_private(finding)
REFERENCE = Entry("reference", "Reference of the case", "Such as SP-7KDF-3QX. It stands in the confirmation e-mail.")
ADDRESS = Entry("email", "E-mail address", "The one that you gave in the case.", type=EMAIL, autocomplete="email")
ASKED = (REFERENCE, ADDRESS)
NO_REFERENCE = (
    "This is no reference of a case here: look for a slip. They look like SP-7KDF-3QX, without vowels. "
    "Was the case opened elsewhere? Then see below."
)


@finding.get("/find")
def show() -> AnyResponse:
    """The form that asks for a link."""
    return _page(case_form(ASKED, None), 200)


@finding.post("/find")
def ask() -> AnyResponse:
    """Sends a link where reference and address belong together; the answer is the same where they do not."""
    sent = sent_form()
    form = case_form(ASKED, sent.values)
    if not sent.is_readable:
        return _page(form, 400, "unreadable")
    if not form.is_ours(sent.values):
        return _page(form, 400, "stale")
    typed = {entry.name: settled(entry, form.values(ASKED)[entry.name]) for entry in ASKED}
    reference, found = normalise_reference(typed["reference"]), _problems(typed)
    if reference is None:
        found.setdefault(REFERENCE.control, NO_REFERENCE)
    if reference is None or found:
        return _page(form, 422, "problems", found)
    try:
        site().link_mails.ask(reference, typed["email"], now())
    except CaseBookUnavailable:
        return _page(form, 503, "unavailable")
    site().wake_deliveries()
    return make_response(render_template("cases/link_sent.html", days=site().links.days, elsewhere=_elsewhere()))


@finding.errorhandler(TooManyRequests)
def _too_many(_: TooManyRequests) -> AnyResponse:
    return _page(case_form(ASKED, sent_held_back()), 429, "too_many")


def _problems(typed: dict[str, str]) -> dict[str, str]:
    """What is wrong with what was typed, by the ids of the controls."""
    controls = {entry.name: entry.control for entry in ASKED}
    return {controls[name]: sentence for name, sentence in problems(ASKED, typed)}


def _page(form: CaseForm, status: int, says: str = "", errors: dict[str, str] | None = None) -> AnyResponse:
    page = render_template(
        "cases/find.html",
        form=form,
        entries=ASKED,
        texts=form.texts(ASKED),
        says=says,
        errors=errors or {},
        days=site().links.days,
        elsewhere=_elsewhere(),
    )
    return make_response(page, status)


def _elsewhere() -> list[tuple[Policy, tuple[Contact, ...]]]:
    """What to do with a case that was opened elsewhere: each vendor's own ways."""
    return [(each.policy, ways_of(each.policy)) for each in current_policies()]


def ways_of(policy: Policy) -> tuple[Contact, ...]:
    """The ways that a policy names for a case that is open, phones first; else those that lead to people."""
    named = policy.escalation.go_to if policy.escalation else ()
    found = [policy.contact_by_id[name] for name in named] or ways_to_support(policy)
    return tuple(sorted(found, key=lambda contact: contact.kind != "phone"))
