"""The published JSON Schemas of the front matter of policies and articles, for editors."""

import json
from typing import Any

from pydantic import BaseModel

from app.content.articles import ArticleForm
from app.content.policy_file import PolicyForm

ADDRESS = "content/policy.schema.json"
OF_ARTICLES = "content/article.schema.json"


def policy_schema_text() -> str:
    """The schema as it is published, ending with a line feed."""
    return _text("Signpost policy", PolicyForm)


def article_schema_text() -> str:
    """The schema of an article as it is published, ending with a line feed."""
    return _text("Signpost article", ArticleForm)


def _text(title: str, form: type[BaseModel]) -> str:
    dialect = "https://json-schema.org/draft/2020-12/schema"
    schema = _closed({"$schema": dialect, "title": title, **form.model_json_schema()})
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def _closed(schema: Any) -> Any:
    """The schema with no other keys wherever it names patterns for them."""
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: _closed(value) for key, value in schema.items()}
    return closed | {"additionalProperties": False} if "patternProperties" in closed else closed
