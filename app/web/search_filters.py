"""The filters of a search as links: what can be chosen, how much each would leave, and how to take one away."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from app.search.port import Facets

MOST_SHOWN = 8  # values of one filter; the others are folded
KINDS = {"article": "Articles", "policy": "Policies"}


class Choice(NamedTuple):
    """One value of a filter: the address leads to the search with it or, where it is chosen, without it."""

    label: str
    found: int | None
    url: str
    is_chosen: bool


class Filter(NamedTuple):
    """A filter with something to choose: the values to show at once, and those to fold."""

    label: str
    shown: tuple[Choice, ...]
    folded: tuple[Choice, ...]


def filters(
    facets: Facets, chosen: Mapping[str, str | None], names: Mapping[str, str], url: Callable[..., str]
) -> list[Filter]:
    """The filters to show; one whose every value would leave the same has nothing to choose, and is not shown.

    `chosen` is the value of each filter that holds, `names` those of products, `url` gives the address with others.
    """
    rows: tuple[tuple[str, str, Mapping[str, int], Mapping[str, str]], ...] = (
        ("kind", "In", facets.kinds, KINDS),
        ("product", "About", facets.products, names),
        ("version", "For version", facets.versions, {}),
    )
    return [
        Filter(label, choices[:MOST_SHOWN], choices[MOST_SHOWN:])
        for name, label, counts, labels in rows
        if (choices := tuple(_choices(name, counts, chosen.get(name), labels, url)))
    ]


def _choices(
    name: str, counts: Mapping[str, int], chosen: str | None, labels: Mapping[str, str], url: Callable[..., str]
) -> Iterator[Choice]:
    """The chosen one first, then the larger."""
    told = {value: count for value, count in counts.items() if count}
    if chosen is None and len(told) < 2:
        return
    values = {**({chosen: told.get(chosen)} if chosen else {}), **told}
    for value in sorted(values, key=lambda v: (v != chosen, -(values[v] or 0), labels.get(v, v).casefold())):
        is_chosen = value == chosen
        yield Choice(labels.get(value, value), values[value], url(**{name: None if is_chosen else value}), is_chosen)
