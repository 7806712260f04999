"""What stands at the head of a policy version: its dates, its place among the versions, and where else to find it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for

from app.content.library import PublishedPolicy
from app.domain.policy import Policy
from app.domain.wording import day_text
from app.web.policies.version_changes import version_before

NOT_STATED = "not stated by the vendor"
CAPTURED = "Captured from the vendor’s site"
UPDATED = "Last updated by the vendor"


@dataclass(frozen=True, slots=True)
class PolicyHead:
    """A version among `versions` (the oldest first), of which `in_force` is the one that holds now."""

    shown: PublishedPolicy
    versions: Sequence[PublishedPolicy]
    in_force: PublishedPolicy

    @property
    def policy(self) -> Policy:
        """The policy of the version shown."""
        return self.shown.policy

    @property
    def is_in_force(self) -> bool:
        """Whether the version shown is the one that holds, or will be the first to."""
        return self.shown is self.in_force

    @property
    def is_future(self) -> bool:
        """Whether the version shown comes after the one in force."""
        return self.policy.in_force_from > self.in_force.policy.in_force_from

    @property
    def stated_version(self) -> str:
        """The version's number, in words where there is none."""
        return self.policy.stated_version or NOT_STATED

    @property
    def effective(self) -> str:
        """From when it counts, as exactly as the vendor says it."""
        return self.policy.effective_text or NOT_STATED

    @property
    def reviewed(self) -> str:
        """When the vendor looked at it last."""
        return short_day(self.policy.reviewed_on)

    @property
    def key_facts(self) -> list[tuple[str, str]]:
        """What a reader has to know of a text before trusting it; when it was captured, where it states no date."""
        policy = self.policy
        undated = [] if policy.effective_text else [(CAPTURED, short_day(policy.captured_on))]
        return [("Version", self.stated_version), ("Effective", self.effective), *undated, *self._updated]

    @property
    def _updated(self) -> list[tuple[str, str]]:
        updated_on = self.policy.updated_on
        return [(UPDATED, short_day(updated_on))] if updated_on else []

    @property
    def other_facts(self) -> list[tuple[str, str]]:
        """The rest of what is known of a text."""
        policy = self.policy
        facts = [
            ("Vendor", policy.vendor),
            (CAPTURED, short_day(policy.captured_on)),
            (UPDATED, short_day(policy.updated_on)),
            ("Last review", self.reviewed),
            ("Next review", short_day(policy.review_due_on)),
            ("Review cycle", policy.review_cycle or NOT_STATED),
        ]
        return [fact for fact in facts if fact not in self.key_facts]

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Terms with values, as a reader looks for them."""
        return [*self.key_facts, *self.other_facts]

    @property
    def last_changed(self) -> tuple[str, str]:
        """When the text last changed, as far as is known: by the vendor's word, else when it was captured."""
        return self._updated[0] if self._updated else (CAPTURED, short_day(self.policy.captured_on))

    @property
    def next_version(self) -> Policy | None:
        """The version that waits to take the place of the one shown."""
        later = [v.policy for v in self.versions if v.policy.in_force_from > self.in_force.policy.in_force_from]
        return later[0] if later and self.is_in_force else None

    @property
    def changes_url(self) -> str | None:
        """Where it stands what changed since the version before; None where there is none before."""
        if version_before(self.shown, self.versions) is None:
            return None
        return url_for("policies.changes", slug=self.policy.slug, version=self.policy.version)

    def url(self, endpoint: str) -> str:
        """The address of a page about this version: short for the one in force, with its name for others."""
        if self.is_in_force:
            return url_for(endpoint, slug=self.policy.slug)
        versions_own = "policies.version" if endpoint == "policies.show" else endpoint
        return url_for(versions_own, slug=self.policy.slug, version=self.policy.version)

    def state(self, version: PublishedPolicy) -> str:
        """A version's place in time, in words."""
        start = version.policy.in_force_from
        if version is self.in_force:
            return "in force"
        return "in force later" if start > self.in_force.policy.in_force_from else "no longer in force"

    @staticmethod
    def since(policy: Policy) -> str:
        """From when a version counts by the vendor's word; when it was captured, where the vendor states no date."""
        if policy.effective_text:
            return f"effective {policy.effective_text}"
        return f"captured on {day_text(policy.captured_on)}"


def short_day(day: date | None) -> str:
    """A date as the head shows it: 13 June 2026."""
    return f"{day.day} {day:%B %Y}" if day else NOT_STATED
