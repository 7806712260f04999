"""The message to a desk: the case as text and as HTML, and the whole of it for machines."""

import json

from app.cases.deliveries.port import Attachment, Message
from app.cases.enclosures import Content, enclosed
from app.cases.html_mail import case_html, with_more
from app.domain.case import Case
from app.domain.case_fields import desk_fields
from app.domain.case_json import as_json
from app.domain.case_text import as_markdown, case_parts
from app.domain.routing import NamedDesk


def message_key(message_id: str) -> str:
    """The idempotency key of a message: its id without the host, such as SP-7KDF-3QX.desk."""
    return message_id.strip("<>").rpartition("@")[0]


def earlier_id(message_id: str, destination: str, earlier: str) -> str:
    """The id of another message of the same case, by the destinations of both."""
    return message_id.replace(f".{destination}@", f".{earlier}@")


def desk_message(
    case: Case, message_id: str, to: str, sender: str, public_url: str, desk: NamedDesk | None = None, queue: str = "",
    content: Content = lambda _: None,
) -> Message:  # fmt: skip
    """The case for the desk; an answer goes to the customer.

    The text is for people. `case.json` holds every character as it was typed (format signpost-case/1). `desk` says
    what the desk calls our values, `queue` where it belongs there, `content` gives what a file of the case holds.
    """
    files = enclosed(case.files, content)
    severity = f"[{case.severity_name}] " if case.severity_name else ""
    for_machines = json.dumps(as_json(case), indent=2).encode("ascii")
    return Message(
        message_id=message_id,
        key=message_key(message_id),
        to=to,
        sender=sender,
        reply_to=case.contact_email,
        subject=f"{case.reference} {severity}{case.summary}",
        body_text=as_markdown(case, public_url) + files.note,
        body_html=with_more(case_html(case_parts(case, public_url)), files.note),
        written_at=case.submitted_at,
        attachments=(Attachment("case.json", "application/json", for_machines), *files.attachments),
        queue=queue,
        fields=desk_fields(case, desk) if desk else (),
        requestor=case.contact_email,
        requestor_name=case.contact_name,
        due_at=case.first_response_due_at,
        case_json=for_machines,
    )
