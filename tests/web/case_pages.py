"""A customer who opens the form of a case, types, sends, and reads what comes back."""

import json
import os
import signal
import sys
from dataclasses import dataclass, replace
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.cases.additions import Added, Additions
from app.cases.book import CaseBook, Receipt
from app.cases.database import CaseBookUnavailable, Database
from app.cases.models import CaseRow
from app.domain.addition import AdditionDraft
from app.domain.case import Case, CaseDraft
from app.web.site import Site
from tests.content.example_policy import replaced
from tests.web.pages import Page
from tests.web.small_site import SmallSite

# A customer of Gold whose production is down: S1, first response within two hours.
GRAVE = {"need": "broken", "plan": "full", "impact": "outage", "environment": "production"}
TYPED = {
    "field-contact_name": "Ada",
    "field-organisation": "Example",
    "field-contact_email": "ada@example.com",
    "field-summary": "Nothing answers",
    "field-description": "Since noon.\nAll of it.",
    "field-version": "4.2",
    "zone": "Asia/Kathmandu",
}
POLICY = replaced((
    "      label: Version\n      required: yes\n",
    "      label: Version\n      help: As it says itself.\n      required: yes\n"
    "    logs:\n      label: Logs\n      required: no\n      long: yes\n",
))  # fmt: skip


class Form(HTMLParser):
    """The form that posts a case, as it stands on a page: where it goes, and what its controls hold."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action = ""
        self.values: dict[str, str] = {}
        self.read: list[str] = []
        self.kept: list[str] = []
        self.ticked: dict[str, list[str]] = {}
        self._inside = False
        self._name = ""
        self._is_text = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = given.get("method") == "post"
            self.action = given["action"] if self._inside else self.action
        elif self._inside and tag == "input" and given.get("type") == "checkbox":
            named = {"articles_read": self.read, "file": self.kept}
            ticked = named[given["name"]] if given["name"] in named else self.ticked.setdefault(given["name"], [])
            ticked += [given["value"]] if "checked" in given else []
        elif self._inside and tag == "input" and given.get("type") == "radio":
            self.values |= {given["name"]: given["value"]} if "checked" in given else {}
        elif self._inside and tag == "input" and given.get("type") != "file":
            self.values[given["name"]] = given["value"]
        elif self._inside and tag in ("select", "textarea"):
            self._name, self._is_text = given["name"], tag == "textarea"
            self.values[self._name] = ""
        elif self._inside and tag == "option" and "selected" in given:
            self.values[self._name] = given["value"]

    def handle_data(self, data: str) -> None:
        if self._is_text:
            self.values[self._name] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._is_text:
            # The parser of a page drops the line break that follows the tag.
            self.values[self._name] = self.values[self._name].removeprefix("\n")
            self._is_text = False
        elif tag == "form":
            self._inside = False

    @property
    def typed(self) -> dict[str, str]:
        """What a person sees in it: all but the token and the key."""
        return {name: text for name, text in self.values.items() if name not in ("csrf_token", "key", "seen")}

    @property
    def data(self) -> dict[str, Any]:
        """What a browser sends of it."""
        return self.values | {"articles_read": self.read, "file": self.kept} | self.ticked


@dataclass
class Customer:
    """A browser with its cookies, at one site."""

    app: Flask

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def opens(self, answers: dict[str, str] = GRAVE, policy: str = "acme", **more: str) -> TestResponse:
        """The page with the form, from these answers."""
        return self.client.get("/cases/new?" + urlencode({"policy": policy, **answers, **more}))

    def form(self, answers: dict[str, str] = GRAVE, **typed: str) -> Form:
        """The form filled in, by who has seen the page before sending; `field_summary="…"` types into a field."""
        form = Form(self.opens(answers).text)
        form.values |= (
            {"seen": "yes"} | TYPED | {name.replace("field_", "field-", 1): text for name, text in typed.items()}
        )
        return form

    def sends(self, form: Form, **more: Any) -> TestResponse:
        """What comes back when the form is sent as it stands."""
        return self.client.post(form.action, data=form.data, **more)


def case_site(folder: Path, **settings: str) -> SmallSite:
    """A site with one policy whose cases ask for a version, and may carry logs."""
    site = SmallSite(folder, **settings)
    site.content.write("policies/acme/1.0.md", POLICY)
    site.content.write("articles/acme/restart.md", "---\ntitle: Restart it\n---\nOff and on.")
    return site


class Unusable(CaseBook):
    """A case book whose database is full, or locked, or gone."""

    def __init__(self) -> None:
        super().__init__(Database.open("sqlite:////nowhere/at/all.db"), "help.example.com")

    def submit(self, draft: CaseDraft, now: datetime) -> Receipt:
        raise CaseBookUnavailable("database or disk is full")

    def by_secret(self, secret: str) -> Case | None:
        raise CaseBookUnavailable("database or disk is full")


def with_parts(app: Flask, **parts: Any) -> None:
    """Gives the running site other parts."""
    found: Site = app.extensions["signpost"]
    app.extensions["signpost"] = replace(found, **parts)


def stored(site: SmallSite) -> int:
    """How many cases there are."""
    database = Database.open(site.parts.settings.database_url)
    with database.reading() as session:
        count = session.scalar(select(func.count()).select_from(CaseRow)) or 0
    database.close()
    return count


def case_of(site: SmallSite, answer: TestResponse) -> Case:
    """The case that an answer leads to."""
    return case_at(site, answer.headers["Location"])


def case_at(site: SmallSite, address: str) -> Case:
    """The case that a link opens."""
    link = site.parts.links.opened(address.rpartition("/")[2], site.now)
    assert link is not None
    case = site.parts.book.by_secret(link.secret)
    assert case is not None
    return case


def says(answer: TestResponse, *texts: str) -> None:
    """The page is whole and says these, in this order."""
    page = Page(answer.text)
    assert page.unclosed == page.misplaced == []
    main, at = page.main, 0
    for text in texts:
        assert text in main[at:]
        at = main.index(text, at)


class _DiesAfterCommit(CaseBook):
    def submit(self, draft: CaseDraft, now: datetime) -> Receipt:
        super().submit(draft, now)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError


class _DiesToo(Additions):
    def add(self, secret: str, draft: AdditionDraft, now: datetime) -> Added | None:
        super().add(secret, draft, now)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError


def send_and_die() -> None:
    """For a process of its own: takes the form that comes by standard input, and ends before it answers."""
    sent = json.load(sys.stdin)
    folder = Path(sent["folder"])
    (folder / "other").mkdir()
    shared = {"SIGNPOST_DATA_DIR": str(folder / "data"), "SIGNPOST_DATABASE_URL": sent["database_url"]}
    site = case_site(folder / "other", **shared)
    app = site.start()
    database = Database.open(site.parts.settings.database_url)
    with_parts(
        app, book=_DiesAfterCommit(database, "help.example.com"), additions=_DiesToo(database, "help.example.com")
    )
    client = app.test_client()
    client.set_cookie("signpost", sent["cookie"])
    client.post(sent["action"], data=sent["values"])
