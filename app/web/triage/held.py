"""The contract that a reader showed to hold: named in a signed cookie, and read again from the database each time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, current_app, g, request
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.wrappers import Response

from app.cases.contracts import Verified
from app.cases.database import CaseBookUnavailable
from app.domain.contract import Contract, Standing
from app.domain.entitlement import Told, agrees, settled_answers
from app.domain.policy import Policy
from app.domain.triage import Position
from app.web.site import library, now, site, today

HELD_FOR = timedelta(hours=12)
MOST_HELD = 3


@dataclass(frozen=True)
class Held:
    """A contract under a policy, by whom it was opened, and the incidents that they were told of then."""

    policy: Policy
    verified: Verified
    address: str
    told: Told

    @property
    def contract(self) -> Contract:
        """The contract."""
        return self.verified.contract

    @property
    def stands(self) -> Standing:
        """How it stands today."""
        return self.verified.stands

    @property
    def answers(self) -> dict[str, str]:
        """The answers that it stands for."""
        return settled_answers(self.policy, self.contract, self.stands)

    def agrees(self, at: Position) -> bool:
        """Whether answers that lead to an end say what the contract says."""
        return agrees(self.policy, at, self.contract, self.told, self.stands)


def cookie_name(app: Flask) -> str:
    """The name of the cookie: a page that is the same for all is never shown to who brings it."""
    return f"{app.config['SESSION_COOKIE_NAME']}_contract"


def held(slug: str) -> Held | None:
    """The contract under a policy that this reader holds; None where it is over, forgotten, or cannot be read."""
    found: dict[str, Held | None] = g.setdefault("held_contracts", {})
    if slug not in found:
        found[slug] = _read(slug)
    return found[slug]


def remember(response: Response, policy: Policy, verified: Verified, address: str) -> None:
    """Has the browser bring the contract along from now on, for twelve hours."""
    stands = verified.stands
    kept = {slug: note for slug, note in _notes().items() if slug != policy.slug}
    note = [verified.contract.support_id, address, int(now().timestamp()), stands.used, stands.bought]
    _put(response, dict([*kept.items(), (policy.slug, note)][-MOST_HELD:]))


def forget(response: Response, slug: str) -> None:
    """Has the browser forget the contract under a policy."""
    _put(response, {name: note for name, note in _notes().items() if name != slug})


def _read(slug: str) -> Held | None:
    note, version = _notes().get(slug), library().current(slug, today())
    if note is None or version is None:
        return None
    support_id, address, told_at, used, bought = note
    if not timedelta(0) <= now() - datetime.fromtimestamp(told_at, now().tzinfo) < HELD_FOR:
        return None
    try:
        verified = site().contracts.verified(version.policy, support_id, address, now())
    except CaseBookUnavailable:
        return None
    return Held(version.policy, verified, address, Told(used, bought)) if verified else None


def _notes() -> dict[str, list[Any]]:
    """What the cookie says by policy: Support ID, address, when it was told (Unix seconds), incidents used, bought."""
    text = request.cookies.get(cookie_name(current_app))
    if not text:
        return {}
    try:
        found: dict[str, list[Any]] = _signer().loads(text)
    except BadData:
        return {}
    return found


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="contract")


def _put(response: Response, notes: Mapping[str, list[Any]]) -> None:
    config = current_app.config
    told: dict[str, Any] = {
        "path": "/",
        "secure": config["SESSION_COOKIE_SECURE"],
        "httponly": True,
        "samesite": config["SESSION_COOKIE_SAMESITE"],
    }
    name = cookie_name(current_app)
    if notes:
        response.set_cookie(name, str(_signer().dumps(notes)), max_age=HELD_FOR, **told)
    else:
        response.delete_cookie(name, **told)
