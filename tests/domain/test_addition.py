"""An addition as values, as JSON and as text: whole in each, and nothing typed can break out."""

import json
from datetime import datetime, timedelta

import pytest

from app.domain.addition import Addition, AdditionKind, Due, added
from app.domain.addition_json import as_json, from_json
from app.domain.addition_text import as_markdown, subject_of
from app.domain.case import Case, CaseFile, UnusableText, accepted
from tests.cases.samples import SUBMITTED_AT, draft
from tests.domain.additions import addition_draft

KINDS = list(AdditionKind)
FILE = CaseFile("id", "a `b`.log", "text/plain", 2048, "ab" * 32)


@pytest.fixture
def case() -> Case:
    return accepted(draft(), "SP-2222-222", "s" * 32, SUBMITTED_AT)


def _added(case: Case, kind: AdditionKind = AdditionKind.COMMENT, **changes: object) -> Addition:
    return added(addition_draft(kind, **changes), case, 2, SUBMITTED_AT + timedelta(hours=1))


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_read_back_from_json_as_it_was(case: Case, kind: AdditionKind) -> None:
    addition = _added(case, kind, files=(FILE,))
    assert from_json(json.loads(json.dumps(as_json(addition))), addition.idempotency_key) == addition


def test_what_is_no_addition_is_refused(case: Case) -> None:
    with pytest.raises(ValueError, match="signpost-addition/1"):
        from_json(as_json(_added(case)) | {"format": "signpost-case/1"}, "key")


@pytest.mark.parametrize("kind", KINDS)
def test_a_desk_reads_what_it_is_of_which_case_and_from_whom(case: Case, kind: AdditionKind) -> None:
    addition = _added(case, kind)
    text = as_markdown(addition, case)
    for part in ("SP-2222-222", "**Addition:** 2, 2026-06-18 16:00 CEST", "Ada\n\nada@example.org", addition.text):
        assert part in text


def test_a_higher_severity_says_what_is_asked_what_the_answers_lead_to_and_by_when(case: Case) -> None:
    text = as_markdown(_added(case, AdditionKind.SEVERITY), case)
    for part in (
        "**Severity of the case:** Severity 1",
        "**Severity asked for:** Severity 1",
        "**Severity by the answers now:** Severity 1 or Severity 2",
        "**First response at that severity, counted from this message:** 2 hours, due 2026-06-18 19:00 CEST",
        "**Resolution at that severity, counted from this message:** best effort",
        "- Is production down? **All of it** (was: Yes)",
        "- Who? **Us** (not asked before)",
    ):
        assert part in text


def test_an_escalation_is_marked_in_subject_and_text_and_names_the_time_that_was_due(case: Case) -> None:
    addition = _added(case, AdditionKind.ESCALATION)
    assert subject_of(addition, "SP-2222-222 Links flap") == "ESCALATION: Re: SP-2222-222 Links flap"
    assert "# ESCALATION of case SP-2222-222" in as_markdown(addition, case)
    assert "**First response of the case:** Within 1 business day, due 2026-06-19 15:00" in as_markdown(addition, case)


@pytest.mark.parametrize("kind", [AdditionKind.COMMENT, AdditionKind.SOLVED, AdditionKind.WITHDRAWAL])
def test_others_answer_under_the_subject_of_the_case(case: Case, kind: AdditionKind) -> None:
    assert subject_of(_added(case, kind), "SP-2222-222 Links flap") == "Re: SP-2222-222 Links flap"


@pytest.mark.parametrize("typed", ["# no heading", "```\nfence", "<img src=x>", "- [ ] a", ""])
def test_nothing_typed_becomes_markdown(case: Case, typed: str) -> None:
    text = as_markdown(_added(case, text=typed), case)
    assert text.count("\n# ") + text.startswith("# ") == (2 if typed.startswith("#") else 1)
    assert "```" in text if typed else "*not given*" in text


def test_the_names_of_files_stand_in_the_text_with_their_size(case: Case) -> None:
    assert "```\na `b`.log (2 kB)\n```" in as_markdown(_added(case, files=(FILE,)), case)


@pytest.mark.parametrize("text", ["\0", "\ud800"])
def test_text_that_no_mail_can_carry_is_refused(text: str) -> None:
    with pytest.raises(UnusableText):
        addition_draft(text=text)


def test_a_key_and_a_zone_are_needed() -> None:
    with pytest.raises(ValueError, match="idempotency key"):
        addition_draft(idempotency_key="")
    with pytest.raises(ValueError, match="no zone"):
        addition_draft(first_response=Due("soon", datetime(2026, 1, 1)))


def test_fewer_files_say_the_same_and_others_do_not() -> None:
    both, none = addition_draft(files=(FILE,)), addition_draft()
    assert both.says_the_same(none)
    assert not none.says_the_same(both)
    assert not none.says_the_same(addition_draft(text="Else."))
