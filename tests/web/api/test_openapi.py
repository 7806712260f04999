"""The OpenAPI document: valid, complete, true of what is answered, and held against made-up requests."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis.engine import events, from_schema
from werkzeug.test import TestResponse

DUE = {"tier": "advanced", "severity": 1, "measure": "first_response", "reported_at": "2026-06-18T15:00:00+02:00"}
CASE = {"policy": "photoprism", "answers": {}, "fields": {}, "idempotency_key": "key-00001"}
NO_CASES = {**DUE, "tier": "community"}
REQUESTS: list[tuple[str, str, str, dict[str, Any]]] = [
    ("get", "/api/v1/policies", "", {}),
    *(("get", "/api/v1/policies/{slug}", f"/api/v1/policies/{slug}", {})
      for slug in ("clickhouse", "clusterpoint", "photoprism", "severalnines")),
    ("get", "/api/v1/policies/{slug}", "/api/v1/policies/nope", {}),
    ("get", "/api/v1/policies/{slug}", "/api/v1/policies/clickhouse?as_of=now", {}),
    ("post", "/api/v1/policies/{slug}/due", "/api/v1/policies/severalnines/due", {"json": DUE}),
    ("post", "/api/v1/policies/{slug}/due", "/api/v1/policies/severalnines/due", {"json": NO_CASES}),
    ("post", "/api/v1/policies/{slug}/due", "/api/v1/policies/severalnines/due", {"json": {}}),
    ("post", "/api/v1/policies/{slug}/due", "/api/v1/policies/severalnines/due", {"data": "{"}),
    ("get", "/api/v1/triage/{slug}", "/api/v1/triage/severalnines", {}),
    ("get", "/api/v1/triage/{slug}", "/api/v1/triage/severalnines?product=nope", {}),
    ("get", "/api/v1/triage/{slug}", "/api/v1/triage/clickhouse?product=cloud-trial&need=broken", {}),
    ("get", "/api/v1/triage/{slug}", "/api/v1/triage/photoprism?product=photoprism&need=question&plan=unknown", {}),
    ("get", "/api/v1/search", "/api/v1/search?q=severity", {}),
    ("get", "/api/v1/search", "/api/v1/search?q=severity&page=0", {}),
    ("post", "/api/v1/cases", "", {"json": CASE}),
    ("post", "/api/v1/cases", "", {"data": "{}", "content_type": "text/plain"}),
]  # fmt: skip


@pytest.fixture(scope="module")
def document(app: Flask) -> dict[str, Any]:
    """The document as it is served."""
    found: dict[str, Any] = app.test_client().get("/api/openapi.json").get_json()
    return found


def test_the_document_is_valid_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_every_route_of_the_api_is_in_the_document_and_no_other(app: Flask, document: dict[str, Any]) -> None:
    served = {
        (method.lower(), re.sub(r"<(\w+)>", r"{\1}", rule.rule))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    told = {(method, path) for path, operations in document["paths"].items() for method in operations}
    assert told == served


def test_every_operation_has_its_own_id_and_a_sentence(document: dict[str, Any]) -> None:
    told = [operation for operations in document["paths"].values() for operation in operations.values()]
    assert len({operation["operationId"] for operation in told}) == len(told)
    assert all(operation["summary"].endswith(".") for operation in told)


def test_an_answer_names_every_field_and_leaves_none_out(document: dict[str, Any]) -> None:
    for name, schema in document["components"]["schemas"].items():
        if name.endswith("Message"):
            assert set(schema["required"]) == set(schema["properties"]), name


@pytest.mark.parametrize(
    ("method", "path", "address", "sent"),
    [pytest.param(*each, id=f"{n} {each[0]} {each[2] or each[1]}") for n, each in enumerate(REQUESTS)],
)
def test_an_answer_is_what_the_document_says(
    client: FlaskClient, document: dict[str, Any], method: str, path: str, address: str, sent: dict[str, Any]
) -> None:
    sent = {"content_type": "application/json", **sent} if method == "post" else sent
    answer = client.open(address or path, method=method, **sent)
    assert list(_faults(document, document["paths"][path][method], answer)) == []


def _faults(document: dict[str, Any], operation: dict[str, Any], answer: TestResponse) -> Iterator[str]:
    """What an answer has that its operation does not say."""
    told = operation["responses"].get(str(answer.status_code))
    if told is None:
        yield f"{answer.status_code} is not told of"
        return
    ((content_type, content),) = told["content"].items()
    if answer.content_type != content_type:
        yield f"{answer.content_type} instead of {content_type}"
    schema = {**content["schema"], "components": document["components"]}
    for error in Draft202012Validator(schema).iter_errors(answer.get_json()):
        yield f"{error.json_path}: {error.message}"


CONFIG = {
    "seed": 1,
    "continue-on-failure": True,
    "headers": {"Accept-Encoding": "identity"},  # its WSGI transport unpacks nothing
    "generation": {"max-examples": 25, "database": "none"},
    # Which tiers, questions and days there are is a matter of each policy: a document for all cannot tell.
    "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "404", "409", "422"]}},
    # In a query all is text: an answer that is a number to the document's eye is no other than one that is not.
    "operations": [
        {"include-operation-id": "triage", "checks": {"negative_data_rejection": {"enabled": False}}},
    ],
}


@pytest.mark.filterwarnings("default")
def test_no_request_made_up_from_the_document_is_answered_otherwise_than_it_says(app: Flask) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", app, config=schemathesis.Config.from_dict(CONFIG))
    failures, tried = set(), 0
    for event in from_schema(schema).execute():
        assert not isinstance(event, events.FatalError | events.NonFatalError), event
        if isinstance(event, events.ScenarioFinished):
            tried += len(event.recorder.interactions)
            failures |= set(_failed(event))
    assert failures == set()
    assert tried > 300


def _failed(event: events.ScenarioFinished) -> Iterator[str]:
    for checks in event.recorder.checks.values():
        for check in checks:
            if check.failure_info is not None:
                found = check.failure_info
                yield f"{event.recorder.label}: {check.name}: {found.failure}\n{found.code_sample}"
