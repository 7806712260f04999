"""What of an older list stands for what of a newer one: by key first, then by how much two texts have in common."""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")
ALIKE = 0.6


Pairs = list[tuple[T, T]]


def paired(
    before: Sequence[T], after: Sequence[T], *keys: Callable[[T], Hashable]
) -> tuple[Pairs[T], list[T], list[T]]:
    """Pairs (before, after) in the newer order, what only the older has, what only the newer has.

    The first key pairs what it can, the next one what is left. Where several have one key, they pair in order.
    """
    found: dict[int, int] = {}
    for key in keys:
        waiting: dict[Hashable, list[int]] = {}
        for index, item in enumerate(before):
            if index not in found.values():
                waiting.setdefault(key(item), []).append(index)
        for index, item in enumerate(after):
            if index not in found and waiting.get(key(item)):
                found[index] = waiting[key(item)].pop(0)
    return _parted(before, after, found)


def paired_alike(
    before: Sequence[T], after: Sequence[T], text: Callable[[T], str]
) -> tuple[Pairs[T], list[T], list[T]]:
    """The same by a text: equal ones first, then those with the most words in common, if these are many."""
    same, gone, new = paired(before, after, text)
    scores = [(_likeness(text(old), text(item)), i, j) for i, old in enumerate(gone) for j, item in enumerate(new)]
    found: dict[int, int] = {}
    # Among equal scores the places decide, counted alike from both sides: so the way back makes the same pairs.
    for score, i, j in sorted(scores, key=lambda each: (-each[0], each[1] + each[2])):
        if score >= ALIKE and j not in found and i not in found.values():
            found[j] = i
    pairs, removed, added = _parted(gone, new, found)
    return same + pairs, removed, added


def _parted(before: Sequence[T], after: Sequence[T], found: dict[int, int]) -> tuple[Pairs[T], list[T], list[T]]:
    taken = set(found.values())
    return (
        [(before[found[j]], item) for j, item in enumerate(after) if j in found],
        [item for i, item in enumerate(before) if i not in taken],
        [item for j, item in enumerate(after) if j not in found],
    )


def _likeness(one: str, other: str) -> float:
    """The share of words that two texts have in common, the same from both sides: 0 to 1."""
    first, second = _words(one), _words(other)
    most = first.total() + second.total()
    return 2 * (first & second).total() / most if most else 0.0


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


def is_moved(before: Iterable[Hashable], after: Iterable[Hashable]) -> bool:
    """Whether what stands in both stands in another order."""
    old, new = list(before), list(after)
    return [each for each in old if each in set(new)] != [each for each in new if each in set(old)]
