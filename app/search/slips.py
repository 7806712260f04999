"""How far one word is from another, in slips: a letter too many, too few, wrong, or out of turn with the next."""

from __future__ import annotations


def distance(one: str, other: str, most: int) -> int:
    """The slips between two words, no two of them in one place; more than `most` are told as `most` + 1."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before, row = list[int](), list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        before_last, before, row = before, row, [at]
        for place, its in enumerate(other, 1):
            slips = min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != its))
            if at > 1 and place > 1 and letter == other[place - 2] and one[at - 2] == its:
                slips = min(slips, before_last[place - 2] + 1)
            row.append(slips)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
