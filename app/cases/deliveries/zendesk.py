"""Delivery to Zendesk over its Tickets API, with an API token, built to its documentation."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from time import monotonic
from typing import Any
from urllib.parse import quote

from app.cases.deliveries.http import Answer, Client
from app.cases.deliveries.mail import address
from app.cases.deliveries.port import Attachment, Delivered, DeliveryFailed, DeliveryRefused, Message
from app.domain.case_text import files_text

ROOT = "/api/v2"
LONGEST_KEY = 255
LONGEST_SUBJECT = 150
BAD_REQUEST = 400
KEY_IS_KEPT = timedelta(hours=2)
PRIORITY = "priority"
MOST_SECONDS_OF_FILES = 180
"""After so long no further file is begun: a message must be done before another worker takes it up again."""


class Zendesk:
    """Makes a ticket of each message, once.

    Zendesk keeps an Idempotency-Key for two hours, and answers 400 where the same key comes with another body. So the
    key is our ticket's `external_id` too, looked up before every try, and files, whose upload gives another token each
    time, are not part of what is made under the key: a private comment adds them, unless they are there. Files that
    take too long follow with the next try.

    A message that follows a case becomes a public comment of the ticket's requester, whose last line is the key.
    """

    def __init__(self, client: Client, group: str, seconds: Callable[[], float] = monotonic) -> None:
        self._client = client
        self._group = group
        self._seconds = seconds

    def deliver(self, message: Message) -> Delivered:
        """Raises: DeliveryRefused, DeliveryFailed."""
        if message.follows:
            return self._follow(message)
        ticket = self._find(message.key) or self._create(message)
        number = str(ticket["id"])
        self._attach(number, message.attachments)
        return Delivered(number, _dropped(self._ticket(message), ticket))

    def _find(self, key: str) -> dict[str, Any] | None:
        data = self._client.get(f"{ROOT}/tickets.json", external_id=key).ensure_done("looking for the case").data
        found = _list(data, "tickets")
        return found[0] if found else None

    def _ticket(self, message: Message) -> dict[str, Any]:
        own = dict(message.fields)
        ticket: dict[str, Any] = {
            "external_id": message.key,
            "subject": " ".join(message.subject.split())[:LONGEST_SUBJECT],
            "comment": {"body": message.body_text},
            "custom_fields": [{"id": int(each), "value": own[each]} for each in own if each.isdigit()],
        }
        ticket.update(_requester(message))
        if PRIORITY in own:
            ticket[PRIORITY] = own[PRIORITY]
        if group := message.queue or self._group:
            ticket["group_id"] = int(group)
        return ticket

    def _create(self, message: Message) -> dict[str, Any]:
        headers = {"Idempotency-Key": message.key[:LONGEST_KEY]}
        answer = self._client.send("POST", f"{ROOT}/tickets.json", {"ticket": self._ticket(message)}, headers)
        if answer.status == BAD_REQUEST and _names_the_key(answer):
            # An earlier try used the key with other words, and left no ticket that can be found.
            raise DeliveryFailed("the key was used with another text", KEY_IS_KEPT, is_desk_down=False)
        ticket = answer.ensure_done("making the ticket").data.get("ticket")
        if not isinstance(ticket, dict) or "id" not in ticket:
            raise DeliveryFailed("making the ticket: the desk did not say which ticket it made")
        return ticket

    def _attach(self, number: str, files: tuple[Attachment, ...]) -> None:
        there = set(self._file_names(number)) if files else set()
        missing = [each for each in files if each.name not in there]
        if not missing:
            return
        uploads, refused, until = [], [], self._seconds() + MOST_SECONDS_OF_FILES
        while missing and self._seconds() < until:
            each = missing.pop(0)
            try:
                uploads.append(self._upload(each))
            except DeliveryRefused:
                if not each.is_from_customer:
                    raise
                refused.append(each)
        self._comment(number, uploads, refused)
        if missing:
            raise DeliveryFailed("the files took too long: the rest follows with the next try", is_desk_down=False)

    def _comment(self, number: str, uploads: Sequence[str], refused: Sequence[Attachment]) -> None:
        body = "Files of the case."
        if refused:
            body += " Zendesk did not take these: ask the customer to send them another way.\n\n"
            body += files_text((each.name, len(each.content)) for each in refused)
        change = {"ticket": {"comment": {"body": body, "public": False, "uploads": uploads}}}
        self._client.send("PUT", f"{ROOT}/tickets/{number}.json", change).ensure_done("adding the files")

    def _follow(self, message: Message) -> Delivered:
        path, mark = f"{ROOT}/tickets/{quote(message.follows, safe='')}", f"[{message.key}]"
        if not any(each.get("body", "").rstrip().endswith(mark) for each in self._comments(path)):
            ticket = self._client.get(f"{path}.json").ensure_done("reading the ticket").data.get("ticket")
            comment = {
                "body": f"{message.body_text.rstrip()}\n\n{mark}",
                "public": True,
                "author_id": (ticket or {}).get("requester_id"),
                "uploads": [self._upload(each) for each in message.attachments],
            }
            change = {"ticket": {"comment": {name: value for name, value in comment.items() if value is not None}}}
            self._client.send("PUT", f"{path}.json", change).ensure_done("adding to the ticket")
        return Delivered(message.follows)

    def _comments(self, ticket: str) -> Iterator[dict[str, Any]]:
        """Every comment of a ticket, the newest first, page by page."""
        query = {"sort": "-created_at", "page[size]": "100"}
        while True:
            data = self._client.get(f"{ticket}/comments.json", **query).ensure_done("looking for the addition").data
            yield from _list(data, "comments")
            meta = data.get("meta") or {}
            if not meta.get("has_more") or not meta.get("after_cursor"):
                return
            query["page[after]"] = str(meta["after_cursor"])

    def _file_names(self, number: str) -> Iterator[str]:
        answer = self._client.get(f"{ROOT}/tickets/{number}/comments.json").ensure_done("looking for the files")
        for comment in _list(answer.data, "comments"):
            yield from (each.get("file_name", "") for each in comment.get("attachments", ()))

    def _upload(self, file: Attachment) -> str:
        path, headers = f"{ROOT}/uploads.json?filename={quote(file.name, safe='')}", {"Content-Type": file.media_type}
        data = self._client.post_bytes(path, file.content, headers).ensure_done("sending a file").data
        return str(data["upload"]["token"])


def _list(data: Any, name: str) -> list[dict[str, Any]]:
    """The entries of a list. Raises: DeliveryFailed for what is none: it must not count as “nothing there”."""
    found = data.get(name) if isinstance(data, dict) else None
    if not isinstance(found, list):
        raise DeliveryFailed(f"the desk's answer holds no {name}")
    return found


def _requester(message: Message) -> Mapping[str, Any]:
    try:
        email = address(message.requestor).addr_spec
    except DeliveryRefused:
        return {}
    return {"requester": {"email": email, "name": message.requestor_name or email}}


def _names_the_key(answer: Answer) -> bool:
    return b"dempoten" in answer.body


def _dropped(wanted: Mapping[str, Any], kept: Mapping[str, Any]) -> str:
    """What Zendesk took and did not keep, by the numbers of the fields; empty where all is there."""
    values = {each.get("id"): each.get("value") for each in kept.get("custom_fields") or ()}
    missing = [str(each["id"]) for each in wanted["custom_fields"] if values.get(each["id"]) != each["value"]]
    missing += [name for name in (PRIORITY, "group_id") if name in wanted and kept.get(name) != wanted[name]]
    return f"not kept by the desk: {', '.join(missing)}" if missing else ""
