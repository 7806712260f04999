"""Notices: on the pages that they concern, from their first moment until their last."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.web.small_site import NOW, POLICY, SmallSite

ALL = (
    "/",
    "/articles/",
    "/articles/photoprism/one",
    "/articles/general",
    "/search",
    "/policies/photoprism/",
    "/triage/photoprism",
)


@pytest.fixture
def small(tmp_path: Path) -> SmallSite:
    """A site with a policy, an article about its product, and one about none."""
    site = SmallSite(tmp_path)
    site.content.write("policies/photoprism/1.md", POLICY.read_bytes())
    site.content.write("articles/photoprism/one.md", "---\ntitle: One\n---\nText")
    site.content.write("articles/general.md", "---\ntitle: In general\n---\nText")
    return site


def announce(small: SmallSite, fields: str = "") -> None:
    """A notice for the hour that begins now."""
    hour = f"from: {NOW.isoformat()}\nuntil: {(NOW + timedelta(hours=1)).isoformat()}"
    small.content.write(
        "notices/outage.md",
        f"---\ntitle: Login fails\nkind: incident\n{hour}\n{fields}\n---\n"
        "We are **at work** on it. <script>alert(1)</script>",
    )


def shown_on(small: SmallSite) -> set[str]:
    """The pages that show the notice."""
    visitor = small.app.test_client()
    return {address for address in ALL if "Login fails" in visitor.get(address).text}


def test_a_notice_for_all_shows_on_every_page_with_its_kind_and_its_text(small: SmallSite) -> None:
    announce(small)
    small.start()
    assert shown_on(small) == set(ALL)
    page = small.app.test_client().get("/articles/").text
    assert "Incident:" in page
    assert "We are <strong>at work</strong> on it." in page
    assert "alert(1)" not in page


def test_a_notice_for_a_product_shows_on_its_articles_policy_triage_and_the_start_page(small: SmallSite) -> None:
    announce(small, "products: [photoprism]")
    small.start()
    assert shown_on(small) == {"/", "/articles/photoprism/one", "/policies/photoprism/", "/triage/photoprism"}


def test_a_notice_for_a_policy_shows_on_it_its_articles_triage_and_the_start_page(small: SmallSite) -> None:
    announce(small, "policies: [photoprism]")
    small.start()
    assert shown_on(small) == {"/", "/articles/photoprism/one", "/policies/photoprism/", "/triage/photoprism"}


def test_a_notice_for_another_product_shows_on_the_start_page_only(small: SmallSite) -> None:
    announce(small, "products: [another]\npolicies: [others]")
    small.start()
    assert shown_on(small) == {"/"}


def test_a_notice_comes_and_goes_by_the_clock_also_for_readers_who_keep_the_page(small: SmallSite) -> None:
    announce(small)
    small.now = NOW - timedelta(seconds=1)
    visitor = small.start().test_client()
    seen: list[bool | None] = []
    tags: list[str] = []
    for moment in (NOW - timedelta(seconds=1), NOW, NOW + timedelta(minutes=59), NOW + timedelta(hours=1)):
        small.now = moment
        answer = visitor.get("/articles/general", headers={"If-None-Match": tags[-1]} if tags else {})
        seen.append(None if answer.status_code == 304 else "Login fails" in answer.text)
        tags.append(answer.headers["ETag"])
    assert seen == [False, True, None, False]
    assert tags[0] == tags[3] != tags[1] == tags[2]
