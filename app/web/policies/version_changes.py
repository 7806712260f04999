"""Two versions of a policy with all that differs between them, as the page, its Markdown, heads and feeds show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from app.content.library import PublishedPolicy
from app.content.text_changes import TextChange, text_changes
from app.domain.change import Change, Summary, Topic, summed
from app.domain.changes import changes_between
from app.domain.word_marks import Mark, word_marks

LONGEST_BESIDE = 60
"""Values up to so many characters stand beside each other; of longer ones the words that differ are marked."""


@dataclass(frozen=True)
class VersionChanges:
    """What differs from one version to another; the one after need not be the newer."""

    before: PublishedPolicy
    after: PublishedPolicy
    changes: tuple[Change, ...]
    texts: tuple[TextChange, ...]

    @cached_property
    def summary(self) -> Summary:
        """How many changes there are, and those that matter most."""
        return summed(self.changes)

    @property
    def topics(self) -> list[tuple[Topic, list[Change]]]:
        """The changes under their headings, dates and document left out."""
        grouped = groupby(self.changes, key=lambda change: change.topic)
        return [(topic, list(changes)) for topic, changes in grouped if topic is not Topic.RECORD]

    @property
    def record(self) -> list[Change]:
        """What differs in dates and document only."""
        return [change for change in self.changes if change.topic is Topic.RECORD]

    @property
    def is_backwards(self) -> bool:
        """Whether the version compared with is the newer one."""
        return self.before.policy.in_force_from > self.after.policy.in_force_from


def changes_of(before: PublishedPolicy, after: PublishedPolicy) -> VersionChanges:
    """Everything that differs, values and wording."""
    found = changes_between(before.policy, after.policy)
    return VersionChanges(before, after, found, text_changes(before, after))


def version_before(found: PublishedPolicy, versions: Sequence[PublishedPolicy]) -> PublishedPolicy | None:
    """The version before, among those of its policy (the oldest first); None for the first."""
    index = next(n for n, version in enumerate(versions) if version.policy.version == found.policy.version)
    return versions[index - 1] if index else None


def marked(change: Change) -> tuple[Mark, ...]:
    """The words that differ where both values are sentences; empty where they are short enough to stand beside."""
    if change.before is None or change.after is None:
        return ()
    is_short = max(len(change.before), len(change.after)) <= LONGEST_BESIDE
    return () if is_short else word_marks(change.before, change.after)
