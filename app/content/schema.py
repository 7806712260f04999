"""The published JSON Schema of a policy's front matter, for editors."""

import json
from typing import Any

from app.content.policy_file import PolicyForm

ADDRESS = "content/policy.schema.json"


def policy_schema_text() -> str:
    """The schema as it is published, ending with a line feed."""
    schema = _closed(
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "Signpost policy",
            **PolicyForm.model_json_schema(),
        }
    )
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def _closed(schema: Any) -> Any:
    """The schema with no other keys wherever it names patterns for them."""
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: _closed(value) for key, value in schema.items()}
    return closed | {"additionalProperties": False} if "patternProperties" in closed else closed
