"""Markdown becomes HTML that is safe to serve, whatever was written."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.content.markdown import Section, plain, render


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<p onclick=alert(1) style='color:red'>a</p>",
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1)) [b](&#106;avascript:alert(1)) [c](java&#9;script:alert(1))",
        "[a](data:text/html,b)",
        "<iframe src=/></iframe><form action=/><input></form><style>a{}</style><base href=/><meta http-equiv=refresh>",
        "<svg><script>alert(1)</script></svg><math><a href='javascript:alert(1)'>b</a></math>",
        "## a {#b onclick=alert(1) style=c}",
        "<div class='admonition warning button'>a</div>",
        '<a href="/" target="_blank" ping="/b">a</a>',
        "```a onload=alert(1)\nb\n```",
    ],
)
def test_nothing_that_runs_styles_or_sends_survives(text: str) -> None:
    html = render(text).html.lower()
    tags = " ".join(re.findall(r"<[^>]*>", html))
    assert not re.search(
        r"script|\son\w+=|style|<(iframe|form|input|base|meta|svg|math)|data:|button|target|ping", tags
    )


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/a.png", "//evil.example/a.png", r"\\evil.example/a.png", r"http:/\evil.example/a.png",
     r"/\evil.example/a.png", "https:evil.example/a.png", "data:image/png;base64,AAAA"],
)  # fmt: skip
def test_a_picture_of_another_host_is_not_fetched(address: str) -> None:
    assert "src" not in render(f'<img src="{address}" alt="A">').html


@pytest.mark.parametrize("address", ["/static/a.png", "a.png", "../a.png"])
def test_a_picture_of_the_site_is_kept(address: str) -> None:
    assert f'src="{address}"' in render(f"![A]({address})").html


def test_links_and_the_authors_tools_are_kept() -> None:
    html = render(
        '[a](/articles/b) [c](https://example.com) [d](mailto:e@example.com)\n\n!!! warning "Careful"\n    Text\n\n'
        "```sql\nSELECT 1 < 2;\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- x\n- y\n\n1. z"
    ).html
    for kept in (
        'href="/articles/b"',
        'href="https://example.com"',
        'href="mailto:e@example.com"',
        '<div class="admonition warning">',
        '<p class="admonition-title">Careful</p>',
        '<code class="language-sql">SELECT 1 &lt; 2;',
        '<div class="table-scroll" role="region" tabindex="0"',
        "<li>x</li>",
        "<ol>",
    ):
        assert kept in html


def test_headings_have_addresses_and_become_the_contents() -> None:
    rendered = render("Before.\n\n## Ask the replica {#ask}\n\nNow *it* hangs.\n\n### Again\n\n## Again\n\nEnd.")
    assert rendered.sections == (
        Section("", "", 1, "Before."),
        Section("ask", "Ask the replica", 2, "Now it hangs."),
        Section("again", "Again", 3, ""),
        Section("again_1", "Again", 2, "End."),
    )
    assert rendered.contents == rendered.sections[1:]


@pytest.mark.parametrize("before", ["", "Text first.\n\n"])
def test_a_heading_of_the_first_level_becomes_one_of_the_second(before: str) -> None:
    assert '<h2 id="title">Title</h2>' in render(f"{before}# Title\n\nText").html


def test_a_remark_in_a_command_is_no_heading() -> None:
    assert ">make\n# a remark\n" in render("# Title\n\n```bash\nmake\n# a remark\n```").html


def test_plain_text_is_one_line_without_tags_and_with_its_characters() -> None:
    assert plain("<p>a &lt; b</p>\n<p>c&nbsp;d</p>") == "a < b c d"


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from("ab <>/=\"'`*_#[](){}!|:-\\\n&;x"), max_size=80))
def test_no_text_breaks_the_rendering_or_leaves_an_unknown_tag(text: str) -> None:
    html = render(text).html
    known = (
        "p br hr h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre code em strong a img table thead tbody tr th td div"
    )
    assert set(re.findall(r"<\s*/?([a-z0-9]*)", html)) <= set(known.split())


def test_a_row_of_a_table_is_a_sentence_with_the_words_of_its_head() -> None:
    text = "| Severity | First response |\n|---|---|\n| 1 | 1 hour |\n| 2 | 4 hours. |\n| | best effort |"
    assert render(text).sections[0].text == (
        "Severity: 1; First response: 1 hour. Severity: 2; First response: 4 hours. First response: best effort."
    )


def test_a_table_of_a_head_alone_is_told_as_it_is() -> None:
    assert render("before\n\n| One | Two |\n|---|---|").sections[0].text == "before One Two"
