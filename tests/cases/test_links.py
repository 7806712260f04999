"""A link opens its case for so many days, and nothing that this site did not issue opens anything."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.links import Links
from tests.cases.samples import LINKS, SUBMITTED_AT

SECRET = "aB3-_" * 6
DAYS = timedelta(days=90)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


@given(moments, st.integers(0, 2 * 90 * 24 * 3600))
def test_a_link_opens_its_case_until_its_time_is_over(issued_at: datetime, seconds: int) -> None:
    issued_at = issued_at.replace(microsecond=0)
    link = LINKS.opened(LINKS.token(SECRET, issued_at), issued_at + timedelta(seconds=seconds))
    assert link is not None
    assert (link.secret, link.is_expired) == (SECRET, timedelta(seconds=seconds) > DAYS)


def test_the_last_second_counts_and_the_next_does_not() -> None:
    token = LINKS.token(SECRET, SUBMITTED_AT)
    for late, is_expired in ((timedelta(0), False), (timedelta(seconds=1), True)):
        link = LINKS.opened(token, SUBMITTED_AT + DAYS + late)
        assert link is not None
        assert link.is_expired is is_expired


def test_a_clock_that_is_set_back_does_not_close_a_link() -> None:
    link = LINKS.opened(LINKS.token(SECRET, SUBMITTED_AT), SUBMITTED_AT - timedelta(days=1))
    assert link is not None
    assert not link.is_expired


@given(st.data())
def test_a_link_with_any_one_character_changed_opens_nothing(data: st.DataObject) -> None:
    token = LINKS.token(SECRET, SUBMITTED_AT)
    place = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.characters(min_codepoint=33, max_codepoint=126).filter(lambda each: each != token[place]))
    assert LINKS.opened(token[:place] + other + token[place + 1 :], SUBMITTED_AT) is None


@given(st.data())
def test_a_link_cut_or_made_longer_opens_nothing(data: st.DataObject) -> None:
    token = LINKS.token(SECRET, SUBMITTED_AT)
    cut = token[: data.draw(st.integers(0, len(token) - 1))]
    longer = token + data.draw(st.text(min_size=1, max_size=5))
    assert LINKS.opened(cut, SUBMITTED_AT) is LINKS.opened(longer, SUBMITTED_AT) is None


@given(st.text(max_size=120))
def test_no_other_text_opens_anything_or_fails(text: str) -> None:
    assert LINKS.opened(text, SUBMITTED_AT) is None


@pytest.mark.parametrize("key", ["", "another key of the tests"])
def test_a_link_signed_with_another_key_opens_nothing(key: str) -> None:
    assert LINKS.opened(Links(key, 90).token(SECRET, SUBMITTED_AT), SUBMITTED_AT) is None


def test_neither_key_nor_secret_is_shown() -> None:
    printed = f"{LINKS!r} {LINKS.opened(LINKS.token(SECRET, SUBMITTED_AT), SUBMITTED_AT)!r}"
    assert SECRET not in printed
    assert LINKS.signing_key not in printed
