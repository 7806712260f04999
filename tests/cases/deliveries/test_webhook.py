"""A webhook proves who sent it and when, and can be told from a double."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.cases.deliveries.http import Client, Origin
from app.cases.deliveries.port import Attachment, Delivered, DeliveryFailed, DeliveryRefused
from app.cases.deliveries.webhook import Webhook, signature
from app.config import CHECKOUT
from tests.cases.deliveries.fake_desks import FakeReceiver, drops_after
from tests.cases.deliveries.samples import message
from tests.cases.deliveries.web_server import Says, web_server

SECRET = "a secret of the webhook"
CASE = b'{"format": "signpost-case/1"}'


@pytest.fixture
def desk() -> FakeReceiver:
    return FakeReceiver()


@pytest.fixture
def hook(desk: FakeReceiver) -> Iterator[Webhook]:
    with web_server(desk) as url:
        yield Webhook(Client(Origin.from_url(f"{url}/cases")), SECRET, lambda: 1_781_787_600.9)


def test_the_case_is_posted_as_it_is_with_its_key_and_a_signature(hook: Webhook, desk: FakeReceiver) -> None:
    assert hook.deliver(message(case_json=CASE)) == Delivered("H-1")
    (asked,) = desk.asked
    assert (asked.path, asked.body) == ("/cases", CASE)
    assert asked.headers["Idempotency-Key"] == message().key
    proof = hmac.new(SECRET.encode(), b"1781787600." + CASE, hashlib.sha256).hexdigest()
    assert asked.headers["Signpost-Signature"] == f"t=1781787600,v1={proof}"


def test_the_files_of_a_case_stand_in_it_with_what_they_hold(hook: Webhook, desk: FakeReceiver) -> None:
    case = {"reference": "SP-2222-222", "files": [{"name": "a.log", "size": 3}, {"name": "gone.log", "size": 9}]}
    file = Attachment("a.log", "text/plain", b"\x00\xffa", is_from_customer=True)
    hook.deliver(message(case_json=json.dumps(case, indent=2).encode(), attachments=(file,)))
    told = json.loads(desk.asked[0].body)
    assert told["reference"] == "SP-2222-222"
    assert [base64.b64decode(each["content"] or "") for each in told["files"]] == [b"\x00\xffa", b""]
    assert told["files"][1]["content"] is None


def test_a_signature_holds_for_one_secret_one_moment_and_one_body() -> None:
    made = {signature(*each) for each in ((SECRET, 1, CASE), (SECRET, 2, CASE), ("x", 1, CASE), (SECRET, 1, b""))}
    assert len({each.partition("v1=")[2] for each in made}) == 4


def test_a_line_cut_after_the_case_was_taken_leads_to_one_case(hook: Webhook, desk: FakeReceiver) -> None:
    desk.after = drops_after("POST", "/cases")
    with pytest.raises(DeliveryFailed):
        hook.deliver(message(case_json=CASE))
    hook.deliver(message(case_json=CASE))
    assert (len(desk.asked), len(desk.cases)) == (2, 1)


@pytest.mark.parametrize("answer", [Says(204, raw=b""), Says(200, raw=b"thanks"), Says(200, []), Says(200, {"x": 1})])
def test_a_receiver_need_not_say_anything(hook: Webhook, desk: FakeReceiver, answer: Says) -> None:
    desk.after = lambda _: answer
    assert hook.deliver(message(case_json=CASE)) == Delivered("")


def test_a_message_without_a_case_for_machines_is_refused(hook: Webhook) -> None:
    with pytest.raises(DeliveryRefused):
        hook.deliver(message())


def _check() -> Callable[..., bool]:
    """The check that the guide shows to receivers, as it stands there."""
    text = (CHECKOUT / "docs" / "hand-off.md").read_text(encoding="utf-8")
    code = next(each for each in re.findall(r"```python\n(.*?)```", text, re.DOTALL) if "is_from_signpost" in each)
    found: dict[str, Any] = {}
    exec(code, found)  # noqa: S102 - our own guide
    check: Callable[..., bool] = found["is_from_signpost"]
    return check


def test_the_check_in_the_guide_takes_what_is_sent(hook: Webhook, desk: FakeReceiver) -> None:
    hook.deliver(message(case_json=CASE))
    (asked,) = desk.asked
    assert _check()(SECRET, asked.headers["Signpost-Signature"], asked.body, 1_781_787_650)


@pytest.mark.parametrize(
    ("secret", "header", "body", "now"),
    [
        ("another", signature(SECRET, 1000, CASE), CASE, 1000),
        (SECRET, signature(SECRET, 1000, CASE), CASE + b" ", 1000),
        (SECRET, signature(SECRET, 1000, CASE), CASE, 1301),
        (SECRET, signature(SECRET, 1000, CASE), CASE, 699),
        (SECRET, signature(SECRET, 1000, CASE).replace("t=1000", "t=1200"), CASE, 1200),
        (SECRET, "", CASE, 0),
        (SECRET, "t=,v1=", CASE, 0),
        (SECRET, "t=1e3,v1=\u00fc", CASE, 1000),
        (SECRET, "nonsense", CASE, 1000),
    ],
)
def test_the_check_in_the_guide_refuses_what_is_not_ours_or_old(
    secret: str, header: str, body: bytes, now: int
) -> None:
    assert not _check()(secret, header, body, now)
