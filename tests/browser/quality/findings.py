"""How a check tells what it found: page, state, rule, element and mend, one to a line."""

from collections.abc import Iterable

import pytest


def none_of(findings: Iterable[str], place: str) -> None:
    """Fails with every finding, each once."""
    found = list(dict.fromkeys(findings))
    if found:
        pytest.fail("\n- ".join([f"{place}: {len(found)} found", *found]), pytrace=False)
