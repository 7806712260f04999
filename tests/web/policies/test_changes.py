"""What changed in a version: in words, by topic, each with its clause in both versions."""

import re

import pytest

from app.web.policies.version_changes import changes_of, version_before
from tests.web.pages import Page, Reader
from tests.web.policies.versions_site import with_versions
from tests.web.small_site import SmallSite

PAGE = "/policies/severalnines/versions/1.1/changes"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[SmallSite, Reader]:
    return with_versions(tmp_path_factory.mktemp("changes"))


@pytest.fixture
def versions(site: tuple[SmallSite, Reader]) -> Reader:
    return site[1]


@pytest.fixture
def page(versions: Reader) -> Page:
    return versions.page(PAGE)


def test_the_page_says_what_it_compares_and_from_when_each_counts(page: Page) -> None:
    assert page.heading == "What changed in version 1.1"
    assert "Compared with version 1.0 , which counts from Monday 1 June 2026." in page.main
    assert "This one counts from Sunday 1 November 2026." in page.main


def test_every_change_stands_under_its_topic_in_the_customers_words(page: Page) -> None:
    promised = page.main.split("Times promised")[-1].split("Hours and closed dates")[0]
    assert (
        "First response, Enterprise, SEV-1 Critical better for you was: 2 hours, around the clock → "
        "now: 1 hour, around the clock Response targets"
    ) in promised
    assert "First response, Enterprise, SEV-2 High worse for you was: 4 hours, around the clock" in promised
    assert "Tier Advanced, incidents included better for you was: 12 incidents a contract year" in page.main
    assert "Business hours, closed, Monday 22 June 2026 worse for you Added: Founders' Day" in page.main
    assert "§ Ideas and requests, title was: Feature requests → now: Ideas and requests" in page.main


def test_a_price_is_told_without_a_judgement(page: Page) -> None:
    price = page.main.split("Tier Community, price")[1].split("in 1.0")[0]
    assert "for you" not in price
    assert "[removed: 250 ] [added: 280 ]" in price


def test_what_matters_most_stands_first_and_is_counted(page: Page) -> None:
    assert re.search(r"better for you 2 worse for you 2 other \d+ clauses worded otherwise \d+", page.main)
    most = page.main.split("What matters most")[2].split("Times promised")[0]
    assert most.index("SEV-1 Critical") < most.index("SEV-2 High") < most.index("incidents included")


def test_what_is_worded_otherwise_is_marked_word_by_word(page: Page) -> None:
    wording = page.main.split("Paragraphs that are worded otherwise")[1]
    assert "every [removed: registered ] user may take part free of charge." in wording


def test_every_change_leads_to_its_clause_in_both_versions(page: Page, versions: Reader) -> None:
    assert {
        "/policies/severalnines/#response-targets",
        "/policies/severalnines/versions/1.0/#response-targets",
    } <= set(page.links)
    versions.follow(page)


def test_dates_and_document_stand_apart(page: Page) -> None:
    record = page.main.split("Dates and document")[-1]
    assert "Name of the version was: 1.0 → now: 1.1" in record
    assert "Policy hash" in record


def test_the_first_version_says_that_it_is_the_first(versions: Reader) -> None:
    page = versions.page("/policies/severalnines/versions/1.0/changes")
    assert "The first version kept here" in page.main
    versions.follow(page)


def test_a_version_that_only_counts_from_another_day_promises_the_same(versions: Reader) -> None:
    page = versions.page("/policies/severalnines/versions/2.0/changes")
    assert "Nothing that is promised changed; the dates and the wording did." in page.main
    assert "better for you 0 worse for you 0 other 0 clauses worded otherwise 0" in page.main


def test_any_other_version_can_be_compared_with(versions: Reader) -> None:
    page = versions.page("/policies/severalnines/versions/2.0/changes?since=1.0")
    assert "Compared with version 1.0" in page.main
    assert "2 hours, around the clock" in page.main


def test_the_way_back_is_said_to_be_one_and_turns_better_into_worse(versions: Reader) -> None:
    page = versions.page("/policies/severalnines/versions/1.0/changes?since=1.1")
    assert "That is a later version: what you read here is the way back." in page.main
    assert "SEV-1 Critical worse for you was: 1 hour, around the clock → now: 2 hours" in page.main


def test_a_version_compared_with_itself_says_that_nothing_differs(versions: Reader) -> None:
    assert "Nothing differs" in versions.page(f"{PAGE}?since=1.1").main


@pytest.mark.parametrize(
    "address",
    [
        "/policies/nope/versions/1.0/changes",
        "/policies/severalnines/versions/nope/changes",
        f"{PAGE}?since=nope",
        f"{PAGE}?since=%00",
    ],
)
def test_a_version_that_is_not_there_is_a_page_with_ways_on(versions: Reader, address: str) -> None:
    assert "There is no such" in versions.page(address, status=404).main


def test_the_page_may_be_kept_by_caches(versions: Reader) -> None:
    answer = versions.client.get(PAGE)
    assert answer.headers["Cache-Control"].startswith("public")
    assert versions.client.get(PAGE, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_its_markdown_says_the_same(versions: Reader, page: Page) -> None:
    answer = versions.client.get(f"{PAGE}.md")
    assert answer.content_type == "text/markdown; charset=utf-8"
    assert f"{PAGE}.md" in page.html
    assert (
        "- First response, Enterprise, SEV-1 Critical: 2 hours, around the clock → 1 hour, around the clock "
        "(better for you; #response-targets)"
    ) in answer.text
    assert "every ~~registered~~ user may take part" in answer.text
    assert "the first version kept here" in versions.client.get(f"{PAGE.replace('1.1', '1.0')}.md").text


def test_the_version_before_is_the_one_that_counts_from_the_day_before_it(site: tuple[SmallSite, Reader]) -> None:
    first, second, third = site[0].parts.store.library.policies["severalnines"]
    assert version_before(first, (first, second, third)) is None
    assert version_before(third, (first, second, third)) is second
    assert changes_of(first, second).summary.better == 2


def test_the_markdown_of_a_version_leads_to_what_changed_in_it(versions: Reader) -> None:
    second = versions.client.get("/policies/severalnines.md").text
    assert f"- What changed since the version before: http://127.0.0.1:5000{PAGE}.md" in second
    assert "What changed since" not in versions.client.get("/policies/severalnines/versions/1.0.md").text
