"""“Was this helpful?”: counted once sent from here by a person, and never at the price of what was typed."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.insight.database import InsightUnavailable
from app.insight.votes import LONGEST_REMARK, Verdict, Votes
from app.web.limits import POSTING
from tests.web.pages import Page, check_parts
from tests.web.small_site import SmallSite

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0", "Sec-Fetch-Site": "same-origin"}
YES, NO = {"helpful": "yes"}, {"helpful": "no", "reason": "wrong", "remark": "Step 2 <b>is</b> gone."}
DAY = date(2026, 12, 3)


class Away(Votes):
    """A database that cannot be used."""

    def __init__(self) -> None:
        """There is none."""

    def add(self, day: date, address: str, verdict: Verdict, text: str = "") -> None:
        raise InsightUnavailable("it is away")


@pytest.fixture
def small(tmp_path: Path) -> SmallSite:
    """A site with an article that has moved."""
    site = SmallSite(tmp_path)
    site.content.write("articles/acme/lag.md", "---\ntitle: Lag & more\nredirect_from: [acme/old]\n---\nText")
    site.start()
    return site


@pytest.fixture
def visitor(small: SmallSite) -> FlaskClient:
    return small.app.test_client()


def vote(visitor: FlaskClient, form: dict[str, str], address: str = "acme/lag", **headers: str) -> TestResponse:
    """The answer to a vote; an empty header is one that the browser did not send."""
    told = BROWSER | {name.replace("_", "-"): value for name, value in headers.items()}
    return visitor.post(
        f"/articles/{address}/vote", data=form, headers={name: value for name, value in told.items() if value}
    )


def counted(small: SmallSite) -> dict[str, dict[Verdict, int]]:
    return small.parts.votes.since(DAY)


def page_of(answer: TestResponse) -> Page:
    """The page that came back, whole as every page."""
    page = Page(answer.text)
    check_parts(page)
    assert page.levels.count(1) == 1
    return page


@pytest.mark.parametrize(("form", "verdict"), [(YES, Verdict.HELPFUL), (NO, Verdict.WRONG)])
def test_a_vote_is_counted_on_its_day_and_leads_back_to_a_word_of_thanks(
    small: SmallSite, visitor: FlaskClient, form: dict[str, str], verdict: Verdict
) -> None:
    answer = vote(visitor, form)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/articles/acme/lag#thanks")
    assert counted(small) == {"acme/lag": {verdict: 1}}
    assert 'id="thanks"' in visitor.get("/articles/acme/lag").text


def test_no_cookie_is_set_or_asked_for_and_the_page_stays_one_that_caches_share(visitor: FlaskClient) -> None:
    before = visitor.get("/articles/acme/lag")
    answer = vote(visitor, YES)
    after = visitor.get("/articles/acme/lag", headers={"If-None-Match": before.headers["ETag"]})
    assert not [each for each in (before, answer, after) if "Set-Cookie" in each.headers or "Cookie" in str(each.vary)]
    assert after.status_code == 304
    assert before.headers["Cache-Control"].startswith("public")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "csrf" not in before.text


def test_what_was_written_is_kept_masked(small: SmallSite, visitor: FlaskClient) -> None:
    vote(visitor, NO | {"remark": "Ask jo@example.com\r\nor 0701234567"})
    assert [each.text for each in small.parts.votes.remarks_since(DAY)] == ["Ask …\nor …"]


def test_a_yes_keeps_no_text(small: SmallSite, visitor: FlaskClient) -> None:
    vote(visitor, YES | {"remark": "x" * 999, "reason": "nonsense"})
    assert (counted(small), small.parts.votes.remarks_since(DAY)) == ({"acme/lag": {Verdict.HELPFUL: 1}}, ())


def test_a_vote_on_an_old_address_counts_for_the_new_one(small: SmallSite, visitor: FlaskClient) -> None:
    assert vote(visitor, YES, "acme/old").headers["Location"] == "/articles/acme/lag#thanks"
    assert list(counted(small)) == ["acme/lag"]


def test_a_vote_on_what_is_no_article_is_not_counted(small: SmallSite, visitor: FlaskClient) -> None:
    assert vote(visitor, YES, "acme/nope").status_code == 404
    assert counted(small) == {}


@pytest.mark.parametrize("reason", ["", "nonsense", "helpful"])
def test_a_no_without_a_reason_is_asked_for_one_and_keeps_the_text(
    small: SmallSite, visitor: FlaskClient, reason: str
) -> None:
    answer = vote(visitor, NO | {"reason": reason})
    page = page_of(answer)
    assert (answer.status_code, counted(small)) == (422, {})
    assert "Your answer is not counted yet" in page.main
    assert "Choose what was wrong with it." in page.main
    assert "Step 2 &lt;b&gt;is&lt;/b&gt; gone." in page.html
    assert "#reason" in page.links


def test_a_text_that_is_too_long_comes_back_whole(small: SmallSite, visitor: FlaskClient) -> None:
    long = "x" * (LONGEST_REMARK + 1)
    answer = vote(visitor, NO | {"remark": long})
    assert (answer.status_code, counted(small)) == (422, {})
    assert "Shorten this to 500 characters." in page_of(answer).main
    assert long in answer.text
    lines = "x\r\n" * (LONGEST_REMARK // 2)
    assert vote(visitor, NO | {"remark": lines}).status_code == 303


def test_a_database_that_is_away_is_told_and_keeps_what_was_typed(small: SmallSite, visitor: FlaskClient) -> None:
    small.app.extensions["signpost"] = replace(small.parts, votes=Away())
    answer = vote(visitor, NO)
    page = page_of(answer)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "could not be stored just now" in page.main
    assert "Step 2 &lt;b&gt;is&lt;/b&gt; gone." in page.html
    assert page.html.count(" checked") == 1
    assert visitor.get("/articles/acme/lag").status_code == 200


@pytest.mark.parametrize(
    ("told", "is_taken"),
    [
        ({"Sec_Fetch_Site": "same-origin"}, True),
        ({"Sec_Fetch_Site": "cross-site"}, False),
        ({"Sec_Fetch_Site": "same-site"}, False),
        ({"Sec_Fetch_Site": "none"}, False),
        ({"Sec_Fetch_Site": "cross-site", "Origin": "http://localhost"}, False),
        ({"Sec_Fetch_Site": "", "Origin": "http://localhost"}, True),
        ({"Sec_Fetch_Site": "", "Origin": "http://127.0.0.1:5000"}, True),
        ({"Sec_Fetch_Site": "", "Origin": "https://evil.example"}, False),
        ({"Sec_Fetch_Site": "", "Origin": "http://localhost.evil.example"}, False),
        ({"Sec_Fetch_Site": "", "Origin": "null"}, False),
        ({"Sec_Fetch_Site": ""}, False),
    ],
)
def test_a_vote_counts_only_from_a_page_of_this_site(
    small: SmallSite, visitor: FlaskClient, told: dict[str, str], is_taken: bool
) -> None:
    answer = vote(visitor, NO, **told)
    assert (answer.status_code, bool(counted(small))) == ((303, True) if is_taken else (403, False))
    if not is_taken:
        assert "did not say that this form stands on this site" in page_of(answer).main
        assert "Step 2 &lt;b&gt;is&lt;/b&gt; gone." in answer.text


@pytest.mark.parametrize("agent", ["Googlebot/2.1", "python-requests/2.32"])
def test_robots_are_thanked_and_not_counted(small: SmallSite, visitor: FlaskClient, agent: str) -> None:
    assert vote(visitor, YES, User_Agent=agent).status_code == 303
    assert counted(small) == {}


def test_an_address_of_votes_is_no_page(visitor: FlaskClient) -> None:
    assert visitor.get("/articles/acme/lag/vote").status_code == 404


def test_bytes_that_are_no_text_break_nothing(small: SmallSite, visitor: FlaskClient) -> None:
    body = b"helpful=no&reason=other&remark=%ff%00x"
    answer = visitor.post(
        "/articles/acme/lag/vote", data=body, headers=BROWSER, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 303
    assert [each.text for each in small.parts.votes.remarks_since(DAY)] == ["��x"]


def test_who_votes_faster_than_people_do_is_held_back_and_keeps_the_text(tmp_path: Path) -> None:
    site = SmallSite(tmp_path, SIGNPOST_RATE_LIMITS="on")
    site.content.write("articles/acme/lag.md", "---\ntitle: Lag\n---\nText")
    visitor = site.start().test_client()
    answers = [vote(visitor, NO) for _ in range(POSTING[0].most + 1)]
    assert {answer.status_code for answer in answers[:-1]} == {303}
    assert (answers[-1].status_code, answers[-1].headers["Retry-After"]) == (429, "60")
    assert "Step 2 &lt;b&gt;is&lt;/b&gt; gone." in page_of(answers[-1]).html
    assert counted(site) == {"acme/lag": {Verdict.WRONG: POSTING[0].most}}


def test_the_form_says_not_to_write_about_people(visitor: FlaskClient) -> None:
    page = Page(visitor.get("/articles/acme/lag").text)
    assert "At most 500 characters. Leave out names, addresses and anything else about a person." in page.main
    for words in ("Did not solve it", "Hard to follow", "Wrong or out of date", "Something else"):
        assert words in page.main
