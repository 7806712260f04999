"""The published schema of a case: every case fits it, and what is not of the format does not."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator, FormatChecker

from app.cases.case_schema import case_schema
from app.domain.case import Case, CaseFile, accepted
from app.domain.case_json import as_json, from_json
from tests.cases.made_up import CASES
from tests.cases.samples import SUBMITTED_AT, draft

SCHEMA = case_schema()
CHECK = Draft202012Validator(SCHEMA, format_checker=FormatChecker())
ADDED_LATER = ("environment", "files", "readings", "entitlement")


def _objects(schema: Any) -> Iterator[dict[str, Any]]:
    """Every schema of an object in it."""
    for each in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from _objects(each)
    if isinstance(schema, dict) and "properties" in schema and isinstance(schema["properties"], dict):
        yield schema


@given(CASES)
@settings(max_examples=60, deadline=None)
def test_every_case_fits_the_schema_and_is_read_back_as_it_was(case: Case) -> None:
    written = json.loads(json.dumps(as_json(case)))
    assert [error.message for error in CHECK.iter_errors(written)] == []
    assert from_json(written, case.secret, case.idempotency_key) == case


def test_what_a_webhook_gets_fits_it_with_the_contents_of_files() -> None:
    file = CaseFile("f1", "a.log", "text/plain", 3, "0" * 64)
    written = as_json(accepted(draft(files=(file,)), "SP-7KDF-3QX", "secret", SUBMITTED_AT))
    for content in ("bG9n", None):
        sent = written | {"files": [written["files"][0] | {"content": content}]}
        assert [error.message for error in CHECK.iter_errors(sent)] == []


def test_the_schema_is_one_of_draft_2020_12() -> None:
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(SCHEMA)


def test_every_key_is_described_and_needed_and_no_other_is_taken() -> None:
    found = list(_objects(SCHEMA))
    assert len(found) == 13
    for each in found:
        assert each["additionalProperties"] is False
        assert set(each["required"]) == set(each["properties"]) - {"content"}
        for name, key in each["properties"].items():
            told = SCHEMA["$defs"][key["$ref"].rpartition("/")[2]] if "$ref" in key else key
            assert told["description"].endswith("."), name


@given(CASES)
@settings(max_examples=5, deadline=None)
def test_what_is_not_of_the_format_is_noticed(case: Case) -> None:
    good = as_json(case)
    for wrong in (
        good | {"format": "signpost-case/2"},
        good | {"more": 1},
        good | {"severity": {"level": "1", "name": ""}},
        good | {"submitted_at": "yesterday"},
        {name: value for name, value in good.items() if name != "zone"},
    ):
        assert not CHECK.is_valid(wrong)


@pytest.mark.parametrize("missing", [*((name,) for name in ADDED_LATER), ADDED_LATER])
@given(case=CASES)
@settings(max_examples=5, deadline=None)
def test_a_case_from_before_a_key_was_there_is_still_read(missing: tuple[str, ...], case: Case) -> None:
    written = as_json(case)
    for name in missing:
        del written[name]
    for reason in written["reasons"]:
        del reason["clause"], reason["clause_title"]
    read = from_json(written, case.secret, case.idempotency_key)
    assert (read.summary, read.fields, read.answers) == (case.summary, case.fields, case.answers)
    assert [(each.text, each.clause) for each in read.reasons] == [(each.text, "") for each in case.reasons]
    assert CHECK.is_valid(as_json(read))
