"""A message as it could leave."""

from dataclasses import replace
from typing import Any

from app.cases.deliveries.port import Attachment, Message
from tests.cases.samples import SUBMITTED_AT


def message(**changes: Any) -> Message:
    plain = Message(
        message_id="<SP-2222-222.desk@help.example.com>",
        key="SP-2222-222.desk",
        to="desk@example.com",
        sender="Signpost <signpost@example.com>",
        reply_to="Ada <ada@example.org>",
        requestor="ada@example.org",
        requestor_name="Ada",
        subject="SP-2222-222 Links flap",
        body_text="Since noon.\n\n.a dot\nFrom here\n😀\n",
        written_at=SUBMITTED_AT,
        attachments=(Attachment("case.json", "application/json", b'{\r\n"a":\x00\xff\n.\r\n'),),
    )
    return replace(plain, **changes)
