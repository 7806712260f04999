"""The case that a link opens; what is answered where it opens none; and what keeps pages of cases private."""

from flask import Blueprint, Response, abort, make_response, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from app.cases.database import CaseBookUnavailable
from app.domain.case import Case
from app.domain.policy import Policy
from app.web.cases.form import case_form, sent_form, without_nul
from app.web.cases.hand_over import ways_to_support
from app.web.errors import RETRY_AFTER_SECONDS, SENTENCES, Way, error_page
from app.web.large_bodies import refuse_large_body
from app.web.site import library, now, site, today

GONE = 410
TEXT = "field-text"
SAFE = "Your case is safe, but cannot be shown at the moment. Load this page again in a minute."
NOT_HERE = (
    "There is no case at this address. Check that it is whole: it stands in the confirmation e-mail. "
    "If you have the reference of the case, you can have a new link sent to you."
)
Says = str


class LinkExpired(Exception):
    """The link was good once; `case` is what it opened."""

    def __init__(self, case: Case) -> None:
        super().__init__("the link is too old")
        self.case = case


def case_of(token: str) -> Case:
    """The case that a link opens now; the same 404 for every address that this site did not issue.

    Its signature is checked before the database is asked. Raises: LinkExpired, CaseBookUnavailable.
    """
    link = site().links.opened(token, now())
    case = site().book.by_secret(link.secret) if link else None
    if link is None or case is None:
        abort(404, NOT_HERE)
    if link.is_expired:
        raise LinkExpired(case)
    return case


def case_held_back(token: str) -> Case | None:
    """The case of a request that came too soon; None where it cannot be told now, which is no reason for a fault."""
    try:
        return case_of(token)
    except (HTTPException, LinkExpired, CaseBookUnavailable):
        return None


def sent_held_back() -> MultiDict[str, str]:
    """The form of a request that came too soon; nothing where it is too long, too."""
    try:
        refuse_large_body()
        return sent_form().values
    except RequestEntityTooLarge:
        return MultiDict()


def held_back_page() -> AnyResponse:
    """The answer to who asks too often, where the page that was asked for cannot be shown."""
    return error_page(429, SENTENCES[429], without_nul(sent_held_back().get(TEXT, "")))


def case_token(case: Case) -> str:
    """What stands in a fresh link to a case."""
    return site().links.token(case.secret, now())


def policy_of(case: Case) -> Policy | None:
    """The version of the policy that decided the case, else the one in force now; None where there is none."""
    version = library().version(case.policy, case.policy_version) or library().current(case.policy, today())
    return version.policy if version else None


def expired_page(case: Case, status: int = GONE, says: Says = "") -> AnyResponse:
    """Says that the link is too old, and offers a new one to the address in the case, and other ways to support.

    What was typed on a page that grew old is kept in sight.
    """
    policy = policy_of(case)
    token = (request.view_args or {}).get("token", "")
    contacts = ways_to_support(policy) if policy else ()
    page = render_template(
        "cases/expired.html", form=case_form((), None), token=token, says=says, contacts=contacts, typed=_typed(),
        days=site().links.days,
    )  # fmt: skip
    return make_response(page, status)


def _typed() -> str:
    """The text of the form that came to a link that is too old."""
    return without_nul(sent_form().values.get(TEXT, "")) if request.method == "POST" else ""


def keep_private(blueprint: Blueprint) -> None:
    """Has all pages of a blueprint kept private, and answered for in one way where a case cannot be shown."""
    blueprint.after_request(kept_private)
    blueprint.after_request(_told_to_nobody)
    blueprint.register_error_handler(LinkExpired, lambda expired: expired_page(expired.case))
    blueprint.register_error_handler(CaseBookUnavailable, _unavailable)


def kept_private(response: Response) -> Response:
    """No page of a case is stored or indexed."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    if response.status_code in RETRY_AFTER_SECONDS:
        response.headers.setdefault("Retry-After", str(RETRY_AFTER_SECONDS[response.status_code]))
    return response


def _told_to_nobody(response: Response) -> Response:
    """The address, which opens the case, is told to no other page."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _unavailable(_: CaseBookUnavailable) -> AnyResponse:
    """Also where something was sent: what was typed is kept in sight."""
    return error_page(503, SAFE, _typed(), Way("Load this page again", request.path))
