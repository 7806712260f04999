"""What a triage's address says: the answers given, those put aside, and the way on with what a contract settles."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from flask import request

from app.content.library import PublishedPolicy
from app.domain.triage import position
from app.web.triage.links import OWN, triage_url
from app.web.triage.report import report

LONGEST_LATER = 4000


def answers_given() -> dict[str, str]:
    """The answers in the address; those put aside while one question is changed come last."""
    own = {name: value for name, value in request.args.items() if name not in OWN and name != "later"}
    later = put_aside()
    asked = request.args.get("asked")
    if asked in own or not later:
        own |= {name: value for name, value in later.items() if name not in own}
    return own


def put_aside() -> dict[str, str]:
    """The answers that wait until their questions are asked."""
    return dict(parse_qsl(request.args.get("later", "")[:LONGEST_LATER]))


def way_on(version: PublishedPolicy, settled: Mapping[str, str]) -> str:
    """The triage with what a contract settles; an answer that no rule needs yet waits."""
    given = {**answers_given(), **settled}
    at = position(version.policy, given)
    waiting = {name: given[name] for name in at.idle if name in version.policy.question_by_id}
    waiting |= {name: value for name, value in put_aside().items() if name not in given}
    later = urlencode(waiting) if at.question else ""
    return triage_url(version, at.answers, later=later, view=request.args.get("view"), **report().told)
