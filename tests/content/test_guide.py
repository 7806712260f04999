"""The guide to writing policies, held against the schema, the checks and the commands that it describes."""

import ast
import re
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner

from app.cli.__main__ import main
from app.config import CHECKOUT
from app.content.front_matter import read_source
from app.content.placements import BLOCKS
from app.content.policy_file import PolicyForm
from app.content.problems import Problems
from tests.content.conftest import ContentFolder

GUIDE = (CHECKOUT / "docs" / "policies.md").read_text(encoding="utf-8")
GUIDES = "".join(
    (CHECKOUT / "docs" / name).read_text(encoding="utf-8")
    for name in ("policies.md", "articles.md", "pages.md", "hand-off.md")
)
FENCES = re.findall(r"^```(\w+)\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
EXAMPLE = next(text for kind, text in FENCES if kind == "markdown")
PIECES = [text for kind, text in FENCES if kind == "yaml" and not text.startswith("#")]

CHECKS = [*sorted((CHECKOUT / "app" / "content").glob("*.py")), CHECKOUT / "app" / "domain" / "proof.py"]
# What notes a problem, and where the message stands among its arguments.
NOTES = {"problem": 1, "add": 2, "Problem": 3, "Finding": 1, "Fault": 0, "ValueError": 0}


@pytest.fixture
def example(folder: ContentFolder) -> ContentFolder:
    """A content folder with the guide's example, at the place that the guide gives it."""
    folder.write("policies/lantern/1.0.md", EXAMPLE)
    return folder


def test_the_example_is_published_without_an_error_or_a_warning(example: ContentFolder) -> None:
    library = example.read()
    assert (list(library.policies), library.warnings) == (["lantern"], ())


@pytest.mark.parametrize("command", ["check", "prove"])
def test_the_commands_of_the_guide_accept_the_example(example: ContentFolder, command: str) -> None:
    result = CliRunner().invoke(main, [command], env={"SIGNPOST_CONTENT_DIR": str(example.path)})
    assert result.exit_code == 0, result.output


def test_the_example_has_as_many_ways_as_the_guide_says(example: ContentFolder) -> None:
    graph = example.read().policies["lantern"][0].proof.graph
    assert (graph.paths, graph.longest) == (6, 3)
    assert "six ways through the triage, with three questions at most" in GUIDE


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.split(":")[0])
def test_every_piece_of_front_matter_in_the_guide_has_the_form_of_the_schema(piece: str) -> None:
    PolicyForm.model_validate(_front_matter(EXAMPLE) | _front_matter(f"---\n{piece}---\n"))


def _front_matter(text: str) -> dict[str, Any]:
    source = read_source("guide", text.encode(), Problems("guide"))
    assert source is not None
    return source.data


def test_the_guide_names_every_field_and_every_value_of_the_schema() -> None:
    known = {word for word in _words(PolicyForm.model_json_schema()) if isinstance(word, str)}
    assert len(known) > 100
    assert {word for word in known if not re.search(rf"[`\s]{re.escape(word)}[`:]", GUIDE)} == set()


def _words(schema: object) -> Iterator[object]:
    """The fields and values that a JSON Schema knows."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        yield from schema.get("enum", ())
    for part in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from _words(part)


def test_the_guide_names_every_table_that_prose_can_place() -> None:
    assert {block for block in BLOCKS if not re.search(rf"`\[\[{block}( \w+)?\]\]`", GUIDE)} == set()


def test_the_guides_name_every_message_of_the_checks() -> None:
    rows = [line for line in GUIDES.splitlines() if line.startswith("| `")]
    messages = set(_messages())
    assert len(messages) > 40
    assert {text for text in messages if not any(re.search(text, row) for row in rows)} == set()


def _messages() -> Iterator[str]:
    """The messages of the checks as patterns: whatever is filled in may stand between their words."""
    calls = (
        node for path in CHECKS for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)
    )
    for call in calls:
        place = NOTES.get(getattr(call.func, "attr", getattr(call.func, "id", "")), len(call.args))
        for said in call.args[place : place + 1]:
            parts = said.values if isinstance(said, ast.JoinedStr) else [said]
            words = [re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".*" for part in parts]
            yield "".join(words).split(":")[0]  # behind a colon stands the hint
