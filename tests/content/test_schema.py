"""The published JSON Schema is that of the forms, takes what the site takes, and refuses what it refuses."""

import json
from pathlib import Path

import jsonschema
import pytest

from app.config import CHECKOUT
from app.content.front_matter import read_source
from app.content.problems import Problems
from app.content.schema import ADDRESS, OF_ARTICLES, article_schema_text, policy_schema_text
from tests.content.example_policy import TEXT, replaced

SCHEMA = json.loads(policy_schema_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)
OF_ARTICLE = json.loads(article_schema_text())
FOR_ARTICLES = jsonschema.Draft202012Validator(OF_ARTICLE, format_checker=VALIDATOR.format_checker)
POLICIES = sorted((CHECKOUT / "content" / "policies").rglob("*.md"))


def refused(text: str, validator: jsonschema.Draft202012Validator = VALIDATOR) -> list[str]:
    """Where the schema refuses a file, as an editor would show it: keys are texts there."""
    source = read_source("file.md", text.encode(), Problems("file.md"))
    assert source is not None
    data = json.loads(json.dumps(source.data))
    return ["/".join(map(str, error.absolute_path)) for error in validator.iter_errors(data)]


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_published_schema_is_that_of_the_forms() -> None:
    assert (CHECKOUT / ADDRESS).read_text(encoding="utf-8") == policy_schema_text()


def test_the_example_and_every_published_policy_meet_the_schema() -> None:
    found = {path.parent.name: refused(path.read_text(encoding="utf-8")) for path in POLICIES}
    assert {name: places for name, places in [("acme", refused(TEXT)), *found.items()] if places} == {}


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_published_policy_names_the_schema_for_editors(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("---\n# yaml-language-server: $schema=../../policy.schema.json\n")
    assert (path.parent / "../../policy.schema.json").resolve() == (CHECKOUT / ADDRESS).resolve()


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("summary: How", "sumary: x\nsummary: How", ""), ("vendor: Acme\n", "", ""),
        ("kind: forum\n", "kind: forums\n", "outcomes/ask-around/kind"),
        ("1: 2 hours on always", "1: {target: two hours}", "targets/first_response/table/gold/1"),
        ("site: https://acme.example\n", "site: acme.example\n", "site"),
        ("captured_on: 2026-01-02", "captured_on: tomorrow", "captured_on"),
        ("hit_policy: unique", "hit_policy: collect", "decisions/outcome/hit_policy"),
    ],
)  # fmt: skip
def test_an_editor_sees_what_the_site_would_refuse(old: str, new: str, at: str) -> None:
    assert at in refused(replaced((old, new)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1: 2 hours on always", "1: two hours"),
        ("      basic: not included", "      basic: perhaps"),
        ("        1: 2 hours on always", "        10: 2 hours on always"),
        ("  3:\n    label: S3", "  x:\n    label: S3"),
        ("  starter:\n", "  Starter:\n"),
    ],
    ids=["a target as bare text", "a value as bare text", "a column of the targets", "a severity", "an id"],
)
def test_an_editor_sees_wrong_short_forms_and_ids_too(old: str, new: str) -> None:
    assert set(refused(replaced((old, new)))) - set(refused(TEXT))


def test_every_field_of_the_schema_is_closed() -> None:
    forms = [SCHEMA, *SCHEMA["$defs"].values()]
    assert [
        form["title"] for form in forms if form.get("properties") and form.get("additionalProperties") is not False
    ] == []


def test_the_published_schema_of_articles_is_that_of_the_form() -> None:
    jsonschema.Draft202012Validator.check_schema(OF_ARTICLE)
    assert (CHECKOUT / OF_ARTICLES).read_text(encoding="utf-8") == article_schema_text()


def test_every_published_article_meets_the_schema() -> None:
    paths = sorted((CHECKOUT / "content" / "articles").rglob("*.md"))
    found = {path.name: refused(path.read_text(encoding="utf-8"), FOR_ARTICLES) for path in paths}
    assert {name: places for name, places in found.items() if places} == {}


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("draft: yes", "draft"),
        ("publish_on: soon", "publish_on"),
        ("redirect_from: [/x]", "redirect_from/0"),
        ("tags: outage", "tags"),
        ("author: Ada", ""),
    ],
)
def test_an_editor_sees_a_slip_in_an_article(line: str, at: str) -> None:
    assert refused(f"---\ntitle: A\n{line}\n---\n", FOR_ARTICLES) == [at]
    assert refused("---\ntitle: A\ndraft: true\n---\n", FOR_ARTICLES) == []
