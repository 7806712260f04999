"""What other tools write, as the site writes it; what cannot be carried is listed and its words kept."""

import pytest

from app.content.markdown import render
from tests.content.importing.conftest import Import, noted


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (":::note\n\nText\n\n:::\n", "!!! note\n    Text\n"),
        (":::info Do this\nText\n:::\n", '!!! note "Do this"\n    Text\n'),
        (":::caution[Mind]\nText\n:::\n", '!!! warning "Mind"\n    Text\n'),
        ("::::tip\nA\n\n:::danger\nB\n:::\n::::\n", "!!! tip\n    A\n\n    !!! danger\n        B\n"),
        ("> [!IMPORTANT]\n> Text\n> more\n\nAfter\n", '!!! note "Important"\n    Text\n    more\n\nAfter\n'),
        ('<Admonition type="warning" title="Mind">\n\n  Text\n\n</Admonition>\n', '!!! warning "Mind"\n    Text\n'),
        ("<details><summary>More <b>here</b></summary>\n\nText\n\n</details>\n", '!!! note "More here"\n    Text\n'),
        (
            '<Tabs>\n  <TabItem value="a" label="Linux">\n\n  Text\n\n  ```bash\n  x\n  ```\n\n  </TabItem>\n</Tabs>\n',
            "**Linux**\n\nText\n\n```bash\nx\n```\n",
        ),
        (
            '<Tabs values={[{label: "Mac", value: "m"}]}>\n<TabItem value="m">Text</TabItem>\n</Tabs>\n',
            "**Mac**\n\nText\n",
        ),
        ("{/* hidden */}\nA {'{'} {\"b\"} c {/* d */}\n", "A { b c\n"),
        ("export const name = 'Widget';\n\nThe {name}.\n", "The Widget.\n"),
        ('<img src={require("./a.png").default} alt="A" width="30" />\n', "A\n"),
        ('See <Link to="https://example.com">that\npage</Link>.\n', "See [that page](https://example.com).\n"),
        ("<>\nA <>b</>\n</>\n", "A b\n"),
        ("## Head {/* #own */}\n", "## Head {#own}\n"),
        ("~~old~~ https://example.com/a.\n", "<del>old</del> <https://example.com/a>.\n"),
        ('```js title="a.js" {1,3} showLineNumbers\nx\n```\n', "**a.js**\n\n```js\nx\n```\n"),
    ],
)
def test_docusaurus(docusaurus: Import, written: str, read: str) -> None:
    docusaurus.write("docs/page.mdx", written)
    docusaurus()
    assert docusaurus.text("page.md") == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("!!! note\n    Text\n", "!!! note\n    Text\n"),
        ('!!! tldr ""\n    Text\n', '!!! note ""\n    Text\n'),
        ('??? question "Why?"\n    Because.\n', '!!! note "Why?"\n    Because.\n'),
        ("!!! failure\n    Text\n", '!!! danger "Failure"\n    Text\n'),
        (
            '=== "Linux"\n\n    Text\n\n    ```bash\n    x\n    ```\n\n=== "Mac"\n\n    More\n\nAfter\n',
            "**Linux**\n\nText\n\n```bash\nx\n```\n\n**Mac**\n\nMore\n\nAfter\n",
        ),
        ("Press ++ctrl+c++ :material-key: now\n", "Press <kbd>ctrl</kbd>+<kbd>c</kbd> now\n"),
        ("A[^1]\n\n[^1]: Why\n", 'A<sup><a href="#note-1">1</a></sup>\n\n<sup id="note-1">1</sup> Why\n'),
        ("A <!-- hidden\nwords --> b\n", "A  b\n"),
        ("A <> b\n", "A &lt;&gt; b\n"),
        ("A **:material-x:** b\n", "A  b\n"),
        ("Type <your-name> here\n", "Type &lt;your-name&gt; here\n"),
    ],
)
def test_mkdocs(mkdocs: Import, written: str, read: str) -> None:
    mkdocs.write("docs/page.md", written)
    mkdocs()
    assert mkdocs.text("page.md") == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('{{< figure src="https://e.example/a.png" alt="A" caption="B" >}}\n', "[A](https://e.example/a.png)\n\n*B*\n"),
        ('{{< highlight go "linenos=table" >}}\n{{< x >}}\n{{< /highlight >}}\n', "```go\n{{< x >}}\n```\n"),
        ('{{% alert color="warning" title="Mind" %}}\nText\n{{% /alert %}}\n', '!!! warning "Mind"\n    Text\n'),
        ("{{< note >}}Text{{< /note >}}\n", "!!! note\n    Text\n"),
        ('{{< tabs >}}\n{{< tab "Linux" >}}\nText\n{{< /tab >}}\n{{< /tabs >}}\n', "**Linux**\n\nText\n"),
        ("{{</* ref */>}}\n", "{{< ref >}}\n"),
        ("Term\n: Meaning\n\n  More\n", "Term\n:   Meaning\n\n    More\n"),
    ],
)
def test_hugo(hugo: Import, written: str, read: str) -> None:
    hugo.write("content/page.md", written)
    hugo()
    assert hugo.text("page.md") == read


def test_what_is_no_known_component_is_listed_with_its_line_and_its_words_stay(docusaurus: Import) -> None:
    docusaurus.write(
        "docs/a.mdx",
        "import Card from '@site/src/Card';\nimport {a} from 'b';\n\nexport function f() {\n  return 1;\n}\n\n# A\n\n"
        '<Card title="Cards">\n  Inner words\n</Card>\n\nIn {f()} a <Badge>new</Badge> line\n',
    )
    report = docusaurus()
    assert docusaurus.text("a.md") == "**Cards**\n\nInner words\n\nIn {f()} a new line\n"
    assert noted(report, "<Card>") == ["docs/a.mdx:10"]
    assert noted(report, "<Badge>") == ["docs/a.mdx:14"]
    assert noted(report, "an export is code") == ["docs/a.mdx:4"]
    assert noted(report, "an expression is code") == ["docs/a.mdx:14"]
    assert report.counts["imports of components taken out"] == 2


def test_unknown_shortcodes_and_macros_are_listed_and_their_inner_words_stay(hugo: Import) -> None:
    hugo.write("content/a.md", 'Since {{< since v="1" >}}two{{< /since >}}\n\n{{ page.meta }}\n')
    report = hugo()
    assert hugo.text("a.md") == "Since two\n\n{{ page.meta }}\n"
    assert noted(report, "shortcode “since”") == ["content/a.md:1"]
    assert noted(report, "macro") == ["content/a.md:3"]


def test_parts_are_put_in_place_in_the_way_of_each_tool(docusaurus: Import) -> None:
    docusaurus.write("docs/_part.mdx", "---\nx: 1\n---\nA [link](other.md)\n")
    docusaurus.write("docs/_unused.mdx", "Nobody calls\n")
    docusaurus.write("docs/other.md", "# Other\n")
    docusaurus.write("docs/deep/a.mdx", "import Part from '../_part.mdx';\n\n- One\n\n  <Part />\n")
    report = docusaurus()
    assert docusaurus.text("deep/a.md") == "- One\n\n    A [link](/articles/docs/other)\n"
    assert noted(report, "a part that no page calls for") == ["docs/_unused.mdx"]


@pytest.mark.parametrize(
    "call", ['--8<-- "part.md"', "--8<--\npart.md\n--8<--", "{! part.md !}", '{% include "part.md" %}']
)
def test_mkdocs_calls_for_parts(mkdocs: Import, call: str) -> None:
    mkdocs.write("docs/a.md", f'Before\n\n{call}\n\n```\n--8<-- "part.md"\n```\n')
    mkdocs.write("includes/part.md", "The part\n")
    report = mkdocs()
    assert mkdocs.text("a.md") == 'Before\n\nThe part\n\n```\n--8<-- "part.md"\n```\n'
    assert len(noted(report, "stands in code")) == 1


def test_a_part_that_is_missing_or_calls_for_itself_is_listed(mkdocs: Import) -> None:
    mkdocs.write("docs/a.md", 'A\n\n--8<-- "none.md"\n\n--8<-- "../includes/round.md"\n')
    mkdocs.write("includes/round.md", 'Round\n\n--8<-- "round.md"\n')
    report = mkdocs()
    assert noted(report, "is not there") == ["docs/a.md:3", "includes/round.md:3"]
    assert mkdocs.text("a.md") == "A\n\nRound\n"


def test_lists_of_commonmark_are_indented_by_four_and_stand_below_a_blank_line(site: Import) -> None:
    text = site.one(
        "Do this:\n1) One\n   - a\n     more\n2) Two\n\n   ```sh\n   x\n     y\n   ```\n- ```\n  z\n  ```\n"
    )
    assert text == (
        "Do this:\n\n1. One\n    - a\n    "
        + "    more\n2. Two\n\n    ```sh\n    x\n      y\n    ```\n- \n    ```\n    z\n    ```\n"
    )
    html = render(text).html
    assert '<pre><code class="language-sh">x\n  y\n</code></pre>' in html
    assert html.count("<li>") == 4


def test_code_that_is_not_closed_is_closed_at_the_end_and_listed(site: Import) -> None:
    site.write("a.md", "Text\n\n````sh\nx\n```\n")
    assert noted(site(), "code is not closed") == ["a.md:3"]
    assert site.text("a.md") == "Text\n\n````sh\nx\n```\n````\n"
