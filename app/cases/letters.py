"""The message to a desk: the case as text, and the whole of it for machines."""

import json

from app.cases.deliveries.port import Attachment, Message
from app.domain.case import Case, as_json
from app.domain.case_text import as_markdown


def message_key(message_id: str) -> str:
    """The idempotency key of a message: its id without the host, such as SP-7KDF-3QX.desk."""
    return message_id.strip("<>").rpartition("@")[0]


def desk_message(case: Case, message_id: str, to: str, sender: str, public_url: str) -> Message:
    """The case for the desk's mailbox; an answer goes to the customer.

    The text is for people. `case.json` holds every character as it was typed (format signpost-case/1).
    """
    severity = f"[{case.severity_name}] " if case.severity_name else ""
    content = json.dumps(as_json(case), indent=2).encode("ascii")
    return Message(
        message_id=message_id,
        key=message_key(message_id),
        to=to,
        sender=sender,
        reply_to=case.contact_email,
        subject=f"{case.reference} {severity}{case.summary}",
        body_text=as_markdown(case, public_url),
        written_at=case.submitted_at,
        attachments=(Attachment("case.json", "application/json", content),),
    )
