"""The prose of two policy versions clause by clause: which paragraphs are worded otherwise, and in which words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from app.content.library import PublishedPolicy
from app.content.markdown import plain
from app.content.rendering import clauses, preface
from app.domain.word_marks import Mark, word_marks

_BLOCK_ENDS = re.compile(r"</(?:p|li|h\d|tr|dt|dd|pre|blockquote|figcaption|summary)>")
PREFACE = ""


@dataclass(frozen=True, slots=True)
class TextChange:
    """A clause whose prose differs: its paragraphs with marks, and whether it stands in both versions.

    The clause is None where its version has none; the text before the first clause goes by an empty id.
    """

    title: str
    clause_before: str | None
    clause_after: str | None
    paragraphs: tuple[tuple[Mark, ...], ...]


def text_changes(before: PublishedPolicy, after: PublishedPolicy) -> tuple[TextChange, ...]:
    """The clauses that are worded otherwise, in the newer order; those that went stand last. Tables are left out."""
    old, new = _texts(before), _texts(after)
    return tuple(filter(None, (_change(name, old, new) for name in dict.fromkeys([*new, *old]))))


Texts = dict[str, tuple[str, list[str]]]


def _change(name: str, old: Texts, new: Texts) -> TextChange | None:
    title, was = old.get(name, ("", []))
    title, now = new.get(name, (title, []))
    marked = tuple(_marked(was, now))
    if not marked:
        return None
    return TextChange(title, name if name in old else None, name if name in new else None, marked)


def _texts(version: PublishedPolicy) -> Texts:
    """Titles and paragraphs by clause, the text before the first clause too."""
    found = {PREFACE: (version.policy.title, _paragraphs(preface(version)))}
    for clause in clauses(version):
        prose = "".join(part for part in clause.parts if isinstance(part, str))
        found[clause.id] = (clause.title, _paragraphs(prose))
    return found


def _paragraphs(html: str) -> list[str]:
    return [text for text in map(plain, _BLOCK_ENDS.split(html)) if text]


def _marked(was: list[str], now: list[str]) -> Iterator[tuple[Mark, ...]]:
    """The paragraphs that differ, each with its words marked."""
    matcher = SequenceMatcher(None, was, now, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            continue
        shared = min(j - i, m - k)
        yield from (word_marks(was[i + n], now[k + n]) for n in range(shared))
        yield from ((Mark("removed", text),) for text in was[i + shared : j])
        yield from ((Mark("added", text),) for text in now[k + shared : m])
