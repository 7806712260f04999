"""Delivery to a web address of the desk's own, as signed JSON."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Callable

from app.cases.deliveries.http import Answer, Client
from app.cases.deliveries.port import Delivered, DeliveryFailed, DeliveryRefused, Message

SIGNATURE = "Signpost-Signature"
KEY = "Idempotency-Key"
LONGEST_REFERENCE = 255
SECONDS_OF_A_SIGNATURE = 300
SIGNED = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """The value of the header Signpost-Signature: the time of sending (Unix seconds), and what proves who sent it.

    HMAC-SHA256 over the timestamp, a full stop and the body, in hexadecimal.
    """
    signed = hmac.new(secret.encode(), b"%d." % timestamp + body, hashlib.sha256)
    return f"t={timestamp},v1={signed.hexdigest()}"


def is_signed(secret: str, told: str, body: bytes, at_seconds: float) -> bool:
    """Whether the header Signpost-Signature proves the body, and is not five minutes old, nor that far ahead."""
    found = SIGNED.fullmatch(told)
    if found is None or abs(at_seconds - int(found[1])) > SECONDS_OF_A_SIGNATURE:
        return False
    return hmac.compare_digest(signature(secret, int(found[1]), body), told)


class Webhook:
    """Posts each case (signpost-case/1) and addition (signpost-addition/1) as JSON; Idempotency-Key tells doubles.

    `seconds` tells the time of sending, in Unix seconds: it is signed, so that a receiver can refuse what is old.
    """

    def __init__(self, client: Client, secret: str, seconds: Callable[[], float]) -> None:
        self._client = client
        self._secret = secret
        self._seconds = seconds

    def __repr__(self) -> str:
        return f"Webhook({self._client!r})"

    def deliver(self, message: Message) -> Delivered:
        """Raises: DeliveryRefused, DeliveryFailed."""
        body = _with_contents(message)
        if not body:
            raise DeliveryRefused("this message holds no case for machines")
        headers = {
            "Content-Type": "application/json",
            KEY: message.key,
            SIGNATURE: signature(self._secret, int(self._seconds()), body),
        }
        return Delivered(_reference(self._client.post_bytes("", body, headers).ensure_done("handing over the case")))


def _with_contents(message: Message) -> bytes:
    """The case for machines, with what its files hold in base64; null where that is missing or did not come along."""
    data = json.loads(message.case_json or b"{}")
    if not data.get("files"):
        return message.case_json
    held = {each.name: base64.b64encode(each.content).decode("ascii") for each in message.files}
    for each in data["files"]:
        each["content"] = held.get(each["name"])
    return json.dumps(data).encode("ascii")


def _reference(answer: Answer) -> str:
    """What the receiver calls the case, where it says {"reference": "…"}."""
    try:
        data = answer.data
    except DeliveryFailed:
        return ""
    reference = data.get("reference") if isinstance(data, dict) else None
    return reference[:LONGEST_REFERENCE] if isinstance(reference, str) else ""
