"""What several checks look at: the whole site as a walk along its links saw it."""

import pytest

from tests.browser.quality.crawl import Crawl
from tests.browser.quality.places import every_outcome
from tests.browser.site import RunningSite


@pytest.fixture(scope="package")
def crawl(site: RunningSite) -> Crawl:
    """Every page that can be reached from the start page, and from each outcome of a triage."""
    return Crawl(site.url).walk(*every_outcome())
