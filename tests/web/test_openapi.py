"""The OpenAPI document: valid, complete, true of what is answered, and held against made-up requests."""

import re
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, settings
from openapi_spec_validator import OpenAPIV31SpecValidator

api = schemathesis.pytest.from_fixture("described")


@pytest.fixture(scope="module")
def described(app: Flask) -> Any:
    """The API as its document describes it."""
    return schemathesis.openapi.from_wsgi("/api/openapi.json", app)


@api.parametrize()
@settings(max_examples=25, deadline=None)
def test_no_request_made_up_from_the_document_breaks_what_it_says(case: schemathesis.Case) -> None:
    case.call_and_validate()
