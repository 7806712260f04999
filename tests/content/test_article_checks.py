"""What the whole tells of articles: every link that leads nowhere is an error at its line, with what was meant."""

import pytest

from app.content.problems import ContentRefused
from tests.content.conftest import ContentFolder
from tests.content.example_policy import TEXT
from tests.content.test_picture_size import PNG

HEAD = "---\ntitle: A\n---\n"
GONE = "(mend the address, or take the link out)"


@pytest.fixture
def site(folder: ContentFolder) -> ContentFolder:
    """A policy, an article with headings, a draft, a file and a page."""
    folder.write("policies/acme/1.0.md", TEXT)
    folder.write("articles/acme/lag.md", f"{HEAD}## Ask the replica {{#ask}}\n\nText\n\n### Then\n\nText")
    folder.write("articles/acme/next.md", "---\ntitle: Next\nredirect_from: [acme/before]\n---\n")
    folder.write("articles/acme/draft.md", "---\ntitle: Draft\ndraft: true\n---\n")
    folder.write("articles/acme/lag.png", PNG)
    folder.write("pages/privacy.md", "---\ntitle: Privacy\n---\n")
    return folder


def told(site: ContentFolder, text: str, head: str = "") -> list[str]:
    """What is said of an article with that text, errors and warnings, from its line on."""
    site.write("articles/acme/a.md", f"---\ntitle: A\n{head}---\n{text}")
    try:
        found = [str(problem) for problem in site.read().warnings]
    except ContentRefused:
        found = site.problems()
    return [each.removeprefix("content/articles/acme/a.md") for each in found if "articles/acme/a.md" in each]


@pytest.mark.parametrize(
    "target",
    [
        "/articles/acme/lag", "/articles/acme/lag#ask", "lag.md#then", "lag", "/articles/acme/lag.md", "lag.png",
        "/articles/acme/", "/articles/", "/articles/every-product/", "/articles/feed.atom", "/articles/acme/feed.atom",
        "#own", "/policies/acme/", "/policies/acme/#tiers", "/policies/acme/versions/1.0/#tier_basic", "/policies/",
        "/policies/acme/#severity_1", "/policies/acme/#schedule_office", "/policies/acme/proof", "/policies/compare",
        "/policies/now", "/triage/acme?need=broken", "/triage/", "/about/privacy", "/search?q=x", "/",
        "https://example.com/nothing", "mailto:a@example.com", "#main",
    ],
)  # fmt: skip
def test_a_link_to_what_is_there_is_none_of_its_faults(site: ContentFolder, target: str) -> None:
    assert told(site, f"[a]({target})\n\n## Own") == []


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("/articles/acme/lagg", "there is nothing at “/articles/acme/lagg” (did you mean “/articles/acme/lag”?)"),
        ("lag.jpg", "there is nothing at “/articles/acme/lag.jpg” (did you mean “/articles/acme/lag.png”?)"),
        ("../zzz", f"there is nothing at “/articles/zzz” {GONE}"),
        ("/articles/acme/lag#aks", "there is no “#aks” on “/articles/acme/lag” (did you mean “#ask”?)"),
        ("#zzz", f"there is no “#zzz” on “/articles/acme/a” {GONE}"),
        ("/policies/acne/", "there is nothing at “/policies/acne” (did you mean “/policies/acme”?)"),
        ("/policies/acme/#tears", "there is no “#tears” on “/policies/acme/” (did you mean “#tiers”?)"),
        (
            "/policies/acme/versions/1.1/",
            "there is nothing at “/policies/acme/versions/1.1” (did you mean “/policies/acme/versions/1.0”?)",
        ),
        ("/triage/acne", "there is nothing at “/triage/acne” (did you mean “/triage/acme”?)"),
        ("/about/privacies", "there is nothing at “/about/privacies” (did you mean “/about/privacy”?)"),
    ],
)
def test_a_link_that_leads_nowhere_is_an_error_at_its_line(site: ContentFolder, target: str, message: str) -> None:
    assert told(site, f"Text\n\n## Own\n\nSee [a]({target}).") == [f":8: {message}"]


def test_a_picture_needs_words_a_file_and_a_place_here(site: ContentFolder) -> None:
    assert told(site, "![](lag.png)\n\n![Lag](lga.png)\n\n![Lag](https://example.com/lag.png)") == [
        ":4: a picture has no words that stand for it"
        " (write what it shows between the square brackets, for who cannot see it)",
        ":6: there is nothing at “/articles/acme/lga.png” (did you mean “/articles/acme/lag.png”?)",
        ":8: a picture of another site is not shown (put the file beside the article)",
    ]
    assert told(site, "![Lag](lag.png)") == []


def test_an_old_address_still_leads_on_and_is_a_warning(site: ContentFolder) -> None:
    assert told(site, "[a](/articles/acme/before#x)", "related: [acme/before]\n") == [
        ":3: warning: related: “acme/before” is an old address (write acme/next)",
        ":5: warning: “/articles/acme/before” is an old address (write /articles/acme/next)",
    ]


def test_a_link_to_a_draft_is_a_warning_and_between_drafts_none(site: ContentFolder) -> None:
    assert told(site, "[a](draft.md)") == [
        ":4: warning: “/articles/acme/draft” is a draft (readers find nothing there: take the link out, or publish it)"
    ]
    assert told(site, "[a](draft.md)", "draft: true\n") == []


def test_sources_without_a_day_of_comparison_are_a_warning(site: ContentFolder) -> None:
    sources = "sources:\n  - title: B\n    url: https://example.com\n"
    assert told(site, "", sources) == [
        ":3: warning: sources: it names sources, but no day of comparison"
        " (add reviewed_on: the day on which somebody compared it with them)"
    ]
    assert told(site, "", f"{sources}reviewed_on: 2026-11-21\n") == []


@pytest.mark.parametrize(
    ("old", "message"),
    [
        ("acme/a", "“acme/a” is this article’s own address (take it out: it would lead in a circle)"),
        ("acme/lag", "“acme/lag” is the address of another page (take it out: nothing would lead there)"),
        ("acme/lag.png", "“acme/lag.png” is the address of another page (take it out: nothing would lead there)"),
        ("acme", "“acme” is the address of another page (take it out: nothing would lead there)"),
        ("every-product", "“every-product” is the address of another page (take it out: nothing would lead there)"),
        ("feed.atom", "“feed.atom” is the address of another page (take it out: nothing would lead there)"),
        (
            "/acme/x",
            "“/acme/x” cannot stand here (write what stood behind /articles/, without a slash before or after it)",
        ),
        (
            "acme/x/",
            "“acme/x/” cannot stand here (write what stood behind /articles/, without a slash before or after it)",
        ),
        ("x?y", "“x?y” cannot stand here (write what stood behind /articles/, without a slash before or after it)"),
    ],
)
def test_an_old_address_that_is_taken_or_none_is_an_error(site: ContentFolder, old: str, message: str) -> None:
    (found,) = told(site, "", f"redirect_from: ['{old}']\n")
    assert found.partition(": redirect_from")[2].partition(": ")[2] == message


def test_two_articles_that_claim_the_same_old_address_are_an_error(site: ContentFolder) -> None:
    site.write("articles/acme/b.md", "---\ntitle: B\nredirect_from: [acme/x]\n---\n")
    site.write("articles/acme/a.md", "---\ntitle: A\nredirect_from: [acme/x]\n---\n")
    assert site.problems() == [
        "content/articles/acme/b.md:3: redirect_from: “acme/x” is claimed by “acme/a” too"
        " (leave it in the one that it leads to)"
    ]


def test_old_addresses_may_be_written_as_other_sites_write_them(site: ContentFolder) -> None:
    assert told(site, "", "redirect_from: [en-us/115000-How-To_Ask, 'Straße/%20x']\n") == []
