"""The check of a contract: who types its Support ID and an address of it need not answer what the contract says."""

import hmac
from typing import Any, Literal, NamedTuple

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request
from flask_wtf import FlaskForm
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as AnyResponse
from wtforms import StringField

from app.cases.addresses import domain_of
from app.cases.contracts import Verified
from app.cases.database import CaseBookUnavailable
from app.content.library import PublishedPolicy
from app.domain.entitlement import settled_answers
from app.web.cases.entries import LONGEST_LINE
from app.web.cases.form import sent_form, without_nul
from app.web.errors import RETRY_AFTER_SECONDS
from app.web.limits import Limits
from app.web.site import now, site
from app.web.triage.given import answers_given, way_on
from app.web.triage.held import forget, held, remember
from app.web.triage.links import check_url, triage_url
from app.web.triage.report import report
from app.web.triage.views import version_in_force

contracts = Blueprint("contracts", __name__, url_prefix="/triage")
Says = Literal["", "problems", "no_match", "stale", "too_many", "unavailable"]
FILL_IN = "Fill in your Support ID."
NO_ADDRESS = "Write an e-mail address such as name@example.com."


class CheckForm(FlaskForm):
    """What is typed to check a contract; it looks itself only whether the form is ours (CSRF)."""

    support_id = StringField()
    address = StringField()


class Typed(NamedTuple):
    """What was typed, as a page can show it."""

    support_id: str = ""
    address: str = ""

    @property
    def faults(self) -> dict[str, str]:
        """What has to be put right before it can be looked up, by control."""
        found = {"support_id": "" if self.support_id else FILL_IN}
        found["address"] = "" if domain_of(self.address) else NO_ADDRESS
        return {name: sentence for name, sentence in found.items() if sentence}


@contracts.get("/<slug>/contract")
def form(slug: str) -> AnyResponse:
    """The form; who holds the contract already is told so."""
    return _page(version_in_force(slug), Typed(), 200)


@contracts.post("/<slug>/contract")
def check(slug: str) -> AnyResponse:
    """Looks the contract up. Whatever does not fit gets the same answer."""
    version, typed = version_in_force(slug), _typed()
    if not CheckForm(formdata=sent_form().values).validate():
        return _page(version, typed, 400, "stale")
    if typed.faults:
        return _page(version, typed, 422, "problems")
    try:
        found = _verified(version, typed)
    except CaseBookUnavailable:
        return _page(version, typed, 503, "unavailable")
    if found is None:
        return _page(version, typed, 422, "no_match")
    response = redirect(way_on(version, settled_answers(version.policy, found.contract, found.stands)), 303)
    remember(response, version.policy, found, typed.address)
    return response


@contracts.post("/<slug>/contract/forget")
def forget_it(slug: str) -> AnyResponse:
    """Ends what was remembered of the contract."""
    version = version_in_force(slug)
    if not CheckForm(formdata=sent_form().values).validate():
        return _page(version, Typed(), 400, "stale")
    response = redirect(triage_url(version, {}), 303)
    forget(response, slug)
    return response


def _verified(version: PublishedPolicy, typed: Typed) -> Verified | None:
    """The contract. What does not fit is counted for its Support ID, before it is looked up, and taken back if it did.

    Raises: TooManyRequests, CaseBookUnavailable.
    """
    limits: Limits | None = current_app.extensions.get("signpost_limits")
    told = f"{version.policy.slug}|{typed.support_id}".encode()
    whose, at_seconds = hmac.digest(current_app.config["SECRET_KEY"].encode(), told, "sha256").hex(), now().timestamp()
    if limits and (seconds := limits.seconds_to_wait(whose, "contracts.guessed", at_seconds)):
        raise TooManyRequests(retry_after=seconds)
    found = site().contracts.verified(version.policy, typed.support_id, typed.address, now())
    if found and limits:
        limits.take_back(whose, "contracts.guessed", at_seconds)
    return found


def _typed() -> Typed:
    values = sent_form().values
    texts = (without_nul(values.get(name, "")).strip()[:LONGEST_LINE] for name in ("support_id", "address"))
    return Typed(*texts)


def _page(version: PublishedPolicy, typed: Typed, status: int, says: Says = "") -> AnyResponse:
    later, told = request.args.get("later", ""), report().told
    answers = answers_given()
    shown: dict[str, Any] = {
        "policy": version.policy,
        "typed": typed,
        "says": says,
        "faults": typed.faults if says == "problems" else {},
        "held": held(version.policy.slug),
        "action": check_url(version, answers, later=later, **told),
        "without": triage_url(version, answers, later=later, **told),
    }
    response = make_response(render_template("triage/contract.html", **shown), status)
    if status in RETRY_AFTER_SECONDS:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS[status])
    return response


@contracts.errorhandler(TooManyRequests)
def _too_many(error: TooManyRequests) -> AnyResponse:
    """Who tries too often keeps what was typed, and can go on without."""
    response = _page(version_in_force((request.view_args or {})["slug"]), _typed(), 429, "too_many")
    if error.retry_after:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


@contracts.after_request
def _keep_private(response: Response) -> Response:
    """No page about a contract is stored or indexed."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
