"""A customer who checks a contract, and the site that knows some."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from werkzeug.test import TestResponse

from app.domain.contract import Contract
from tests.databases import asked
from tests.web.case_pages import Customer, Form, case_site
from tests.web.small_site import NOW, SmallSite

CHECK = "/triage/acme/contract"
ID, ADDRESS = "S-1001", "ada@example.com"
# Basic has two incidents a month; one of December is used.
BASIC = Contract(
    policy="acme",
    support_id=ID,
    organisation="Example AB",
    email_domains=("example.com",),
    tier="basic",
    starts_on=date(2026, 3, 1),
    ends_on=None,
    incidents_used=1,
    incidents_bought=0,
    counted_on=date(2026, 12, 2),
)
GOLD = replace(BASIC, tier="gold", incidents_used=0)
COOKIE = "signpost_contract"


def contract_site(folder: Path, *contracts: Contract, **settings: str) -> SmallSite:
    """A site that runs, with these contracts."""
    site = case_site(folder, **settings)
    site.start()
    if contracts:
        site.parts.contracts.put(contracts, site.now)
    return site


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> SmallSite:
    """A site that runs: to start one for each test would take most of its time."""
    return contract_site(tmp_path_factory.mktemp("site"))


@pytest.fixture
def site(started: SmallSite, monkeypatch: pytest.MonkeyPatch) -> SmallSite:
    """The site at its first moment, with one contract and no case; parts that the test gives it are its own."""
    monkeypatch.setitem(started.app.extensions, "signpost", started.parts)
    started.now = NOW
    for emptied in ("DELETE FROM outbox", "DELETE FROM cases", "DELETE FROM contracts"):
        asked(started.parts.settings.database_url, emptied)
    started.parts.contracts.put([BASIC], NOW)
    return started


@pytest.fixture
def holder(site: SmallSite) -> "Holder":
    """A customer who has not checked the contract yet."""
    return Holder(site.app)


class Holder(Customer):
    """A customer with a contract, or with something that looks like one."""

    def checks(self, support_id: str = ID, address: str = ADDRESS, page: str = CHECK) -> TestResponse:
        """What comes back when the form is sent with these."""
        form = Form(self.client.get(page).text)
        typed = {"csrf_token": form.values["csrf_token"], "support_id": support_id, "address": address}
        return self.client.post(page, data=typed)

    def reads(self, address: str) -> TestResponse:
        """The page that an address of the triage comes to."""
        return self.client.get(address, follow_redirects=True)

    def forgets(self, page: str) -> TestResponse:
        """What comes back when the contract is to be forgotten, on a page that says something of it."""
        token = Form(page).values["csrf_token"]
        return self.client.post(f"{CHECK}/forget", data={"csrf_token": token})

    @property
    def cookie(self) -> Any:
        """The cookie that names the contract."""
        return self.client.get_cookie(COOKIE)


def leads_to(answer: TestResponse) -> tuple[str, dict[str, str], dict[str, str]]:
    """Where a redirect leads: the page, the answers in its address, and those that wait."""
    parts = urlsplit(answer.headers["Location"])
    told = dict(parse_qsl(parts.query))
    waiting = dict(parse_qsl(told.pop("later", "")))
    return parts.path, {name: value for name, value in told.items() if name != "under"}, waiting
