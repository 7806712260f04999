"""The guide to writing articles, held against the schema and the checks that it describes."""

import re

import pytest

from app.config import CHECKOUT
from app.content.articles import ArticleForm
from app.content.attachments import MOST_BYTES, TYPES
from tests.content.conftest import ContentFolder

GUIDE = (CHECKOUT / "docs" / "articles.md").read_text(encoding="utf-8")
FIELDS = GUIDE.split("## Front matter")[1].split("\n## ")[0]
PIECES = re.findall(r"^```yaml\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


def test_the_table_names_every_field_and_no_other() -> None:
    named = re.findall(r"^\| `(\w+)` \|", FIELDS, re.MULTILINE)
    assert named == list(ArticleForm.model_fields)


@pytest.mark.parametrize("piece", PIECES, ids=lambda piece: piece.strip("-\n# ").split(":")[0])
def test_every_piece_of_front_matter_in_the_guide_is_read(folder: ContentFolder, piece: str) -> None:
    fields = piece.strip("-\n")
    title = "" if "title:" in fields.split("\n")[0] else "title: A\n"
    for address in ("which-severity", "replication"):
        folder.write(f"articles/clickhouse/{address}.md", "---\ntitle: B\n---\n")
    folder.write("articles/clickhouse/a.md", f"---\n{title}{fields}\n---\n")
    assert folder.read().articles["clickhouse/a"].title


def test_the_guide_names_every_ending_of_a_file_and_the_greatest_size() -> None:
    rows = GUIDE.split("| Kind | Endings |")[1].split("\n\n")[0]
    assert {suffix for suffix in TYPES if f"`{suffix[1:]}`" not in rows} == set()
    assert f"At most {MOST_BYTES // 1_000_000} MB" in GUIDE
