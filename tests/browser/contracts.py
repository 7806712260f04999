"""A contract put into a running site, as a vendor's own system does it, and a visitor who checks it."""

import json
import time

from app.cases.deliveries.webhook import signature
from tests.browser.visitor import Visitor

SECRET = "what proves the vendor in journeys"
SUPPORT_ID, ADDRESS = "SN-1001", "ann@lind.example.com"
# It holds whenever the tests run, and its count is of the present contract year, or of one before.
CONTRACT = {
    "policy": "severalnines",
    "support_id": SUPPORT_ID,
    "organisation": "Lind AB",
    "email_domains": ["lind.example.com"],
    "tier": "advanced",
    "starts_on": "2020-03-01",
    "incidents_used": 3,
}


def put_contract(visitor: Visitor) -> None:
    """Puts the contract into the visitor's site, with three incidents used as of now."""
    counted_on = time.strftime("%Y-%m-%d", time.gmtime())
    body = json.dumps({"contracts": [CONTRACT | {"counted_on": counted_on}]}).encode()
    headers = {"Content-Type": "application/json", "Signpost-Signature": signature(SECRET, int(time.time()), body)}
    answer = visitor.page.request.put(f"{visitor.url}/api/v1/contracts", data=body, headers=headers)
    assert answer.ok, answer.text()


def check_contract(visitor: Visitor, support_id: str = SUPPORT_ID, status: int = 200) -> None:
    """Types a Support ID and the address into the form that is open, and sends it."""
    page = visitor.page
    page.get_by_role("textbox", name="Support ID", exact=True).fill(support_id)
    page.get_by_role("textbox", name="E-mail address", exact=True).fill(ADDRESS)
    with visitor.expecting(status):
        visitor.press(page.get_by_role("button", name="Check", exact=True))
