"""The port of all deliveries: a message, what came of it, and the two ways in which it can fail."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a message; `is_from_customer` where a case is better sent without it than not at all."""

    name: str
    media_type: str
    content: bytes = field(repr=False)
    is_from_customer: bool = False


@dataclass(frozen=True, kw_only=True)
class Message:
    """What leaves for a desk or a customer, the same at each attempt.

    `message_id` (with its angle brackets) and `key` never change for a message, so that a receiver can tell doubles.
    `body_html` says the same as `body_text`, for mail programs; empty where there is only the text.
    `is_automatic` keeps other machines from answering. `about` is the id of an earlier message of the same case;
    `follows` is what the desk calls the case that this message adds to, empty where it begins one or has no name.

    For desks with an API: `queue` and `fields` by the desk's own names, who asks, when the first answer is due, and
    `case_json`, the whole case for machines (format signpost-case/1), or what is added to it (signpost-addition/1).
    """

    message_id: str
    key: str
    to: str
    sender: str
    subject: str
    body_text: str
    written_at: datetime
    reply_to: str = ""
    attachments: tuple[Attachment, ...] = ()
    is_automatic: bool = False
    about: str = ""
    follows: str = ""
    queue: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    requestor: str = ""
    requestor_name: str = ""
    due_at: datetime | None = None
    case_json: bytes = field(default=b"", repr=False)
    body_html: str = field(default="", repr=False)

    @property
    def files(self) -> tuple[Attachment, ...]:
        """What the customer attached."""
        return tuple(each for each in self.attachments if each.is_from_customer)


@dataclass(frozen=True)
class Delivered:
    """The receiver has the message; `remote_reference` is what it calls the case, where it says so.

    `detail` tells staff what the receiver dropped, in names of fields only.
    """

    remote_reference: str = ""
    detail: str = ""


class DeliveryRefused(Exception):
    """The receiver will never take this message as it is; `detail` is short and may name an address: not for logs."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class DeliveryTooLarge(DeliveryRefused):
    """The receiver takes no message of this size: without its files it may take it."""


class DeliveryFailed(Exception):
    """The message may not have arrived: try again, no sooner than `retry_after` where the receiver asks for that.

    `is_desk_down` is false where the fault lies in this message alone, and others may well get through.
    """

    def __init__(self, detail: str, retry_after: timedelta | None = None, *, is_desk_down: bool = True) -> None:
        super().__init__(detail)
        self.detail = detail
        self.retry_after = retry_after
        self.is_desk_down = is_desk_down


class Delivery(Protocol):
    """A way for messages to leave."""

    def deliver(self, message: Message) -> Delivered:
        """Hands the message over; when it returns the receiver has it for good.

        The same key again makes no second case where the receiver can tell.

        Raises: DeliveryRefused, DeliveryFailed.
        """
        ...
