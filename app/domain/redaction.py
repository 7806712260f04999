"""What a text should not carry to others: secrets and addresses found in it, and the text with names in their place."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from app.domain.addresses_in_text import addresses
from app.domain.secrets_in_text import Kind, Span, secrets

__all__ = ["Finding", "Kind", "Spot", "findings", "redacted"]

SHORTEST_ELSEWHERE = 8
MOST_ELSEWHERE = 200
"""So many secrets at most are looked for where nothing tells that they are one."""
RANK = {kind: rank for rank, kind in enumerate(Kind)}


class Spot(NamedTuple):
    """Where something stands: in which text, from `start` up to, not with, `end`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One value that was found, with all its places; `placeholder` is what would stand there instead."""

    kind: Kind
    value: str
    placeholder: str
    spots: tuple[Spot, ...]

    @property
    def id(self) -> str:
        """Names it in a form, without telling it."""
        return sha256(f"{self.kind}|{self.value}".encode("utf-8", "replace")).hexdigest()[:16]


def findings(texts: Mapping[str, str]) -> tuple[Finding, ...]:
    """What was found in texts of one case, in the order in which it stands there.

    The same value gets the same placeholder wherever it stands, so that what is masked can still be followed: a
    password that is long enough to be told from a word also where nothing says that it is one.
    """
    spots: dict[tuple[Kind, str], list[Spot]] = defaultdict(list)
    for name, text in texts.items():
        hidden = list(_joined(secrets(text)))
        bare = (span for span in addresses(text) if _is_free(hidden, span))
        for start, end, kind in sorted([*hidden, *bare]):
            spots[kind, text[start:end]].append(Spot(name, start, end))
    _add_elsewhere(spots, texts)
    places = {name: place for place, name in enumerate(texts)}
    counts: dict[Kind, int] = defaultdict(int)
    found = []
    in_order = {key: sorted(where, key=lambda spot: (places[spot.text], spot.start)) for key, where in spots.items()}
    for (kind, value), where in sorted(in_order.items(), key=lambda each: (places[each[1][0].text], each[1][0].start)):
        counts[kind] += 1
        found.append(Finding(kind, value, f"[{kind} {counts[kind]}]", tuple(where)))
    return tuple(found)


def redacted(texts: Mapping[str, str], chosen: Iterable[Finding]) -> dict[str, str]:
    """The texts with the placeholders of those findings in their places; all else is the same to the letter."""
    changes: dict[str, list[tuple[Spot, str]]] = defaultdict(list)
    for finding in chosen:
        for spot in finding.spots:
            changes[spot.text].append((spot, finding.placeholder))
    return {name: "".join(_pieces(text, sorted(changes[name]))) for name, text in texts.items()}


def _pieces(text: str, changes: Collection[tuple[Spot, str]]) -> Iterator[str]:
    at = 0
    for spot, placeholder in changes:
        yield text[at : spot.start]
        yield placeholder
        at = spot.end
    yield text[at:]


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """The spans without overlap: those that overlap become one, of the gravest kind among them."""
    last: Span | None = None
    for span in sorted(spans, key=lambda each: (each.start, -each.end, RANK[each.kind])):
        if last is None or span.start >= last.end:
            if last is not None:
                yield last
            last = span
        else:
            last = Span(last.start, max(last.end, span.end), min(last.kind, span.kind, key=RANK.__getitem__))
    if last is not None:
        yield last


def _add_elsewhere(spots: dict[tuple[Kind, str], list[Spot]], texts: Mapping[str, str]) -> None:
    """Add the places where a secret stands by itself."""
    taken = {name: sorted(_spans(spots, name)) for name in texts}
    named = [key for key in spots if key[0].is_secret and len(key[1]) >= SHORTEST_ELSEWHERE]
    for key in sorted(named[:MOST_ELSEWHERE], key=lambda each: -len(each[1])):
        for name, text in texts.items():
            for start in _whole_words(text, key[1]):
                span = Span(start, start + len(key[1]), key[0])
                if _is_free(taken[name], span):
                    insort(taken[name], span)
                    spots[key].append(Spot(name, span.start, span.end))


def _whole_words(text: str, value: str) -> Iterator[int]:
    at = text.find(value)
    while at >= 0:
        before, after = text[at - 1 : at] if at else "", text[at + len(value) : at + len(value) + 1]
        if not (before.isalnum() and value[0].isalnum()) and not (after.isalnum() and value[-1].isalnum()):
            yield at
        at = text.find(value, at + len(value))


def _spans(spots: Mapping[tuple[Kind, str], Iterable[Spot]], name: str) -> Iterator[Span]:
    for (kind, _), where in spots.items():
        yield from (Span(spot.start, spot.end, kind) for spot in where if spot.text == name)


def _is_free(taken: list[Span], span: Span) -> bool:
    """Whether none of these, sorted and apart, overlaps the span."""
    at = bisect_left(taken, span)
    is_free_before = at == 0 or taken[at - 1].end <= span.start
    return is_free_before and (at == len(taken) or taken[at].start >= span.end)
