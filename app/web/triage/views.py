"""The triage: which policy, one question a page, all on one page, the outcome, its due times and the graph."""

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from app.content.library import PublishedPolicy
from app.domain.triage import Position, position
from app.web.public import for_a_minute, public
from app.web.site import (
    current_policies,
    library,
    notices_for,
    site,
    today,
    zones,
)
from app.web.triage.calendar_file import due_calendar
from app.web.triage.choosing import vendor_choice
from app.web.triage.given import answers_given, put_aside, way_on
from app.web.triage.graph import draw
from app.web.triage.held import held
from app.web.triage.links import change_url, check_url, triage_url
from app.web.triage.outcome import outcome_views
from app.web.triage.question import question_view
from app.web.triage.report import report

triage = Blueprint("triage", __name__)


@triage.get("/triage/")
@public
def index() -> str:
    """Which policy: the first step of every triage."""
    return render_template("triage/index.html", choices=[vendor_choice(version) for version in current_policies()])


@triage.get("/triage/<slug>")
def show(slug: str) -> AnyResponse:
    """The next question, or the outcome. Who holds a contract gets a page of their own, which nobody keeps."""
    found = held(slug)
    if found is None:
        shared: AnyResponse = _shared(slug=slug)
        return shared
    known = request.args.keys() | put_aside().keys()
    settled = {name: value for name, value in found.answers.items() if name not in known}
    version = version_in_force(slug)
    is_open = position(version.policy, answers_given()).question is not None
    response = redirect(way_on(version, settled), 303) if settled and is_open else _page(slug)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _page(slug: str) -> AnyResponse:
    version = version_in_force(slug)
    given = answers_given()
    at = position(version.policy, given)
    if request.args.get("view") == "all" and at.question is not None:
        return _answer(version, at, "triage/all.html", **question_view(version, at))
    is_taken = at.question is None or request.args.get("asked") in at.answers
    if "asked" in request.args and at.refused is None and is_taken:
        return redirect(triage_url(version, at.answers, later=_waiting(version, at, given), **report().told), 303)
    if at.question is not None:
        return _answer(version, at, "triage/question.html", **question_view(version, at))
    return _outcome(version, at)


_shared = for_a_minute(_page)


@triage.get("/triage/<slug>/due.ics")
def calendar(slug: str) -> Response:
    """The due time as a calendar file."""
    version = version_in_force(slug)
    at = position(version.policy, answers_given())
    told_of = report()
    if told_of.problems:
        abort(400, " ".join(told_of.problems.values()))
    measure = request.args.get("measure", "first_response")
    made = due_calendar(version, at, told_of.at, measure, told_of.zone, site().settings)
    if made is None:
        abort(404, "These answers lead to no due time. Go back to the triage to see what they lead to.")
    response = make_response(made)
    response.content_type = "text/calendar; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-due.ics"'
    return response


@triage.get("/triage/<slug>/graph")
@public
def graph(slug: str) -> str:
    """All questions and where each answer leads, as a drawing and as text."""
    version = version_in_force(slug)
    return render_template("triage/graph.html", version=version, policy=version.policy, drawing=draw(version))


def version_in_force(slug: str) -> PublishedPolicy:
    """The version in force today; a 404 where there is no such policy."""
    version = library().current(slug, today())
    if version is None:
        abort(404, "There is no such policy here. Choose one of those that are.")
    return version


def _waiting(version: PublishedPolicy, at: Position, given: Mapping[str, str]) -> str:
    """Answers given that no rule needs yet: they wait while a question that came in between is answered."""
    known = version.policy.question_by_id
    return urlencode({q: given[q] for q in at.idle if q in known}) if at.question is not None else ""


def _outcome(version: PublishedPolicy, at: Position) -> AnyResponse:
    told_of = report()
    views = outcome_views(version, at, told_of.at, told_of.zone, told_of.told)
    found = held(version.policy.slug)
    agrees = found is None or found.agrees(at)
    return _answer(version, at, "triage/outcome.html", outcomes=views, zones=zones(), agrees=agrees)


def _answer(version: PublishedPolicy, at: Position, template: str, **more: object) -> AnyResponse:
    """A page of the triage; 422 where something given cannot be taken."""
    told_of, offered = report(), [product.id for product in version.policy.products]
    products = frozenset([*at.answers.values(), *(offered if len(offered) == 1 else [])])
    is_wrong = at.refused or more.get("is_missing") or (at.question is None and told_of.problems)
    page = render_template(
        template, version=version, policy=version.policy, at=at, since=_changed_since(version), report=told_of,
        change_url=lambda question: change_url(version, at, question, **told_of.told), triage_url=triage_url,
        notices=notices_for(version.policy.slug, products), held=held(version.policy.slug),
        check=_check_url(version, at) if version.policy.slug in site().contracts.policies else "", **more,
    )  # fmt: skip
    return make_response(page, 422 if is_wrong else 200)


def _check_url(version: PublishedPolicy, at: Position) -> str:
    return check_url(version, at.answers, later=request.args.get("later"), **report().told)


def _changed_since(version: PublishedPolicy) -> Mapping[str, object] | None:
    """What changed since the version that a link was made under; None where it was made under this one."""
    under = request.args.get("under")
    if under is None or under == version.policy.version:
        return None
    before = library().version(version.policy.slug, under)
    if before is None:
        return {"under": under, "is_known": False, "gone": (), "then": ()}
    then = position(before.policy, answers_given())
    gone = [answer.question.text for answer in then.path if answer.question.id not in version.policy.question_by_id]
    return {"under": under, "is_known": True, "gone": gone, "before": before, "then": then.possible}
