"""Links and pictures of an article: found where they stand, meant as they are written, shown with their addresses."""

import pytest

from app.content.article_links import links, meant, with_addresses

ARTICLE = "clickhouse/lag"


def found(markdown: str) -> list[tuple[int, str, str, bool]]:
    return [(link.line, link.target, link.text, link.is_picture) for link in links(markdown, 10, ARTICLE)]


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("See [the *logs*](/a#b).", [(10, "/a#b", "the *logs*", False)]),
        ("[a](x.conf) and [b](y.conf)", [(10, "x.conf", "a", False), (10, "y.conf", "b", False)]),
        ("Text\n\n![A curve](lag.png)", [(12, "lag.png", "A curve", True)]),
        ("![](lag.png)", [(10, "lag.png", "", True)]),
        ("![ ][lag]\n\n[lag]: lag.png", [(10, "", "", True), (12, "lag.png", "lag", False)]),
        ('[a](<x.conf> "A title")', [(10, "x.conf", "a", False)]),
        ("[a](/x_(y))", [(10, "/x_(y)", "a", False)]),
        ("[![A curve](lag.png)](/a)", [(10, "/a", "![A curve](lag.png)", False), (10, "lag.png", "A curve", True)]),
        ('<a href="/a">b</a> <img alt="C" src=\'c.png\'>', [(10, "/a", "", False), (10, "c.png", "C", True)]),
        ("!!! note\n    [a](/b)", [(11, "/b", "a", False)]),
    ],
)
def test_links_and_pictures_are_found_at_their_lines(markdown: str, expected: list[tuple[int, str, str, bool]]) -> None:
    assert found(markdown) == expected


@pytest.mark.parametrize(
    "markdown",
    [
        "`[a](/b)`",
        "``a ` [b](/c)``",
        "```\n[a](/b)\n```",
        "~~~text\n[a](/b)\n```\n[a](/b)\n~~~",
        "````\n```\n[a](/b)\n````",
        "Plain [text] (and) more",
    ],
)
def test_what_stands_in_code_is_no_link(markdown: str) -> None:
    assert found(markdown) == []


def test_a_link_behind_code_is_one() -> None:
    assert found("`a` [b](/c) `d`\n```\nx\n```\n[e](/f)") == [(10, "/c", "b", False), (14, "/f", "e", False)]


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("lag.png", "/articles/clickhouse/lag.png"),
        ("./lag.png", "/articles/clickhouse/lag.png"),
        ("../photoprism/lag.png", "/articles/photoprism/lag.png"),
        ("logs.md#server", "/articles/clickhouse/logs#server"),
        ("../", "/articles/"),
        ("/articles/x.md", "/articles/x.md"),
        ("#ask", "#ask"),
        ("?a=b", "?a=b"),
        ("https://example.com/x", "https://example.com/x"),
        ("//example.com/x", "//example.com/x"),
        ("mailto:a@example.com", "mailto:a@example.com"),
    ],
)
def test_a_relative_target_counts_from_the_file_and_others_stay(target: str, address: str) -> None:
    assert meant(target, ARTICLE) == address


def test_an_article_in_no_folder_counts_from_the_top() -> None:
    assert meant("lag.png", "general") == "/articles/lag.png"


def test_pictures_keep_their_room_and_load_late_and_links_say_their_addresses() -> None:
    html = '<p><img alt="a > b" src="lag.png"> <a href="x.conf" rel="noopener">c</a> <img src="no.png" alt="d"></p>'
    assert with_addresses(html, ARTICLE, {"clickhouse/lag.png": (640, 480)}) == (
        '<p><img alt="a > b" src="/articles/clickhouse/lag.png" width="640" height="480" loading="lazy"> '
        '<a href="/articles/clickhouse/x.conf" rel="noopener">c</a> '
        '<img src="/articles/clickhouse/no.png" alt="d" loading="lazy"></p>'
    )


def test_a_size_that_the_writer_gave_stays() -> None:
    html = '<img src="lag.png" alt="a" width="20">'
    shown = with_addresses(html, ARTICLE, {"clickhouse/lag.png": (640, 480)})
    assert shown == '<img src="/articles/clickhouse/lag.png" alt="a" width="20" loading="lazy">'
