"""The OpenAPI 3.1 document, generated from the operations and their messages."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from app.web.api.messages import Problem

CASE_SCHEMA = "/api/schemas/signpost-case-1.json"
PROBLEM = "application/problem+json"
REASONS = {
    400: "The request could not be read.",
    401: "The signature does not prove the body, or is too old.",
    404: "There is no such thing here.",
    409: "The same idempotency key was used for another case.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    422: "A value cannot be used; the detail says which and what to write.",
    429: "More requests at once than this site takes.",
    503: "This part of the site cannot be used at the moment.",
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an operation: in the path or in the query."""

    name: str
    where: str
    schema: dict[str, Any]
    about: str
    is_required: bool = False

    def as_json(self) -> dict[str, Any]:
        """The parameter as OpenAPI writes it."""
        return {
            "name": self.name,
            "in": self.where,
            "required": self.is_required or self.where == "path",
            "description": self.about,
            "schema": self.schema,
        }


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of the API, as it is registered on its view."""

    method: str
    path: str
    name: str
    summary: str
    answers: dict[int, type[BaseModel]]
    parameters: tuple[Parameter, ...] = ()
    body: type[BaseModel] | None = None
    errors: tuple[int, ...] = ()
    takes_answers: bool = False


OPERATIONS: list[Operation] = []


def operation(
    method: str,
    path: str,
    answers: dict[int, type[BaseModel]],
    *parameters: Parameter,
    errors: tuple[int, ...] = (),
    body: type[BaseModel] | None = None,
    takes_answers: bool = False,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a view as an operation; its docstring is the summary."""

    def register(view: Callable[..., Any]) -> Callable[..., Any]:
        summary = (view.__doc__ or "").strip().splitlines()[0]
        found = Operation(method, path, view.__name__, summary, answers, parameters, body, errors, takes_answers)
        OPERATIONS.append(found)
        return view

    return register


def document(public_url: str, version: str) -> dict[str, Any]:
    """The whole document."""
    models = {model for op in OPERATIONS for model in (*op.answers.values(), *([op.body] if op.body else []))} | {
        Problem
    }
    ordered = sorted(models, key=lambda model: model.__name__)
    _, schemas = models_json_schema(
        [(model, "validation") for model in ordered], ref_template="#/components/schemas/{model}"
    )
    paths: dict[str, dict[str, Any]] = {}
    for each in OPERATIONS:
        paths.setdefault(each.path, {})[each.method] = _operation(each)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Signpost",
            "version": version,
            "description": "Support policies as data: what is promised, when it is due, and where a case goes.",
        },
        "externalDocs": {
            "description": "The JSON Schema of a case as desks get it, format signpost-case/1.",
            "url": f"{public_url}{CASE_SCHEMA}",
        },
        "servers": [{"url": public_url}],
        "paths": paths,
        "components": {"schemas": schemas["$defs"]},
    }


def _operation(each: Operation) -> dict[str, Any]:
    parameters = [parameter.as_json() for parameter in each.parameters]
    if each.takes_answers:
        parameters.append(
            {
                "name": "answers",
                "in": "query",
                "required": False,
                "style": "form",
                "explode": True,
                "description": "Answers keyed by question, in any order; `unknown` where a customer does not know.",
                "schema": {"type": "object", "additionalProperties": {"type": "string"}},
            }
        )
    found: dict[str, Any] = {
        "operationId": each.name,
        "summary": each.summary,
        "parameters": parameters,
        "responses": {
            **{str(code): _response("The answer.", model) for code, model in each.answers.items()},
            **{str(code): _response(REASONS[code], Problem, PROBLEM) for code in (*each.errors, 429)},
        },
    }
    if each.body is not None:
        schema = {"$ref": f"#/components/schemas/{each.body.__name__}"}
        found["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return found


def _response(about: str, model: type[BaseModel], kind: str = "application/json") -> dict[str, Any]:
    return {"description": about, "content": {kind: {"schema": {"$ref": f"#/components/schemas/{model.__name__}"}}}}
