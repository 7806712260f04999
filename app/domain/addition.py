"""An addition: what a customer says to a case after it was sent, as values."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

from app.domain.case import LONGEST_KEY, Case, CaseAnswer, CaseFile, UnusableText

_UNUSABLE = re.compile("[\0\ud800-\udfff]")


class AdditionKind(StrEnum):
    """What a customer does with a case that was sent."""

    COMMENT = "comment"
    SEVERITY = "severity"
    ESCALATION = "escalation"
    WITHDRAWAL = "withdrawal"
    SOLVED = "solved"

    @property
    def ends_case(self) -> bool:
        """Whether the case is over with it, as far as the customer is concerned."""
        return self in (AdditionKind.WITHDRAWAL, AdditionKind.SOLVED)


class SaidSeverity(NamedTuple):
    """A severity as a customer asked for it, or as answers lead to it; `level` is None where several are possible."""

    level: int | None
    name: str


class Due(NamedTuple):
    """What is promised: in words, and as an aware moment where there is one."""

    text: str = ""
    due_at: datetime | None = None


NOTHING_DUE = Due()


@dataclass(frozen=True, kw_only=True)
class AdditionDraft:
    """What a customer adds, before it has a number.

    For a higher severity: all `answers` as they are now, the severity `asked` for, the one that the answers lead to
    (`found`), and what the policy promises for that, counted from now. `idempotency_key` has 1 to 200 characters.

    Raises: UnusableText; ValueError for a naive moment and for a key that is empty or too long.
    """

    idempotency_key: str = field(repr=False)
    kind: AdditionKind
    text: str = ""
    files: tuple[CaseFile, ...] = ()
    answers: tuple[CaseAnswer, ...] = ()
    asked: SaidSeverity | None = None
    found: SaidSeverity | None = None
    first_response: Due = NOTHING_DUE
    resolution: Due = NOTHING_DUE

    def __post_init__(self) -> None:
        if not 0 < len(self.idempotency_key) <= LONGEST_KEY:
            raise ValueError(f"an idempotency key has 1 to {LONGEST_KEY} characters")
        for due in (self.first_response, self.resolution):
            if due.due_at is not None and due.due_at.utcoffset() is None:
                raise ValueError("a due time has no zone")
        for each in fields(self):
            if any(_UNUSABLE.search(text) for text in _texts(getattr(self, each.name))):
                raise UnusableText(each.name)

    def says_the_same(self, other: "AdditionDraft") -> bool:
        """Whether the other draft holds nothing that the customer did not enter here: the same, or fewer files.

        What was worked out from it may differ by then.
        """
        sent = {(each.name, each.sha256) for each in self.files}
        return {(each.name, each.sha256) for each in other.files} <= sent and self._entered() == other._entered()

    def _entered(self) -> tuple[object, ...]:
        answers = tuple((each.question, each.value) for each in self.answers)
        return (self.kind, self.text, self.asked, answers)


@dataclass(frozen=True, kw_only=True)
class Addition(AdditionDraft):
    """A draft that was taken: the `number`th addition to the case of this reference, counted from 1."""

    reference: str
    number: int
    author_name: str
    author_email: str
    added_at: datetime


def added(draft: AdditionDraft, case: Case, number: int, added_at: datetime) -> Addition:
    """The addition that a draft becomes; its author is the contact of the case."""
    content = {each.name: getattr(draft, each.name) for each in fields(AdditionDraft)}
    return Addition(
        **content,
        reference=case.reference,
        number=number,
        author_name=case.contact_name,
        author_email=case.contact_email,
        added_at=added_at.astimezone(UTC),
    )


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each)
