"""An article's text on its page: the words as they are, with links to headings, icons, and codes that stay whole."""

import re

import pytest
from flask import Flask

from app.content.markdown import plain, render
from app.web.article_text import shown
from tests.web.pages import squeezed

TEXT = """
## Levels <em>in</em> short {#levels}

| Level | Means |
|---|---|
| SEV-1 | all is down, see CVE-2026 and `SEV-2` |

!!! danger "Do *not*"
    Text of a remark.

!!! note "These are our readings"
    We read SEV-3.

```text
SEV-4
```
"""


@pytest.fixture
def html(app: Flask) -> str:
    with app.test_request_context():
        return str(shown(render(TEXT).html))


def test_a_heading_can_be_linked_and_keeps_its_markup(html: str) -> None:
    assert '<h2 id="levels">Levels <em>in</em> short</h2>' in html
    assert '<a class="anchor" href="#levels">' in html


def test_a_code_does_not_break_at_its_hyphen_in_prose_and_tables(html: str) -> None:
    assert '<th scope="row"><span class="whole">SEV-1</span></th>' in html
    assert 'We read <span class="whole">SEV-3</span>.' in html


def test_code_that_is_to_be_copied_stays_as_it_is(html: str) -> None:
    assert "<code>SEV-2</code>" in html
    assert re.search(r"<pre><code[^>]*>SEV-4\n</code></pre>", html)


def test_a_table_names_its_rows_and_columns_and_folds_on_a_phone(html: str) -> None:
    assert 'class="table-scroll cards-on-phone"' in html
    assert html.count('<th scope="col">') == 2
    assert re.search(r'<td data-label="Means"><span>all is down, .*</span></td>', html)


@pytest.mark.parametrize(
    "table",
    [
        "<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td colspan='2'>x</td></tr></tbody></table>",
        "<table><tbody><tr><td>A</td><td>B</td></tr></tbody></table>",
        "<table></table>",
    ],
)
def test_a_table_of_another_make_stays_as_it_is(app: Flask, table: str) -> None:
    with app.test_request_context():
        assert shown(render(table).html) == render(table).html


def test_a_remark_is_a_note_with_an_icon(html: str) -> None:
    remark = re.search(r'<div class="admonition danger" role="note">(.*?)</div>', html, re.DOTALL)
    assert remark
    assert remark[1].count("<svg") == 1
    assert "<span>Do <em>not</em></span>" in remark[1]


def test_a_remark_that_names_our_reading_looks_like_our_readings(html: str) -> None:
    assert re.search(r'<div class="admonition reading" role="note">.*?These are our readings', html, re.DOTALL)


def test_no_word_is_lost_or_added_but_the_names_of_links(app: Flask, html: str) -> None:
    without_links = re.sub(r'<a class="anchor".*?</a>', "", html, flags=re.DOTALL)
    assert squeezed(plain(without_links)) == squeezed(plain(render(TEXT).html))
