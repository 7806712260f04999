"""What several checks look at: the whole site as a walk along its links saw it."""

import pytest

from tests.browser.quality.crawl import Crawl
from tests.browser.quality.inspector import EVERY_VIEW
from tests.browser.quality.places import Place, every_outcome
from tests.browser.site import RunningSite

OF_MAIN_PAGES = (
    "test_what_is_pressed_is_large_enough_or_stands_apart",
    "test_what_pops_up_keeps_the_rules_too",
    "test_text_still_has_room_when_a_reader_spaces_it_out",
)
"""What other states share with the main pages, whose parts they are made of: `make views` looks at it everywhere."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves that out of states which are not main."""
    if not EVERY_VIEW:
        left_out = [each for each in items if _is_for_main_pages_only(each)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [each for each in items if each not in left_out]


def _is_for_main_pages_only(item: pytest.Item) -> bool:
    call = getattr(item, "callspec", None)
    place = call.params.get("inspector") if call else None
    is_other = isinstance(place, Place) and not place.is_main
    return is_other and getattr(item, "originalname", "") in OF_MAIN_PAGES


@pytest.fixture(scope="package")
def crawl(site: RunningSite) -> Crawl:
    """Every page that can be reached from the start page, and from each outcome of a triage."""
    return Crawl(site.url).walk(*every_outcome())
