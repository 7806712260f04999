"""Desks for the tests that behave as the real ones do: Request Tracker, as measured; Zendesk, as documented."""

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from tests.cases.deliveries.web_server import Asked, Says

Fault = Callable[[Asked], Says | None]
TOKEN = "desk-token-never-shown"


def no_fault(_: Asked) -> Says | None:
    return None


def drops_after(method: str, path: str) -> Fault:
    """Does what is asked, once, and hangs up before it says so."""
    left = [True]

    def fault(asked: Asked) -> Says | None:
        if left[0] and (asked.method, asked.path.partition(".json")[0]) == (method, path):
            left[0] = False
            return Says(drops=True)
        return None

    return fault


@dataclass
class FakeRequestTracker:
    """Takes tickets as RT 5 does: no idempotency, unknown fields and values dropped without a word, 403 for a queue
    that is not there. `before` may answer in its place; `after` once the work is done."""

    queues: tuple[str, ...] = ("Support", "Critical")
    known: dict[str, tuple[str, ...]] = field(
        default_factory=lambda: {"Idempotency-Key": (), "Severity": ("S1", "S2", "S3")}
    )
    before: Fault = no_fault
    after: Fault = no_fault
    tickets: list[dict[str, Any]] = field(default_factory=list)
    said: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def __call__(self, asked: Asked) -> Says:
        with self.lock:
            self.asked.append(asked)
            if fault := self.before(asked):
                return fault
            if asked.headers.get("Authorization") != f"token {TOKEN}":
                return Says(401, {"message": "Unauthorized"})
            done = self._done(asked)
            return self.after(asked) or done

    def _done(self, asked: Asked) -> Says:
        if asked.path == "/REST/2.0/tickets":
            return self._search(asked.query["query"])
        if (asked.method, asked.path) == ("POST", "/REST/2.0/ticket"):
            return self._create(asked.data)
        if found := re.fullmatch(r"/REST/2\.0/ticket/([0-9]+)(/history|/correspond)?", asked.path):
            number = int(found[1])
            if number > len(self.tickets):
                return Says(404, {"message": "Resource does not exist."})
            if found[2] == "/correspond":
                self.said.setdefault(number, []).append(asked.data)
                return Says(201, ["Correspondence added"])
            return self._history(number, asked) if found[2] else Says(200, self.tickets[number - 1])
        return Says(404, {"message": "Not Found"})

    def _history(self, number: int, asked: Asked) -> Says:
        """The entries page by page; the data of correspondence is its subject."""
        entries = [{"id": "1", "Type": "Create", "Data": ""}]
        entries += [
            {"id": "2", "Type": "Correspond", "Data": _folded(each["Subject"])} for each in self.said.get(number, ())
        ]
        size, page = int(asked.query["per_page"]), int(asked.query["page"])
        return Says(200, {"items": entries[size * (page - 1) : size * page], "page": page, "per_page": size})

    def _search(self, query: str) -> Says:
        found = re.fullmatch(r"CF\.\{([^}]+)\} = '((?:[^'\\]|\\.)*)'", query)
        if found is None:
            return Says(400, {"message": "Couldn't parse query"})
        value = re.sub(r"\\(.)", r"\1", found[2])
        fields = [(each["id"], {cf["name"]: cf["values"] for cf in each["CustomFields"]}) for each in self.tickets]
        items = [{"id": str(number), "type": "ticket"} for number, kept in fields if value in kept.get(found[1], [])]
        return Says(200, {"items": items, "count": len(items)})

    def _create(self, wanted: dict[str, Any]) -> Says:
        if wanted["Queue"] not in self.queues:
            return Says(403, {"message": "Forbidden"})
        kept = [
            {"name": name, "values": [value]}
            for name, value in wanted["CustomFields"].items()
            if name in self.known and (not self.known[name] or value in self.known[name])
        ]
        files = wanted.get("Attachments", [])
        if any(character > "\xff" for each in files for character in each["FileName"]):
            return Says(500, {"message": "Wide character"})
        named = [each | {"FileName": each["FileName"].encode("latin-1").decode(errors="replace")} for each in files]
        number = len(self.tickets) + 1
        requestor = [{"id": wanted["Requestor"]}] if "Requestor" in wanted else []
        self.tickets.append(
            {**wanted, "id": number, "CustomFields": kept, "Requestor": requestor, "Attachments": named}
        )
        return Says(201, {"id": str(number), "type": "ticket"})


def _folded(subject: str) -> str:
    """A long subject as RT keeps it: as a header in two lines."""
    return subject if len(subject) < 78 else subject.replace(" [", "\n [") + "\n"


@dataclass
class FakeZendesk:
    """Takes tickets as Zendesk documents it: a key is kept with its body, and another body under it answers 400."""

    before: Fault = no_fault
    after: Fault = no_fault
    tickets: list[dict[str, Any]] = field(default_factory=list)
    keys: dict[str, tuple[bytes, int]] = field(default_factory=dict)
    uploads: dict[str, dict[str, Any]] = field(default_factory=dict)
    comments: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    fields: tuple[int, ...] = (360,)
    page_size: int = 100
    asked: list[Asked] = field(default_factory=list)

    def __call__(self, asked: Asked) -> Says:
        self.asked.append(asked)
        if fault := self.before(asked):
            return fault
        wanted = base64.b64encode(f"bot@example.com/token:{TOKEN}".encode()).decode()
        if asked.headers.get("Authorization") != f"Basic {wanted}":
            return Says(401, {"error": "Couldn't authenticate you"})
        done = self._done(asked)
        return self.after(asked) or done

    def _done(self, asked: Asked) -> Says:
        if (asked.method, asked.path) == ("GET", "/api/v2/tickets.json"):
            found = [each for each in self.tickets if each["external_id"] == asked.query["external_id"]]
            return Says(200, {"tickets": found})
        if (asked.method, asked.path) == ("POST", "/api/v2/tickets.json"):
            return self._create(asked)
        if asked.path == "/api/v2/uploads.json":
            token = f"upload-{len(self.uploads)}"
            self.uploads[token] = {"file_name": asked.query["filename"], "content": asked.body}
            return Says(201, {"upload": {"token": token}})
        found_id = re.fullmatch(r"/api/v2/tickets/([0-9]+)(/comments)?\.json", asked.path)
        if found_id and int(found_id[1]) > len(self.tickets):
            return Says(404, {"error": "RecordNotFound"})
        if found_id and found_id[2]:
            return self._comments(int(found_id[1]), asked)
        if found_id and asked.method == "PUT" and self.tickets[int(found_id[1]) - 1].get("status") == "closed":
            return Says(422, {"error": "RecordInvalid"})
        if found_id and asked.method == "PUT":
            self.comments[int(found_id[1])].append(asked.data["ticket"]["comment"])
        if found_id:
            return Says(200, {"ticket": self.tickets[int(found_id[1]) - 1]})
        return Says(404, {"error": "RecordNotFound"})

    def _create(self, asked: Asked) -> Says:
        key = asked.headers["Idempotency-Key"]
        if key in self.keys:
            body, number = self.keys[key]
            if body != asked.body:
                return Says(400, {"error": "IdempotentRequestError"})
            return Says(201, {"ticket": self.tickets[number - 1]}, {"x-idempotency-lookup": "hit"})
        number, wanted = len(self.tickets) + 1, asked.data["ticket"]
        kept = [each for each in wanted["custom_fields"] if each["id"] in self.fields]
        self.tickets.append({**wanted, "id": number, "requester_id": 7000 + number, "custom_fields": kept})
        self.comments[number] = [wanted["comment"]]
        self.keys[key] = (asked.body, number)
        return Says(201, {"ticket": self.tickets[-1]}, {"x-idempotency-lookup": "miss"})

    def _comments(self, number: int, asked: Asked) -> Says:
        """All of them; or page by page with the newest first, where a page's size is asked for."""
        found = self._listed(number)
        if "page[size]" not in asked.query:
            return Says(200, {"comments": found})
        found.reverse()
        start = int(asked.query.get("page[after]", "0"))
        end = start + min(int(asked.query["page[size]"]), self.page_size)
        meta = {"has_more": end < len(found), "after_cursor": str(end)}
        return Says(200, {"comments": found[start:end], "meta": meta})

    def _listed(self, number: int) -> list[dict[str, Any]]:
        return [
            {"body": each["body"], "attachments": [self._named(token) for token in each.get("uploads", ())]}
            for each in self.comments[number]
        ]

    def _named(self, token: str) -> dict[str, str]:
        return {"file_name": self.uploads[token]["file_name"]}


@dataclass
class FakeReceiver:
    """Takes a webhook's posts, and tells doubles by their key."""

    before: Fault = no_fault
    after: Fault = no_fault
    cases: dict[str, Asked] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def __call__(self, asked: Asked) -> Says:
        self.asked.append(asked)
        if fault := self.before(asked):
            return fault
        self.cases.setdefault(asked.headers["Idempotency-Key"], asked)
        done = Says(201, {"reference": f"H-{len(self.cases)}"})
        return self.after(asked) or done
