"""The desks of a site: what the routing says of them, joined with the addresses and tokens that the settings hold."""

import base64
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.cases.deliveries.http import Client, DeskUrlInvalid, Origin
from app.cases.deliveries.port import Delivered, Delivery, DeliveryRefused, Message
from app.cases.deliveries.request_tracker import KEY_FIELD, RequestTracker
from app.cases.deliveries.webhook import Webhook
from app.cases.deliveries.zendesk import Zendesk
from app.cases.routes import Desk, DeskMissing
from app.domain.routing import DeskKind, NamedDesk, Routing

NEEDED = {
    DeskKind.REQUEST_TRACKER: ("URL", "TOKEN"),
    DeskKind.ZENDESK: ("URL", "USER", "TOKEN"),
    DeskKind.WEBHOOK: ("URL", "SECRET"),
}
"""The variables that each kind of desk needs, by the ends of their names."""
SHORTEST_SECRET = 16


@dataclass(frozen=True)
class DeskSettings:
    """SIGNPOST_DESK_<NAME>_URL and its like, by their whole names. Values are never shown."""

    variables: Mapping[str, str] = field(default_factory=dict, repr=False)

    def value(self, desk: NamedDesk, end: str) -> str:
        """The variable of a desk. Raises: DeskMissing where it is empty."""
        name = f"SIGNPOST_DESK_{re.sub('[^A-Z0-9]', '_', desk.name.upper())}_{end}"
        value = self.variables.get(name, "").strip()
        if not value:
            raise DeskMissing(f"the desk {desk.name} needs {name}")
        return value


@dataclass(frozen=True)
class Desks:
    """Makes the desks that the routing names. `routing` gives the one in force now, `mail` a delivery by its kind."""

    routing: Callable[[], Routing | None]
    settings: DeskSettings
    mail: Callable[[str], Delivery]
    address: str

    def named(self, name: str) -> Desk:
        """The desk of this name. Raises: DeskMissing."""
        routing = self.routing()
        desk = routing.desks.get(name) if routing else None
        if desk is None:
            raise DeskMissing(f"no desk is called {name} in desks.yml")
        return Desk(self._delivery(desk), desk.address or self.address, desk)

    def missing(self) -> list[str]:
        """What has to be set before every desk can be used, in sentences."""
        routing = self.routing()
        found = []
        for desk in routing.desks.values() if routing else ():
            try:
                self._delivery(desk)
            except DeskMissing as missing:
                found.append(f"{str(missing)[0].upper()}{str(missing)[1:]}.")
        return found

    def _delivery(self, desk: NamedDesk) -> Delivery:
        if desk.kind.is_form:
            return _ByHand()
        if desk.kind in (DeskKind.EML, DeskKind.SMTP):
            return self._mail(desk)
        for end in NEEDED[desk.kind]:
            self.settings.value(desk, end)
        try:
            origin = Origin.from_url(self.settings.value(desk, "URL"))
        except DeskUrlInvalid as invalid:
            raise DeskMissing(f"the address of the desk {desk.name} cannot be used: {invalid}") from None
        return self._api(desk, origin)

    def _mail(self, desk: NamedDesk) -> Delivery:
        try:
            return self.mail(desk.kind.value)
        except ValueError as invalid:
            raise DeskMissing(f"the desk {desk.name} needs SIGNPOST_SMTP_URL: {invalid}") from None

    def _api(self, desk: NamedDesk, origin: Origin) -> Delivery:
        if desk.kind is DeskKind.WEBHOOK:
            secret = self.settings.value(desk, "SECRET")
            if len(secret) < SHORTEST_SECRET:
                raise DeskMissing(f"the secret of the desk {desk.name} is shorter than {SHORTEST_SECRET} characters")
            return Webhook(Client(origin), secret, time.time)
        token = self.settings.value(desk, "TOKEN")
        if desk.kind is DeskKind.ZENDESK:
            return Zendesk(Client(origin, _basic(f"{self.settings.value(desk, 'USER')}/token", token)), desk.queue)
        key_field = desk.fields.get("key", KEY_FIELD)
        return RequestTracker(Client(origin, {"Authorization": f"token {token}"}), desk.queue, key_field)


def _basic(user: str, password: str) -> Mapping[str, str]:
    pair = base64.b64encode(f"{user}:{password}".encode()).decode("ascii")
    return {"Authorization": f"Basic {pair}"}


class _ByHand:
    """Stands for a desk whose form the customer sends: no message goes there by itself."""

    def deliver(self, _: Message) -> Delivered:
        raise DeliveryRefused("this desk takes cases by its own form only")
