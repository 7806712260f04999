"""Where messages go: which delivery, to which address, with which text."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.cases.addition_letters import addition_message
from app.cases.book import CONFIRMATION
from app.cases.confirmation import confirmation_message
from app.cases.deliveries.port import Delivery, DeliveryFailed, Message
from app.cases.enclosures import Content
from app.cases.letters import desk_message
from app.cases.link_mails import asked_at, link_message
from app.cases.links import Links
from app.cases.outbox import Parcel
from app.domain.case import Case
from app.domain.routing import NamedDesk


@dataclass(frozen=True)
class Desk:
    """A support desk: how it is reached, at which e-mail address, and what the routing says of it."""

    delivery: Delivery
    address: str
    named: NamedDesk | None = None


class DeskMissing(Exception):
    """A desk of the routing cannot be used; the sentence says what to set."""


def _no_desk(name: str) -> Desk:
    raise DeskMissing(f"no desk is called {name}")


def _no_content(_: str) -> None:
    return None


@dataclass(frozen=True)
class Routes:
    """The desks of a site and its way to customers.

    A message that names a desk of the routing goes to what `named` gives for it (which raises DeskMissing). Others go
    to the desk in `desks` that the case names, else to `desk`. `mail` carries confirmations, `sender` is the site's
    own address, `public_url` where the site is reached, `links` makes those to the page of a case. `content` gives what
    an attached file holds.
    """

    desk: Desk
    mail: Delivery
    sender: str
    public_url: str
    links: Links
    desks: Mapping[str, Desk] = field(default_factory=dict)
    named: Callable[[str], Desk] = _no_desk
    content: Content = _no_content

    def route(self, parcel: Parcel) -> tuple[Delivery, Message]:
        """What to send, and by what. Raises: DeliveryFailed where the desk is not set up here, or not yet."""
        case = parcel.case
        desk = self._desk(parcel)
        if parcel.destination == CONFIRMATION:
            by_hand = self._is_by_hand(case)
            link = self.links.url(self.public_url, case.secret, case.submitted_at)
            return self.mail, confirmation_message(
                case, parcel.message_id, self.sender, desk.address, self.public_url, link, is_by_hand=by_hand
            )
        if (moment := asked_at(parcel.destination)) is not None:
            link = self.links.url(self.public_url, case.secret, moment)
            return self.mail, link_message(case, parcel.message_id, self.sender, desk.address, link, self.links.days)
        if parcel.follows is not None:
            return desk.delivery, addition_message(
                case, parcel.follows, parcel.message_id, desk.address, self.sender, self.content
            )
        message = desk_message(
            case, parcel.message_id, desk.address, self.sender, self.public_url, desk.named, parcel.queue, self.content
        )
        return desk.delivery, message

    def _is_by_hand(self, case: Case) -> bool:
        """Whether the customer hands the case to its desk, by the desk's own form."""
        try:
            named = self.named(case.desk).named
        except DeskMissing:
            return False
        return named is not None and named.kind.is_form

    def _desk(self, parcel: Parcel) -> Desk:
        if not parcel.desk:
            return self.desks.get(parcel.case.desk, self.desk)
        try:
            return self.named(parcel.desk)
        except DeskMissing as missing:
            raise DeliveryFailed(str(missing), is_desk_down=False) from None
