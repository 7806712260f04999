"""The JSON API: policies, due times, the triage, search and cases, as DESIGN.md's contract states them."""

from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, request
from pydantic import BaseModel

from app.cases.case_schema import case_schema_text
from app.cases.database import CaseBookUnavailable
from app.content.library import PublishedPolicy
from app.domain.evaluation import Promised
from app.domain.policy import Policy
from app.domain.promises import FactsNeeded, other_readings, promise, row_for
from app.domain.triage import position
from app.search.port import Query, SearchUnavailable
from app.web.api import answers as view
from app.web.api import messages as message
from app.web.api.openapi import CASE_SCHEMA, Parameter, document, operation
from app.web.api.reading import (
    body,
    facts_told,
    moment,
    refuse,
    version_asked,
    whole_number,
    wrong_answer,
    zone_or_none,
)
from app.web.cases.draft import Refused, draft_from
from app.web.errors import problem
from app.web.moments import iso
from app.web.public import public
from app.web.site import current_policies, library, now, site, today
from app.web.triage.links import OWN
from app.web.triage.outcome import outcome_views

api = Blueprint("api", __name__)
TEXT: dict[str, Any] = {"type": "string"}
DAY = {"type": "string", "format": "date"}
SLUG = Parameter("slug", "path", TEXT, "The policy's slug.")
AS_OF = Parameter("as_of", "query", DAY, "The version in force on this day; today's where it is left out.")
REPORTED_AT = Parameter(
    "reported_at", "query", {"type": "string", "format": "date-time"}, "When the case is reported; now."
)
ZONE = Parameter("zone", "query", TEXT, "The customer's IANA time zone.")


@api.get("/api/openapi.json")
@public
def openapi() -> Response:
    """The OpenAPI document."""
    try:
        version = installed("signpost")
    except PackageNotFoundError:
        version = "0"
    return jsonify(document(site().settings.public_url, version))


@api.get(CASE_SCHEMA)
@public
def case_schema() -> Response:
    """The JSON Schema of a case as desks get it."""
    response = make_response(case_schema_text())
    response.content_type = "application/schema+json"
    return response


@api.get("/api/v1/policies")
@public
@operation("get", "/api/v1/policies", {200: message.Policies})
def list_policies() -> Response:
    """The policies in force."""
    return answered(message.Policies(policies=[view.summary(version) for version in current_policies()]))


@api.get("/api/v1/policies/<slug>")
@public
@operation("get", "/api/v1/policies/{slug}", {200: message.PolicyMessage}, SLUG, AS_OF, errors=(404, 422))
def show_policy(slug: str) -> Response:
    """A whole policy, in force today or on a day."""
    version = version_asked(slug, request.args.get("as_of"))
    return answered(view.whole(version, _own_page(version)))


@api.post("/api/v1/policies/<slug>/due")
@operation(
    "post",
    "/api/v1/policies/{slug}/due",
    {200: message.DueMessage},
    SLUG,
    body=message.DueRequest,
    errors=(400, 404, 413, 415, 422),
)
def due(slug: str) -> Response:
    """When a first response or a resolution is due."""
    asked = body(message.DueRequest)
    version = version_asked(slug, asked.as_of)
    policy = version.policy
    if asked.tier not in policy.tier_by_id:
        refuse(f"there is no tier “{asked.tier}”: use one of {', '.join(policy.tier_by_id)}")
    level = asked.severity or _level_that_plays_no_part(policy, asked)
    if level not in policy.severity_by_level:
        refuse(f"there is no severity {asked.severity}: use one of {', '.join(map(str, policy.severity_by_level))}")
    zone = zone_or_none(asked.zone)
    reported_at = moment(asked.reported_at)
    facts = facts_told(policy, asked.answers | ({"channel": asked.channel} if asked.channel else {}))
    try:
        row = row_for(policy, asked.tier, level, asked.measure, facts)
    except FactsNeeded as needed:
        # The rows name some values and leave the rest to the last one: all of the question's are told.
        known = {name: question.values for name, question in policy.question_by_id.items()}
        told = {name: known.get(name, values) for name, values in needed.wanted.items()}
        wanted = "; ".join(f"{name}, one of {', '.join(values)}" for name, values in told.items())
        refuse(f"the target depends on facts that are not given: {wanted}")
    if row is None:
        return answered(
            message.DueMessage(
                kind="none",
                amount=None,
                unit=None,
                schedule=None,
                due_at=None,
                clock=[],
                notes=["The policy has no such measure."],
                clauses=[],
                others=[],
            )
        )
    ours = Promised(row)
    others = other_readings(policy, ours, asked.measure, (), {})
    made = promise(policy, ours, asked.measure, reported_at, zone, others)
    return answered(view.due(policy, made, _own_page(version)))


def _level_that_plays_no_part(policy: Policy, asked: message.DueRequest) -> int:
    """Any level where the target is the same at each; a problem where it is not, as none was given."""
    rows = [t for t in policy.targets if (t.tier, t.measure) == (asked.tier, asked.measure)]
    if any(row.severity is not None for row in rows):
        refuse(f"severity is missing: use one of {', '.join(map(str, policy.severity_by_level))}")
    level: int = policy.severities[0].level
    return level


@api.get("/api/v1/triage/<slug>")
@operation(
    "get",
    "/api/v1/triage/{slug}",
    {200: message.TriageMessage},
    SLUG,
    REPORTED_AT,
    ZONE,
    errors=(404, 422),
    takes_answers=True,
)
def triage(slug: str) -> Response:
    """Where answers lead: the next question, one outcome, or those still possible."""
    version = version_asked(slug, None)
    given = {name: value for name, value in request.args.items() if name not in OWN}
    at = position(version.policy, given)
    if at.refused is not None:
        refuse(wrong_answer(version.policy, at.refused[0]))
    zone = zone_or_none(request.args.get("zone"))
    text = request.args.get("reported_at")
    reported_at = now() if text is None else moment(text)
    outcomes = outcome_views(version, at, reported_at, zone or site().settings.default_zone)
    response = answered(view.triage(version, at, outcomes))
    response.headers["Cache-Control"] = "no-store"
    return response


@api.get("/api/v1/search")
@operation(
    "get",
    "/api/v1/search",
    {200: message.SearchMessage},
    Parameter("q", "query", TEXT, "What is searched, in any words."),
    Parameter("product", "query", TEXT, "Only this product."),
    Parameter("kind", "query", {"type": "string", "enum": ["article", "policy"]}, "Only articles, or only clauses."),
    Parameter("version", "query", TEXT, "Only articles that say they hold for this version."),
    Parameter("literal", "query", {"type": "string", "enum": ["0", "1"]}, "1: search the words as they are written."),
    Parameter("page", "query", {"type": "integer", "minimum": 1, "maximum": 1000}, "The page, from 1."),
    Parameter("per_page", "query", {"type": "integer", "minimum": 1, "maximum": 50}, "Hits a page."),
    errors=(422, 503),
)
def search() -> Response:
    """Articles and policy clauses, best first."""
    kind = request.args.get("kind")
    if kind not in (None, "article", "policy"):
        refuse("kind is article or policy")
    literal = request.args.get("literal", "0")
    if literal not in ("0", "1"):
        refuse("literal is 0 or 1")
    query = Query(
        request.args.get("q", ""),
        request.args.get("product") or None,
        kind,
        whole_number("page", 1, 1000),
        whole_number("per_page", 10, 50),
        request.args.get("version") or None,
        literal == "1",
    )
    try:
        found = site().search.search(query)
    except SearchUnavailable:
        site().rebuild.start()
        return problem(503, "The search index is being built. Try again in a few seconds.")
    site().rebuild.start_if_needed()
    return answered(view.search(found))


@api.post("/api/v1/cases")
@operation(
    "post",
    "/api/v1/cases",
    {200: message.CaseMessage, 201: message.CaseMessage},
    body=message.CaseRequest,
    errors=(400, 404, 409, 413, 415, 422, 503),
)
def submit_case() -> Response:
    """Hand over a case; the same idempotency key again gives the same case."""
    asked = body(message.CaseRequest)
    version = version_asked(asked.policy, None)
    at = position(version.policy, asked.answers)
    if at.refused is not None:
        refuse(wrong_answer(version.policy, at.refused[0]))
    if at.question is not None:
        refuse(f"the answers do not lead to an outcome yet: “{at.question.id}” is still open")
    zone = zone_or_none(asked.zone) or site().settings.default_zone
    draft = draft_from(version, at, asked.fields, asked.idempotency_key, zone, now())
    if isinstance(draft, Refused):
        errors = [{"field": field, "detail": sentence} for field, sentence in draft.problems]
        return problem(422, "The case cannot be taken as it is: see errors.", errors=errors)
    try:
        receipt = site().book.submit(draft, now())
    except CaseBookUnavailable:
        return problem(503, "The case could not be stored. Nothing was lost: send the same request again.")
    if receipt.differs:
        return problem(409, "This idempotency key was used for another case. Use a new one.")
    site().wake_deliveries()
    case = receipt.case
    response = answered(
        message.CaseMessage(
            reference=case.reference,
            url=site().links.url(site().settings.public_url, case.secret, now()),
            is_new=receipt.is_new,
            first_response_due_at=iso(case.first_response_due_at) if case.first_response_due_at else None,
            resolution_due_at=iso(case.resolution_due_at) if case.resolution_due_at else None,
        )
    )
    response.status_code = 201 if receipt.is_new else 200
    return response


def answered(answer: BaseModel) -> Response:
    """The message as JSON."""
    response = make_response(answer.model_dump_json(by_alias=True))
    response.content_type = "application/json"
    return response


def _own_page(version: PublishedPolicy) -> str | None:
    """The version whose own page holds the clauses; None where that is the page of the version in force."""
    policy = version.policy
    return None if version is library().current(policy.slug, today()) else policy.version
