"""The triage: which policy, one question a page, all on one page, the outcome, its due times and the graph."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import parse_qsl

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from app.content.library import PublishedPolicy
from app.domain.triage import Position, position
from app.web.calendar_file import due_calendar
from app.web.moments import MomentRefused, read_moment
from app.web.outcome_view import outcome_views
from app.web.public import for_a_minute, public
from app.web.question_graph import draw
from app.web.question_view import question_view
from app.web.site import chosen_zone, current_policies, library, notices_for, reader_zone, site, this_minute, today, zones
from app.web.triage_links import OWN, change_url, triage_url

triage = Blueprint("triage", __name__)


@triage.get("/triage/")
@public
def index() -> str:
    """Which policy: the first step of every triage."""
    return render_template("triage/index.html", versions=current_policies())


@triage.get("/triage/<slug>")
@for_a_minute
def show(slug: str) -> AnyResponse | str:
    """The next question, or the outcome."""
    version = version_in_force(slug)
    given = answers_given(version)
    at = position(version.policy, given)
    if request.args.get("view") == "all" and at.question is not None:
        return _answer(version, at, "triage/all.html", **question_view(version, at))
    wanted = triage_url(version, at.answers, zone=request.args.get("zone"), reported_at=request.args.get("reported_at"))
    if at.refused is None and "asked" in request.args and at.answers != {} and _is_answered(at):
        return redirect(wanted, 303)
    if at.question is not None:
        return _answer(version, at, "triage/question.html", **question_view(version, at))
    return _outcome(version, at)


def _is_answered(at: Position) -> bool:
    return request.args["asked"] in at.answers


@triage.get("/triage/<slug>/due")
@for_a_minute
def due(slug: str) -> AnyResponse | str:
    """The due times alone, for a zone and a moment of report: what depends on now, with a short life."""
    version = version_in_force(slug)
    at = position(version.policy, answers_given(version))
    if at.question is not None:
        return redirect(triage_url(version, at.answers), 303)
    return _outcome(version, at, "triage/due.html")


@triage.get("/triage/<slug>/due.ics")
def calendar(slug: str) -> Response:
    """The due time as a calendar file."""
    version = version_in_force(slug)
    at = position(version.policy, answers_given(version))
    made = due_calendar(version, at, _reported_at() or this_minute(), request.args.get("measure", "first_response"), site().settings)
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


def answers_given(version: PublishedPolicy) -> dict[str, str]:
    """The answers in the address; those put aside while one question is changed come last."""
    own = {name: value for name, value in request.args.items() if name not in OWN and name != "later"}
    later = dict(parse_qsl(request.args.get("later", "")[:4000]))
    asked = request.args.get("asked")
    if asked in own or not later:
        own |= {name: value for name, value in later.items() if name not in own}
    return own


def _reported_at() -> datetime | None:
    text = request.args.get("reported_at", "")
    return read_moment(text, reader_zone()) if text else None


def _outcome(version: PublishedPolicy, at: Position, template: str = "triage/outcome.html") -> AnyResponse:
    refused = ""
    try:
        reported_at = _reported_at()
    except MomentRefused as error:
        reported_at, refused = None, str(error)
    views = outcome_views(version, at, reported_at or this_minute(), reader_zone())
    return _answer(
        version, at, template, outcomes=views, is_now=reported_at is None, reported_at=reported_at or this_minute(),
        zone=reader_zone(), zones=zones(), moment_refused=refused, is_zone_chosen=chosen_zone() is not None,
    )  # fmt: skip


def _answer(version: PublishedPolicy, at: Position, template: str, **more: object) -> AnyResponse:
    """A page of the triage; 422 where the answer given is none."""
    products = frozenset(at.answers.values())
    page = render_template(
        template, version=version, policy=version.policy, at=at, since=_changed_since(version, at),
        change_url=lambda question: change_url(version, at, question), triage_url=triage_url,
        notices=notices_for(version.policy.slug, products), **more,
    )  # fmt: skip
    return make_response(page, 422 if at.refused or more.get("is_missing") else 200)


def _changed_since(version: PublishedPolicy, at: Position) -> Mapping[str, object] | None:
    """What changed since the version that a link was made under; None where it was made under this one."""
    under = request.args.get("under")
    if under is None or under == version.policy.version:
        return None
    before = library().version(version.policy.slug, under)
    gone = [q for q in at.idle if q not in version.policy.question_by_id]
    if before is None:
        return {"under": under, "is_known": False, "gone": gone, "then": ()}
    then = position(before.policy, answers_given(version))
    return {"under": under, "is_known": True, "gone": gone, "before": before, "then": then.possible}
