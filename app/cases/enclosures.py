"""The files that go along with a message, read when it leaves, and what its text says of those that do not."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import NamedTuple

from app.cases.deliveries.port import Attachment, Delivered, Delivery, DeliveryTooLarge, Message
from app.cases.html_mail import with_more
from app.domain.case import CaseFile
from app.domain.case_text import files_text

Content = Callable[[str], bytes | None]
"""Gives the contents of a file by its id; None where they are missing."""
MISSING = """
## Files that are missing

These came in with the case, and are not kept any more where it was sent from. Ask the customer for them.

{files}
"""
LEFT_OUT = """
## Files that did not come along

They are larger than what is taken here. Ask the customer to send them another way.

{files}
"""


class Enclosed(NamedTuple):
    """What goes along, and what the text has to add, empty where nothing is missing."""

    attachments: tuple[Attachment, ...]
    note: str


def enclosed(files: Iterable[CaseFile], content: Content) -> Enclosed:
    """The files with their contents. One that is missing keeps no message from its desk: the text says so."""
    attachments, missing = [], []
    for each in files:
        found = content(each.id)
        if found is None:
            missing.append(each)
        else:
            attachments.append(Attachment(each.name, each.media_type, found, is_from_customer=True))
    told = MISSING.format(files=files_text((each.name, each.size) for each in missing)) if missing else ""
    return Enclosed(tuple(attachments), told)


def deliver_what_fits(delivery: Delivery, message: Message) -> Delivered:
    """Hands the message over; where the receiver takes none of that size, without the customer's files.

    Raises: DeliveryRefused, DeliveryFailed.
    """
    try:
        return delivery.deliver(message)
    except DeliveryTooLarge as refused:
        if not message.files:
            raise
        delivered = delivery.deliver(without_files(message))
        detail = f"without its files: {refused.detail}"
        return replace(delivered, detail=f"{detail}; {delivered.detail}".rstrip("; "))


def without_files(message: Message) -> Message:
    """The same message, under the same key, whose text names the customer's files in place of them."""
    told = LEFT_OUT.format(files=files_text((each.name, len(each.content)) for each in message.files))
    own = tuple(each for each in message.attachments if not each.is_from_customer)
    text, html = message.body_text + told, with_more(message.body_html, told)
    return replace(message, attachments=own, body_text=text, body_html=html)
