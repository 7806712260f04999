"""A site with three versions of a shipped policy: one that is over, one in force, one to come."""

from pathlib import Path

from app.config import CHECKOUT
from tests.web.pages import Reader
from tests.web.small_site import SmallSite

ORIGINAL = (CHECKOUT / "content" / "policies" / "severalnines" / "1.0.md").read_text(encoding="utf-8")

SECOND = (
    ('version: "1.0"', 'version: "1.1"'),
    ("effective_on: 2026-06\n", "effective_on: 2026-11-01\n"),
    ("1: 2 hours on around-the-clock", "1: 1 hour on around-the-clock"),
    ("2: 4 hours on around-the-clock", "2: 6 hours on around-the-clock"),
    ("incidents: 12", "incidents: 16"),
    ("2026-06-06: National Day\n", "2026-06-06: National Day\n      2026-06-22: Founders' Day\n"),
    ("costs from EUR 250 a node", "costs from EUR 280 a node"),
    ("### Feature requests {#feature-requests}", "### Ideas and requests {#feature-requests}"),
    ("every registered user may take part", "every user may take part"),
)
THIRD = (('version: "1.1"', 'version: "2.0"'), ("effective_on: 2026-11-01\n", "effective_on: 2027-03-01\n"))


def with_versions(folder: Path) -> tuple[SmallSite, Reader]:
    """The site with 1.0, 1.1 (in force at the site's moment) and 2.0, which says the same as 1.1."""
    site, text = SmallSite(folder), ORIGINAL
    for version, pieces in (("1.0", ()), ("1.1", SECOND), ("2.0", THIRD)):
        for old, new in pieces:
            assert old in text, f"the policy does not say {old!r}"
            text = text.replace(old, new, 1)
        site.content.write(f"policies/severalnines/{version}.md", text)
    return site, Reader(site.start().test_client())
