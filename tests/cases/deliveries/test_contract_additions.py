"""What every delivery promises of an addition, shown for each: it arrives whole, with its case, once."""

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from app.cases.addition_letters import addition_message
from app.cases.deliveries.eml_folder import EmlFolder
from app.cases.deliveries.port import Delivery, DeliveryFailed, DeliveryRefused, Message
from app.cases.deliveries.request_tracker import RequestTracker
from app.cases.deliveries.smtp import Smtp, SmtpServer
from app.cases.deliveries.webhook import Webhook
from app.cases.deliveries.zendesk import Zendesk
from app.cases.letters import desk_message
from app.cases.outbox import Follows
from app.domain.addition import AdditionKind, added
from app.domain.addition_json import as_json
from app.domain.case import CaseFile, accepted
from tests.cases.deliveries.fake_desks import TOKEN, FakeReceiver, FakeRequestTracker, FakeZendesk, drops_after
from tests.cases.deliveries.servers import Mailbox, smtp_server
from tests.cases.deliveries.test_contract import BASIC, _client
from tests.cases.deliveries.web_server import Says, web_server
from tests.cases.samples import SUBMITTED_AT, draft
from tests.domain.additions import addition_draft

DESKS = ("request_tracker", "zendesk", "webhook")
CASE = accepted(draft(), "SP-2222-222", "s" * 32, SUBMITTED_AT)
CASE_ID = "<SP-2222-222.desk@help.example.com>"
LOG = b"line\n" * 1000
FILE = CaseFile("f" * 32, "a.log", "text/plain", len(LOG), "ab" * 32)


@dataclass(frozen=True)
class Said:
    """An addition as its receiver has it, with the names of its files; `about` is the case that it stands with."""

    about: str
    subject: str
    text: str
    files: frozenset[str]


@dataclass(frozen=True)
class Way:
    """A delivery, and what its receiver was told beyond the case itself."""

    delivery: Delivery
    said: Callable[[], list[Said]]
    desk: FakeRequestTracker | FakeZendesk | FakeReceiver | None = None


def _eml(_: ExitStack, folder: Path) -> Way:
    def mails() -> list[EmailMessage]:
        return [message_from_bytes(each.read_bytes(), policy=default) for each in sorted(folder.glob("*.desk.*.eml"))]

    return Way(EmlFolder(folder), lambda: [_of_mail(each) for each in mails()])


def _smtp(stack: ExitStack, _: Path) -> Way:
    mailbox = Mailbox()
    port = stack.enter_context(smtp_server(mailbox))
    delivery = Smtp(SmtpServer("127.0.0.1", port), timeout_seconds=30)
    return Way(delivery, lambda: [_of_mail(each) for each in mailbox.received if each["References"]])


def _of_mail(mail: EmailMessage) -> Said:
    body = mail.get_body()
    assert body is not None
    assert mail["In-Reply-To"] == mail["References"]
    files = frozenset(str(each.get_filename()) for each in mail.iter_attachments())
    return Said(mail["References"], mail["Subject"], body.get_content().replace("\r\n", "\n"), files)


def _request_tracker(stack: ExitStack, _: Path) -> Way:
    desk = FakeRequestTracker()
    url = stack.enter_context(web_server(desk))

    def said() -> list[Said]:
        found = [(number, each) for number, entries in desk.said.items() for each in entries]
        return [
            Said(str(number), each["Subject"], each["Content"], frozenset(f["FileName"] for f in each["Attachments"]))
            for number, each in found
        ]

    return Way(RequestTracker(_client(url, f"token {TOKEN}"), "Support"), said, desk)


def _zendesk(stack: ExitStack, _: Path) -> Way:
    desk = FakeZendesk()
    url = stack.enter_context(web_server(desk))

    def said() -> list[Said]:
        found = [(n, each) for n, comments in desk.comments.items() for each in comments[1:] if each["public"]]
        return [Said(str(n), "", each["body"], _uploaded(desk, each["uploads"])) for n, each in found]

    return Way(Zendesk(_client(url, BASIC), ""), said, desk)


def _uploaded(desk: FakeZendesk, tokens: list[str]) -> frozenset[str]:
    return frozenset(desk.uploads[token]["file_name"] for token in tokens)


def _webhook(stack: ExitStack, _: Path) -> Way:
    desk = FakeReceiver()
    url = stack.enter_context(web_server(desk))

    def said() -> list[Said]:
        found = [each.data for each in desk.cases.values() if each.data["format"] == "signpost-addition/1"]
        return [Said(each["desk_reference"], "", each["text"], frozenset()) for each in found]

    return Way(Webhook(_client(url), "a secret of the webhook", lambda: 0.0), said, desk)


WAYS = {"eml": _eml, "smtp": _smtp, "request_tracker": _request_tracker, "zendesk": _zendesk, "webhook": _webhook}


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Way]:
    with ExitStack() as stack:
        yield WAYS[request.param](stack, tmp_path / "mails")


@pytest.fixture(params=DESKS)
def desk_way(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Way]:
    with ExitStack() as stack:
        yield WAYS[request.param](stack, tmp_path)


def _case_at(way: Way) -> str:
    """The case arrives; what its desk calls it."""
    return way.delivery.deliver(desk_message(CASE, CASE_ID, "d@example.com", "s@example.com", "")).remote_reference


def _message(follows: str, kind: AdditionKind = AdditionKind.COMMENT, number: int = 1) -> Message:
    addition = added(addition_draft(kind, files=(FILE,)), CASE, number, SUBMITTED_AT)
    followed = Follows(CASE_ID, follows, as_json(addition), addition.idempotency_key)
    message_id = f"<SP-2222-222.desk.{number}@help.example.com>"
    return addition_message(CASE, followed, message_id, "d@example.com", "s@e.org", {FILE.id: LOG}.get)


@pytest.mark.parametrize("kind", list(AdditionKind))
def test_it_arrives_whole_with_its_case(way: Way, kind: AdditionKind) -> None:
    number = _case_at(way)
    sent = _message(number, kind)
    way.delivery.deliver(sent)
    (said,) = way.said()
    assert said.about == (number or CASE_ID)
    assert sent.subject in said.subject or not said.subject
    if isinstance(way.desk, FakeReceiver):
        assert said.text in sent.body_text
    else:
        assert sent.body_text.rstrip() in said.text
        assert said.files == {"addition.json", "a.log"}


def test_a_desk_has_it_once_when_it_comes_twice(desk_way: Way) -> None:
    number = _case_at(desk_way)
    assert desk_way.delivery.deliver(_message(number)) == desk_way.delivery.deliver(_message(number))
    assert len(desk_way.said()) == 1
    for later in (2, 10, 20):
        desk_way.delivery.deliver(_message(number, number=later))
    desk_way.delivery.deliver(_message(number))
    assert len(desk_way.said()) == 4


TAKES_IT = {
    "request_tracker": ("POST", "/REST/2.0/ticket/1/correspond"),
    "zendesk": ("PUT", "/api/v2/tickets/1"),
    "webhook": ("POST", "/"),
}


@pytest.mark.parametrize("name", DESKS)
def test_a_line_cut_after_it_was_taken_makes_no_second_one(tmp_path: Path, name: str) -> None:
    with ExitStack() as stack:
        way = WAYS[name](stack, tmp_path)
        number = _case_at(way)
        assert way.desk is not None
        way.desk.after = drops_after(*TAKES_IT[name])
        with pytest.raises(DeliveryFailed):
            way.delivery.deliver(_message(number))
        way.delivery.deliver(_message(number))
        assert len(way.said()) == 1


def test_it_is_looked_for_on_every_page_of_what_is_there(desk_way: Way) -> None:
    number = _case_at(desk_way)
    desk_way.delivery.deliver(_message(number))
    if isinstance(desk_way.desk, FakeZendesk):
        desk_way.desk.page_size = 2
    for other in range(2, 210 if isinstance(desk_way.desk, FakeRequestTracker) else 8):
        if isinstance(desk_way.desk, FakeRequestTracker):
            desk_way.desk.said[1].insert(0, {"Subject": f"Re: another {other}", "Attachments": [], "Content": ""})
        else:
            desk_way.delivery.deliver(_message(number, number=other))
    before = len(desk_way.said())
    desk_way.delivery.deliver(_message(number))
    assert len(desk_way.said()) == before


@pytest.mark.parametrize("name", ["request_tracker", "zendesk"])
def test_a_case_that_is_not_at_the_desk_any_more_is_tried_again(tmp_path: Path, name: str) -> None:
    with ExitStack() as stack, pytest.raises(DeliveryFailed, match="404"):
        WAYS[name](stack, tmp_path).delivery.deliver(_message("4711"))


def test_request_tracker_without_the_right_to_reply_is_tried_again(tmp_path: Path) -> None:
    with ExitStack() as stack:
        way = _request_tracker(stack, tmp_path)
        number = _case_at(way)
        assert isinstance(way.desk, FakeRequestTracker)
        way.desk.before = lambda asked: Says(400, ["Permission Denied"]) if "correspond" in asked.path else None
        with pytest.raises(DeliveryFailed, match="ReplyToTicket") as failed:
            way.delivery.deliver(_message(number))
        assert not failed.value.is_desk_down


def test_zendesk_has_it_as_a_public_comment_of_the_requester(tmp_path: Path) -> None:
    with ExitStack() as stack:
        way = _zendesk(stack, tmp_path)
        way.delivery.deliver(_message(_case_at(way)))
        assert isinstance(way.desk, FakeZendesk)
        comment = way.desk.comments[1][-1]
        assert (comment["public"], comment["author_id"]) == (True, 7001)
        assert comment["body"].endswith("\n\n[SP-2222-222.desk.1]")


def test_request_tracker_keeps_the_key_in_the_subject_however_long_that_is(tmp_path: Path) -> None:
    with ExitStack() as stack:
        way = _request_tracker(stack, tmp_path)
        long = replace(_message(_case_at(way)), subject="Re: " + "x" * 400)
        way.delivery.deliver(long)
        way.delivery.deliver(long)
        (said,) = way.said()
        assert len(said.subject) == 200
        assert said.subject.endswith("x [SP-2222-222.desk.1]")


def test_for_machines_it_names_the_case_as_both_sides_do() -> None:
    told = json.loads(_message("H-1", AdditionKind.ESCALATION).case_json)
    assert (told["format"], told["reference"], told["desk_reference"]) == ("signpost-addition/1", "SP-2222-222", "H-1")


def test_a_webhook_gets_the_contents_of_files(tmp_path: Path) -> None:
    with ExitStack() as stack:
        way = _webhook(stack, tmp_path)
        way.delivery.deliver(_message(_case_at(way)))
        assert isinstance(way.desk, FakeReceiver)
        (file,) = way.desk.cases["SP-2222-222.desk.1"].data["files"]
        assert (file["name"], base64.b64decode(file["content"])) == ("a.log", LOG)


def test_a_desk_that_refuses_it_says_so(tmp_path: Path) -> None:
    with ExitStack() as stack:
        way = _zendesk(stack, tmp_path)
        number = _case_at(way)
        assert isinstance(way.desk, FakeZendesk)
        way.desk.tickets[0]["status"] = "closed"
        with pytest.raises(DeliveryRefused, match="422"):
            way.delivery.deliver(_message(number))
