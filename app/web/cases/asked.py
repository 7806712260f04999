"""Which case a request asks for: a policy with the answers that its address carries."""

from dataclasses import dataclass

from flask import request

from app.content.library import PublishedPolicy
from app.domain.triage import Position, position
from app.web.cases.entries import Entry, entries
from app.web.cases.hand_over import HandOver, hand_over
from app.web.site import is_zone, library, this_minute, today


@dataclass(frozen=True)
class Asked:
    """Which case the address asks for: a policy's, from answers; `offer` is None where these take no case."""

    version: PublishedPolicy
    at: Position
    offer: HandOver | None

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What has to be typed."""
        return entries(self.version.policy)


def asked_for(zone: str) -> Asked | None:
    """What this request's address asks for; None where it names no policy that is here.

    `zone` is the customer's, or whatever stands in its place: UTC is used for what is none.
    """
    version = library().current(request.args.get("policy", ""), today())
    if version is None:
        return None
    given = {name: request.args[name] for name in version.policy.question_by_id if name in request.args}
    at = position(version.policy, given)
    return Asked(version, at, hand_over(version, at, zone if is_zone(zone) else "UTC", this_minute()))
