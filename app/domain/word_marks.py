"""Two wordings of one text word by word: what stayed, what went, what came."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

Fate = Literal["kept", "removed", "added"]
LEAST_KEPT = 0.35
SHORTEST_KEPT_WORDS = 2


@dataclass(frozen=True, slots=True)
class Mark:
    """A run of words with its fate: kept in both texts, removed from the older or added in the newer."""

    fate: Fate
    text: str


def word_marks(before: str, after: str) -> tuple[Mark, ...]:
    """The newer text with what went and what came marked in it; one after the other where little stayed."""
    old, new = re.findall(r"\S+\s*", before), re.findall(r"\S+\s*", after)
    matcher = SequenceMatcher(None, [w.strip() for w in old], [w.strip() for w in new], autojunk=False)
    if not old or not new or matcher.ratio() < LEAST_KEPT:
        return _joined([("removed", before), ("added", after)])
    pieces: list[tuple[Fate, str]] = []
    for is_kept, i, j, k, m in _without_crumbs(matcher.get_opcodes()):
        if is_kept:
            pieces.append(("kept", "".join(new[k:m])))
        else:
            pieces += [("removed", "".join(old[i:j])), ("added", "".join(new[k:m]))]
    return _joined(pieces)


Step = tuple[bool, int, int, int, int]


def _without_crumbs(opcodes: Sequence[tuple[str, int, int, int, int]]) -> list[Step]:
    """The steps; a word or two that happen to stand between two changes count as changed with them."""
    last = len(opcodes) - 1
    steps = []
    for index, (tag, i, j, k, m) in enumerate(opcodes):
        is_crumb = 0 < index < last and j - i <= SHORTEST_KEPT_WORDS
        steps.append((tag == "equal" and not is_crumb, i, j, k, m))
    merged = []
    for is_kept, run in groupby(steps, key=lambda step: step[0]):
        parts = list(run)
        merged.append((is_kept, parts[0][1], parts[-1][2], parts[0][3], parts[-1][4]))
    return merged


def _joined(pieces: Iterable[tuple[Fate, str]]) -> tuple[Mark, ...]:
    return tuple(Mark(fate, text) for fate, text in pieces if text)
