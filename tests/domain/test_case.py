"""What a case keeps, how its reference is written and read, and how it stands as JSON and Markdown."""

import json
import re
from dataclasses import fields
from datetime import datetime, timedelta, timezone
from itertools import combinations, permutations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.case import (
    Case,
    CaseAnswer,
    CaseDraft,
    CaseField,
    CaseReason,
    UnusableText,
    accepted,
)
from app.domain.case_json import as_json, from_json
from app.domain.case_reference import REFERENCE_ALPHABET, is_reference, new_reference, normalise_reference
from app.domain.case_text import as_markdown, local_text, quoted
from tests.cases.samples import SUBMITTED_AT, draft

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
REFERENCES = st.randoms(use_true_random=False).map(lambda rng: new_reference(rng.randrange))
PLACES = [3, 4, 5, 6, 8, 9, 10]


def case(**changes: Any) -> Case:
    return accepted(draft(**changes), "SP-7KDF-3QX", "a-secret", SUBMITTED_AT)


def test_a_reference_has_no_vowels_and_no_look_alikes() -> None:
    assert not set(REFERENCE_ALPHABET) & set("AEIOU01L")
    assert len(set(REFERENCE_ALPHABET)) == 23


@given(REFERENCES)
def test_a_new_reference_is_one(reference: str) -> None:
    assert is_reference(reference)
    assert normalise_reference(reference) == reference


def test_any_one_wrong_character_is_detected() -> None:
    """Exhaustive: the check is linear, so each place and pair of characters stands for all references with them."""
    for place, (right, other) in product(PLACES, permutations(REFERENCE_ALPHABET, 2)):
        reference = _reference_with({place: right})
        assert is_reference(reference)
        assert not is_reference(reference[:place] + other + reference[place + 1 :])


def test_any_swap_of_two_characters_is_detected() -> None:
    """Exhaustive in the same way, for neighbours and all other pairs of places."""
    for (one, other), (a, b) in product(combinations(PLACES, 2), permutations(REFERENCE_ALPHABET, 2)):
        reference = _reference_with({one: a, other: b})
        swapped = list(reference)
        swapped[one], swapped[other] = b, a
        assert is_reference(reference)
        assert not is_reference("".join(swapped))


def _reference_with(wanted: dict[int, str]) -> str:
    """The reference with these characters in these places, a K in the others, and one place found by trying."""
    free = next(place for place in PLACES if place not in wanted)
    tried = (dict.fromkeys(PLACES, "K") | wanted | {free: each} for each in REFERENCE_ALPHABET)
    written = ("SP-" + "".join(at[p] for p in PLACES[:4]) + "-" + "".join(at[p] for p in PLACES[4:]) for at in tried)
    return next(text for text in written if is_reference(text))


@given(REFERENCES, st.data())
def test_a_reference_is_known_however_it_is_typed(reference: str, data: st.DataObject) -> None:
    letters = reference.replace("-", "")[data.draw(st.sampled_from([0, 2])) :]
    typed = "".join(each + data.draw(st.sampled_from(["", "", " ", "-", "\u2013"])) for each in letters)
    looked_alike = typed.translate(str.maketrans("8M52", "BNSZ")) if data.draw(st.booleans()) else typed
    assert normalise_reference(f" {data.draw(st.sampled_from([looked_alike, looked_alike.lower()]))}\n") == reference


@pytest.mark.parametrize("text", ["", "SP-", "SP-7KDF-3Q", "XX-7KDF-3QX", "hello there", "7" * 10_000, "\0", "٣" * 7])
def test_what_is_no_reference_gives_none(text: str) -> None:
    assert not is_reference(text)
    assert normalise_reference(text) is None


def test_a_draft_that_is_accepted_keeps_all_its_values() -> None:
    for each in fields(CaseDraft):
        assert getattr(case(), each.name) == getattr(draft(), each.name)


def test_the_secret_and_the_key_do_not_stand_in_a_printed_case() -> None:
    assert "a-secret" not in repr(case())
    assert "key-1" not in repr(case())


def test_a_naive_due_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="resolution_due_at"):
        draft(resolution_due_at=SUBMITTED_AT.replace(tzinfo=None))


@pytest.mark.parametrize("bad", ["\0", "a\ud83d", "\udc80"])
def test_text_that_no_mail_can_carry_is_refused_with_the_field_named(bad: str) -> None:
    with pytest.raises(UnusableText, match="description"):
        draft(description=bad)
    with pytest.raises(UnusableText) as refused:
        draft(fields=(CaseField("steps", "Steps", bad),))
    assert refused.value.field_name == "fields"


def test_the_same_words_say_the_same_whenever_they_were_worked_out() -> None:
    later = draft(first_response_due_at=SUBMITTED_AT + timedelta(days=9), policy_version="2027-01", idempotency_key="2")
    assert draft().says_the_same(later)
    assert case().says_the_same(later)


@pytest.mark.parametrize(
    "changes",
    [
        {"description": "other"},
        {"contact_email": "eve@example.org"},
        {"fields": ()},
        {"answers": (CaseAnswer("down", "Is production down?", "no", "No"),)},
        {"policy": "other"},
    ],
)
def test_other_words_or_answers_do_not_say_the_same(changes: dict[str, Any]) -> None:
    assert not draft().says_the_same(draft(**changes))


@given(TEXT, TEXT, TEXT, st.datetimes(timezones=st.just(timezone(timedelta(hours=5, minutes=30)))))
@settings(max_examples=50)
def test_a_case_survives_json_exactly(text: str, other: str, third: str, at: datetime) -> None:
    written = case(
        description=text,
        contact_name=other,
        fields=(CaseField("steps", other, third),),
        answers=(CaseAnswer(text, other, third, text),),
        reasons=(CaseReason(text, other, None),),
        first_response_due_at=at,
        articles_read=(third,),
    )
    assert from_json(json.loads(json.dumps(as_json(written))), written.secret, written.idempotency_key) == written


def test_the_json_names_its_format_and_holds_neither_secret_nor_key() -> None:
    text = json.dumps(as_json(case()))
    assert '"signpost-case/1"' in text
    assert "a-secret" not in text
    assert "key-1" not in text


def test_json_of_another_format_is_refused() -> None:
    with pytest.raises(ValueError, match="signpost-case/1"):
        from_json(as_json(case()) | {"format": "signpost-case/2"}, "s", "k")


def test_the_markdown_holds_every_value_of_the_case() -> None:
    text = as_markdown(case(), "https://help.example.org")
    for wanted in (
        "# Case SP-7KDF-3QX",
        "**Severity:** Severity 1",
        "**First response:** Within 1 business day, due 2026-06-19 15:00 CEST (13:00 UTC)",
        "**Resolution:** none promised",
        "## Support ID\n\n4711",
        "```\n1. plug\n2. look\n```",
        "ada@example.org",
        "Is production down? **Yes**",
        "(our reading: down means unusable) <https://help.example.org/policies/acme/#severity>",
        "https://help.example.org/articles/router/flap",
    ):
        assert wanted in text


@given(st.text(alphabet="`~#*_<>[]()!\\ \n\r\tab1.-é😀\u202e", max_size=60))
def test_what_the_customer_typed_stands_in_markdown_and_cannot_break_out(text: str) -> None:
    written = quoted(text)
    fenced = re.fullmatch(r"(?P<fence>`{3,})\n(?P<inside>.*)\n(?P=fence)", written, re.DOTALL)
    if fenced:
        assert fenced["inside"] == text
        assert fenced["fence"] not in text
    elif text:
        assert written == text
        assert not set(text) & set("`~#*_<>[]\\!\n\r\t")


@pytest.mark.parametrize("text", ["1. one", "a  b", " a", "a ", "- a", "a_b_", "<b>", "[a](b)", "a\n"])
def test_text_that_reads_as_markdown_is_fenced(text: str) -> None:
    assert quoted(text) == f"```\n{text}\n```"


@pytest.mark.parametrize("text", ["4711", "Version 1.2.3 (64 bit)", "ada@example.org", "Ödön, 5 o'clock"])
def test_plain_words_stand_as_they_are(text: str) -> None:
    assert quoted(text) == text


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("Europe/Stockholm", "2026-06-18 15:00 CEST (13:00 UTC)"),
        ("Asia/Tokyo", "2026-06-18 22:00 JST (13:00 UTC)"),
        ("Pacific/Auckland", "2026-06-19 01:00 NZST (2026-06-18 13:00 UTC)"),
        ("UTC", "2026-06-18 13:00 UTC"),
        ("No/Where", "2026-06-18 13:00 UTC"),
        ("../../etc/passwd", "2026-06-18 13:00 UTC"),
        ("Europe", "2026-06-18 13:00 UTC"),
    ],
)
def test_a_moment_is_told_in_the_customers_zone_and_in_utc(zone: str, text: str) -> None:
    assert local_text(SUBMITTED_AT, zone) == text
