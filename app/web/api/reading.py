"""What a request of the API asks for, or the problem where it cannot be used."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NoReturn, TypeVar

from flask import abort, request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import BadRequest

from app.content.library import PublishedPolicy
from app.domain.decisions import UNKNOWN
from app.domain.policy import Policy
from app.web.errors import problem
from app.web.moments import MomentRefused, read_moment
from app.web.site import is_zone, library, today

M = TypeVar("M", bound=BaseModel)


def body(model: type[M]) -> M:
    """The request's body as a message; a problem where it is not JSON or does not fit."""
    if not request.is_json:
        abort(problem(415, "Send JSON, with the content type application/json."))
    try:
        data = request.get_json()
    except (BadRequest, RecursionError):
        abort(problem(400, "The body is not JSON."))
    try:
        return model.model_validate(data)
    except ValidationError as refused:
        errors = [
            {"field": ".".join(map(str, e["loc"])), "detail": e["msg"]} for e in refused.errors(include_url=False)
        ]
        abort(problem(422, "The request does not fit: see errors.", errors=errors))


def version_asked(slug: str, as_of: str | None) -> PublishedPolicy:
    """The version in force today, or on the day given."""
    if slug not in library().policies:
        abort(problem(404, "There is no such policy: see /api/v1/policies."))
    if as_of is None:
        version = library().current(slug, today())
    else:
        try:
            version = library().version_on(slug, date.fromisoformat(as_of))
        except ValueError:
            refuse("as_of is no date: write 2026-06-18")
    if version is None:
        abort(problem(404, f"No version was in force on {as_of}."))
    return version


def facts_told(policy: Policy, answers: Mapping[str, str]) -> dict[str, str]:
    """The values that rules see for these answers; names that the policy does not ask about play no part."""
    facts = {}
    for name, answer in answers.items():
        question = policy.question_by_id.get(name)
        if question is None:
            continue
        if answer == UNKNOWN or not question.accepts(answer):
            refuse(wrong_answer(policy, name))
        facts[name] = question.value_of(answer)
    return facts


def moment(text: str) -> datetime:
    """A moment in UTC; it must carry its offset."""
    try:
        return read_moment(text)
    except MomentRefused as error:
        refuse(str(error))


def zone_or_none(zone: str | None) -> str | None:
    """An IANA zone, or None where none is given."""
    if zone is not None and not is_zone(zone):
        refuse("zone is no IANA time zone: write Europe/Stockholm")
    return zone


def whole_number(name: str, default: int, most: int) -> int:
    """A whole number of the address, from 1 to `most`."""
    text = request.args.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) < 6 and 1 <= int(text) <= most):
        refuse(f"{name} is a whole number from 1 to {most}")
    return int(text)


def wrong_answer(policy: Policy, question: str) -> str:
    """What a question takes, for an answer that it does not."""
    asked = policy.question_by_id[question]
    if asked.number is not None:
        return f"“{question}” takes a number from {asked.number.least} to {asked.number.most}"
    known = [UNKNOWN] if asked.may_not_know else []
    return f"“{question}” takes one of: {', '.join([*asked.values, *known])}"


def refuse(detail: str) -> NoReturn:
    """End the request with a 422 and this sentence."""
    abort(problem(422, detail[:1].upper() + detail[1:] + ("" if detail.endswith(".") else ".")))
