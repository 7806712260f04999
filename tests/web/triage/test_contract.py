"""The check of a contract: told to its holder alone, and the same to everybody else."""

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.cases.contracts import Contracts
from app.cases.database import CaseBookUnavailable
from app.domain.contract import Contract
from app.web.limits import GUESSED, GUESSING
from tests.databases import asked
from tests.web import contract_pages
from tests.web.case_pages import GRAVE, says, with_parts
from tests.web.contract_pages import ADDRESS, BASIC, CHECK, COOKIE, GOLD, ID, Holder, contract_site, leads_to
from tests.web.pages import Page
from tests.web.small_site import SmallSite

started, site, holder = contract_pages.started, contract_pages.site, contract_pages.holder
FACTS = {"need": "broken", "impact": "outage", "environment": "production"}
ENTITLEMENT = {"plan": "starter", "incidents_used": "1"}


def test_the_triage_offers_the_check_where_there_are_contracts_and_nowhere_else(tmp_path: Path) -> None:
    site = contract_site(tmp_path)
    client = site.app.test_client()
    assert CHECK not in client.get("/triage/acme").text
    site.parts.contracts.put([BASIC], site.now)
    site.now += timedelta(minutes=1)
    for page in ("/triage/acme", "/triage/acme?view=all", "/triage/acme?need=broken", f"/triage/acme?{_query(FACTS)}"):
        assert CHECK in client.get(page).text, page


def test_the_form_is_whole_and_kept_by_nobody(holder: Holder) -> None:
    answer = holder.client.get(f"{CHECK}?need=broken")
    page = Page(answer.text)
    assert page.unclosed == page.misplaced == []
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert 'href="/triage/acme?need=broken&amp;under=1.0"' in answer.text


def test_there_is_no_form_for_a_policy_that_is_not_there(holder: Holder) -> None:
    assert holder.client.get("/triage/nope/contract").status_code == 404


def test_both_halves_together_lead_on_with_what_the_contract_settles(holder: Holder) -> None:
    answer = holder.checks(page=f"{CHECK}?need=broken&impact=outage&zone=Asia%2FKathmandu")
    path, answers, waiting = leads_to(answer)
    assert (answer.status_code, path) == (303, "/triage/acme")
    assert answers == {"need": "broken", "zone": "Asia/Kathmandu"} | ENTITLEMENT | {"impact": "outage"}
    assert waiting == {"incidents_bought": "0"}


def test_at_the_start_the_settled_answers_wait_until_they_are_asked_for(holder: Holder) -> None:
    path, answers, waiting = leads_to(holder.checks())
    assert (path, answers, waiting) == ("/triage/acme", {}, ENTITLEMENT | {"incidents_bought": "0"})
    page = holder.client.get("/triage/acme", query_string={"asked": "need", "need": "broken", "later": _query(waiting)})
    assert leads_to(page)[1] == {"need": "broken"} | ENTITLEMENT


def test_an_answer_given_before_gives_way_to_the_contract_and_one_put_aside_still_waits(holder: Holder) -> None:
    _, answers, waiting = leads_to(holder.checks(page=f"{CHECK}?need=broken&plan=full&later=impact%3Doutage"))
    assert answers == {"need": "broken"} | ENTITLEMENT
    assert waiting == {"impact": "outage", "incidents_bought": "0"}


def test_its_holder_is_told_tier_and_incidents_left_and_no_cache_keeps_it(holder: Holder) -> None:
    before, address = holder.reads("/triage/acme"), holder.checks().headers["Location"]
    page = holder.reads(address)
    says(page, "From your contract:", "Basic, 1 of 2 incidents left this month", "Only you see this", "Forget")
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in page.headers
    again = holder.client.get(address, headers={"If-None-Match": before.headers["ETag"]})
    says(again, "From your contract:")


def test_nobody_else_sees_it_and_their_pages_stay_as_they_were(holder: Holder, site: SmallSite) -> None:
    other = site.app.test_client()
    before = other.get("/triage/acme")
    address = holder.checks().headers["Location"]
    holder.reads("/triage/acme")
    holder.reads(address)
    for page in (other.get("/triage/acme"), other.get(address)):
        assert "From your contract" not in page.text
        assert page.headers["Cache-Control"] == "private, max-age=20"
        assert "Vary" not in page.headers or "Cookie" not in page.headers["Vary"]
    again = other.get("/triage/acme", headers={"If-None-Match": before.headers["ETag"]})
    assert again.status_code == 304


def test_the_note_stands_on_every_page_of_the_triage(holder: Holder) -> None:
    holder.checks()
    for query in ("need=broken", "view=all", _query(FACTS | ENTITLEMENT), "need=question", "need=broken&plan=unknown"):
        says(holder.reads(f"/triage/acme?{query}"), "From your contract:", "Forget this contract")


def test_a_tier_without_limit_says_so(site: SmallSite, holder: Holder) -> None:
    site.parts.contracts.put([GOLD], site.now)
    says(holder.reads(holder.checks().headers["Location"]), "Gold, unlimited incidents.")


def test_answers_that_say_something_else_are_told_of(holder: Holder) -> None:
    holder.checks()
    assert "something else" not in holder.client.get(f"/triage/acme?{_query(FACTS | ENTITLEMENT)}").text
    says(holder.client.get(f"/triage/acme?{_query(GRAVE)}"), "Your answers say something else.", "not verified")


def test_a_contract_can_be_forgotten_at_once(holder: Holder) -> None:
    page = holder.reads(holder.checks().headers["Location"]).text
    answer = holder.forgets(page)
    assert leads_to(answer)[0] == "/triage/acme"
    assert holder.cookie is None
    assert "From your contract" not in holder.reads("/triage/acme").text


def test_it_is_remembered_for_twelve_hours_and_not_before_it_was_told(holder: Holder, site: SmallSite) -> None:
    holder.checks()
    told_at = site.now
    for passed, is_held in ((timedelta(hours=12, seconds=-1), True), (timedelta(hours=12), False),
                            (timedelta(days=-1), False)):  # fmt: skip
        site.now = told_at + passed
        assert ("From your contract" in holder.reads("/triage/acme").text) == is_held


@pytest.mark.parametrize("changed", [{"ends_on": date(2026, 12, 2)}, {"email_domains": ("example.org",)}])
def test_what_changes_in_the_contract_holds_at_once(holder: Holder, site: SmallSite, changed: dict[str, Any]) -> None:
    holder.checks()
    site.parts.contracts.put([replace(BASIC, **changed)], site.now)
    assert "From your contract" not in holder.reads("/triage/acme").text


def test_a_cookie_that_this_site_did_not_sign_says_nothing(holder: Holder) -> None:
    holder.checks()
    value = holder.cookie.value
    # Not its last letter, of which a few bits count for nothing.
    for forged in ("nonsense", value[:-2] + ("A" if value[-2] != "A" else "B") + value[-1], ""):
        holder.client.set_cookie(COOKIE, forged)
        answer = holder.reads("/triage/acme")
        assert (answer.status_code, "From your contract" in answer.text) == (200, False)


def test_the_cookie_is_for_this_site_and_no_script_and_holds_for_twelve_hours(holder: Holder) -> None:
    told = holder.checks().headers["Set-Cookie"]
    assert told.startswith(f"{COOKIE}=")
    assert {"HttpOnly", "Path=/", "SameSite=Lax", "Max-Age=43200"} <= set(told.split("; "))


def test_neither_id_nor_address_stands_in_any_address_of_a_page(holder: Holder) -> None:
    location = holder.checks().headers["Location"]
    page = holder.client.get(location).text
    assert not {ID, ADDRESS, "example.com"} & set(re.split(r"[?&=%]", location))
    assert ID not in page
    assert ADDRESS not in page


NO_MATCH: dict[str, list[Contract]] = {
    "unknown": [],
    "another address": [replace(BASIC, email_domains=("example.org",))],
    "many addresses, none of them": [replace(BASIC, email_domains=tuple(f"example{n}.org" for n in range(9)))],
    "ended": [replace(BASIC, ends_on=date(2026, 12, 2))],
    "to come": [replace(BASIC, starts_on=date(2026, 12, 4))],
    "of another policy": [replace(BASIC, policy="other")],
    "of another tier, without limit": [replace(GOLD, email_domains=("example.org",))],
}


def test_whatever_does_not_fit_gets_the_same_answer_byte_for_byte(site: SmallSite) -> None:
    seen = {}
    for name, contracts in NO_MATCH.items():
        for each in site.parts.contracts.all():
            site.parts.contracts.remove(each.policy, each.support_id)
        site.parts.contracts.put(contracts, site.now)
        answer = Holder(site.app).checks()
        headers = [(n, v) for n, v in answer.headers if n not in ("Set-Cookie", "Date")]
        body = re.sub(r'name="csrf_token" value="[^"]*"', "", answer.text)
        seen[name] = (answer.status_code, headers, body, COOKIE in str(answer.headers))
    assert len(set(map(str, seen.values()))) == 1
    status, _, body, has_cookie = seen["unknown"]
    assert (status, has_cookie) == (422, False)
    assert "No contract was found for these two" in body


def test_what_was_typed_stays_in_the_form(holder: Holder) -> None:
    answer = holder.checks('S"-9', "ann@example.org")
    assert 'value="S&#34;-9"' in answer.text
    assert 'value="ann@example.org"' in answer.text


@pytest.mark.parametrize(
    ("support_id", "address", "said"),
    [("", ADDRESS, "Fill in your Support ID."), (ID, "ada", "Write an e-mail address"), ("", "", "Fill in your")],
)
def test_what_cannot_be_looked_up_is_said_at_its_field(
    holder: Holder, support_id: str, address: str, said: str
) -> None:
    answer = holder.checks(support_id, address)
    assert answer.status_code == 422
    says(answer, said)
    assert 'aria-invalid="true"' in answer.text


@pytest.mark.usefixtures("on_each_database")
def test_hostile_texts_are_no_match_and_no_fault(tmp_path: Path) -> None:
    holder = Holder(contract_site(tmp_path, BASIC).app)
    for text in ("S-1001\0", "' OR 1=1 --", "\ud800".encode("utf-8", "surrogatepass"), "9" * 10_000, "\u202e1001-S"):
        assert holder.checks(text, ADDRESS).status_code == 422  # type: ignore[arg-type]


def test_an_old_page_is_told_so_and_nothing_is_looked_up(holder: Holder) -> None:
    answer = holder.client.post(CHECK, data={"support_id": ID, "address": ADDRESS})
    assert answer.status_code == 400
    says(answer, "Please send it again")
    assert f'value="{ID}"' in answer.text
    assert holder.cookie is None
    assert holder.client.post(f"{CHECK}/forget").status_code == 400


class Away(Contracts):
    """Contracts whose database is gone."""

    def __init__(self) -> None:
        pass

    @property
    def policies(self) -> frozenset[str]:
        return frozenset(["acme"])

    def verified(self, *_: object) -> Any:
        raise CaseBookUnavailable("gone")


def test_without_a_database_the_triage_goes_on_and_the_check_says_so(holder: Holder, site: SmallSite) -> None:
    holder.checks()
    with_parts(site.app, contracts=Away())
    assert holder.reads("/triage/acme").status_code == 200
    answer = holder.checks()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    says(answer, "Contracts cannot be looked up at the moment", "go on without")


@pytest.fixture
def limited(tmp_path: Path) -> SmallSite:
    (tmp_path / "limited").mkdir()
    return contract_site(tmp_path / "limited", BASIC, SIGNPOST_RATE_LIMITS="on")


def test_who_guesses_is_held_back_and_can_go_on_without(limited: SmallSite) -> None:
    holder = Holder(limited.app)
    answers = [holder.checks(f"S-{n}") for n in range(GUESSING[0].most + 1)]
    assert [each.status_code for each in answers] == [422] * GUESSING[0].most + [429]
    says(answers[-1], "That was tried too often", "go on without")
    assert 'value="S-5"' in answers[-1].text
    assert int(answers[-1].headers["Retry-After"]) <= 60
    limited.now += timedelta(minutes=1)
    assert holder.checks().status_code == 303


def test_it_is_held_back_over_an_hour_too(limited: SmallSite) -> None:
    holder, statuses = Holder(limited.app), []
    for n in range(GUESSING[1].most + 1):
        limited.now += timedelta(seconds=20)
        statuses.append(holder.checks(f"S-{n}").status_code)
    assert statuses == [422] * GUESSING[1].most + [429]


def guesses(site: SmallSite, support_id: str, number: int) -> Iterator[int]:
    """Tries an address with a Support ID, each time from another machine."""
    for n in range(number):
        holder = Holder(site.app)
        holder.client.environ_base["REMOTE_ADDR"] = f"10.0.0.{n}"
        yield holder.checks(support_id, f"ada@example{n}.org").status_code


@pytest.mark.parametrize("support_id", [ID, "S-that-is-not-there"])
def test_one_support_id_is_not_tried_for_ever_whoever_asks_and_whether_it_exists_or_not(
    limited: SmallSite, support_id: str
) -> None:
    most = GUESSED[0].most
    assert list(guesses(limited, support_id, most + 1)) == [422] * most + [429]
    assert set(guesses(limited, "S-another", 1)) == {422}
    limited.now += timedelta(hours=1)
    assert Holder(limited.app).checks().status_code == 303


def test_who_has_both_halves_uses_up_no_guess(limited: SmallSite) -> None:
    for _ in range(GUESSED[0].most * 2):
        limited.now += timedelta(minutes=1, seconds=10)
        assert Holder(limited.app).checks().status_code in (303, 429)
    limited.now = limited.now.replace(minute=0) + timedelta(hours=1)
    for n in range(GUESSED[0].most + 5):
        holder = Holder(limited.app)
        holder.client.environ_base["REMOTE_ADDR"] = f"10.0.1.{n}"
        assert holder.checks().status_code == 303


def test_no_log_names_an_id_or_an_address(limited: SmallSite, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    holder = Holder(limited.app)
    holder.checks()
    holder.checks("S-guessed-9", "ada@guessed.example")
    holder.reads("/triage/acme")
    assert not [line for line in caplog.messages if ID in line or "S-guessed-9" in line or "example" in line]


def _query(answers: dict[str, str]) -> str:
    return "&".join(f"{name}={value}" for name, value in answers.items())


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_sites_on_one_postgresql_hold_back_guesses_together_and_see_the_same_contract(
    tmp_path: Path, database_url: str
) -> None:
    settings = {
        "SIGNPOST_RATE_LIMITS": "on",
        "SIGNPOST_DATABASE_URL": database_url,
        "SIGNPOST_SECRET_KEY": "the same on each machine",
    }
    sites = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        sites.append(contract_site(tmp_path / name, BASIC, **settings))
    one, two = (Holder(site.app) for site in sites)
    statuses = [each.checks("S-guessed").status_code for each in [one, two, one, two, one, two]]
    assert statuses == [422] * GUESSING[0].most + [429]
    most = GUESSED[0].most - GUESSING[0].most
    assert list(guesses(sites[0], "S-guessed", most + 1)) == [422] * most + [429]
    two.client.environ_base["REMOTE_ADDR"] = "10.0.2.1"
    two.checks()
    one.client.set_cookie(COOKIE, two.cookie.value)
    says(one.reads("/triage/acme"), "1 of 2 incidents left this month")
    assert not asked(database_url, "SELECT key FROM posting_counts WHERE key LIKE '%guessed%'")


def test_who_starts_again_is_still_known_and_an_answer_changed_by_hand_stays(holder: Holder) -> None:
    holder.checks()
    path, answers, waiting = leads_to(holder.client.get("/triage/acme"))
    assert (path, answers, waiting) == ("/triage/acme", {}, ENTITLEMENT | {"incidents_bought": "0"})
    assert leads_to(holder.client.get("/triage/acme?need=broken"))[1] == {"need": "broken"} | ENTITLEMENT
    kept = leads_to(holder.client.get("/triage/acme?need=broken&plan=unknown&zone=UTC"))
    assert kept[1] == {"need": "broken", "plan": "unknown", "incidents_used": "1", "zone": "UTC"}
    for ended in (FACTS | ENTITLEMENT, GRAVE, {"need": "existing"}):
        assert holder.client.get(f"/triage/acme?{_query(ended)}").status_code == 200
    changing = holder.client.get(f"/triage/acme?need=broken&later={_query(ENTITLEMENT).replace('&', '%26')}")
    assert leads_to(changing)[1] == {"need": "broken"}
