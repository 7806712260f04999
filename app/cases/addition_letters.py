"""The message that carries an addition to the desk where its case is."""

import json

from app.cases.deliveries.port import Attachment, Message
from app.cases.enclosures import Content, enclosed
from app.cases.letters import message_key
from app.cases.outbox import Follows
from app.domain.addition_json import as_json
from app.domain.addition_text import as_markdown, subject_of
from app.domain.case import Case


def addition_message(
    case: Case, follows: Follows, message_id: str, to: str, sender: str, content: Content = lambda _: None
) -> Message:
    """The addition for the desk; an answer goes to the customer.

    It answers the case's own message. For machines it names the case as the desk does, too (`desk_reference`).
    `content` gives what a file holds.
    """
    addition = follows.addition
    files = enclosed(addition.files, content)
    severity = f"[{case.severity_name}] " if case.severity_name else ""
    told = as_json(addition) | {"desk_reference": follows.remote_reference}
    written = json.dumps(told, indent=2).encode("ascii")
    return Message(
        message_id=message_id,
        key=message_key(message_id),
        to=to,
        sender=sender,
        reply_to=case.contact_email,
        subject=subject_of(addition, f"{case.reference} {severity}{case.summary}"),
        body_text=as_markdown(addition, case) + files.note,
        written_at=addition.added_at,
        attachments=(Attachment("addition.json", "application/json", written), *files.attachments),
        about=follows.message_id,
        follows=follows.remote_reference,
        requestor=case.contact_email,
        requestor_name=case.contact_name,
        case_json=written,
    )
