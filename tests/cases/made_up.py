"""Cases of every kind, made up by hypothesis: what the tests of their forms are tried on."""

from datetime import UTC, datetime
from typing import TypeVar

from hypothesis import strategies as st

from app.domain.case import (
    Case,
    CaseAnswer,
    CaseEntitlement,
    CaseField,
    CaseFile,
    CaseReading,
    CaseReason,
)

T = TypeVar("T")
HOSTILE = st.sampled_from(
    ["</pre><script>alert(1)</script>", "<b>", "&amp;", "{{ 7 * 7 }}", "\u202e", "javascript:x", "`` ```", "\r\n", "=1"]
)
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12) | HOSTILE
MOMENT = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))
COUNT = st.integers(0, 10**12)


def _some(each: st.SearchStrategy[T]) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(each, max_size=2).map(tuple)


ENTITLEMENT = st.builds(CaseEntitlement, TEXT, TEXT, COUNT, st.none() | COUNT, TEXT)
CASES = st.builds(
    Case,
    idempotency_key=st.just("key-1"),
    policy=TEXT,
    policy_title=TEXT,
    policy_version=TEXT,
    policy_hash=TEXT,
    product=TEXT,
    summary=TEXT,
    description=TEXT,
    environment=TEXT,
    fields=_some(st.builds(CaseField, TEXT, TEXT, TEXT)),
    files=_some(st.builds(CaseFile, TEXT, TEXT, TEXT, COUNT, TEXT)),
    contact_name=TEXT,
    contact_email=TEXT,
    organisation=TEXT,
    severity=st.none() | st.integers(1, 5),
    severity_name=TEXT,
    tier=TEXT,
    tier_name=TEXT,
    outcome=TEXT,
    outcome_title=TEXT,
    answers=_some(st.builds(CaseAnswer, TEXT, TEXT, TEXT, TEXT)),
    reasons=_some(st.builds(CaseReason, TEXT, TEXT, st.none() | TEXT, TEXT, TEXT)),
    readings=_some(st.builds(CaseReading, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT)),
    entitlement=st.none() | ENTITLEMENT,
    first_response_due_at=st.none() | MOMENT,
    first_response_text=TEXT,
    resolution_due_at=st.none() | MOMENT,
    resolution_text=TEXT,
    zone=st.sampled_from(["UTC", "Asia/Kathmandu", "No/Where"]),
    articles_read=_some(TEXT),
    desk=TEXT,
    reference=st.just("SP-7KDF-3QX"),
    secret=st.just("a-secret"),
    submitted_at=MOMENT,
)
"""Every text of them may be anything that can be stored, and whatever may be missing is missing at times."""
