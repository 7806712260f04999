"""`signpost outbox`: what staff see of deliveries, and how they send again what was given up."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.cases.book import CaseBook
from app.cases.database import Database
from app.cases.outbox import Outbox, Retries
from app.domain.routing import Route, Way
from tests.cases.samples import draft
from tests.test_cli import Signpost

AT = datetime(2026, 1, 1, tzinfo=UTC)
DESKS = """\
desks:
  tracker: {kind: request_tracker, queue: Support}
  hook: {kind: webhook}
otherwise: {desk: tracker}
"""


@pytest.fixture
def signpost(tmp_path: Path) -> Signpost:
    return Signpost(tmp_path)


@pytest.fixture
def given_up(signpost: Signpost) -> str:
    """The reference of a case that its desk refused."""
    (signpost.folder / "data").mkdir()
    database = Database.open(f"sqlite:///{signpost.folder / 'data' / 'signpost.db'}")
    sent = draft(contact_email="", route=Route(Way("rt", "Support")))
    case = CaseBook(database, "localhost").submit(sent, AT).case
    outbox = Outbox(database, Retries(random=lambda: 0.0))
    parcel = outbox.lease(AT)
    assert parcel is not None
    outbox.refused(parcel, "making the ticket: the desk answered 422", AT)
    database.close()
    return case.reference


@pytest.mark.parametrize("verb", [("outbox",), ("outbox", "list")])
def test_what_was_given_up_is_listed_with_its_reason(signpost: Signpost, given_up: str, verb: tuple[str, ...]) -> None:
    assert signpost(*verb).output == (
        f"{given_up}  given_up   desk rt Support, 1 attempts: making the ticket: the desk answered 422\n"
    )


def test_machines_are_told_the_same(signpost: Signpost, given_up: str) -> None:
    (found,) = signpost.read("outbox", "list")["waiting"]
    assert (found["reference"], found["state"], found["desk"]) == (given_up, "given_up", "rt")
    (attempt,) = signpost.read("outbox", "show", given_up)
    assert (attempt["result"], attempt["started_at"]) == ("refused", "2026-01-01T00:00:00+00:00")


def test_every_attempt_is_shown(signpost: Signpost, given_up: str) -> None:
    result = signpost("outbox", "show", given_up.lower().replace("-", " "))
    assert result.output == (
        "  1  2026-01-01 00:00:00Z to 2026-01-01 00:00:00Z  desk rt: refused "
        "(making the ticket: the desk answered 422)\n"
    )


@pytest.mark.parametrize("by_reference", [True, False])
def test_what_was_given_up_is_put_back(signpost: Signpost, given_up: str, by_reference: bool) -> None:
    wanted = given_up if by_reference else "--all"
    assert signpost("outbox", "retry", wanted).output == "1 put back, to be sent by the next worker\n"
    assert signpost.read("outbox", "list")["waiting"][0]["state"] == "pending"
    assert signpost.read("outbox", "retry", wanted) == {"put_back": 0}


def test_an_empty_outbox_says_so(signpost: Signpost) -> None:
    (signpost.folder / "data").mkdir()
    assert signpost("outbox").output == "Nothing waits, and nothing was given up.\n"


@pytest.mark.parametrize("arguments", [("show", "SP-NOPE"), ("retry", "SP-NOPE"), ("retry",), ("retry", "x", "--all")])
def test_what_is_not_meant_ends_with_a_sentence(signpost: Signpost, given_up: str, arguments: tuple[str, ...]) -> None:
    result = signpost("outbox", *arguments)
    assert result.exit_code != 0
    assert "reference" in result.output


def test_a_site_does_not_start_while_a_desk_is_not_set_up(signpost: Signpost) -> None:
    signpost.write("desks.yml", DESKS)
    result = signpost("deliver", "--once", SIGNPOST_DESK_HOOK_URL="https://hook.example.com")
    assert result.exit_code == 1
    assert "The desk tracker needs SIGNPOST_DESK_TRACKER_URL." in result.output
    assert "The desk hook needs SIGNPOST_DESK_HOOK_SECRET." in result.output


def test_a_site_does_not_start_with_a_wrong_file_of_desks(signpost: Signpost) -> None:
    signpost.write("desks.yml", "desks: 1\n")
    result = signpost("deliver", "--once")
    assert result.exit_code == 1
    assert "content/desks.yml:1: desks: " in result.output
