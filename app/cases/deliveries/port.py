"""The port of all deliveries: a message, what came of it, and the two ways in which it can fail."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a message."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Message:
    """What leaves for a desk or a customer, the same at each attempt.

    `message_id` (with its angle brackets) and `key` never change for a message, so that a receiver can tell doubles.
    `is_automatic` keeps other machines from answering.
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


@dataclass(frozen=True)
class Delivered:
    """The receiver has the message; `remote_reference` is what it calls the case, where it says so."""

    remote_reference: str = ""


class DeliveryRefused(Exception):
    """The receiver will never take this message as it is; `detail` is short and may name an address: not for logs."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class DeliveryFailed(Exception):
    """The message may not have arrived: try again, no sooner than `retry_after` where the receiver asks for that."""

    def __init__(self, detail: str, retry_after: timedelta | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.retry_after = retry_after


class Delivery(Protocol):
    """A way for messages to leave."""

    def deliver(self, message: Message) -> Delivered:
        """Hands the message over; when it returns the receiver has it for good.

        The same key again makes no second case where the receiver can tell.

        Raises: DeliveryRefused, DeliveryFailed.
        """
        ...
