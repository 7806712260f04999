"""What holds for any text: code is as it was, no word of prose is lost, a second import changes nothing."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from app.content.importing.importer import Wishes, import_articles
from app.content.importing.includes import Pages
from app.content.importing.pages import translated
from app.content.importing.report import Report
from app.content.importing.site import Site, Tool

WORDS = st.lists(st.from_regex(r"[a-z]{3,9}", fullmatch=True), min_size=1, max_size=6).map(" ".join)
MARKS = st.sampled_from(
    [
        *("{}", "# {}", "## {}", "- {}", "  - {}", "1. {}", "> {}", "**{}**", "`{}`", "~~{}~~", "    {}", "{}\n---"),
        *("> [!NOTE]\n> {}", ":::note\n{}\n:::", ":::tip {}\nx\n:::", '!!! info "{}"\n    x', '=== "{}"\n\n    x'),
        *("[{}](none.md)", "<div>\n{}\n</div>", "<Card>{}</Card>", "<details>\n<summary>{}</summary>\nx\n</details>"),
        '<Tabs>\n<TabItem label="{}">\nx\n</TabItem>\n</Tabs>',
        "{{{{< note >}}}}{}{{{{< /note >}}}}",
        *("| {} | b |\n|---|---|\n| c | d |", "[^1]: {}", "term\n: {}"),
    ]
)
BLOCKS = st.lists(st.tuples(MARKS, WORDS).map(lambda pair: pair[0].format(pair[1])), min_size=1, max_size=8)
CODE = st.text(st.sampled_from("abc <>{}[]()!:=-#*_~$%&|\\\"'\n"), max_size=80).filter(lambda text: "~~~~" not in text)
TOOLS = st.sampled_from(["docusaurus", "mkdocs", "hugo", "markdown"])


def carried(text: str, tool: Tool) -> list[str]:
    """The lines that a text becomes."""
    site, report = Site(tool, "", "", frozenset()), Report()
    pages = Pages(_Nothing(), site, report)
    lines, modules = pages.lines("a.md", text, 1)
    return [line.text for line in translated(lines, modules, site, report, is_jsx=pages.is_jsx("a.md"))]


class _Nothing:
    names: tuple[str, ...] = ()

    def read(self, name: str) -> bytes:
        raise FileNotFoundError(name)


@settings(max_examples=60, deadline=None)
@given(BLOCKS, TOOLS)
def test_no_word_of_the_prose_is_lost(blocks: list[str], tool: Tool) -> None:
    text = "\n\n".join(blocks)
    words = set(
        re.findall(r"[a-z]{3,9}", re.sub(r"\]\(none\.md\)|\{\{<.*?>\}\}|</?\w+[^>]*>|:::\w+|!!! \w+", " ", text))
    )
    assert words - set(re.findall(r"[a-z]{3,9}", "\n".join(carried(text, tool)).lower())) <= {"label"}


@settings(max_examples=60, deadline=None)
@given(BLOCKS, CODE, BLOCKS, TOOLS)
def test_code_is_as_it_was(before: list[str], code: str, after: list[str], tool: Tool) -> None:
    parts = ["\n\n".join(before), f"End.\n\n~~~~\n{code}\n~~~~", "\n\n".join(after)]
    assert f"~~~~\n{code}\n~~~~" in "\n".join(carried("\n\n".join(parts), tool))


@settings(max_examples=25, deadline=None)
@given(BLOCKS)
def test_importing_twice_changes_nothing(blocks: list[str]) -> None:
    with TemporaryDirectory() as folder:
        source, articles = Path(folder) / "source", Path(folder) / "articles"
        source.mkdir()
        (source / "a.md").write_text("\n\n".join(blocks))
        import_articles(source, articles, Wishes("docs"))
        before = (articles / "docs/a.md").read_bytes()
        assert import_articles(source, articles, Wishes("docs")).counts["articles unchanged"] == 1
        assert (articles / "docs/a.md").read_bytes() == before
