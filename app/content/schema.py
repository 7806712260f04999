"""The published JSON Schema of a policy's front matter, for editors."""

import json

from app.content.policy_file import PolicyForm

ADDRESS = "content/policy.schema.json"


def policy_schema_text() -> str:
    """The schema as it is published, ending with a line feed."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Signpost policy",
        **PolicyForm.model_json_schema(),
    }
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
