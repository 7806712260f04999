"""Where messages go: which delivery, to which address, with which text."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.cases.book import CONFIRMATION
from app.cases.confirmation import confirmation_message
from app.cases.deliveries.port import Delivery, Message
from app.cases.letters import desk_message
from app.cases.outbox import Parcel


@dataclass(frozen=True)
class Desk:
    """A support desk: how it is reached, and at which e-mail address."""

    delivery: Delivery
    address: str


@dataclass(frozen=True)
class Routes:
    """The desks of a site and its way to customers.

    A case goes to the desk in `desks` that it names, else to `desk`. `mail` carries confirmations, `sender` is the
    site's own address, `public_url` where the site is reached.
    """

    desk: Desk
    mail: Delivery
    sender: str
    public_url: str
    desks: Mapping[str, Desk] = field(default_factory=dict)

    def route(self, parcel: Parcel) -> tuple[Delivery, Message]:
        """What to send, and by what."""
        case = parcel.case
        desk = self.desks.get(case.desk, self.desk)
        if parcel.destination == CONFIRMATION:
            return self.mail, confirmation_message(case, parcel.message_id, self.sender, desk.address, self.public_url)
        return desk.delivery, desk_message(case, parcel.message_id, desk.address, self.sender, self.public_url)
