"""Delivery to Request Tracker 5 over its REST 2 interface, with a token."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from app.cases.deliveries.http import Client
from app.cases.deliveries.mail import address
from app.cases.deliveries.port import Attachment, Delivered, DeliveryFailed, DeliveryRefused, Message

ROOT = "/REST/2.0"
KEY_FIELD = "Idempotency-Key"
LONGEST_SUBJECT = 200
CREATED = 201
A_PAGE = 100
# What RT answers where it does not let us reply: somebody will mend that, so the message is tried again.
NO_RIGHT_TO_REPLY = 400


class RequestTracker:
    """Makes a ticket of each message, once: RT cannot tell doubles, so our key is looked up before every try.

    A message that follows a case becomes correspondence on its ticket. Its subject ends in the key, which stands in the
    ticket's history.

    `key_field` names the custom field that keeps the key; without it in RT a try that was cut off makes a second
    ticket. `queue` is used where a message names none.
    """

    def __init__(self, client: Client, queue: str, key_field: str = KEY_FIELD) -> None:
        self._client = client
        self._queue = queue
        self._key_field = key_field

    def deliver(self, message: Message) -> Delivered:
        """Raises: DeliveryRefused, DeliveryFailed."""
        if message.follows:
            return self._correspond(message)
        wanted = self._ticket(message)
        found = self._find(message.key)
        number = self._create(wanted) if found is None else found
        return Delivered(number, _dropped(wanted, self._read(number)))

    def _ticket(self, message: Message) -> dict[str, Any]:
        ticket: dict[str, Any] = {
            "Queue": message.queue or self._queue,
            "Subject": " ".join(message.subject.split())[:LONGEST_SUBJECT],
            "Content": message.body_text,
            "ContentType": "text/plain",
            "CustomFields": {**dict(message.fields), self._key_field: message.key},
        }
        if requestor := _requestor(message):
            ticket["Requestor"] = requestor
        if message.due_at:
            ticket["Due"] = _written(message.due_at)
        if message.attachments:
            ticket["Attachments"] = [_file(each) for each in message.attachments]
        return ticket

    def _find(self, key: str) -> str | None:
        """The ticket that an earlier try made, whatever queue it stands in by now."""
        query = f"CF.{{{self._key_field}}} = '{_escaped(key)}'"
        answer = self._client.get(f"{ROOT}/tickets", query=query, per_page="1").ensure_done("looking for the case")
        items = _items(answer.data)
        return str(items[0]["id"]) if items else None

    def _create(self, ticket: dict[str, Any]) -> str:
        answer = self._client.send("POST", f"{ROOT}/ticket", ticket).ensure_done("making the ticket")
        number = answer.data.get("id") if isinstance(answer.data, dict) else None
        if answer.status != CREATED or number is None:
            raise DeliveryFailed("making the ticket: the desk did not say which ticket it made")
        return str(number)

    def _correspond(self, message: Message) -> Delivered:
        path = f"{ROOT}/ticket/{quote(message.follows, safe='')}"
        if not self._holds(path, message.key):
            mark = f" [{message.key}]"
            said: dict[str, Any] = {
                "Subject": " ".join(message.subject.split())[: LONGEST_SUBJECT - len(mark)] + mark,
                "Content": message.body_text,
                "ContentType": "text/plain",
            }
            if message.attachments:
                said["Attachments"] = [_file(each) for each in message.attachments]
            answer = self._client.send("POST", f"{path}/correspond", said)
            if answer.status == NO_RIGHT_TO_REPLY:
                raise DeliveryFailed("adding to the ticket: look at the right ReplyToTicket", is_desk_down=False)
            answer.ensure_done("adding to the ticket")
        return Delivered(message.follows)

    def _holds(self, ticket: str, key: str) -> bool:
        """Whether an earlier try has added this: RT keeps the subject, folded where long, as the data of its entry."""
        page = 1
        while True:
            asked = {"fields": "Type,Data", "per_page": str(A_PAGE), "page": str(page)}
            answer = self._client.get(f"{ticket}/history", **asked).ensure_done("looking for the addition")
            items = _items(answer.data)
            if any("".join(str(each.get("Data") or "").split()).endswith(f"[{key}]") for each in items):
                return True
            if len(items) < A_PAGE:
                return False
            page += 1

    def _read(self, number: str) -> dict[str, Any]:
        """The ticket as RT has it now; empty where it cannot be read: it is there all the same."""
        try:
            data = self._client.get(f"{ROOT}/ticket/{number}").ensure_done("reading the ticket").data
        except (DeliveryFailed, DeliveryRefused):
            return {}
        return data if isinstance(data, dict) else {}


def _items(data: Any) -> list[dict[str, Any]]:
    """The entries of a list. Raises: DeliveryFailed for what is no answer to one: it must not count as “none”."""
    items = data.get("items") if isinstance(data, dict) else None
    if not isinstance(items, list) or any("id" not in each for each in items):
        raise DeliveryFailed("looking for what is there: the desk's answer is no list")
    return items


def _requestor(message: Message) -> str:
    """Who asks; an address that is none is left out: it never keeps a case from its desk."""
    try:
        return address(message.requestor).addr_spec
    except DeliveryRefused:
        return ""


def _file(attachment: Attachment) -> dict[str, str]:
    """RT 5.0 takes the characters of a name for bytes, and writes text anew in UTF-8 where it is not: both measured."""
    name = attachment.name.encode().decode("latin-1")
    content = base64.b64encode(attachment.content).decode("ascii")
    return {"FileName": name, "FileType": _media_type(attachment), "FileContent": content}


def _media_type(attachment: Attachment) -> str:
    if attachment.media_type.startswith("text/"):
        try:
            attachment.content.decode()
        except UnicodeDecodeError:
            return "application/octet-stream"
    return attachment.media_type


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")


def _dropped(wanted: dict[str, Any], kept: dict[str, Any]) -> str:
    """What RT took without a word and did not keep, by the names of the fields; empty where all is there."""
    if not kept:
        return "the ticket could not be read back"
    missing = list(_missing(wanted, kept))
    return f"not kept by the desk: {', '.join(missing)}" if missing else ""


def _missing(wanted: dict[str, Any], kept: dict[str, Any]) -> Iterator[str]:
    values = {each.get("name"): each.get("values") or [] for each in kept.get("CustomFields") or []}
    for name, value in wanted["CustomFields"].items():
        if value not in [str(each) for each in values.get(name, [])]:
            yield name
    if "Requestor" in wanted and not kept.get("Requestor"):
        yield "Requestor"
    if "Due" in wanted and kept.get("Due") != wanted["Due"]:
        yield "Due"
