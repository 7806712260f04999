"""Fenced code within lists, remarks and quotations is code, as it is at the left edge."""

import pytest

from app.content.markdown import render


@pytest.mark.parametrize(
    "text",
    [
        "1. One\n\n    ```sql\n    a < b\n\n      c\n    ```\n\n2. Two\n",
        "- One\n    - Sub\n\n        ```sql\n        a < b\n\n          c\n        ```\n",
        '!!! note "T"\n    Text\n    ```sql\n    a < b\n\n      c\n    ```\n    More\n',
        "> ```sql\n> a < b\n>\n>   c\n> ```\n",
    ],
)
def test_code_is_read_whole_wherever_it_stands(text: str) -> None:
    assert '<pre><code class="language-sql">a &lt; b\n\n  c\n</code></pre>' in render(text).html


def test_a_list_goes_on_behind_its_code() -> None:
    html = render("1. One\n\n    ```\n    x\n    ```\n\n2. Two\n").html
    assert (html.count("<ol>"), html.count("<li>")) == (1, 2)


def test_a_fence_shown_within_code_is_left_as_it_is() -> None:
    html = render("~~~~\n- x\n\n  ```\n  y\n  ```\n~~~~\n").html
    assert html.count("<pre>") == 1
    assert "  ```\n  y\n  ```" in html
